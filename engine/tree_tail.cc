#include "engine/tree_tail.h"

#include <algorithm>

#include "ledger/check.h"
#include "proof/tile.h"

namespace ippledge::engine {

void TreeTail::Start(std::int64_t size) {
  absl::MutexLock lock(&mutex_);
  first_ = size / proof::kTileWidth;
  hashes_.clear();
}

void TreeTail::Append(const TreeGrowth& growth) {
  absl::MutexLock lock(&mutex_);
  hashes_.insert(hashes_.end(), growth.full_tiles.begin(), growth.full_tiles.end());
}

void TreeTail::Prune(std::int64_t size) {
  absl::MutexLock lock(&mutex_);
  const std::int64_t count = std::clamp<std::int64_t>(size / proof::kTileWidth - first_, 0,
                                                      static_cast<std::int64_t>(hashes_.size()));
  hashes_.erase(hashes_.begin(), hashes_.begin() + count);
  first_ += count;
}

TreeTail::Run TreeTail::FullTiles(std::int64_t begin, std::int64_t end) const {
  absl::MutexLock lock(&mutex_);
  IPPLEDGE_CHECK(begin <= end && end <= first_ + static_cast<std::int64_t>(hashes_.size()));
  Run run{.first = std::clamp(first_, begin, end), .hashes = {}};
  if (run.first < end) {
    run.hashes.assign(hashes_.begin() + (run.first - first_), hashes_.begin() + (end - first_));
  }
  return run;
}

}  // namespace ippledge::engine
