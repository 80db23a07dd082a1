// engine/columns_scan.h: reads the runs of contributions that the index holds.
//
// All runs of one call are of one picture of the index. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "ledger/contribution_columns.h"
#include "storage/index.h"

namespace ippledge::engine {

// The columns to decode of a run with this head; nullopt to pass over it.
using ChooseColumns = std::function<std::optional<ColumnSet>(const ContributionColumns& head)>;
// Takes a run's rows below `rows`; those from there on are above the last position wanted. False
// ends the scan.
using VisitColumns = std::function<bool(const ContributionColumns& columns, std::size_t rows)>;

// Calls `choose`, then `visit`, for each run that begins above position `after`, up to position
// `through`, in order. DATA_LOSS on damaged columns.
absl::Status ScanColumns(const storage::Index& index, std::int64_t after, std::int64_t through,
                         const ChooseColumns& choose, const VisitColumns& visit);

// Runs that begin above position `after`, up to position `last_begin`.
struct RunRange {
  std::int64_t after = 0;
  std::int64_t last_begin = 0;
};
// The same of the runs in `range` alone, and the rows up to position `through`. Buffers are those
// of `columns`.
absl::Status ScanRuns(const storage::Index& index, const RunRange& range, std::int64_t through,
                      const ChooseColumns& choose, const VisitColumns& visit,
                      ContributionColumns& columns);

// Splits the runs that begin above position `after`, up to position `through`, into ranges of about
// `positions` positions; what begins above `sealed` (TotalsPicture) stays in one. So each range is
// read whole and once, though each is of its own picture of the index.
std::vector<RunRange> SplitRuns(std::int64_t after, std::int64_t through, std::int64_t sealed,
                                std::int64_t positions);

}  // namespace ippledge::engine
