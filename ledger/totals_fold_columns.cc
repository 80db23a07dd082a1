#include <algorithm>
#include <numeric>

#include "absl/container/inlined_vector.h"
#include "ledger/totals_fold.h"

// The loops over rows: this source is compiled so that they become vector instructions.
namespace ippledge {
namespace {

// All rows, and those selected.
struct EachRow {
  std::size_t operator()(std::size_t i) const { return i; }
};
struct SelectedRow {
  const std::uint32_t* rows;
  std::size_t operator()(std::size_t i) const { return rows[i]; }
};

// Calls `use` with the packed value of a dimension in row row_at(i), for every i below `count`.
template <typename RowAt, typename Use>
void ForEachValue(const ContributionColumns& columns, Dimension dimension, std::size_t count,
                  RowAt row_at, Use use) {
  if (IsDate(dimension)) {
    for (std::size_t i = 0; i < count; ++i) {
      use(i, PackedDateOfDay(PackedDay(columns.days[row_at(i)]), dimension));
    }
    return;
  }
  const std::vector<std::uint32_t>& numbers = columns.numbers(dimension);
  for (std::size_t i = 0; i < count; ++i) use(i, numbers[row_at(i)]);
}

// True when each of the rows is dated on a day that counts, as the head tells.
bool AllWithin(const ContributionColumns& head, absl::Span<const DayRange> days) {
  return std::any_of(days.begin(), days.end(), [&](const DayRange& range) {
    return range.Contains(head.day_min) && range.Contains(head.day_max);
  });
}

// All that the values of a dimension may be.
SliceGroups::Range RangeOf(const ContributionColumns& columns, Dimension dimension) {
  if (IsDate(dimension)) {
    return {PackedDateOfDay(PackedDay(columns.day_min), dimension),
            PackedDateOfDay(PackedDay(columns.day_max), dimension)};
  }
  // Numbers are dense from 0 on: with that base the next run seldom needs other codes. The bits of
  // all together are as many as those of the greatest.
  std::uint32_t all_bits = 0;
  for (const std::uint32_t number : columns.numbers(dimension)) all_bits |= number;
  return {0, all_bits};
}

}  // namespace

ColumnSet TotalsFold::ColumnsFor(const ContributionColumns& head,
                                 absl::Span<const DayRange> days) const {
  return AllWithin(head, days) ? columns_ : columns_.With(Column::kDay);
}

void TotalsFold::AddColumns(const ContributionColumns& columns, std::size_t rows,
                            absl::Span<const DayRange> days) {
  if (kept_.empty() && AllWithin(columns, days)) return AddRows(columns, rows, EachRow());
  SelectRows(columns, rows, days);
  SelectKept(columns);
  AddRows(columns, selected_.size(), SelectedRow{selected_.data()});
}

void TotalsFold::SelectRows(const ContributionColumns& columns, std::size_t rows,
                            absl::Span<const DayRange> days) {
  selected_.resize(rows);
  if (AllWithin(columns, days)) return std::iota(selected_.begin(), selected_.end(), 0u);
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
    const auto keep = [&](std::size_t i, std::uint32_t value) {
      selected_[kept] = selected_[i];
      if (filter.Has(value)) ++kept;
    };
    ForEachValue(columns, filter.dimension, selected_.size(), SelectedRow{selected_.data()}, keep);
    selected_.resize(kept);
  }
}

template <typename RowAt>
void TotalsFold::AddRows(const ContributionColumns& columns, std::size_t count, RowAt row_at) {
  if (count == 0) return;
  absl::InlinedVector<SliceGroups::Range, 4> ranges;
  for (const Dimension dimension : query_.by) ranges.push_back(RangeOf(columns, dimension));
  selected_groups_.assign(count, 0);
  if (groups_.Cover(ranges)) {
    MakeCodes(columns, count, row_at);
    for (std::uint32_t& code : selected_groups_) code = Checked(groups_.OfCode(code));
  } else {
    MakeGroupsByKey(columns, count, row_at);
  }
  MakeRoom();
  for (const std::size_t place : places_) {
    const std::int64_t* const column = columns.sums[place].data();
    std::int64_t* const sums = sums_[place].data();
    for (std::size_t i = 0; i < count; ++i) sums[selected_groups_[i]] += column[row_at(i)];
  }
  if (!counts_firms_) return;
  const auto& in_slice = columns.sum(rows_by_kind_ ? Column::kKindLoans : Column::kLoans);
  const auto& in_total = columns.sum(total_by_kind_ ? Column::kKindLoans : Column::kLoans);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = row_at(i);
    firm_count_.Add(groups_.keys()[selected_groups_[i]], columns.firms[row], in_slice[row],
                    in_total[row]);
  }
}

// Leaves the code of each row's slice in selected_groups_.
template <typename RowAt>
void TotalsFold::MakeCodes(const ContributionColumns& columns, std::size_t count, RowAt row_at) {
  std::uint32_t* const codes = selected_groups_.data();
  for (int i = 0; i < packing_.size(); ++i) {
    const auto [base, width, shift] = groups_.part(i);
    const Dimension dimension = packing_.dimension(i);
    if (!IsDate(dimension)) {
      const std::uint32_t* const numbers = columns.numbers(dimension).data();
      for (std::size_t k = 0; k < count; ++k) codes[k] += (numbers[row_at(k)] - base) << shift;
      continue;
    }
    const std::int32_t* const days = columns.days.data();
    if (static_cast<std::size_t>(columns.day_max - columns.day_min) < count) {
      const std::uint32_t* const code_by_day = DateCodes(columns, i).data();
      const std::int32_t first = columns.day_min;
      for (std::size_t k = 0; k < count; ++k) {
        codes[k] += code_by_day[static_cast<std::uint32_t>(days[row_at(k)] - first)];
      }
      continue;
    }
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint32_t value = PackedDateOfDay(PackedDay(days[row_at(k)]), dimension);
      codes[k] += (value - base) << shift;
    }
  }
}

// The codes of the days from the columns' first to their last.
const std::vector<std::uint32_t>& TotalsFold::DateCodes(const ContributionColumns& columns,
                                                        int part) {
  const SliceGroups::Part& made = groups_.part(part);
  date_codes_.clear();
  for (std::int32_t day = columns.day_min; day <= columns.day_max; ++day) {
    const std::uint32_t value = PackedDateOfDay(PackedDay(day), packing_.dimension(part));
    date_codes_.push_back((value - made.base) << made.shift);
  }
  return date_codes_;
}

template <typename RowAt>
void TotalsFold::MakeGroupsByKey(const ContributionColumns& columns, std::size_t count,
                                 RowAt row_at) {
  std::vector<std::uint64_t> keys(count, 0);
  for (int part = 0; part < packing_.size(); ++part) {
    const int shift = packing_.shift(part);
    ForEachValue(
        columns, packing_.dimension(part), count, row_at,
        [&](std::size_t i, std::uint32_t value) { keys[i] |= std::uint64_t{value} << shift; });
  }
  // Rows of one loan follow each other and often share the slice.
  std::uint32_t group = Checked(groups_.Of(keys[0]));
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0 && keys[i] != keys[i - 1]) group = Checked(groups_.Of(keys[i]));
    selected_groups_[i] = group;
  }
}

}  // namespace ippledge
