// engine/tree_tail.h: the newest leaves of the tree: what the index does not have in its tiles yet.
//
// Part of Recent: added to by the committing thread before a group is shown, pruned after the index
// has it. So a reader that looks here first and in the index second misses nothing. Thread-safe.
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
  // A run of hashes of one level; the first has the number `first`.
  struct Run {
    std::int64_t first = 0;
    std::vector<proof::Hash> hashes;
  };

  // Forgets everything: what is added next follows the first `size` leaves.
  void Start(std::int64_t size) ABSL_LOCKS_EXCLUDED(mutex_);
  void Append(const TreeGrowth& growth) ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets the first `size` leaves.
  void Prune(std::int64_t size) ABSL_LOCKS_EXCLUDED(mutex_);

  // Those of leaves [begin, end) that are here: the run ends where the range does, and is empty
  // when it ends before the first that is here. Precondition (checked): `end` leaves are known.
  Run Leaves(std::int64_t begin, std::int64_t end) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The same of the roots of full tiles of level 0, numbered from 0.
  Run FullTiles(std::int64_t begin, std::int64_t end) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Hashes from number `first` on.
  struct Level {
    std::int64_t first = 0;
    std::deque<proof::Hash> hashes;

    void Add(const std::vector<proof::Hash>& more);
    void DropBefore(std::int64_t number);
    Run Range(std::int64_t begin, std::int64_t end) const;
  };

  mutable absl::Mutex mutex_;
  Level leaves_ ABSL_GUARDED_BY(mutex_);
  Level full_tiles_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::engine
