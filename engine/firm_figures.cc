#include "engine/firm_figures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/columns_scan.h"
#include "ledger/status_macros.h"

namespace ippledge::engine {

absl::StatusOr<std::optional<FirmFigures>> FirmFiguresNow::Figures(
    const TotalsQuery& query, const DayRange& days, const TotalsPicture& picture,
    absl::Span<const absl::Span<const Changes::ContributionRows>> tail) {
  const absl::MutexLock lock(&mutex_);
  if (position_ > picture.position) return std::nullopt;
  IPPLEDGE_RETURN_IF_ERROR(CatchUp(picture));
  std::vector<const Contribution*> more;
  for (const auto& run : tail) {
    for (const Changes::ContributionRows& row : run) {
      const auto& [slice, sums] = row.contribution;
      const bool counts = row.position > picture.position && row.position <= query.at &&
                          days.Contains(slice.date.days());
      if (counts && (sums.loans != 0 || sums.kind_loans != 0)) more.push_back(&row.contribution);
    }
  }
  return sets_.Figures(query, more);
}

absl::Status FirmFiguresNow::CatchUp(const TotalsPicture& picture) {
  if (position_ == picture.position) return absl::OkStatus();
  const auto choose = [&](const ContributionColumns& head) -> std::optional<ColumnSet> {
    if (head.last_position <= position_) return std::nullopt;
    return FirmSets::columns().With(Column::kPosition);
  };
  const auto visit = [&](const ContributionColumns& columns, std::size_t rows) {
    const auto& positions = columns.positions;
    const auto first = std::upper_bound(positions.begin(), positions.end(), position_);
    sets_.Add(columns, static_cast<std::size_t>(first - positions.begin()), rows);
    return true;
  };
  const absl::Status status = ScanColumns(*index_, sealed_, picture.position, choose, visit);
  if (!status.ok()) {
    // Half of the rows are in.
    sets_ = FirmSets();
    position_ = 0;
    sealed_ = 0;
    return status;
  }
  position_ = picture.position;
  sealed_ = picture.sealed;
  return absl::OkStatus();
}

}  // namespace ippledge::engine
