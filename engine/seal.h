// engine/seal.h: turns a group's entries into blocks: encoding, salts, leaf hashes, Merkle
// frontier.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/group.h"
#include "engine/growing_tree.h"
#include "proof/merkle.h"
#include "storage/block.h"
#include "storage/codec.h"

namespace ippledge::engine {

// Keeps the tree between groups. One thread.
class Sealer {
 public:
  explicit Sealer(const proof::Frontier& frontier) : tree_(frontier) {}

  // Salts and encodes the entries of `group` in order; `group.tree` gets what they add to the tree.
  // Blocks are cut at kBlockBytesMax, but a run of `group.whole` stays in one. The frontier is then
  // that after the group.
  std::vector<storage::Block> Seal(Group& group);

  proof::Frontier frontier() const { return tree_.frontier(); }

 private:
  GrowingTree tree_;
  storage::EntryEncoder encoder_;
  storage::BlockBuilder builder_;
};

}  // namespace ippledge::engine
