// tests/proof/tiles.h: a log's tiles in memory, by path.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "proof/hash.h"
#include "proof/tile.h"

namespace ippledge::proof {

class TileFolder {
 public:
  // Adds what the tree over all of `leaves` has and the one it was grown to before has not, and the
  // bundles of the entries of tests/proof/keys.h.
  void Grow(const std::vector<Hash>& leaves);

  // NOT_FOUND for a path that was never added.
  absl::StatusOr<std::string> Read(const TilePath& tile) const;

  std::map<std::string, std::string> files;
  mutable std::uint64_t reads = 0;

 private:
  std::uint64_t size_ = 0;
};

}  // namespace ippledge::proof
