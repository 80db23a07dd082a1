// engine/growing_tree.h: a Merkle tree to which leaves are added, and what they add to its tiles.
//
// Each leaf costs what it costs proof::Frontier; the roots of full tiles fall out on the way, so
// that nobody has to hash them again for the index. Values; one thread.
#pragma once

#include <vector>

#include "proof/hash.h"
#include "proof/merkle.h"

namespace ippledge::engine {

struct TreeGrowth {
  std::vector<proof::Hash> full_tiles;  // roots of the tiles of level 0 that leaves completed
};

class GrowingTree {
 public:
  GrowingTree() = default;
  // Goes on from a tree of which only the frontier is known.
  explicit GrowingTree(const proof::Frontier& frontier);

  // Adds a leaf to the tree and to `growth`.
  void Append(const proof::Hash& leaf, TreeGrowth& growth);
  proof::Frontier frontier() const;

 private:
  proof::Frontier tiles_;  // its leaves are the roots of full tiles
  proof::Frontier last_;   // of the leaves after those, fewer than a tile has
};

}  // namespace ippledge::engine
