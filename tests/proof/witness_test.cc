#include "proof/witness.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proof/base64.h"
#include "proof/cosignature.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);

SigningKey Log() { return FixedKey(kOrigin, KeyType::kEd25519, 'l'); }

WitnessedLog KnownAt(std::uint64_t size) {
  return {.origin = std::string(kOrigin),
          .keys = {Log().verifier()},
          .size = size,
          .root = RootOf(LeavesOf(size))};
}

// What the log asks for when it has grown from `old_size` to `size` leaves.
AddCheckpointRequest RequestOf(std::uint64_t old_size, std::uint64_t size) {
  const std::vector<Hash> leaves = LeavesOf(size);
  const SigningKey log = Log();
  AddCheckpointRequest request = {.old_size = old_size,
                                  .note = SignCheckpoint(CheckpointOf(size), {&log}).value()};
  if (old_size > 0 && old_size <= size) {
    request.proof = ProveConsistency(old_size, size, [&](std::uint64_t i) -> absl::StatusOr<Hash> {
                      return leaves[i];
                    }).value();
  }
  return request;
}

// The same with a root of the log's choice.
AddCheckpointRequest ForkedRequest(std::uint64_t old_size, std::uint64_t size, const Hash& root) {
  const SigningKey log = Log();
  AddCheckpointRequest request = RequestOf(old_size, size);
  request.note =
      SignCheckpoint({.origin = std::string(kOrigin), .size = size, .root = root}, {&log}).value();
  return request;
}

WitnessOutcome OutcomeOf(const WitnessedLog& log, const AddCheckpointRequest& request) {
  return DecideCosigning(&log, request)->outcome;
}

TEST(WitnessRequest, HasTheFormOfTheSpecification) {
  constexpr char kBody[] =
      "old 20852014\n"
      "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
      "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
      "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
      "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
      "\n"
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "— example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
      "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "— example.com/behind-the-sofa "
      "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/"
      "V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";
  const absl::StatusOr<AddCheckpointRequest> request = ParseAddCheckpoint(kBody);
  ASSERT_THAT(request, IsOk());
  EXPECT_EQ(request->old_size, 20'852'014u);
  EXPECT_EQ(request->proof.size(), 4u);
  EXPECT_EQ(request->note.signatures.size(), 2u);
  EXPECT_EQ(FormatAddCheckpoint(*request), kBody);
}

TEST(WitnessRequest, RefusesWhatHasAnotherForm) {
  const std::string good = FormatAddCheckpoint(RequestOf(2, 3));
  const std::string hash = Base64Of(BytesOf(LeavesOf(3)[2])) + "\n";
  std::string many;
  for (std::size_t i = 0; i <= kConsistencyProofMax; ++i) many += hash;
  ASSERT_TRUE(absl::StrContains(good, hash));
  const struct {
    std::string body;
    const char* why;
  } kCases[] = {
      {std::string(kAddCheckpointBytesMax + 1, 'x'), "at most 262144"},
      {"", "old size line"},
      {"old 2", "old size line"},
      {good.substr(6), "old size line"},
      {absl::StrReplaceAll(good, {{"old 2", "Old 2"}}), "old size line"},
      {absl::StrReplaceAll(good, {{"old 2", "old 02"}}), "old size must be"},
      {absl::StrReplaceAll(good, {{"old 2", "old -2"}}), "old size must be"},
      {absl::StrReplaceAll(good, {{"old 2", "old "}}), "old size must be"},
      {absl::StrReplaceAll(good, {{"old 2", "old 9223372036854775808"}}), "old size must be"},
      {absl::StrReplaceAll(good, {{hash, "hash\n"}}), "hash 1 is not"},
      {absl::StrReplaceAll(good, {{hash, many}}), "more than 63 hashes"},
      {"old 2\n" + hash, "blank line"},
      {"old 2\n\n", "no blank line follows the note's text"},
      {absl::StrReplaceAll(good, {{"\n3\n", "\n3x\n"}}), "checkpoint's size"},
      {good + "\n", "no signature line"},
  };
  for (const auto& [body, why] : kCases) {
    const absl::Status status = ParseAddCheckpoint(body).status();
    EXPECT_THAT(status, kIsInvalid) << why;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status << ", not " << why;
  }
}

TEST(WitnessRequest, RoundTrips) {
  for (std::uint64_t old_size = 0; old_size <= 9; ++old_size) {
    const AddCheckpointRequest request = RequestOf(old_size, 9);
    EXPECT_THAT(ParseAddCheckpoint(FormatAddCheckpoint(request)), IsOkAndHolds(request));
  }
}

// A log and its requests from the tests of another implementation of witnesses.
TEST(Witness, DecidesAsOthersDo) {
  constexpr char kName[] =
      "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
  const std::string public_key =
      absl::HexStringToBytes("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f");
  const auto body = [kName](absl::string_view head, absl::string_view tree,
                            absl::string_view signature) {
    return absl::StrCat(head, "\n", kName, "\n", tree, "\n— ", kName, " ", signature, "\n");
  };
  WitnessedLog log = {.origin = kName,
                      .keys = {VerifierKey::Of(kName, KeyType::kEd25519, public_key).value()}};
  const auto decide = [&log](const std::string& text) {
    const WitnessDecision decision =
        DecideCosigning(&log, ParseAddCheckpoint(text).value()).value();
    if (decision.outcome == WitnessOutcome::kCosign) {
      log.size = decision.checkpoint.size;
      log.root = decision.checkpoint.root;
    }
    return decision.outcome;
  };
  const std::string first = body("old 0\n", "1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                                 "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+"
                                 "YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=");
  const std::string to_three = body(
      "old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
      "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
      "3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n",
      "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/"
      "GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=");
  const std::string to_five = body(
      "old 1\nKgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
      "+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\n"
      "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
      "5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n",
      "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/"
      "ASRcWJi0tW90dJWAShei7sDww=");
  EXPECT_EQ(decide(to_three), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(decide(first), WitnessOutcome::kCosign);
  EXPECT_EQ(decide(first), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(decide(to_three), WitnessOutcome::kCosign);
  EXPECT_EQ(decide(to_five), WitnessOutcome::kOldSizeDiffers);
  log.size = 1;
  log.root = ParseCheckpoint(ParseAddCheckpoint(first)->note.text)->root;
  EXPECT_EQ(decide(to_five), WitnessOutcome::kCosign);
  EXPECT_EQ(log.size, 5u);
}

TEST(Witness, CosignsEachStepOfALog) {
  for (std::uint64_t old_size = 0; old_size <= 20; ++old_size) {
    for (std::uint64_t size = old_size; size <= 20; ++size) {
      const WitnessedLog log = KnownAt(old_size);
      const absl::StatusOr<WitnessDecision> decision =
          DecideCosigning(&log, RequestOf(old_size, size));
      ASSERT_THAT(decision, IsOk());
      EXPECT_EQ(decision->outcome, WitnessOutcome::kCosign) << decision->why;
      EXPECT_EQ(decision->checkpoint, CheckpointOf(size));
      EXPECT_EQ(decision->why, "");
    }
  }
}

TEST(Witness, KnowsOnlyItsLogs) {
  EXPECT_EQ(DecideCosigning(nullptr, RequestOf(0, 3))->outcome, WitnessOutcome::kUnknownOrigin);
  WitnessedLog log = KnownAt(0);
  log.origin = "other.example";
  const WitnessDecision decision = DecideCosigning(&log, RequestOf(0, 3)).value();
  EXPECT_EQ(decision.outcome, WitnessOutcome::kUnknownOrigin);
  EXPECT_EQ(decision.why, absl::StrCat("the log ", kOrigin, " is not known here"));
}

TEST(Witness, TrustsOnlyTheLogsKeys) {
  const WitnessedLog log = KnownAt(0);
  AddCheckpointRequest request = RequestOf(0, 3);
  request.note.signatures[0].bytes[3] ^= 1;
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kBadSignature);
  request.note.signatures[0].key_id ^= 1;
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kBadSignature);

  const SigningKey stranger = FixedKey(kOrigin, KeyType::kEd25519, 'x');
  request.note = SignCheckpoint(CheckpointOf(3), {&stranger}).value();
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kBadSignature);
  // Lines of others beside the log's are passed over.
  const SigningKey key = Log();
  request.note = SignCheckpoint(CheckpointOf(3), {&stranger, &key}).value();
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kCosign);
  // A key of another log's name is no key of this log.
  WitnessedLog misled = log;
  misled.keys = {FixedKey("other.example", KeyType::kEd25519, 'l').verifier()};
  request.note.signatures = {
      SignText(FixedKey("other.example", KeyType::kEd25519, 'l'), request.note.text)};
  EXPECT_EQ(OutcomeOf(misled, request), WitnessOutcome::kBadSignature);
}

TEST(Witness, RefusesWhatDoesNotGoOn) {
  const WitnessedLog log = KnownAt(5);
  EXPECT_EQ(OutcomeOf(log, RequestOf(5, 4)), WitnessOutcome::kSmallerThanOld);
  EXPECT_EQ(OutcomeOf(log, RequestOf(9, 8)), WitnessOutcome::kSmallerThanOld);
  EXPECT_EQ(OutcomeOf(log, RequestOf(4, 8)), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(OutcomeOf(log, RequestOf(6, 8)), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(OutcomeOf(log, RequestOf(0, 8)), WitnessOutcome::kOldSizeDiffers);
  // An older checkpoint again.
  EXPECT_EQ(OutcomeOf(log, RequestOf(3, 4)), WitnessOutcome::kOldSizeDiffers);
  EXPECT_EQ(DecideCosigning(&log, RequestOf(4, 8))->known_size, 5u);
  EXPECT_EQ(DecideCosigning(&log, RequestOf(4, 8))->why,
            "the proof leads from 4 leaves, the last that were cosigned are 5");
}

TEST(Witness, CatchesAForkOfOneSize) {
  const WitnessedLog log = KnownAt(5);
  EXPECT_EQ(OutcomeOf(log, ForkedRequest(5, 5, Sha256("x"))), WitnessOutcome::kFork);
  // Whatever it says it goes on from.
  EXPECT_EQ(OutcomeOf(log, ForkedRequest(0, 5, Sha256("x"))), WitnessOutcome::kFork);
  EXPECT_EQ(OutcomeOf(log, ForkedRequest(3, 5, Sha256("x"))), WitnessOutcome::kFork);
  // Nobody is accused of what the log has not signed.
  AddCheckpointRequest forged = ForkedRequest(5, 5, Sha256("x"));
  forged.note.signatures[0].bytes[0] ^= 1;
  EXPECT_EQ(OutcomeOf(log, forged), WitnessOutcome::kBadSignature);
}

TEST(Witness, RefusesProofsThatDoNotHold) {
  const WitnessedLog log = KnownAt(5);
  AddCheckpointRequest request = RequestOf(5, 9);
  request.proof[0][0] ^= 1;
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kProofDoesNotHold);
  request = RequestOf(5, 9);
  request.proof.pop_back();
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kProofDoesNotHold);
  EXPECT_EQ(OutcomeOf(log, ForkedRequest(5, 9, Sha256("x"))), WitnessOutcome::kProofDoesNotHold);
  request = RequestOf(5, 5);
  request.proof.push_back(Sha256("x"));
  EXPECT_EQ(OutcomeOf(log, request), WitnessOutcome::kProofDoesNotHold);
  request = RequestOf(0, 1);
  request.proof.push_back(Sha256("x"));
  EXPECT_EQ(OutcomeOf(KnownAt(0), request), WitnessOutcome::kProofDoesNotHold);
  EXPECT_EQ(OutcomeOf(KnownAt(0), RequestOf(0, 0)), WitnessOutcome::kCosign);
  EXPECT_EQ(OutcomeOf(KnownAt(0), ForkedRequest(0, 0, Sha256("x"))),
            WitnessOutcome::kProofDoesNotHold);
}

}  // namespace
}  // namespace ippledge::proof
