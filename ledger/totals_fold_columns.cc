#include <algorithm>
#include <numeric>

#include "ledger/totals_fold.h"

namespace ippledge {
namespace {

// Calls `use` with the packed value of a dimension in row `rows[i]`, for every i.
template <typename Use>
void ForEachValue(const ContributionColumns& columns, Dimension dimension,
                  const std::vector<std::uint32_t>& rows, Use use) {
  if (IsDate(dimension)) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      use(i, PackedDateOfDay(PackedDay(columns.days[rows[i]]), dimension));
    }
    return;
  }
  const std::vector<std::uint32_t>& numbers = columns.numbers(dimension);
  for (std::size_t i = 0; i < rows.size(); ++i) use(i, numbers[rows[i]]);
}

// True when each of the rows is dated on a day that counts, as the head tells.
bool AllWithin(const ContributionColumns& head, absl::Span<const DayRange> days) {
  return std::any_of(days.begin(), days.end(), [&](const DayRange& range) {
    return range.Contains(head.day_min) && range.Contains(head.day_max);
  });
}

}  // namespace

ColumnSet TotalsFold::ColumnsFor(const ContributionColumns& head,
                                 absl::Span<const DayRange> days) const {
  return AllWithin(head, days) ? columns_ : columns_.With(Column::kDay);
}

void TotalsFold::AddColumns(const ContributionColumns& columns, std::size_t rows,
                            absl::Span<const DayRange> days) {
  SelectDays(columns, rows, days);
  SelectKept(columns);
  if (selected_.empty()) return;
  MakeGroups(columns);
  AddSums(columns);
  if (counts_firms_) AddFirms(columns);
}

void TotalsFold::SelectDays(const ContributionColumns& columns, std::size_t rows,
                            absl::Span<const DayRange> days) {
  selected_.resize(rows);
  std::iota(selected_.begin(), selected_.end(), 0u);
  if (AllWithin(columns, days)) return;
  std::size_t kept = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::int32_t day = columns.days[row];
    bool counts = false;
    for (const DayRange& range : days) counts |= range.Contains(day);
    selected_[kept] = row;
    if (counts) ++kept;
  }
  selected_.resize(kept);
}

void TotalsFold::SelectKept(const ContributionColumns& columns) {
  for (const Kept& filter : kept_) {
    std::size_t kept = 0;
    ForEachValue(columns, filter.dimension, selected_, [&](std::size_t i, std::uint32_t value) {
      selected_[kept] = selected_[i];
      if (filter.Has(value)) ++kept;
    });
    selected_.resize(kept);
  }
}

void TotalsFold::MakeGroups(const ContributionColumns& columns) {
  selected_keys_.assign(selected_.size(), 0);
  for (int part = 0; part < packing_.size(); ++part) {
    const int shift = packing_.shift(part);
    ForEachValue(columns, packing_.dimension(part), selected_,
                 [&](std::size_t i, std::uint32_t value) {
                   selected_keys_[i] |= std::uint64_t{value} << shift;
                 });
  }
  selected_groups_.resize(selected_.size());
  // Rows of one loan follow each other and often share the slice.
  std::uint64_t key = selected_keys_[0];
  std::uint32_t group = GroupOf(key);
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    if (selected_keys_[i] != key) {
      key = selected_keys_[i];
      group = GroupOf(key);
    }
    selected_groups_[i] = group;
  }
}

void TotalsFold::AddSums(const ContributionColumns& columns) {
  for (std::size_t place = 0; place < kSumCount; ++place) {
    const std::vector<std::int64_t>& column = columns.sums[place];
    if (column.empty()) continue;
    std::int64_t Sums::*const field = kSumFields[place];
    for (std::size_t i = 0; i < selected_.size(); ++i) {
      sums_[selected_groups_[i]].*field += column[selected_[i]];
    }
  }
}

void TotalsFold::AddFirms(const ContributionColumns& columns) {
  const auto& in_slice = columns.sum(rows_by_kind_ ? Column::kKindLoans : Column::kLoans);
  const auto& in_total = columns.sum(total_by_kind_ ? Column::kKindLoans : Column::kLoans);
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const std::uint32_t row = selected_[i];
    firm_count_.Add(selected_keys_[i], columns.firms[row], in_slice[row], in_total[row]);
  }
}

}  // namespace ippledge
