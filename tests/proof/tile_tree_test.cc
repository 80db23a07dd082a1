#include "proof/tile_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proof/merkle.h"
#include "tests/proof/keys.h"
#include "tests/proof/tiles.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsDataLoss = StatusIs(absl::StatusCode::kDataLoss);

// Leaves, their tiles, and how both are read.
class TileTree : public ::testing::Test {
 protected:
  void Grow(std::uint64_t size) {
    leaves_ = LeavesOf(size);
    folder_.Grow(leaves_);
  }
  Hash RootAt(std::uint64_t size) const {
    return RootOf(absl::MakeConstSpan(leaves_).subspan(0, size));
  }
  absl::StatusOr<Hash> Leaf(std::uint64_t i) const { return leaves_[i]; }
  absl::StatusOr<std::string> Read(const TilePath& tile) const { return folder_.Read(tile); }

  // Proofs of `index` and from `old_size` are those which the leaves give.
  void ExpectSameProofs(std::uint64_t index, std::uint64_t old_size, std::uint64_t size) {
    SCOPED_TRACE(absl::StrCat("leaf ", index, ", from ", old_size, " to ", size));
    const auto leaf_at = [this](std::uint64_t i) { return Leaf(i); };
    const auto read = [this](const TilePath& tile) { return Read(tile); };
    const Hash root = RootAt(size);
    const absl::StatusOr<LeafProof> inclusion = ProveInclusionFromTiles(index, size, root, read);
    ASSERT_THAT(inclusion, IsOk());
    EXPECT_EQ(inclusion->leaf, leaves_[index]);
    EXPECT_THAT(ProveInclusion(index, size, leaf_at), IsOkAndHolds(inclusion->proof));
    const absl::StatusOr<std::vector<Hash>> consistency =
        ProveConsistencyFromTiles(old_size, size, RootAt(old_size), root, read);
    ASSERT_THAT(consistency, IsOk());
    EXPECT_THAT(ProveConsistency(old_size, size, leaf_at), IsOkAndHolds(*consistency));
  }

  std::vector<Hash> leaves_;
  TileFolder folder_;
};

TEST_F(TileTree, GivesTheProofsOfTheLeavesAtAllSizes) {
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  std::mt19937_64 random(20'250'601);
  for (std::uint64_t size = 1; size <= 600; ++size) {
    Grow(size);
    ASSERT_THAT(RootFromTiles(size, size, read), IsOkAndHolds(RootAt(size))) << size;
    for (const std::uint64_t index :
         {std::uint64_t{0}, size / 2, size - 1, random() % size, random() % size}) {
      ExpectSameProofs(index, index + 1, size);
    }
  }
}

TEST_F(TileTree, GivesTheProofsOfTheLeavesInRandomTrees) {
  std::mt19937_64 random(7);
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  // The last has three levels.
  for (const std::uint64_t size :
       {1'000 + random() % 1'000, 5'000 + random() % 9'000, 65'537 + random() % 5'000}) {
    Grow(size);
    for (int i = 0; i < 20; ++i) {
      ExpectSameProofs(random() % size, 1 + random() % size, size);
    }
    const std::uint64_t part = random() % size;
    EXPECT_THAT(RootFromTiles(part, size, read), IsOkAndHolds(RootAt(part)));
    EXPECT_THAT(VerifyHashTiles(size, RootAt(size), read), IsOk());
  }
}

TEST_F(TileTree, ReadsEachTileOnce) {
  Grow(70'000);
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  const Hash root = RootAt(70'000);
  folder_.reads = 0;
  EXPECT_THAT(ProveInclusionFromTiles(0, 70'000, root, read), IsOk());
  // Two of level 0 (the leaf's, and the last), two of level 1; the top is one hash.
  EXPECT_LE(folder_.reads, 5u);
  folder_.reads = 0;
  EXPECT_THAT(RootFromTiles(70'000, 70'000, read), IsOk());
  EXPECT_LE(folder_.reads, 3u);
}

TEST_F(TileTree, HasTheEmptyTree) {
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  EXPECT_THAT(RootFromTiles(0, 0, read), IsOkAndHolds(EmptyRoot()));
  EXPECT_THAT(VerifyHashTiles(0, EmptyRoot(), read), IsOk());
  EXPECT_THAT(VerifyHashTiles(0, Sha256("x"), read), kIsDataLoss);
  EXPECT_EQ(folder_.reads, 0u);
}

TEST_F(TileTree, RefusesWhatTheTreeDoesNotHave) {
  Grow(10);
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  const Hash root = RootAt(10);
  EXPECT_THAT(RootFromTiles(11, 10, read), kIsInvalid);
  EXPECT_THAT(ProveInclusionFromTiles(10, 10, root, read), kIsInvalid);
  EXPECT_THAT(ProveConsistencyFromTiles(0, 10, EmptyRoot(), root, read), kIsInvalid);
  EXPECT_THAT(ProveConsistencyFromTiles(11, 10, root, root, read), kIsInvalid);
  EXPECT_THAT(ProveInclusionFromTiles(3, 10, Sha256("x"), read), kIsDataLoss);
  EXPECT_THAT(ProveConsistencyFromTiles(3, 10, RootAt(4), root, read), kIsDataLoss);
  EXPECT_THAT(ProveConsistencyFromTiles(3, 10, RootAt(3), RootAt(9), read), kIsDataLoss);
  // Another size is another tile, which is not there.
  EXPECT_THAT(RootFromTiles(9, 9, read), StatusIs(absl::StatusCode::kNotFound));
}

// Each hash of each tile, changed in a bit: the check of all finds it, and no proof that it is part
// of comes out.
TEST_F(TileTree, FindsEachChangedHash) {
  constexpr std::uint64_t kSize = 256 * 3 + 5;
  Grow(kSize);
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  const Hash root = RootAt(kSize);
  std::mt19937_64 random(3);
  for (auto& [path, bytes] : folder_.files) {
    if (absl::StartsWith(path, "tile/entries/")) continue;
    for (std::size_t at = random() % kHashBytes; at < bytes.size(); at += kHashBytes) {
      bytes[at] = static_cast<char>(bytes[at] ^ 4);
      EXPECT_THAT(VerifyHashTiles(kSize, root, read), kIsDataLoss) << path << " " << at;
      bytes[at] = static_cast<char>(bytes[at] ^ 4);
    }
  }
  EXPECT_THAT(VerifyHashTiles(kSize, root, read), IsOk());

  std::string& tile = folder_.files["tile/0/002"];
  tile[5 * kHashBytes] = static_cast<char>(tile[5 * kHashBytes] ^ 1);
  EXPECT_EQ(VerifyHashTiles(kSize, root, read).message(),
            "hash 2 of tile/1/000.p/3 is not the root of tile/0/002");
  for (const std::uint64_t index : {512u, 516u, 517u, 767u}) {
    EXPECT_THAT(ProveInclusionFromTiles(index, kSize, root, read), kIsDataLoss) << index;
  }
  EXPECT_THAT(ProveConsistencyFromTiles(518, kSize, RootAt(518), root, read), kIsDataLoss);
  // This proof needs none of that tile but its root, which the level above has.
  EXPECT_THAT(ProveInclusionFromTiles(3, kSize, root, read), IsOk());

  tile.resize(tile.size() - 1);
  EXPECT_THAT(VerifyHashTiles(kSize, root, read), kIsDataLoss);
  EXPECT_THAT(ProveInclusionFromTiles(512, kSize, root, read), kIsDataLoss);
  folder_.files.erase("tile/0/002");
  EXPECT_THAT(VerifyHashTiles(kSize, root, read), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(TileTree, BundlesHoldTheEntriesOfTheirTiles) {
  constexpr std::uint64_t kSize = 300;
  Grow(kSize);
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  std::uint64_t next = 0;
  const auto visit = [&next](std::uint64_t index, absl::string_view entry) {
    EXPECT_EQ(index, next++);
    EXPECT_EQ(entry, EntryAt(index));
    return absl::OkStatus();
  };
  EXPECT_THAT(VerifyBundles(kSize, read, visit), IsOk());
  EXPECT_EQ(next, kSize);

  std::string& bundle = folder_.files["tile/entries/001.p/44"];
  for (std::size_t at = 0; at < bundle.size(); ++at) {
    next = 0;
    bundle[at] = static_cast<char>(bundle[at] ^ 1);
    EXPECT_THAT(VerifyBundles(kSize, read, visit), kIsDataLoss) << at;
    bundle[at] = static_cast<char>(bundle[at] ^ 1);
  }
  EXPECT_THAT(VerifyBundles(
                  kSize, read,
                  [](std::uint64_t, absl::string_view) { return absl::CancelledError("enough"); }),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace ippledge::proof
