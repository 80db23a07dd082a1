#include "engine/tree_tail.h"

#include <gmock/gmock.h>

namespace ippledge::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

proof::Hash Root(std::int64_t tile) { return proof::LeafHash(absl::StrCat("tile ", tile)); }

// The tiles that `count` leaves from `first` on complete.
TreeGrowth Growth(std::int64_t first, std::int64_t count) {
  TreeGrowth growth;
  for (std::int64_t t = first / 256; t < (first + count) / 256; ++t) {
    growth.full_tiles.push_back(Root(t));
  }
  return growth;
}

TEST(TreeTail, Examples) {
  TreeTail tail;
  tail.Append(Growth(0, 300));
  EXPECT_THAT(tail.FullTiles(0, 1).hashes, ElementsAre(Root(0)));
  EXPECT_THAT(tail.FullTiles(1, 1).hashes, IsEmpty());
}

TEST(TreeTail, WhatWasPrunedIsTheIndexs) {
  TreeTail tail;
  tail.Append(Growth(0, 600));
  tail.Prune(300);
  // The first tile is full in the index; the second was completed after it.
  TreeTail::Run run = tail.FullTiles(0, 2);
  EXPECT_EQ(run.first, 1);
  EXPECT_THAT(run.hashes, ElementsAre(Root(1)));
  tail.Prune(100);  // nothing comes back
  EXPECT_EQ(tail.FullTiles(0, 2).first, 1);
  tail.Prune(600);
  run = tail.FullTiles(0, 2);
  EXPECT_EQ(run.first, 2);
  EXPECT_THAT(run.hashes, IsEmpty());
  tail.Append(Growth(600, 200));
  EXPECT_THAT(tail.FullTiles(0, 3).hashes, ElementsAre(Root(2)));
}

TEST(TreeTail, StartsInTheMidstOfATile) {
  TreeTail tail;
  tail.Append(Growth(0, 600));
  tail.Start(400);
  EXPECT_THAT(tail.FullTiles(0, 1).hashes, IsEmpty());
  tail.Append(Growth(400, 200));
  const TreeTail::Run run = tail.FullTiles(0, 2);
  EXPECT_EQ(run.first, 1);
  EXPECT_THAT(run.hashes, ElementsAre(Root(1)));
}

TEST(TreeTailDeathTest, TilesThatThereAreNot) {
  TreeTail tail;
  tail.Append(Growth(0, 300));
  EXPECT_DEATH(tail.FullTiles(0, 2), "broken promise");
}

}  // namespace
}  // namespace ippledge::engine
