#include "storage/tile_rows.h"

#include <gmock/gmock.h>

#include <random>

#include "proof/merkle.h"
#include "proof/tile.h"
#include "proof/tile_tree.h"
#include "storage/keys.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using proof::Hash;

std::vector<Hash> SomeLeaves(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(proof::LeafHash(absl::StrCat(i)));
  return leaves;
}

// Roots of the tiles of level 0 that leaves [begin, end) complete.
std::vector<Hash> FullTiles(absl::Span<const Hash> leaves, std::size_t begin, std::size_t end) {
  std::vector<Hash> roots;
  for (std::size_t tile = begin / 256; tile < end / 256; ++tile) {
    roots.push_back(proof::RootOf(leaves.subspan(tile * 256, 256)));
  }
  return roots;
}

absl::Status Grow(MemoryIndex& index, absl::Span<const Hash> leaves, std::size_t size) {
  const auto before = static_cast<std::size_t>(index.watermark());
  std::vector<Index::Row> rows;
  const absl::Status added =
      AddTileRows(index, static_cast<std::int64_t>(before), leaves.subspan(before, size - before),
                  FullTiles(leaves, before, size), rows);
  if (!added.ok()) return added;
  return WriteRows(index, rows, static_cast<std::int64_t>(size));
}

TEST(TileRows, Examples) {
  const std::vector<Hash> leaves = SomeLeaves(600);
  MemoryIndex index;
  ASSERT_THAT(Grow(index, leaves, 600), IsOk());
  // Two full tiles and a partial one; above them one of two hashes.
  EXPECT_EQ(index.RowsOfKind(kTileKind).size(), 4u);
  EXPECT_THAT(ReadTileRow(index, 0, 1),
              IsOkAndHolds(std::vector<Hash>(leaves.begin() + 256, leaves.begin() + 512)));
  EXPECT_THAT(ReadTileRow(index, 0, 2),
              IsOkAndHolds(std::vector<Hash>(leaves.begin() + 512, leaves.end())));
  EXPECT_THAT(ReadTileRow(index, 1, 0), IsOkAndHolds(FullTiles(leaves, 0, 600)));
  EXPECT_THAT(ReadTileRow(index, 0, 3), IsOkAndHolds(testing::IsEmpty()));
  EXPECT_THAT(ReadTileRow(index, 2, 0), IsOkAndHolds(testing::IsEmpty()));
}

// Whatever the rounds: the rows are those of one round from nothing, tile by tile as proof/ makes
// them from the leaves, also where a level above begins.
TEST(TileRows, RoundsOfAnySizeMakeTheSameRows) {
  constexpr std::size_t kSize = 256 * 256 + 256 + 7;
  const std::vector<Hash> leaves = SomeLeaves(kSize);
  MemoryIndex whole;
  ASSERT_THAT(Grow(whole, leaves, kSize), IsOk());
  const auto read = [&](const proof::TilePath& tile) -> absl::StatusOr<std::string> {
    const auto hashes = ReadTileRow(whole, tile.level, static_cast<std::int64_t>(tile.index));
    if (!hashes.ok()) return hashes.status();
    return proof::FormatHashTile(*hashes);
  };
  EXPECT_THAT(proof::VerifyHashTiles(kSize, proof::RootOf(leaves), read), IsOk());
  ASSERT_THAT(ReadTileRow(whole, 2, 0), IsOkAndHolds(testing::SizeIs(1)));

  std::mt19937 random(7);
  for (const std::size_t most : {3u, 300u, 30'000u}) {
    SCOPED_TRACE(most);
    const std::size_t end = most == 3 ? 2'000 : kSize;
    MemoryIndex index;
    for (std::size_t size = 0; size < end;) {
      size = std::min(end, size + 1 + random() % most);
      ASSERT_THAT(Grow(index, leaves, size), IsOk());
    }
    MemoryIndex once;
    ASSERT_THAT(Grow(once, leaves, end), IsOk());
    EXPECT_TRUE(index.RowsOfKind(kTileKind) == once.RowsOfKind(kTileKind));
  }
}

TEST(TileRows, NothingAddedNoRows) {
  std::vector<Index::Row> rows;
  EXPECT_THAT(AddTileRows(MemoryIndex(), 300, {}, {}, rows), IsOk());
  EXPECT_TRUE(rows.empty());
}

TEST(TileRows, RowsOfAnotherFormAreDamage) {
  const std::vector<Hash> leaves = SomeLeaves(300);
  for (const std::size_t bytes : {1u, 31u, 33u, 257u * 32}) {
    MemoryIndex index;
    ASSERT_THAT(Grow(index, leaves, 290), IsOk());
    index.Put(TileKey(0, 1), std::string(bytes, 'x'));
    EXPECT_THAT(ReadTileRow(index, 0, 1), StatusIs(absl::StatusCode::kDataLoss)) << bytes;
  }
  // One that is shorter than the tree was.
  MemoryIndex index;
  ASSERT_THAT(Grow(index, leaves, 290), IsOk());
  index.Put(TileKey(0, 1), std::string(33 * 32, 'x'));
  EXPECT_THAT(Grow(index, leaves, 300), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace ippledge::storage
