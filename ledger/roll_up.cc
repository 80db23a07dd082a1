#include "ledger/roll_up.h"

#include <algorithm>
#include <utility>

#include "ledger/date.h"

namespace ippledge {
namespace {

// True when the value of `dimension` can be told from a cell's key.
bool Covers(const RollUp& roll_up, Dimension dimension) {
  if (!IsDate(dimension)) return roll_up.packing.Find(dimension) >= 0;
  return dimension != Dimension::kDay || roll_up.dimensions[0] == Dimension::kDay;
}

bool Covers(const RollUp& roll_up, const TotalsQuery& query) {
  return std::all_of(query.by.begin(), query.by.end(),
                     [&](Dimension dimension) { return Covers(roll_up, dimension); }) &&
         std::all_of(query.filters.begin(), query.filters.end(),
                     [&](const SliceFilter& filter) { return Covers(roll_up, filter.dimension); });
}

// Leaves the whole months in `plan.whole`; the days left over at either end become broken.
void SplitMonths(TotalsPlan& plan) {
  const DayRange days = plan.whole;
  if (days.empty()) return;
  const int first_month = Date::OfDays(days.first).month_index();
  const int last_month = Date::OfDays(days.last).month_index();
  const bool first_is_whole = days.first == FirstDayOfMonth(first_month).days();
  const bool last_is_whole = days.last == LastDayOfMonth(last_month).days();
  if (first_month == last_month && !(first_is_whole && last_is_whole)) {
    plan.whole = DayRange{0, -1};
    plan.broken.push_back(days);
    return;
  }
  if (!first_is_whole) {
    plan.whole.first = LastDayOfMonth(first_month).days() + 1;
    plan.broken.push_back(DayRange{days.first, plan.whole.first - 1});
  }
  if (!last_is_whole) {
    plan.whole.last = FirstDayOfMonth(last_month).days() - 1;
    plan.broken.push_back(DayRange{plan.whole.last + 1, days.last});
  }
}

RollUpCells SumOf(const RollUpCells& a, const RollUpCells& b) {
  RollUpCells sum;
  sum.keys.reserve(a.keys.size() + b.keys.size());
  sum.sums.reserve(a.keys.size() + b.keys.size());
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.keys.size() || j < b.keys.size()) {
    const bool take_a = j == b.keys.size() || (i < a.keys.size() && a.keys[i] <= b.keys[j]);
    const bool take_b = i == a.keys.size() || (j < b.keys.size() && b.keys[j] <= a.keys[i]);
    sum.keys.push_back(take_a ? a.keys[i] : b.keys[j]);
    Sums sums;
    if (take_a) sums += a.sums[i++];
    if (take_b) sums += b.sums[j++];
    sum.sums.push_back(sums);
  }
  return sum;
}

}  // namespace

const std::array<RollUp, kRollUpCount>& RollUpList() {
  using enum Dimension;
  static const auto* const kList = new std::array<RollUp, kRollUpCount>{
      RollUp{"programme by day", {kDay}},
      RollUp{"month, unit, IP kind", {kMonth, kUnit, kIpKind}},
      RollUp{"month, bank, unit", {kMonth, kBank, kUnit}},
      RollUp{"month, bank, IP kind", {kMonth, kBank, kIpKind}},
      RollUp{"month, firm size, industry", {kMonth, kFirmSize, kIndustry}},
  };
  return *kList;
}

std::size_t RollUps::cell_count() const {
  std::size_t count = 0;
  for (const RollUpCells& roll_up : cells) count += roll_up.keys.size();
  return count;
}

RollUps SumOf(const RollUps& a, const RollUps& b) {
  RollUps sum;
  for (std::size_t i = 0; i < sum.cells.size(); ++i) sum.cells[i] = SumOf(a.cells[i], b.cells[i]);
  return sum;
}

void RollUpFold::Fold(const Contribution& contribution) {
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i][RollUpList()[i].packing.Pack(contribution.slice)] += contribution.sums;
  }
}

RollUps RollUpFold::Take() {
  RollUps roll_ups;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    std::vector<std::pair<std::uint64_t, const Sums*>> order;
    order.reserve(cells_[i].size());
    for (const auto& [key, sums] : cells_[i]) order.emplace_back(key, &sums);
    std::sort(order.begin(), order.end());
    RollUpCells& cells = roll_ups.cells[i];
    cells.keys.reserve(order.size());
    cells.sums.reserve(order.size());
    for (const auto& [key, sums] : order) {
      cells.keys.push_back(key);
      cells.sums.push_back(*sums);
    }
    cells_[i].clear();
  }
  return roll_ups;
}

DayRange DaysOf(const TotalsQuery& query) {
  DayRange days;
  if (query.from) days.first = query.from->days();
  if (query.as_of) days.last = query.as_of->days();
  return days;
}

TotalsPlan ScanPlanOf(const TotalsQuery& query) {
  TotalsPlan plan;
  plan.whole = DayRange{0, -1};
  const DayRange days = DaysOf(query);
  if (!days.empty()) plan.broken.push_back(days);
  return plan;
}

TotalsPlan PlanOf(const TotalsQuery& query, absl::Span<const std::size_t> cell_counts) {
  TotalsPlan best = ScanPlanOf(query);
  for (std::size_t i = 0; i < RollUpList().size(); ++i) {
    const RollUp& roll_up = RollUpList()[i];
    if (!Covers(roll_up, query)) continue;
    TotalsPlan plan;
    plan.roll_up = static_cast<int>(i);
    plan.whole = DaysOf(query);
    if (roll_up.dimensions[0] == Dimension::kMonth) SplitMonths(plan);
    // A broken month costs far more than any number of cells.
    const bool better =
        best.roll_up == TotalsPlan::kScan ||
        std::pair(plan.broken.size(), cell_counts[i]) <
            std::pair(best.broken.size(), cell_counts[static_cast<std::size_t>(best.roll_up)]);
    if (better) best = std::move(plan);
  }
  return best;
}

}  // namespace ippledge
