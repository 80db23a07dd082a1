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

// As roots of full tiles of level 0.
std::vector<Hash> SomeTiles(std::size_t count) {
  std::vector<Hash> tiles;
  for (std::size_t i = 0; i < count; ++i) tiles.push_back(proof::LeafHash(absl::StrCat(i)));
  return tiles;
}

// The watermark counts tiles of level 0.
absl::Status Grow(MemoryIndex& index, absl::Span<const Hash> tiles, std::size_t count) {
  const auto before = static_cast<std::size_t>(index.watermark());
  std::vector<Index::Row> rows;
  const absl::Status added = AddTileRows(index, static_cast<std::int64_t>(before),
                                         tiles.subspan(before, count - before), rows);
  if (!added.ok()) return added;
  return WriteRows(index, rows, static_cast<std::int64_t>(count));
}

TEST(TileRows, Examples) {
  const std::vector<Hash> tiles = SomeTiles(600);
  MemoryIndex index;
  ASSERT_THAT(Grow(index, tiles, 600), IsOk());
  // Of level 1 two full tiles and a partial one; above them one of two hashes.
  EXPECT_EQ(index.RowsOfKind(kTileKind).size(), 4u);
  EXPECT_THAT(ReadTileRow(index, 1, 1),
              IsOkAndHolds(std::vector<Hash>(tiles.begin() + 256, tiles.begin() + 512)));
  EXPECT_THAT(ReadTileRow(index, 1, 2),
              IsOkAndHolds(std::vector<Hash>(tiles.begin() + 512, tiles.end())));
  const absl::Span<const Hash> all = tiles;
  EXPECT_THAT(ReadTileRow(index, 2, 0),
              IsOkAndHolds(std::vector<Hash>{proof::RootOf(all.subspan(0, 256)),
                                             proof::RootOf(all.subspan(256, 256))}));
  EXPECT_THAT(ReadTileRow(index, 1, 3), IsOkAndHolds(testing::IsEmpty()));
  EXPECT_THAT(ReadTileRow(index, 3, 0), IsOkAndHolds(testing::IsEmpty()));
  // The leaves are the journal's.
  EXPECT_THAT(ReadTileRow(index, 0, 0), IsOkAndHolds(testing::IsEmpty()));
}

// Whatever the rounds: the rows are those of one round from nothing, tile by tile as proof/ makes
// them, also where a level above begins.
TEST(TileRows, RoundsOfAnySizeMakeTheSameRows) {
  constexpr std::size_t kSize = 256 * 256 + 256 + 7;
  const std::vector<Hash> tiles = SomeTiles(kSize);
  MemoryIndex whole;
  ASSERT_THAT(Grow(whole, tiles, kSize), IsOk());
  // As if the hashes were leaves, a level lower.
  const auto read = [&](const proof::TilePath& tile) -> absl::StatusOr<std::string> {
    const auto hashes = ReadTileRow(whole, tile.level + 1, static_cast<std::int64_t>(tile.index));
    if (!hashes.ok()) return hashes.status();
    return proof::FormatHashTile(*hashes);
  };
  EXPECT_THAT(proof::VerifyHashTiles(kSize, proof::RootOf(tiles), read), IsOk());
  ASSERT_THAT(ReadTileRow(whole, 3, 0), IsOkAndHolds(testing::SizeIs(1)));

  std::mt19937 random(7);
  for (const std::size_t most : {3u, 300u, 30'000u}) {
    SCOPED_TRACE(most);
    const std::size_t end = most == 3 ? 2'000 : kSize;
    MemoryIndex index;
    for (std::size_t size = 0; size < end;) {
      size = std::min(end, size + 1 + random() % most);
      ASSERT_THAT(Grow(index, tiles, size), IsOk());
    }
    MemoryIndex once;
    ASSERT_THAT(Grow(once, tiles, end), IsOk());
    EXPECT_TRUE(index.RowsOfKind(kTileKind) == once.RowsOfKind(kTileKind));
  }
}

TEST(TileRows, NothingAddedNoRows) {
  std::vector<Index::Row> rows;
  EXPECT_THAT(AddTileRows(MemoryIndex(), 300, {}, rows), IsOk());
  EXPECT_TRUE(rows.empty());
}

TEST(TileRows, RowsOfAnotherFormAreDamage) {
  const std::vector<Hash> tiles = SomeTiles(300);
  for (const std::size_t bytes : {1u, 31u, 33u, 257u * 32}) {
    MemoryIndex index;
    ASSERT_THAT(Grow(index, tiles, 290), IsOk());
    index.Put(TileKey(1, 1), std::string(bytes, 'x'));
    EXPECT_THAT(ReadTileRow(index, 1, 1), StatusIs(absl::StatusCode::kDataLoss)) << bytes;
  }
  // One that is shorter than the tree was.
  MemoryIndex index;
  ASSERT_THAT(Grow(index, tiles, 290), IsOk());
  index.Put(TileKey(1, 1), std::string(33 * 32, 'x'));
  EXPECT_THAT(Grow(index, tiles, 300), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace ippledge::storage
