#include "proof/fork.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proof/base64.h"
#include "proof/merkle.h"
#include "proof/witness.h"
#include "tests/proof/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsNone = StatusIs(absl::StatusCode::kFailedPrecondition);
const auto kDoesNotHold = StatusIs(absl::StatusCode::kDataLoss);

SigningKey Log() { return FixedKey(kOrigin, KeyType::kEd25519, 'l'); }

std::string NoteOf(const Checkpoint& checkpoint) {
  const SigningKey log = Log();
  return FormatNote(SignCheckpoint(checkpoint, {&log}).value());
}

// Another history: the same leaves but one.
std::vector<Hash> OtherLeaves(std::uint64_t count, std::uint64_t changed) {
  std::vector<Hash> leaves = LeavesOf(count);
  leaves[changed] = LeafHash("never happened");
  return leaves;
}
Checkpoint CheckpointOver(const std::vector<Hash>& leaves) {
  return {.origin = std::string(kOrigin), .size = leaves.size(), .root = RootOf(leaves)};
}
Beginning BeginningOf(const std::vector<Hash>& leaves, std::uint64_t old_size) {
  return {
      .root = RootOf(absl::MakeSpan(leaves).subspan(0, old_size)),
      .proof =
          ProveConsistency(old_size, leaves.size(), [&](std::uint64_t i) -> absl::StatusOr<Hash> {
            return leaves[i];
          }).value()};
}

TEST(Fork, TwoRootsOfOneSizeProveIt) {
  const std::vector<VerifierKey> keys = {Log().verifier()};
  const std::string one = NoteOf(CheckpointOf(5));
  const std::string other = NoteOf(CheckpointOver(OtherLeaves(5, 2)));
  const absl::StatusOr<Fork> fork = ProveFork(one, other, nullptr, keys);
  ASSERT_THAT(fork, IsOk());
  EXPECT_EQ(fork->origin, kOrigin);
  EXPECT_EQ(fork->size, 5u);
  EXPECT_EQ(fork->roots[0], RootOf(LeavesOf(5)));
  EXPECT_EQ(fork->roots[1], RootOf(OtherLeaves(5, 2)));

  EXPECT_THAT(ProveFork(one, one, nullptr, keys), kIsNone);
  EXPECT_THAT(ProveFork(one, NoteOf(CheckpointOf(6)), nullptr, keys), kIsNone);
  const SigningKey second = FixedKey("other.example", KeyType::kEd25519, 'o');
  const std::string of_other_log = FormatNote(
      SignCheckpoint({.origin = "other.example", .size = 5, .root = Sha256("x")}, {&second})
          .value());
  EXPECT_THAT(ProveFork(one, of_other_log, nullptr, {keys[0], second.verifier()}), kIsNone);
  EXPECT_THAT(ProveFork(one, of_other_log, nullptr, keys), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ProveFork(one, "x", nullptr, keys), kIsInvalid);
  std::string forged = other;
  forged[forged.size() - 6] = forged[forged.size() - 6] == 'A' ? 'B' : 'A';
  EXPECT_THAT(ProveFork(one, forged, nullptr, keys), kDoesNotHold);
}

// All pairs of sizes and each place where the histories part, in both orders of the notes.
TEST(Fork, ABeginningThatIsAnotherProvesItAtOtherSizes) {
  const std::vector<VerifierKey> keys = {Log().verifier()};
  int forks = 0;
  for (std::uint64_t size = 2; size <= 12; ++size) {
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      const std::string known = NoteOf(CheckpointOf(old_size));
      for (std::uint64_t changed = 0; changed < size; ++changed) {
        const std::vector<Hash> leaves = OtherLeaves(size, changed);
        const std::string shown = NoteOf(CheckpointOver(leaves));
        const Beginning beginning = BeginningOf(leaves, old_size);
        const absl::StatusOr<Fork> fork = ProveFork(known, shown, &beginning, keys);
        const absl::StatusOr<Fork> turned = ProveFork(shown, known, &beginning, keys);
        // What comes after the smaller tree is no business of its checkpoint.
        if (changed >= old_size) {
          EXPECT_THAT(fork, kIsNone);
          EXPECT_THAT(turned, kIsNone);
          continue;
        }
        ASSERT_THAT(fork, IsOk()) << old_size << " to " << size << " at " << changed;
        ASSERT_THAT(turned, IsOk());
        EXPECT_EQ(fork->size, old_size);
        EXPECT_EQ(fork->roots[0], RootOf(LeavesOf(old_size)));
        EXPECT_EQ(fork->roots[1], beginning.root);
        EXPECT_EQ(turned->roots[1], beginning.root);
        ++forks;
      }
    }
  }
  EXPECT_GT(forks, 200);
}

// Nobody can be accused with a beginning that the larger tree does not have.
TEST(Fork, InventedBeginningsProveNothing) {
  const std::vector<VerifierKey> keys = {Log().verifier()};
  for (std::uint64_t size = 2; size <= 12; ++size) {
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      const std::string small = NoteOf(CheckpointOf(old_size));
      const std::string large = NoteOf(CheckpointOf(size));
      const Beginning good = BeginningOf(LeavesOf(size), old_size);
      EXPECT_THAT(ProveFork(small, large, &good, keys), kIsNone);
      Beginning bad = good;
      bad.root[7] ^= 1;
      EXPECT_THAT(ProveFork(small, large, &bad, keys), kDoesNotHold);
      for (std::size_t i = 0; i < good.proof.size(); ++i) {
        bad = good;
        bad.proof[i][0] ^= 1;
        EXPECT_THAT(ProveFork(small, large, &bad, keys), kDoesNotHold);
      }
      bad = good;
      bad.proof.push_back(Sha256("x"));
      EXPECT_THAT(ProveFork(small, large, &bad, keys), kDoesNotHold);
      bad = BeginningOf(OtherLeaves(size, 0), old_size);
      EXPECT_THAT(ProveFork(small, large, &bad, keys), kDoesNotHold);
    }
  }
}

TEST(Fork, ContinuityIsThatOfTheTrees) {
  const Beginning none;
  EXPECT_EQ(ContinuityOf(CheckpointOf(4), CheckpointOf(4), none), Continuity::kContinued);
  EXPECT_EQ(ContinuityOf(CheckpointOf(4), CheckpointOver(OtherLeaves(4, 0)), none),
            Continuity::kForked);
  EXPECT_EQ(ContinuityOf(CheckpointOf(4), CheckpointOf(7), none), Continuity::kUnproven);
  EXPECT_EQ(ContinuityOf(CheckpointOf(4), CheckpointOf(7), BeginningOf(LeavesOf(7), 4)),
            Continuity::kContinued);
  EXPECT_EQ(ContinuityOf(CheckpointOf(4), CheckpointOver(OtherLeaves(7, 3)),
                         BeginningOf(OtherLeaves(7, 3), 4)),
            Continuity::kForked);
}

TEST(Fork, BeginningsAreTexts) {
  const Beginning beginning = BeginningOf(LeavesOf(7), 3);
  ASSERT_GT(beginning.proof.size(), 1u);
  const std::string text = FormatBeginning(beginning);
  EXPECT_THAT(ParseBeginning(text), IsOkAndHolds(beginning));
  const Beginning bare = {.root = Sha256("x")};
  EXPECT_THAT(ParseBeginning(FormatBeginning(bare)), IsOkAndHolds(bare));
  const std::string hash = Base64Of(BytesOf(Sha256("x")));
  std::string many = text;
  for (std::size_t i = 0; i <= kConsistencyProofMax; ++i) absl::StrAppend(&many, hash, "\n");
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {"", "root line is missing"},
      {"root", "root line is missing"},
      {absl::StrReplaceAll(text, {{"root ", "Root "}}), "root line is missing"},
      {"root xyz\n", "root is not 32 bytes"},
      {text + "xyz\n", "is not 32 bytes"},
      {text + "\n", "is not 32 bytes"},
      {text + hash, "no newline"},
      {many, "more than 63 hashes"},
  };
  for (const auto& [bad, why] : kCases) {
    const absl::Status status = ParseBeginning(bad).status();
    EXPECT_THAT(status, kIsInvalid) << why;
    EXPECT_TRUE(absl::StrContains(status.message(), why)) << status << ", not " << why;
  }
}

}  // namespace
}  // namespace ippledge::proof
