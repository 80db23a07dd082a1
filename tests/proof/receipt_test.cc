#include "proof/receipt.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "proof/base64.h"
#include "proof/cosignature.h"
#include "proof/merkle.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsDataLoss = StatusIs(absl::StatusCode::kDataLoss);

SigningKey Log() { return FixedKey(kOrigin, KeyType::kEd25519, 'l'); }
SigningKey Witness() { return FixedKey("bank.example", KeyType::kCosignature, 'w'); }

// Of entry `index` in the tree of `size` leaves.
Receipt ReceiptOf(std::uint64_t index, std::uint64_t size) {
  const std::vector<Hash> leaves = LeavesOf(size);
  const SigningKey log = Log();
  return {
      .entry = EntryAt(index),
      .index = index,
      .proof = ProveInclusion(index, size,
                              [&](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; })
                   .value(),
      .checkpoint = SignCheckpoint(CheckpointOf(size), {&log}).value()};
}

WitnessPolicy Policy() {
  return ParsePolicy(absl::StrCat("log ", Log().verifier().Text(), "\nwitness bank ",
                                  Witness().verifier().Text(), "\nquorum bank\n"))
      .value();
}

TEST(Receipt, HasTheFormOfTheSpecification) {
  const Receipt receipt = ReceiptOf(1, 3);
  const std::vector<Hash> leaves = LeavesOf(3);
  EXPECT_EQ(FormatReceipt(receipt),
            absl::StrCat("c2sp.org/tlog-proof@v1\nextra ZW50cnkgMQ==\nindex 1\n",
                         Base64Of(BytesOf(leaves[0])), "\n", Base64Of(BytesOf(leaves[2])), "\n\n",
                         FormatNote(receipt.checkpoint)));
}

// The example of docs/format.md, which another program made.
TEST(Receipt, IsTheExampleOfTheDocuments) {
  constexpr char kExample[] =
      "c2sp.org/tlog-proof@v1\n"
      "extra ZW50cnkgMQ==\n"
      "index 1\n"
      "dziFphNIniTOLPdhmdakI/BC5LvxLX7s7pEu8nbGVwE=\n"
      "V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=\n"
      "\n"
      "ledger.example/nm\n"
      "3\n"
      "lPvQ3YNvUDAWkubQ6t5yjuGexSv/8WBu2AfIV11aqhk=\n"
      "\n"
      "— ledger.example/nm "
      "IHdu5kkUul/64CKX9hEE9dKniAFw2uzbfbHMRNRsBWumAgKOMeK1m7im6NkxmVhQ5KE/5uI6L4Ys"
      "CXGhVc9DtOVO9Q8=\n"
      "— icbc.example "
      "BoX/ewAAAABoYyUAaSRUN4lX53afSj+a8aIZxU55B+fwWpcbWBqyLqg+4ssD11Dg8skgvGVCbYs/NsEB"
      "6M+w573V0SqEFge+phTyDA==\n";
  const SigningKey log =
      SigningKey::Parse(
          "PRIVATE+KEY+ledger.example/nm+20776ee6+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")
          .value();
  const SigningKey bank =
      SigningKey::Parse(
          "PRIVATE+KEY+icbc.example+0685ff7b+BCAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/")
          .value();
  Receipt receipt = ReceiptOf(1, 3);
  receipt.checkpoint = SignCheckpoint(CheckpointOf(3), {&log}).value();
  receipt.checkpoint.signatures.push_back(Cosign(bank, receipt.checkpoint.text, 1'751'328'000));
  EXPECT_EQ(FormatReceipt(receipt), kExample);
  EXPECT_EQ(log.verifier().Text(),
            "ledger.example/nm+20776ee6+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
  EXPECT_EQ(bank.verifier().Text(),
            "icbc.example+0685ff7b+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X");
  const absl::StatusOr<SigningKey> sm2 = SigningKey::Parse(
      "PRIVATE+KEY+ledger.example/nm+0eea7bb2+/"
      "2lwcGxlZGdlL3NtMi1zbTMAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"
      "GRobHB0eHw==");
  ASSERT_THAT(sm2, IsOk());
  EXPECT_EQ(
      sm2->verifier().Text(),
      "ledger.example/nm+0eea7bb2+/2lwcGxlZGdlL3NtMi1zbTMEo9e5q5q9nBC/0n5tseuAsXDAesoJ/9kUx8V+YsDl"
      "D/OVOypuirK+IhpdV9qG/q6hDcsgmg8qn57uk4AVj/+Nog==");
}

// A receipt that another implementation publishes in its guide: without the entry's bytes.
TEST(Receipt, ReadsOneOfOthers) {
  constexpr char kReceipt[] =
      "c2sp.org/tlog-proof@v1\nindex 0\nrqPLszb01JTYtaFXrt/EgKRabefAlo4IVDOyFPm0Hvc=\n\n"
      "example.com/log\n2\nJCMzOarc7fKH0mJBPwPAKOuNs5ft0yooeAkRUbmb8g8=\n\n"
      "— example.com/log "
      "Jb1BsEv3/w9bI0H3Gl/pRDxTUJhhRdecWoVgxutGU/6cc46BXi6x0pcO78xtvdZoyfNtc3d3Dpx6"
      "I3c/L0c1DvqWQAo=\n";
  const absl::StatusOr<Receipt> receipt = ParseReceipt(kReceipt);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(FormatReceipt(*receipt), kReceipt);
  EXPECT_EQ(receipt->entry, std::nullopt);
  EXPECT_THAT(VerifyReceipt(*receipt, {}, nullptr), kIsInvalid);
}

TEST(Receipt, ProvesEachEntryOfATree) {
  const std::vector<VerifierKey> keys = {Log().verifier()};
  for (const std::uint64_t size : {1u, 2u, 3u, 8u, 13u}) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const Receipt receipt = ReceiptOf(index, size);
      const std::string text = FormatReceipt(receipt);
      ASSERT_THAT(ParseReceipt(text), IsOkAndHolds(receipt));
      const absl::StatusOr<ReceiptFacts> facts = VerifyReceipt(receipt, keys, nullptr);
      ASSERT_THAT(facts, IsOk()) << text;
      EXPECT_EQ(facts->checkpoint, CheckpointOf(size));
      EXPECT_EQ(facts->signers, keys);
      EXPECT_FALSE(facts->verdict.has_value());
    }
  }
}

TEST(Receipt, ProvesALeafWithoutItsEntry) {
  Receipt receipt = ReceiptOf(4, 9);
  const Hash leaf = LeafHash(*receipt.entry);
  receipt.entry.reset();
  ASSERT_THAT(ParseReceipt(FormatReceipt(receipt)), IsOkAndHolds(receipt));
  EXPECT_THAT(VerifyReceiptOfLeaf(receipt, leaf, {Log().verifier()}, nullptr), IsOk());
  EXPECT_THAT(VerifyReceiptOfLeaf(receipt, LeafHash("x"), {Log().verifier()}, nullptr),
              kIsDataLoss);
  EXPECT_THAT(VerifyReceipt(receipt, {Log().verifier()}, nullptr), kIsInvalid);
}

TEST(Receipt, NamesWhatDoesNotHold) {
  const std::vector<VerifierKey> keys = {Log().verifier()};
  const auto why = [&](const Receipt& receipt) {
    const absl::Status status = VerifyReceipt(receipt, keys, nullptr).status();
    EXPECT_THAT(status, kIsDataLoss);
    return std::string(status.message());
  };
  Receipt receipt = ReceiptOf(4, 9);
  EXPECT_THAT(VerifyReceipt(receipt, keys, nullptr), IsOk());

  receipt.checkpoint.signatures[0].bytes[7] ^= 1;
  EXPECT_TRUE(
      absl::StrContains(why(receipt), "the checkpoint does not hold: the signature of key"));
  receipt.checkpoint.signatures[0].key_id ^= 1;
  EXPECT_EQ(why(receipt), "the checkpoint does not hold: no known key signed the note");

  receipt = ReceiptOf(4, 9);
  *receipt.entry += "x";
  EXPECT_EQ(why(receipt),
            "the proof of inclusion does not hold: the inclusion proof leads to another root");
  receipt = ReceiptOf(4, 9);
  receipt.index = 5;
  EXPECT_TRUE(absl::StartsWith(why(receipt), "the proof of inclusion does not hold"));
  receipt.index = 9;
  EXPECT_EQ(why(receipt), "the proof of inclusion does not hold: no leaf 9 in a tree of 9");
  receipt = ReceiptOf(4, 9);
  receipt.proof.pop_back();
  EXPECT_EQ(why(receipt),
            "the proof of inclusion does not hold: the proof has 3 hashes, 4 are needed");
  receipt = ReceiptOf(4, 9);
  receipt.proof[1][0] ^= 1;
  EXPECT_TRUE(absl::StartsWith(why(receipt), "the proof of inclusion does not hold"));
  // Another checkpoint of the log, as good as this one.
  receipt = ReceiptOf(4, 9);
  receipt.checkpoint = ReceiptOf(4, 10).checkpoint;
  EXPECT_TRUE(absl::StartsWith(why(receipt), "the proof of inclusion does not hold"));
}

TEST(Receipt, NeedsTheQuorumOfAPolicy) {
  const WitnessPolicy policy = Policy();
  Receipt receipt = ReceiptOf(4, 9);
  const absl::Status missing = VerifyReceipt(receipt, {}, &policy).status();
  EXPECT_THAT(missing, kIsDataLoss);
  EXPECT_EQ(missing.message(),
            "the quorum of witnesses does not hold: bank has 0 of 1, absent: bank");

  const NoteSignature cosignature = Cosign(Witness(), receipt.checkpoint.text, 1'790'000'000);
  ASSERT_THAT(AddSignatures({cosignature}, receipt.checkpoint), IsOk());
  const absl::StatusOr<ReceiptFacts> facts = VerifyReceipt(receipt, {}, &policy);
  ASSERT_THAT(facts, IsOk());
  EXPECT_EQ(facts->signers, (std::vector<VerifierKey>{Log().verifier(), Witness().verifier()}));
  EXPECT_EQ(facts->verdict->cosigners,
            (std::vector<Cosigner>{{.name = "bank", .time_seconds = 1'790'000'000}}));
  // Without the policy the witness is nobody.
  EXPECT_EQ(VerifyReceipt(receipt, {Log().verifier()}, nullptr)->signers.size(), 1u);
  // What a witness signed alone is no log's.
  receipt.checkpoint.signatures.erase(receipt.checkpoint.signatures.begin());
  EXPECT_THAT(VerifyReceipt(receipt, {}, &policy), kIsDataLoss);
}

TEST(Receipt, RefusesWhatHasAnotherForm) {
  const std::string good = FormatReceipt(ReceiptOf(1, 3));
  const std::vector<std::string> lines = absl::StrSplit(good, '\n');
  const std::string hash = lines[3] + "\n";
  std::string many;
  for (std::size_t i = 0; i <= kReceiptProofMax; ++i) many += hash;
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {std::string(kReceiptBytesMax + 1, 'x'), "at most 262144"},
      {"", "first line"},
      {"c2sp.org/tlog-proof@v1", "first line"},
      {"\n" + good, "first line"},
      {absl::StrReplaceAll(good, {{"@v1", "@v2"}}), "first line"},
      {absl::StrReplaceAll(good, {{"ZW50cnkgMQ==", "ZW50cnkgMQ="}}), "extra line"},
      {absl::StrReplaceAll(good, {{"ZW50cnkgMQ==", ""}}), "extra line"},
      {absl::StrReplaceAll(good, {{"extra ", "extra  "}}), "extra line"},
      {absl::StrReplaceAll(good, {{"extra ", "Extra "}}), "index line"},
      {absl::StrReplaceAll(good, {{"index 1\n", ""}}), "index line"},
      {absl::StrReplaceAll(good, {{"index 1\n", "index 1\nindex 1\n"}}), "hash 1 is not"},
      {"c2sp.org/tlog-proof@v1\n", "index line"},
      {absl::StrReplaceAll(good, {{"index 1", "index 01"}}), "index must be"},
      {absl::StrReplaceAll(good, {{"index 1", "index -1"}}), "index must be"},
      {absl::StrReplaceAll(good, {{"index 1", "index 9223372036854775808"}}), "index must be"},
      {absl::StrReplaceAll(good, {{hash, hash.substr(1)}}), "hash 1 is not"},
      {absl::StrReplaceAll(good, {{hash, " " + hash}}), "hash 1 is not"},
      {absl::StrReplaceAll(good, {{hash, many}}), "more than 63 hashes"},
      {"c2sp.org/tlog-proof@v1\nindex 0\n", "blank line"},
      {"c2sp.org/tlog-proof@v1\nindex 0\n" + hash, "blank line"},
      {"c2sp.org/tlog-proof@v1\nindex 0\n\n", "no blank line follows the note's text"},
      {good + "x", "no newline"},
      {absl::StrReplaceAll(good, {{"\n3\n", "\n03\n"}}), "checkpoint's size"},
      {absl::StrReplaceAll(good, {{"=\n\n— ", "=\nextension\n\n— "}}), "extension lines"},
  };
  for (const auto& [text, why] : kCases) {
    const absl::Status status = ParseReceipt(text).status();
    EXPECT_THAT(status, kIsInvalid) << why;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status << ", not " << why;
  }
}

// Whatever bit of the file is changed: it is refused, or does not hold.
TEST(Receipt, NoBitOfItMayChange) {
  const WitnessPolicy policy = Policy();
  Receipt receipt = ReceiptOf(1, 3);
  ASSERT_THAT(AddSignatures({Cosign(Witness(), receipt.checkpoint.text, 1'790'000'000)},
                            receipt.checkpoint),
              IsOk());
  const std::string good = FormatReceipt(receipt);
  ASSERT_THAT(VerifyReceipt(ParseReceipt(good).value(), {}, &policy), IsOk());
  int malformed = 0;
  int broken = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = good;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      const absl::StatusOr<Receipt> parsed = ParseReceipt(changed);
      if (!parsed.ok()) {
        EXPECT_THAT(parsed, kIsInvalid);
        ++malformed;
        continue;
      }
      EXPECT_NE(*parsed, receipt) << at << " " << bit;
      EXPECT_THAT(VerifyReceipt(*parsed, {}, &policy), kIsDataLoss) << at << " " << bit;
      ++broken;
    }
  }
  EXPECT_GT(malformed, 100);
  EXPECT_GT(broken, 100);
}

}  // namespace
}  // namespace ippledge::proof
