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
  if (after >= through) return absl::OkStatus();
  ContributionColumns columns;
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(
      index.Scan(storage::ColumnsKey(after + 1), storage::ColumnsKey(through + 1),
                 [&](absl::string_view, absl::string_view bytes) {
                   bool go_on = true;
                   status = Visit(bytes, through, choose, visit, columns, go_on);
                   return status.ok() && go_on;
                 }));
  return status;
}

}  // namespace ippledge::engine
