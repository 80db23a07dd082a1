// audit/month_totals.h: what a published report says, counted afresh.
//
// Sums by the month of what contributions are dated, and loans by firm and month: 40 bytes for each
// firm and month. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "audit/refold.h"
#include "ledger/books.h"
#include "storage/commit_log.h"

namespace ippledge::audit {

class MonthTotals {
 public:
  void Add(const Contribution& row);

  // By measure, kContract first, kFirms last: everything added but `taken_back`, dated up to the
  // end of `month`.
  std::vector<std::int64_t> FiguresThrough(int month,
                                           absl::Span<const Contribution> taken_back) const;

 private:
  std::map<int, Sums> months_;
  absl::flat_hash_map<std::pair<std::uint64_t, std::int32_t>, std::int64_t> loans_;  // firm, month
};

// What the entries above `position` contributed to the books of `refold`, read again from `log`.
absl::StatusOr<std::vector<Contribution>> ContributionsAbove(std::int64_t position,
                                                             const Refold& refold,
                                                             const storage::CommitLog& log);

// DATA_LOSS unless the report, the last entry of `refold`, has the figures of its month at its
// position. `totals` has everything up to that entry.
absl::Status CheckPublished(const PublishReport& report, const MonthTotals& totals,
                            const Refold& refold, const storage::CommitLog& log);

}  // namespace ippledge::audit
