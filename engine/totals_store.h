// engine/totals_store.h: totals by any slice, as of any day, as known at any position.
//
// Contributions are kept in position order: up to the index watermark as packed columns in the
// index, after it in memory (the tail). Over them stands a named list of roll-ups
// (ledger/roll_up.h), kept current in memory up to the watermark and stored every so often. A
// figure at position P is the nearest roll-ups at or below P plus a fold of the contributions in
// between; a slice that no roll-up covers scans the columns. Both ways give the same figures (a
// test compares them).
//
// AppendRound, CommitRound: the index thread only. Queries, position: any thread, also meanwhile;
// they and the index thread never wait for each other. Long scans take a few threads more
// (split_scan.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/books.h"
#include "ledger/totals_query.h"
#include "ledger/totals_table.h"
#include "storage/columns.h"
#include "storage/index.h"

namespace ippledge::engine {

using ContributionRow = Changes::ContributionRows;

struct TotalsOptions {
  // Roll-ups are stored when the contributions since the last ones exceed both of these: so they
  // take no more room than the contributions do, and a query folds no more than that.
  std::size_t snapshot_rows_min = 65'536;
  std::size_t snapshot_rows_per_cell = 4;
  // Longest run of contributions in one row of the index.
  std::size_t run_rows = storage::kColumnRowsTarget;
  // A scan is split into ranges of so many positions, about 0.2 ms each, for so many threads; 0:
  // ScanThreads().
  std::int64_t scan_positions = 32'768;
  std::size_t scan_threads = 0;
};

class TotalsStore {
 public:
  // Borrows `index`, which must outlive it. Loads the newest stored roll-ups and folds the columns
  // up to the watermark onto them. DATA_LOSS on damaged columns.
  static absl::StatusOr<std::unique_ptr<TotalsStore>> Open(const storage::Index* index,
                                                           const TotalsOptions& options = {});
  virtual ~TotalsStore() = default;

  // Adds to `rows` the index rows for `contributions` (in position order, all above position(), all
  // at most `through`; checked): packed columns, and roll-ups when they are due. Short runs of
  // earlier rounds are joined with new ones, so that many small rounds do not leave many small
  // rows. The caller writes the round, then calls CommitRound(), or not, when the write failed.
  virtual void AppendRound(absl::Span<const ContributionRow> contributions, std::int64_t through,
                           std::vector<storage::Index::Row>& rows) = 0;
  virtual void CommitRound() = 0;

  // Sums for a query at position `query.at` (not 0). `tail` are the contributions above the store's
  // own position up to at least query.at, in position order, in any number of runs. Take them
  // before the call: those that a round takes over meanwhile are skipped. TOO_MANY_SLICES,
  // DATA_LOSS.
  virtual absl::StatusOr<TotalsTable> QueryTable(
      const TotalsQuery& query, absl::Span<const absl::Span<const ContributionRow>> tail) const = 0;
  absl::StatusOr<TotalsAnswer> Query(
      const TotalsQuery& query, absl::Span<const absl::Span<const ContributionRow>> tail) const;

  // Position up to which contributions are in the columns. Moves at CommitRound().
  virtual std::int64_t position() const = 0;
};

}  // namespace ippledge::engine
