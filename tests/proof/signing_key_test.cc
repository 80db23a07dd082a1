#include "proof/signing_key.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proof/base64.h"
#include "proof/ed25519.h"
#include "proof/sm2.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

// The example of Go's package note.
constexpr char kPeterPublic[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kPeterSecret[] =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);

constexpr KeyType kAllTypes[] = {KeyType::kEd25519, KeyType::kSm2, KeyType::kCosignature};

TEST(VerifierKey, ReadsTheKeysOfOthers) {
  for (const char* text : {
           kPeterPublic,
           "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
           "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
           // A '+' in the base64, and cosigners' keys.
           "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
           "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
           "transparency.dev/DEV:witness-little-garden+d8042a87+"
           "BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
       }) {
    const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
    ASSERT_THAT(key, IsOk()) << text;
    EXPECT_EQ(key->Text(), text);
    EXPECT_EQ(VerifierKey::Of(key->name(), key->type(), key->public_key()).value(), *key);
  }
}

// What is made of a key's text by leaving out its ends or changing a byte is no key, as in Go's
// tests.
TEST(VerifierKey, RefusesEachChangeOfAText) {
  const std::string text = kPeterPublic;
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    for (std::size_t end = begin; end <= text.size(); ++end) {
      if (begin == 0 && end == text.size()) continue;
      EXPECT_THAT(VerifierKey::Parse(text.substr(begin, end - begin)), kIsInvalid);
    }
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_THAT(VerifierKey::Parse(changed), kIsInvalid) << changed;
    }
  }
}

TEST(VerifierKey, SaysWhyItRefuses) {
  const std::string point = Sm2PublicKey(std::string(32, 'k'));
  const std::string bent = point.substr(0, 64) + "x";
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {kPeterSecret, "secret key"},
      {std::string(kKeyTextBytesMax + 1, 'x'), "at most 1024"},
      {"name", "NAME+ID+KEY"},
      {"name+00000000", "NAME+ID+KEY"},
      {"+00000000+AQ==", "empty"},
      {"a b+00000000+AQ==", "U+0020"},
      {absl::StrCat(std::string(256, 'n'), "+00000000+AQ=="), "at most 255"},
      {"name+0000000+AQ==", "8 digits"},
      {"name+C74F20A3+AQ==", "8 digits"},
      {"name+0x00000f+AQ==", "8 digits"},
      {"name+00000000+AQ", "not base64"},
      {"name+00000000+", "type of the key"},
      {KeyTextOf("name", "\x02"), "type of the key"},
      {KeyTextOf("name", "\xff" + std::string("other/sm2") + point), "type of the key"},
      {KeyTextOf("name", "\x01" + std::string(31, 'k')), "31 bytes, 32 are needed"},
      {KeyTextOf("name", "\x04" + std::string(33, 'k')), "33 bytes, 32 are needed"},
      {KeyTextOf("name", std::string(TypeBytes(KeyType::kSm2)) + bent), "point of the SM2 curve"},
      {"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "id is c74f20a3"},
  };
  for (const auto& [text, why] : kCases) {
    const absl::Status status = VerifierKey::Parse(text).status();
    EXPECT_THAT(status, kIsInvalid) << text;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status;
  }
}

TEST(SigningKey, IsInterchangeableWithGo) {
  const absl::StatusOr<SigningKey> key = SigningKey::Parse(kPeterSecret);
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(key->verifier().Text(), kPeterPublic);
  EXPECT_EQ(key->SecretText(), kPeterSecret);
  EXPECT_EQ(key->type(), KeyType::kEd25519);
  EXPECT_EQ(key->verifier().id(), 0xc74f20a3u);
}

TEST(SigningKey, GeneratesKeysOfAllTypes) {
  for (const KeyType type : kAllTypes) {
    absl::StatusOr<SigningKey> key = SigningKey::Generate("ledger.example/nm", type);
    ASSERT_THAT(key, IsOk());
    const std::string text = key->SecretText();
    absl::StatusOr<SigningKey> again = SigningKey::Parse(text);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->SecretText(), text);
    EXPECT_EQ(again->verifier(), key->verifier());
    EXPECT_THAT(VerifierKey::Parse(key->verifier().Text()), IsOkAndHolds(key->verifier()));
    EXPECT_NE(SigningKey::Generate("ledger.example/nm", type)->SecretText(), text);

    const std::string signature = key->Sign("message");
    EXPECT_EQ(signature.size(), kSignatureBytes);
    EXPECT_TRUE(key->verifier().Verifies("message", signature));
    EXPECT_FALSE(key->verifier().Verifies("messagf", signature));
    EXPECT_THAT(SigningKey::Generate("a b", type), kIsInvalid);
    EXPECT_THAT(SigningKey::Generate(std::string(256, 'n'), type), kIsInvalid);
  }
}

// The types of one name and public key are other keys.
TEST(SigningKey, TypesHaveIdsOfTheirOwn) {
  EXPECT_NE(FixedKey("n", KeyType::kEd25519, 'k').verifier().id(),
            FixedKey("n", KeyType::kCosignature, 'k').verifier().id());
  EXPECT_EQ(FixedKey("n", KeyType::kEd25519, 'k').verifier().public_key(),
            FixedKey("n", KeyType::kCosignature, 'k').verifier().public_key());
}

TEST(SigningKey, Moves) {
  SigningKey a = FixedKey("a", KeyType::kEd25519, 'a');
  const std::string text = a.SecretText();
  SigningKey b = std::move(a);
  EXPECT_EQ(b.SecretText(), text);
  SigningKey c = FixedKey("c", KeyType::kSm2, 'c');
  c = std::move(b);
  EXPECT_EQ(c.SecretText(), text);
  SigningKey& same = c;
  c = std::move(same);
  EXPECT_EQ(c.SecretText(), text);
}

TEST(SigningKey, RefusesEachChangeOfAText) {
  const std::string text = kPeterSecret;
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    for (std::size_t end = begin; end <= text.size(); ++end) {
      if (begin == 0 && end == text.size()) continue;
      EXPECT_THAT(SigningKey::Parse(text.substr(begin, end - begin)), kIsInvalid);
    }
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_THAT(SigningKey::Parse(changed), kIsInvalid) << at << " " << bit;
    }
  }
}

TEST(SigningKey, SaysWhyItRefusesAndNothingOfTheSecret) {
  const std::string secret(32, 'S');
  const std::string bare = absl::StrCat("\x01", secret);
  const std::string base64 = Base64Of(bare);
  const std::string zero(32, '\0');
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {absl::StrCat("name+00000000+", base64), "begins with PRIVATE+KEY+"},
      {absl::StrCat("private+key+name+00000000+", base64), "begins with PRIVATE+KEY+"},
      {absl::StrCat("PRIVATE+KEY+", base64), "NAME+ID+KEY"},
      {absl::StrCat("PRIVATE+KEY+a b+00000000+", base64), "U+0020"},
      {absl::StrCat("PRIVATE+KEY+name+0000000g+", base64), "8 digits"},
      {absl::StrCat("PRIVATE+KEY+name+00000000+", base64, "="), "not base64"},
      {absl::StrCat("PRIVATE+KEY+name+00000000+", base64, "\n"), "not base64"},
      {absl::StrCat("PRIVATE+KEY+name+00000000+", Base64Of("\x05" + secret)), "type of the key"},
      {absl::StrCat("PRIVATE+KEY+name+00000000+", Base64Of(bare + "S")), "of type ed25519"},
      {absl::StrCat("PRIVATE+KEY+name+00000000+",
                    Base64Of(absl::StrCat(TypeBytes(KeyType::kSm2), zero))),
       "of type sm2"},
      {absl::StrCat("PRIVATE+KEY+name+00000000+", base64), "id is not the one"},
      // The id is the public half's, not one over the secret bytes.
      {absl::StrCat("PRIVATE+KEY+", KeyTextOf("name", bare)), "id is not the one"},
  };
  for (const auto& [text, why] : kCases) {
    const absl::Status status = SigningKey::Parse(text).status();
    EXPECT_THAT(status, kIsInvalid) << why;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "SSS")) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), base64.substr(2, 8))) << status;
  }
}

}  // namespace
}  // namespace ippledge::proof
