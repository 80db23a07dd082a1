// Proofs with one thing changed, in each of the ways in which implementations have been fooled; the
// kinds are those of the vectors that transparency logs share, the values our own.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proof/merkle.h"
#include "tests/proof/keys.h"

namespace ippledge::proof {
namespace {

constexpr std::uint64_t kSizes[] = {1, 2, 3, 5, 7, 8, 11, 16, 33, 64, 100};

Hash Changed(Hash hash, std::size_t bit) {
  hash[bit / 8] = static_cast<std::uint8_t>(hash[bit / 8] ^ (1u << (bit % 8)));
  return hash;
}

struct NamedProof {
  std::string name;
  std::vector<Hash> proof;
};

// All kinds of change of the list itself. `roots` are hashes that a forger has at hand.
std::vector<NamedProof> ChangesOf(const std::vector<Hash>& proof, const std::vector<Hash>& roots) {
  std::vector<NamedProof> changes;
  const auto add = [&changes, &proof](std::string name, std::vector<Hash> changed) {
    if (changed != proof) changes.push_back({std::move(name), std::move(changed)});
  };
  add("empty proof", {});
  for (std::size_t i = 0; i < proof.size(); ++i) {
    for (const std::size_t bit : {0u, 3u, 130u, 255u}) {
      std::vector<Hash> changed = proof;
      changed[i] = Changed(changed[i], bit);
      add(absl::StrCat("hash ", i, " bit ", bit), changed);
    }
    std::vector<Hash> removed = proof;
    removed.erase(removed.begin() + static_cast<std::ptrdiff_t>(i));
    add(absl::StrCat("removed ", i), removed);
    std::vector<Hash> inserted = proof;
    inserted.insert(inserted.begin() + static_cast<std::ptrdiff_t>(i), Sha256(""));
    add(absl::StrCat("inserted ", i), inserted);
    std::vector<Hash> doubled = proof;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
    add(absl::StrCat("doubled ", i), doubled);
    if (i + 1 < proof.size()) {
      std::vector<Hash> swapped = proof;
      std::swap(swapped[i], swapped[i + 1]);
      add(absl::StrCat("swapped ", i), swapped);
    }
  }
  for (const Hash& root : roots) {
    std::vector<Hash> before = proof;
    before.insert(before.begin(), root);
    add("preceding hash", before);
    std::vector<Hash> after = proof;
    after.push_back(root);
    add("trailing hash", after);
  }
  std::vector<Hash> reversed(proof.rbegin(), proof.rend());
  add("reversed", reversed);
  return changes;
}

TEST(MerkleMutation, NoChangeOfAnInclusionProofHolds) {
  const std::vector<Hash> leaves = LeavesOf(100);
  const auto leaf_at = [&](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; };
  int changes = 0;
  for (const std::uint64_t size : kSizes) {
    const Hash root = RootOf(absl::MakeConstSpan(leaves).subspan(0, size));
    for (std::uint64_t index = 0; index < size; ++index) {
      SCOPED_TRACE(absl::StrCat("leaf ", index, " of ", size));
      const std::vector<Hash> proof = ProveInclusion(index, size, leaf_at).value();
      const Hash& leaf = leaves[index];
      ASSERT_TRUE(VerifyInclusion(index, size, leaf, proof, root).ok());
      for (const NamedProof& change : ChangesOf(proof, {root, leaf, Hash(), EmptyRoot()})) {
        EXPECT_FALSE(VerifyInclusion(index, size, leaf, change.proof, root).ok()) << change.name;
        ++changes;
      }
      for (const std::uint64_t other :
           {index + 1, index - 1, index ^ 2, index + size, index * 2 + 1}) {
        if (other == index) continue;
        EXPECT_FALSE(VerifyInclusion(other, size, leaf, proof, root).ok()) << other;
      }
      for (const std::uint64_t other : {size * 2, size / 2}) {
        // Where the path has the same turns, another size proves the same: that is no fault.
        if (VerifyInclusion(index, other, leaf, proof, root).ok()) {
          EXPECT_EQ(InclusionRanges(index, other)->size(), proof.size());
        }
      }
      for (const Hash& wrong : {Changed(root, 0), EmptyRoot(), Hash(), leaf}) {
        if (wrong == root) continue;
        EXPECT_FALSE(VerifyInclusion(index, size, leaf, proof, wrong).ok());
      }
      for (const Hash& wrong : {Changed(leaf, 9), EmptyRoot(), Hash(), root}) {
        if (wrong == leaf) continue;
        EXPECT_FALSE(VerifyInclusion(index, size, wrong, proof, root).ok());
      }
    }
  }
  EXPECT_GT(changes, 1'000);
}

TEST(MerkleMutation, NoChangeOfAConsistencyProofHolds) {
  const std::vector<Hash> leaves = LeavesOf(100);
  const auto leaf_at = [&](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; };
  int changes = 0;
  for (const std::uint64_t size : kSizes) {
    const Hash root = RootOf(absl::MakeConstSpan(leaves).subspan(0, size));
    for (std::uint64_t old = 1; old <= size; ++old) {
      SCOPED_TRACE(absl::StrCat("from ", old, " to ", size));
      const Hash old_root = RootOf(absl::MakeConstSpan(leaves).subspan(0, old));
      const std::vector<Hash> proof = ProveConsistency(old, size, leaf_at).value();
      ASSERT_TRUE(VerifyConsistency(old, size, old_root, root, proof).ok());
      for (const NamedProof& change : ChangesOf(proof, {root, old_root, Hash(), EmptyRoot()})) {
        EXPECT_FALSE(VerifyConsistency(old, size, old_root, root, change.proof).ok())
            << change.name;
        ++changes;
      }
      if (old_root != root) {
        EXPECT_FALSE(VerifyConsistency(old, size, root, old_root, proof).ok());
        EXPECT_FALSE(VerifyConsistency(size, old, root, old_root, proof).ok());
        EXPECT_FALSE(VerifyConsistency(size, size, old_root, root, {}).ok());
      }
      EXPECT_FALSE(VerifyConsistency(0, size, EmptyRoot(), root, proof).ok());
      EXPECT_FALSE(VerifyConsistency(0, size, EmptyRoot(), root, {}).ok());
      EXPECT_FALSE(VerifyConsistency(old, size, Changed(old_root, 7), root, proof).ok());
      EXPECT_FALSE(VerifyConsistency(old, size, old_root, Changed(root, 250), proof).ok());
      EXPECT_FALSE(VerifyConsistency(old, size, EmptyRoot(), root, proof).ok());
      EXPECT_FALSE(VerifyConsistency(old, size, old_root, EmptyRoot(), proof).ok());
    }
  }
  EXPECT_GT(changes, 1'000);
}

}  // namespace
}  // namespace ippledge::proof
