#include "engine/columns_scan.h"

#include <algorithm>

#include "ledger/status_macros.h"
#include "storage/columns.h"
#include "storage/keys.h"

namespace ippledge::engine {
namespace {

// Decodes one value and passes it on; sets `go_on` to what `visit` says.
absl::Status Visit(absl::string_view bytes, std::int64_t through, const ChooseColumns& choose,
                   const VisitColumns& visit, ContributionColumns& columns, bool& go_on) {
  IPPLEDGE_RETURN_IF_ERROR(storage::DecodeColumnsHead(bytes, columns));
  std::optional<ColumnSet> wanted = choose(columns);
  if (!wanted) return absl::OkStatus();
  const bool goes_beyond = columns.last_position > through;
  if (goes_beyond) wanted->Add(Column::kPosition);
  IPPLEDGE_RETURN_IF_ERROR(storage::DecodeColumns(bytes, *wanted, columns));
  std::size_t rows = columns.size;
  if (goes_beyond) {
    const auto end = std::upper_bound(columns.positions.begin(), columns.positions.end(), through);
    rows = static_cast<std::size_t>(end - columns.positions.begin());
  }
  go_on = visit(columns, rows);
  return absl::OkStatus();
}

}  // namespace

absl::Status ScanColumns(const storage::Index& index, std::int64_t after, std::int64_t through,
                         const ChooseColumns& choose, const VisitColumns& visit) {
  ContributionColumns columns;
  return ScanRuns(index, {after, through}, through, choose, visit, columns);
}

absl::Status ScanRuns(const storage::Index& index, const RunRange& range, std::int64_t through,
                      const ChooseColumns& choose, const VisitColumns& visit,
                      ContributionColumns& columns) {
  if (range.after >= range.last_begin) return absl::OkStatus();
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(
      index.Scan(storage::ColumnsKey(range.after + 1), storage::ColumnsKey(range.last_begin + 1),
                 [&](absl::string_view, absl::string_view bytes) {
                   bool go_on = true;
                   status = Visit(bytes, through, choose, visit, columns, go_on);
                   return status.ok() && go_on;
                 }));
  return status;
}

std::vector<RunRange> SplitRuns(std::int64_t after, std::int64_t through, std::int64_t sealed,
                                std::int64_t positions) {
  std::vector<RunRange> ranges;
  if (after >= through) return ranges;
  const std::int64_t splits_below = std::min(through, sealed);
  // A last range of less than one and a half is not split.
  while (splits_below - after > positions + positions / 2) {
    ranges.push_back({after, after + positions});
    after += positions;
  }
  ranges.push_back({after, through});
  return ranges;
}

}  // namespace ippledge::engine
