#include "engine/growing_tree.h"

#include <gmock/gmock.h>

#include "proof/tile.h"

namespace ippledge::engine {
namespace {

proof::Hash Leaf(std::size_t number) { return proof::LeafHash(absl::StrCat(number)); }

TEST(GrowingTree, Examples) {
  GrowingTree tree;
  TreeGrowth growth;
  EXPECT_EQ(tree.frontier(), proof::Frontier());
  tree.Append(Leaf(0), growth);
  EXPECT_TRUE(growth.full_tiles.empty());
  EXPECT_EQ(tree.frontier().Root(), Leaf(0));
}

// At every size the frontier is that of one that knows nothing of tiles, and each full tile's root
// is there once.
TEST(GrowingTree, IsTheTreeThatFrontierGrows) {
  constexpr std::size_t kSize = 5 * 256 + 3;
  GrowingTree tree;
  TreeGrowth growth;
  proof::Frontier expected;
  std::vector<proof::Hash> leaves;
  for (std::size_t i = 0; i < kSize; ++i) {
    leaves.push_back(Leaf(i));
    tree.Append(leaves.back(), growth);
    expected.Append(Leaf(i));
    ASSERT_EQ(tree.frontier(), expected) << i;
  }
  ASSERT_EQ(growth.full_tiles.size(), 5u);
  for (std::size_t tile = 0; tile < 5; ++tile) {
    EXPECT_EQ(growth.full_tiles[tile],
              proof::RootOf(absl::MakeConstSpan(leaves).subspan(256 * tile, 256)));
  }
}

TEST(GrowingTree, GoesOnFromAnyFrontier) {
  for (const std::size_t begun : {0u, 1u, 255u, 256u, 257u, 511u, 512u, 1'000u}) {
    SCOPED_TRACE(begun);
    proof::Frontier frontier;
    std::vector<proof::Hash> leaves;
    for (std::size_t i = 0; i < begun; ++i) {
      leaves.push_back(Leaf(i));
      frontier.Append(leaves.back());
    }
    GrowingTree tree(frontier);
    EXPECT_EQ(tree.frontier(), frontier);
    TreeGrowth growth;
    for (std::size_t i = begun; i < begun + 300; ++i) {
      leaves.push_back(Leaf(i));
      frontier.Append(leaves.back());
      tree.Append(leaves.back(), growth);
    }
    EXPECT_EQ(tree.frontier(), frontier);
    // The tile that was begun before counts too.
    ASSERT_EQ(growth.full_tiles.size(), (begun + 300) / 256 - begun / 256);
    EXPECT_EQ(growth.full_tiles.front(),
              proof::RootOf(absl::MakeConstSpan(leaves).subspan(begun / 256 * 256, 256)));
  }
}

}  // namespace
}  // namespace ippledge::engine
