#include "engine/tree_tail.h"

#include <algorithm>

#include "ledger/check.h"
#include "proof/tile.h"

namespace ippledge::engine {

void TreeTail::Level::Add(const std::vector<proof::Hash>& more) {
  hashes.insert(hashes.end(), more.begin(), more.end());
}

void TreeTail::Level::DropBefore(std::int64_t number) {
  const std::int64_t count =
      std::clamp<std::int64_t>(number - first, 0, static_cast<std::int64_t>(hashes.size()));
  hashes.erase(hashes.begin(), hashes.begin() + count);
  first += count;
}

TreeTail::Run TreeTail::Level::Range(std::int64_t begin, std::int64_t end) const {
  IPPLEDGE_CHECK(begin <= end && end <= first + static_cast<std::int64_t>(hashes.size()));
  Run run{.first = std::clamp(first, begin, end)};
  if (run.first < end) {
    run.hashes.assign(hashes.begin() + (run.first - first), hashes.begin() + (end - first));
  }
  return run;
}

void TreeTail::Start(std::int64_t size) {
  absl::MutexLock lock(&mutex_);
  leaves_ = {.first = size};
  full_tiles_ = {.first = size / proof::kTileWidth};
}

void TreeTail::Append(const TreeGrowth& growth) {
  absl::MutexLock lock(&mutex_);
  leaves_.Add(growth.leaves);
  full_tiles_.Add(growth.full_tiles);
}

void TreeTail::Prune(std::int64_t size) {
  absl::MutexLock lock(&mutex_);
  leaves_.DropBefore(size);
  full_tiles_.DropBefore(size / proof::kTileWidth);
}

TreeTail::Run TreeTail::Leaves(std::int64_t begin, std::int64_t end) const {
  absl::MutexLock lock(&mutex_);
  return leaves_.Range(begin, end);
}

TreeTail::Run TreeTail::FullTiles(std::int64_t begin, std::int64_t end) const {
  absl::MutexLock lock(&mutex_);
  return full_tiles_.Range(begin, end);
}

}  // namespace ippledge::engine
