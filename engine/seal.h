// engine/seal.h: turns a group's entries into blocks: encoding, salts, leaf hashes, Merkle
// frontier.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/group.h"
#include "proof/merkle.h"
#include "storage/block.h"
#include "storage/codec.h"

namespace ippledge::engine {

// Keeps the tree's frontier between groups. One thread.
class Sealer {
 public:
  explicit Sealer(proof::Frontier frontier) : frontier_(std::move(frontier)) {}

  // Salts and encodes the entries of `group` in order. Blocks are cut at kBlockBytesMax, but a run
  // of `group.whole` stays in one. The frontier is then that after the group.
  std::vector<storage::Block> Seal(Group& group);

  const proof::Frontier& frontier() const { return frontier_; }

 private:
  proof::Frontier frontier_;
  storage::EntryEncoder encoder_;
  storage::BlockBuilder builder_;
};

}  // namespace ippledge::engine
