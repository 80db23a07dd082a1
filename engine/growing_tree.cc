#include "engine/growing_tree.h"

#include <bit>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "proof/tile.h"

namespace ippledge::engine {
namespace {

// Bytes that a frontier keeps were checked when they were read, or made here.
proof::Frontier FrontierOf(std::uint64_t size, absl::string_view bytes) {
  absl::StatusOr<proof::Frontier> frontier = proof::Frontier::FromBytes(size, bytes);
  IPPLEDGE_CHECK(frontier.ok());
  return *std::move(frontier);
}

}  // namespace

// A tile's size is a power of two: the subtrees that a frontier lists lie wholly in full tiles, or
// wholly behind them.
GrowingTree::GrowingTree(const proof::Frontier& frontier) {
  const std::string bytes = frontier.ToBytes();
  const std::uint64_t tiles = frontier.size() / proof::kTileWidth;
  const std::size_t tile_bytes = static_cast<std::size_t>(std::popcount(tiles)) * proof::kHashBytes;
  const absl::string_view all = bytes;
  tiles_ = FrontierOf(tiles, all.substr(0, tile_bytes));
  last_ = FrontierOf(frontier.size() % proof::kTileWidth, all.substr(tile_bytes));
}

void GrowingTree::Append(const proof::Hash& leaf, TreeGrowth& growth) {
  last_.Append(leaf);
  if (last_.size() < proof::kTileWidth) return;
  growth.full_tiles.push_back(last_.hashes().front());
  tiles_.Append(growth.full_tiles.back());
  last_ = proof::Frontier();
}

proof::Frontier GrowingTree::frontier() const {
  return FrontierOf(tiles_.size() * proof::kTileWidth + last_.size(),
                    tiles_.ToBytes() + last_.ToBytes());
}

}  // namespace ippledge::engine
