// engine/recent.h: what is durable but not yet in the index: the newer part of every read.
//
// The committing thread publishes whole groups; a round of the index takes the oldest part over,
// and it is pruned here only after the index has it. So a reader that looks here first and in the
// index second never misses a row. Loans keep all their versions since the index's watermark, as
// rows: who finds one decodes it.
// A group is only put on a list; the first reader after it sorts it in, so that a long import that
// nobody reads meanwhile pays nothing for look-ups. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "engine/changed_rows.h"
#include "engine/hashed_key.h"
#include "engine/tree_tail.h"
#include "ledger/books.h"

namespace ippledge::engine {

// A run of contributions in position order. Rows are added in place while readers look at the part
// they knew of when they took it.
struct ContributionChunk {
  static constexpr std::size_t kRowsMax = 8192;
  // Room for all of them from the start: none ever moves. The vector itself is guarded by Recent's
  // mutex.
  std::vector<Changes::ContributionRows> rows;

  ContributionChunk() { rows.reserve(kRowsMax); }
};

struct ChunkView {
  std::shared_ptr<const ContributionChunk> chunk;  // keeps the rows alive
  absl::Span<const Changes::ContributionRows> rows;
};
using Tail = std::vector<ChunkView>;

class Recent {
 public:
  // Adds what a group changed. Groups come in order.
  void Publish(std::shared_ptr<const ChangedRows> rows, std::shared_ptr<const Changes> changes)
      ABSL_LOCKS_EXCLUDED(mutex_);

  struct FoundLoan {
    LoanRef loan;   // newest version at or below the position; null when only newer ones are here
    LoanRef newer;  // oldest version here above the position; null when there is none
  };
  FoundLoan FindLoan(absl::string_view key, std::int64_t position) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Keys with `from` <= key < `end` (empty: no end), in order, at most `limit`.
  std::vector<std::string> LoanKeys(absl::string_view from, absl::string_view end,
                                    std::size_t limit) const ABSL_LOCKS_EXCLUDED(mutex_);

  // How many loans pledge a right, if that changed since the watermark.
  std::optional<std::int64_t> FindPledges(absl::string_view key) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Sums over covered loans, if they changed since the watermark.
  std::optional<CoverSums> FindCoverSums(absl::string_view key) const ABSL_LOCKS_EXCLUDED(mutex_);

  // All contributions here, in position order.
  Tail Contributions() const ABSL_LOCKS_EXCLUDED(mutex_);

  // The newest leaves of the tree; pruned with the rest.
  TreeTail& tree() { return tree_; }
  const TreeTail& tree() const { return tree_; }

  // Forgets what the index holds now: everything up to `position`, the last entry of a group.
  void Prune(std::int64_t position) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Group = std::shared_ptr<const ChangedRows>;
  // A row, which it keeps alive.
  struct Version {
    Group rows;
    std::size_t row = 0;

    std::int64_t position() const { return rows->position(row); }
    absl::string_view value() const { return rows->value(row); }
  };
  using Versions = absl::InlinedVector<Version, 1>;  // by position, rising

  // Sorts in what was published since the last reader.
  void SortIn() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<Version> Newest(const std::string& row_key) const ABSL_LOCKS_EXCLUDED(mutex_);

  TreeTail tree_;
  mutable absl::Mutex mutex_;
  // Groups in order; the first `sorted_in_` of them are in the map.
  std::deque<Group> groups_ ABSL_GUARDED_BY(mutex_);
  mutable std::size_t sorted_in_ ABSL_GUARDED_BY(mutex_) = 0;
  // Keys refer to the bytes of the newest version.
  mutable absl::flat_hash_map<HashedKey, Versions, HashedKeyHash> rows_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<ContributionChunk>> chunks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::engine
