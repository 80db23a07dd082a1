#include "proof/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proof/base64.h"
#include "proof/cosignature.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsDataLoss = StatusIs(absl::StatusCode::kDataLoss);
const auto kIsNotFound = StatusIs(absl::StatusCode::kNotFound);

VerifierKey Key(absl::string_view text) { return VerifierKey::Parse(text).value(); }

// Checkpoints that Go's checksum database has signed over the years.
constexpr const char* kSumdb[] = {
    "go.sum database tree\n445646\njEFFy4AtYgBBNTSZTiNnQrgQqMbcH0mfO2oP2FxR9VU=\n\n"
    "— sum.golang.org "
    "Az3grkGho/PqvUmEuTv6+r2g303hUhu60FOD6vLpm19mBwH9UjquWY2OKxNmZ55z0gHrp24AgPC3Q5WO"
    "7uZrVdvdCQU=\n",
    "go.sum database tree\n15368405\n/g9am3I6YWNKaZX/jkne1fqd9zEyjss+JXyPXG0WfkY=\n\n"
    "— sum.golang.org "
    "Az3grqJGUaSGukG9p8nI2vKgiFn7qGHxn0W+mrwyI6Gz3F0t1J3LzmWk/p96Ybf295EjwdSwlzgijq5W"
    "A9d1Ded7owM=\n",
    "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n"
    "— sum.golang.org "
    "Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT"
    "/P6fYhqAmAk=\n",
};

// A log of certificates, and witnesses that cosigned it, with their published keys.
constexpr char kCosigned[] =
    "arche2025h1.staging.ct.transparency.dev\n1432088532\n"
    "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3"
    "urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
    "— arche2025h1.staging.ct.transparency.dev "
    "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI7"
    "5MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
    "— transparency.dev/DEV:witness-little-garden "
    "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcq"
    "oXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
    "— witness1.smartit.nu/witness1 "
    "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u"
    "5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
    "— remora.n621.de "
    "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5"
    "XeU/zZ0WBxtqB0DrAWfBw==\n"
    "— witness.stagemole.eu "
    "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TU"
    "FucgKi7lI7cUiOvKFYe/TmN9DAg==\n";
constexpr const char* kCosignedKeys[] = {
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f",
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/"
    "MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
};

TEST(Checkpoint, ReadsTheExampleOfTheSpecification) {
  constexpr char kText[] =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(kText);
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20'852'163u);
  EXPECT_EQ(HexOf(checkpoint->root),
            "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  EXPECT_EQ(FormatCheckpoint(*checkpoint), kText);
}

TEST(Checkpoint, VerifiesWhatTheChecksumDatabaseSigned) {
  const std::vector<VerifierKey> keys = {
      Key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")};
  for (const char* note : kSumdb) {
    const absl::StatusOr<OpenedNote> opened = OpenNote(note, keys);
    ASSERT_THAT(opened, IsOk()) << note;
    EXPECT_EQ(ParseCheckpoint(opened->note.text)->origin, "go.sum database tree");
    // Its key bears another name than its origin, which we take for no key of the log.
    EXPECT_THAT(OpenCheckpoint(note, keys), kIsNotFound);
  }
}

TEST(Checkpoint, VerifiesWhatWitnessesOfTheWorldCosigned) {
  std::vector<VerifierKey> keys;
  for (const char* text : kCosignedKeys) keys.push_back(Key(text));
  const absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(kCosigned, keys);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->checkpoint.size, 1'432'088'532u);
  ASSERT_EQ(opened->verified.size(), 5u);
  for (std::size_t i = 1; i < opened->verified.size(); ++i) {
    EXPECT_EQ(opened->verified[i].key, i);
    EXPECT_EQ(opened->verified[i].time_seconds, 0x6a122120);
  }
  // Witnesses alone are no log.
  EXPECT_THAT(OpenCheckpoint(kCosigned, absl::MakeConstSpan(keys).subspan(1)), kIsNotFound);
  std::string changed = kCosigned;
  changed[changed.find("1432088532")] = '2';
  EXPECT_THAT(OpenCheckpoint(changed, keys), kIsDataLoss);
}

TEST(Checkpoint, RefusesWhatHasAnotherForm) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {"", "three lines"},
      {"origin\n", "three lines"},
      {"origin\n5\n", "three lines"},
      {absl::StrCat("origin\n5\n", root.substr(0, root.size() - 1)), "three lines"},
      {absl::StrCat("\n5\n", root), "origin is empty"},
      {absl::StrCat("origin\n\n", root), "size must be"},
      {absl::StrCat("origin\n05\n", root), "size must be"},
      {absl::StrCat("origin\n+5\n", root), "size must be"},
      {absl::StrCat("origin\n5 \n", root), "size must be"},
      {absl::StrCat("origin\n0x5\n", root), "size must be"},
      {absl::StrCat("origin\n9223372036854775808\n", root), "size must be"},
      {"origin\n5\n\n", "root hash must be"},
      {absl::StrCat("origin\n5\n ", root), "root hash must be"},
      {"origin\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", "root hash must be"},
      {"origin\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", "root hash must be"},
      {absl::StrCat("origin\n5\n", root, "extension\n"), "extension lines"},
      {absl::StrCat("origin\n5\n", root, "\n"), "extension lines"},
      {absl::StrCat("origin\n5\n", root, "x"), "extension lines"},
  };
  for (const auto& [text, why] : kCases) {
    const absl::Status status = ParseCheckpoint(text).status();
    EXPECT_THAT(status, kIsInvalid) << text;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status;
  }
}

TEST(Checkpoint, RoundTrips) {
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{70'000}, (std::uint64_t{1} << 63) - 1}) {
    const Checkpoint checkpoint = {.origin = "内蒙古 nm", .size = size, .root = Sha256("r")};
    EXPECT_THAT(ParseCheckpoint(FormatCheckpoint(checkpoint)), IsOkAndHolds(checkpoint));
  }
}

TEST(Checkpoint, IsSignedByOneKeyOrBoth) {
  const Checkpoint checkpoint = CheckpointOf(7);
  const SigningKey ed25519 = FixedKey(kOrigin, KeyType::kEd25519, 'e');
  const SigningKey sm2 = FixedKey(kOrigin, KeyType::kSm2, 's');
  const std::vector<VerifierKey> known = {ed25519.verifier(), sm2.verifier()};
  for (const std::vector<const SigningKey*>& keys :
       {std::vector<const SigningKey*>{&ed25519}, {&sm2}, {&ed25519, &sm2}}) {
    const absl::StatusOr<SignedNote> note = SignCheckpoint(checkpoint, keys);
    ASSERT_THAT(note, IsOk());
    const absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(FormatNote(*note), known);
    ASSERT_THAT(opened, IsOk());
    EXPECT_EQ(opened->checkpoint, checkpoint);
    EXPECT_EQ(opened->verified.size(), keys.size());
  }
}

TEST(Checkpoint, IsNotSignedByTheWrongKeys) {
  const Checkpoint checkpoint = CheckpointOf(7);
  const SigningKey other = FixedKey("other.example", KeyType::kEd25519, 'e');
  const SigningKey witness = FixedKey(kOrigin, KeyType::kCosignature, 'w');
  EXPECT_THAT(SignCheckpoint(checkpoint, {}), kIsInvalid);
  EXPECT_THAT(SignCheckpoint(checkpoint, {&other}), kIsInvalid);
  EXPECT_THAT(SignCheckpoint(checkpoint, {&witness}), kIsInvalid);
  const SigningKey key = FixedKey("x", KeyType::kEd25519, 'e');
  EXPECT_THAT(SignCheckpoint({.origin = "x\ny", .size = 1, .root = {}}, {&key}), kIsInvalid);
  EXPECT_THAT(SignCheckpoint({.origin = "x\t", .size = 1, .root = {}}, {&key}), kIsInvalid);
  EXPECT_THAT(SignCheckpoint({.origin = "x", .size = ~std::uint64_t{0}, .root = {}}, {&key}),
              kIsInvalid);
}

TEST(Checkpoint, OpensOnlyWhatTheLogSigned) {
  const Checkpoint checkpoint = CheckpointOf(7);
  const SigningKey log = FixedKey(kOrigin, KeyType::kEd25519, 'e');
  const SigningKey other = FixedKey("other.example", KeyType::kEd25519, 'o');
  // A witness may bear the log's name: it is no log for that.
  const SigningKey witness = FixedKey(kOrigin, KeyType::kCosignature, 'w');
  const std::string text = FormatCheckpoint(checkpoint);
  const SignedNote note = {.text = text,
                           .signatures = {SignText(other, text), Cosign(witness, text, 5)}};
  const std::vector<VerifierKey> known = {log.verifier(), other.verifier(), witness.verifier()};
  EXPECT_THAT(VerifyNote(note, known), IsOk());
  EXPECT_THAT(VerifyCheckpoint(note, known), kIsNotFound);
  const SignedNote free = {.text = "some text\n", .signatures = {SignText(log, "some text\n")}};
  EXPECT_THAT(OpenCheckpoint(FormatNote(free), known), kIsInvalid);
}

}  // namespace
}  // namespace ippledge::proof
