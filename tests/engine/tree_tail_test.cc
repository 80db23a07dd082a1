#include "engine/tree_tail.h"

#include <gmock/gmock.h>

namespace ippledge::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

proof::Hash Leaf(std::int64_t number) { return proof::LeafHash(absl::StrCat(number)); }
proof::Hash Root(std::int64_t tile) { return proof::LeafHash(absl::StrCat("tile ", tile)); }

// `count` leaves from `first` on, and the tiles that they complete.
TreeGrowth Growth(std::int64_t first, std::int64_t count) {
  TreeGrowth growth;
  for (std::int64_t i = first; i < first + count; ++i) growth.leaves.push_back(Leaf(i));
  for (std::int64_t t = first / 256; t < (first + count) / 256; ++t) {
    growth.full_tiles.push_back(Root(t));
  }
  return growth;
}

TEST(TreeTail, Examples) {
  TreeTail tail;
  tail.Append(Growth(0, 300));
  const TreeTail::Run run = tail.Leaves(2, 4);
  EXPECT_EQ(run.first, 2);
  EXPECT_THAT(run.hashes, ElementsAre(Leaf(2), Leaf(3)));
  EXPECT_THAT(tail.FullTiles(0, 1).hashes, ElementsAre(Root(0)));
  EXPECT_THAT(tail.FullTiles(1, 1).hashes, IsEmpty());
}

TEST(TreeTail, WhatWasPrunedIsTheIndexs) {
  TreeTail tail;
  tail.Append(Growth(0, 600));
  tail.Prune(300);
  TreeTail::Run run = tail.Leaves(298, 302);
  EXPECT_EQ(run.first, 300);
  EXPECT_THAT(run.hashes, ElementsAre(Leaf(300), Leaf(301)));
  run = tail.Leaves(10, 20);
  EXPECT_EQ(run.first, 20);
  EXPECT_THAT(run.hashes, IsEmpty());
  // The first tile is full in the index; the second was completed after it.
  run = tail.FullTiles(0, 2);
  EXPECT_EQ(run.first, 1);
  EXPECT_THAT(run.hashes, ElementsAre(Root(1)));
  tail.Prune(100);  // nothing comes back
  EXPECT_EQ(tail.Leaves(299, 301).first, 300);
  tail.Prune(600);
  EXPECT_EQ(tail.Leaves(0, 600).first, 600);
  tail.Append(Growth(600, 1));
  EXPECT_THAT(tail.Leaves(0, 601).hashes, ElementsAre(Leaf(600)));
}

TEST(TreeTail, StartsInTheMidstOfATile) {
  TreeTail tail;
  tail.Append(Growth(0, 5));
  tail.Start(400);
  EXPECT_THAT(tail.Leaves(0, 400).hashes, IsEmpty());
  tail.Append(Growth(400, 200));
  EXPECT_EQ(tail.Leaves(0, 600).first, 400);
  const TreeTail::Run run = tail.FullTiles(0, 2);
  EXPECT_EQ(run.first, 1);
  EXPECT_THAT(run.hashes, ElementsAre(Root(1)));
}

}  // namespace
}  // namespace ippledge::engine
