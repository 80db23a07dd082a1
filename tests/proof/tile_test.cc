#include "proof/tile.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/proof/keys.h"
#include "tests/proof/tiles.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

constexpr std::uint64_t kIndexMax = (std::uint64_t{1} << 55) - 1;

std::vector<TilePath> NewTiles(std::uint64_t old_size, std::uint64_t size) {
  std::vector<TilePath> tiles;
  const absl::Status status = ForEachNewTile(old_size, size, [&tiles](const TilePath& tile) {
    tiles.push_back(tile);
    return absl::OkStatus();
  });
  EXPECT_THAT(status, IsOk());
  return tiles;
}

TEST(TilePath, HasOneText) {
  const struct {
    TilePath tile;
    const char* text;
  } kCases[] = {
      {{.level = 0, .index = 1'234'067}, "tile/0/x001/x234/067"},
      {{.level = 0, .index = 0}, "tile/0/000"},
      {{.level = 1, .index = 999, .width = 1}, "tile/1/999.p/1"},
      {{.level = 63, .index = 1'000, .width = 255}, "tile/63/x001/000.p/255"},
      {{.entries = true, .index = 5}, "tile/entries/005"},
      {{.entries = true, .index = 1'000'000, .width = 112}, "tile/entries/x001/x000/000.p/112"},
      {{.level = 0, .index = kIndexMax}, "tile/0/x036/x028/x797/x018/x963/967"},
  };
  for (const auto& [tile, text] : kCases) {
    EXPECT_EQ(FormatTilePath(tile), text);
    EXPECT_THAT(ParseTilePath(text), IsOkAndHolds(tile)) << text;
  }
}

TEST(TilePath, RefusesEveryOther) {
  for (const char* text : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/000/",
                           "/tile/0/000",
                           "tile/0/x000",
                           "tile/0/x000/",
                           "tile/0/x000/001",
                           "tile/0/x000/x000/001",
                           "tile/0/001/002",
                           "tile/0/x001/x002",
                           "tile/0/x1/002",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile//000",
                           "tile/entries",
                           "tile/entries/",
                           "tile/entries/0/000",
                           "tile/data/000",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/1.p/2",
                           "tile/0/000.p/1/",
                           "tile/0/00a",
                           "tile/0/+01",
                           "tile/0/../001",
                           "tile/0/x036/x028/x797/x018/x963/968",
                           "tile/0/X001/000",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
                           "checkpoint"}) {
    EXPECT_THAT(ParseTilePath(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(ParseTilePath(absl::string_view("tile/0/00\0", 10)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_LT(ParseTilePath(std::string(5'000, 'x')).status().message().size(), 120u);
}

// The specification's examples.
TEST(Tile, ATreeHasTheTilesOfTheSpecification) {
  std::vector<TilePath> tiles = NewTiles(0, 70'000);
  ASSERT_EQ(tiles.size(), 273u + 1 + 1 + 1 + 1);
  EXPECT_EQ(tiles[272], (TilePath{.level = 0, .index = 272}));
  EXPECT_EQ(tiles[273], (TilePath{.level = 0, .index = 273, .width = 112}));
  EXPECT_EQ(tiles[274], (TilePath{.level = 1, .index = 0}));
  EXPECT_EQ(tiles[275], (TilePath{.level = 1, .index = 1, .width = 17}));
  EXPECT_EQ(tiles[276], (TilePath{.level = 2, .index = 0, .width = 1}));

  EXPECT_EQ(NewTiles(0, 256), (std::vector<TilePath>{{.level = 0}, {.level = 1, .width = 1}}));
  EXPECT_EQ(NewTiles(0, 0), std::vector<TilePath>());
  EXPECT_EQ(NewTiles(0, 1), (std::vector<TilePath>{{.width = 1}}));
}

TEST(Tile, AGrownTreeHasNewOnes) {
  EXPECT_EQ(NewTiles(5, 5), std::vector<TilePath>());
  EXPECT_EQ(NewTiles(5, 6), (std::vector<TilePath>{{.width = 6}}));
  EXPECT_EQ(NewTiles(255, 257),
            (std::vector<TilePath>{{}, {.index = 1, .width = 1}, {.level = 1, .width = 1}}));
  EXPECT_EQ(NewTiles(256, 257), (std::vector<TilePath>{{.index = 1, .width = 1}}));
  EXPECT_EQ(NewTiles(65'535, 65'536),
            (std::vector<TilePath>{{.index = 255}, {.level = 1}, {.level = 2, .width = 1}}));
}

TEST(Tile, VisitorsEndTheWalk) {
  int visits = 0;
  const auto stop = [&visits](const TilePath&) {
    ++visits;
    return absl::AbortedError("enough");
  };
  EXPECT_THAT(ForEachNewTile(0, 1'000, stop), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(ForEachNewBundle(0, 1'000, stop), StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(visits, 2);
}

TEST(Tile, TellsTheWidthOfEachPlace) {
  EXPECT_EQ(TileAt(0, 272, 70'000).width, 256u);
  EXPECT_EQ(TileAt(0, 273, 70'000).width, 112u);
  EXPECT_EQ(TileAt(0, 274, 70'000).width, 0u);
  EXPECT_EQ(TileAt(1, 1, 70'000).width, 17u);
  EXPECT_EQ(TileAt(2, 0, 70'000).width, 1u);
  EXPECT_EQ(TileAt(3, 0, 70'000).width, 0u);
  EXPECT_EQ(TileAt(63, 0, 70'000).width, 0u);
}

// Grown step by step or at once: the same files, the partial ones of each step besides.
TEST(Tile, GrowsStepByStep) {
  const std::vector<Hash> leaves = LeavesOf(1'300);
  TileFolder at_once;
  at_once.Grow(leaves);
  TileFolder steps;
  for (const std::size_t size : {1u, 2u, 255u, 256u, 257u, 600u, 768u, 1'300u}) {
    steps.Grow({leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(size)});
  }
  EXPECT_GT(steps.files.size(), at_once.files.size());
  for (const auto& [path, bytes] : at_once.files) EXPECT_EQ(steps.files[path], bytes) << path;
}

TEST(Tile, UpperTilesNeedThoseBelow) {
  TileFolder folder;
  folder.Grow(LeavesOf(600));
  const auto read = [&folder](const TilePath& tile) { return folder.Read(tile); };
  const TilePath upper = {.level = 1, .width = 2};
  EXPECT_THAT(MakeUpperTile(upper, read), IsOkAndHolds(folder.files["tile/1/000.p/2"]));
  folder.files["tile/0/001"].pop_back();
  EXPECT_THAT(MakeUpperTile(upper, read), StatusIs(absl::StatusCode::kDataLoss));
  folder.files.erase("tile/0/001");
  EXPECT_THAT(MakeUpperTile(upper, read), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(MakeLeafTile({.width = 2},
                           [](std::uint64_t) -> absl::StatusOr<Hash> {
                             return absl::UnavailableError("no leaves");
                           }),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(Tile, HashesHaveJustTheirLength) {
  const std::vector<Hash> hashes = LeavesOf(3);
  const std::string bytes = FormatHashTile(hashes);
  EXPECT_THAT(ParseHashTile({.width = 3}, bytes), IsOkAndHolds(hashes));
  EXPECT_THAT(ParseHashTile({.width = 2}, bytes), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ParseHashTile({.width = 4}, bytes), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ParseHashTile({.width = 3}, bytes + "x"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(ParseHashTile({}, "").status().message(), "tile/0/000 has 0 bytes, not 8192");
}

TEST(TileBundle, HoldsEntriesAfterTheirLengths) {
  std::string bundle;
  AppendToBundle("", bundle);
  AppendToBundle("ab", bundle);
  EXPECT_EQ(bundle, std::string("\0\0\0\x02"
                                "ab",
                                6));
  const std::string large(kTileEntryBytesMax, 'e');
  AppendToBundle(large, bundle);
  const TilePath path = {.entries = true, .width = 3};
  EXPECT_THAT(ParseBundle(path, bundle),
              IsOkAndHolds(std::vector<absl::string_view>{"", "ab", large}));
  const auto is_data_loss = StatusIs(absl::StatusCode::kDataLoss);
  EXPECT_THAT(ParseBundle({.entries = true, .width = 2}, bundle), is_data_loss);
  EXPECT_THAT(ParseBundle({.entries = true, .width = 4}, bundle), is_data_loss);
  EXPECT_THAT(ParseBundle(path, bundle + "x"), is_data_loss);
  EXPECT_THAT(ParseBundle(path, bundle.substr(0, bundle.size() - 1)), is_data_loss);
  EXPECT_THAT(ParseBundle({.entries = true, .width = 1}, std::string(1, '\0')), is_data_loss);
}

TEST(TileDeathTest, BrokenPromisesCrash) {
  std::string bundle;
  EXPECT_DEATH(AppendToBundle(std::string(kTileEntryBytesMax + 1, 'x'), bundle), "");
  EXPECT_DEATH(ForEachNewTile(2, 1, [](const TilePath&) { return absl::OkStatus(); }).IgnoreError(),
               "");
}

}  // namespace
}  // namespace ippledge::proof
