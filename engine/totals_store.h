// engine/totals_store.h: totals by any slice, as of any day, as known at any position.
//
// Contributions are kept in position order: up to the index watermark as packed columns in the
// index, after it in memory (the tail). Over them stands a named list of roll-ups
// (ledger/roll_up.h), kept current in memory up to the watermark and stored every so often. A
// figure at position P is the nearest roll-ups at or below P plus a fold of the contributions in
// between; a slice that no roll-up covers scans the columns. Both ways give the same figures (a
// test compares them).
//
// AppendRound: the index thread only. Query: any thread, also meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/books.h"
#include "ledger/roll_up.h"
#include "storage/index.h"

namespace ippledge::engine {

using ContributionRow = Changes::ContributionRows;

class TotalsStore {
 public:
  // Borrows `index`, which must outlive it. Loads the newest stored roll-ups and folds the columns
  // up to the watermark onto them. DATA_LOSS on damaged columns.
  static absl::StatusOr<std::unique_ptr<TotalsStore>> Open(const storage::Index* index);
  virtual ~TotalsStore() = default;

  // Adds to `rows` the index rows for `contributions` (in position order, all above the watermark,
  // all at most `through`): packed columns, and roll-ups when they are due. The caller writes the
  // round, then calls CommitRound(), or not, when the write failed.
  virtual void AppendRound(absl::Span<const ContributionRow> contributions, std::int64_t through,
                           std::vector<storage::Index::Row>& rows) = 0;
  virtual void CommitRound() = 0;

  // Sums for a query at position `query.at` (not 0). `tail` are the contributions above the store's
  // own position (see position()) up to at least query.at, in position order, in any number of runs.
  // TOO_MANY_SLICES, DATA_LOSS.
  virtual absl::StatusOr<TotalsAnswer> Query(const TotalsQuery& query,
                                             absl::Span<const absl::Span<const ContributionRow>> tail) const = 0;

  // Position up to which contributions are in the columns. Moves at CommitRound().
  virtual std::int64_t position() const = 0;
};

}  // namespace ippledge::engine
