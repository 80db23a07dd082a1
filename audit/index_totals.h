// audit/index_totals.h: whether the contributions and roll-ups of an index are the right
// ones.
//
// Holds one run of contributions and one set of roll-ups. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "ledger/books.h"
#include "ledger/contribution_columns.h"
#include "ledger/roll_up.h"
#include "storage/index.h"

namespace ippledge::audit {

using ContributionRow = Changes::ContributionRows;

// Calls `visit` for each contribution in the index, in order, until it returns an error. DATA_LOSS.
absl::Status VisitContributions(const storage::Index& index,
                                const std::function<absl::Status(const ContributionRow&)>& visit);

class IndexTotals {
 public:
  // Borrows `index`, which must outlive it and must not change.
  explicit IndexTotals(const storage::Index* index) : index_(*index) {}

  // Takes the next contribution that the index should hold. DATA_LOSS unless it is the next one
  // there, and the roll-ups stored at positions before it are right.
  absl::Status Take(const ContributionRow& row);
  // No more contributions: there are none there either, and the last roll-ups are right.
  absl::Status Finish();

 private:
  absl::Status ReadRun();
  absl::Status CheckRollUpsBefore(std::int64_t position);
  absl::Status ReadRollUps();

  const storage::Index& index_;
  ContributionColumns run_;
  std::size_t next_row_ = 0;  // of the run
  RollUpFold fold_;           // since `folded_`
  RollUps folded_;
  // The next stored roll-ups; position 0 when they are still to be read, -1 when there are no more.
  std::int64_t roll_ups_at_ = 0;
  std::int64_t roll_ups_after_ = 0;  // position of those before
  RollUps roll_ups_;
};

}  // namespace ippledge::audit
