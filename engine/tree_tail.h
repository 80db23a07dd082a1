// engine/tree_tail.h: the newest full tiles of the tree: the roots that the index does not have in
// its tiles yet.
//
// Part of Recent: added to by the committing thread before a group is shown, pruned after the index
// has it. So a reader that looks here first and in the index second misses nothing. The leaves
// themselves nobody keeps: they are hashes of entries, which the journal has. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/growing_tree.h"
#include "proof/hash.h"

namespace ippledge::engine {

class TreeTail {
 public:
  // A run of roots of full tiles of level 0; the first is that of tile `first`.
  struct Run {
    std::int64_t first = 0;
    std::vector<proof::Hash> hashes;
  };

  // Forgets everything: what is added next follows the first `size` leaves.
  void Start(std::int64_t size) ABSL_LOCKS_EXCLUDED(mutex_);
  void Append(const TreeGrowth& growth) ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets the tiles of the first `size` leaves.
  void Prune(std::int64_t size) ABSL_LOCKS_EXCLUDED(mutex_);

  // Those of tiles [begin, end) that are here: the run ends where the range does, and is empty when
  // it ends before the first that is here. Precondition (checked): `end` tiles are known.
  Run FullTiles(std::int64_t begin, std::int64_t end) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::int64_t first_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<proof::Hash> hashes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::engine
