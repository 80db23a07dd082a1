#include "ledger/totals_fold.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/refusal.h"

namespace ippledge {
namespace {

constexpr std::size_t PlaceOf(Column column) {
  return static_cast<std::size_t>(column) - kSumColumnsFrom;
}
constexpr std::size_t kLoansPlace = PlaceOf(Column::kLoans);
constexpr std::size_t kKindLoansPlace = PlaceOf(Column::kKindLoans);
static_assert(kSumFields[kKindLoansPlace] == &Sums::kind_loans);

bool IsDate(Dimension dimension) { return ColumnOf(dimension) == Column::kDay; }

Column LoansColumn(bool by_kind) { return by_kind ? Column::kKindLoans : Column::kLoans; }

// The column that an additive measure sums.
Column ColumnOf(Measure measure, bool by_kind) {
  switch (measure) {
    case Measure::kContract:
      return Column::kContract;
    case Measure::kDisbursed:
      return Column::kDisbursed;
    case Measure::kRegistered:
      return Column::kRegistered;
    case Measure::kIpPart:
      return Column::kIpPart;
    case Measure::kDisbursedIpPart:
      return Column::kDisbursedIpPart;
    case Measure::kLoans:
      return LoansColumn(by_kind);
    case Measure::kRegistrations:
      return Column::kRegistrations;
    case Measure::kFirms:
    case Measure::kUnspecified:
      break;
  }
  IPPLEDGE_CHECK(false && "not an additive measure");
}

std::uint32_t PackedDateOfMonth(std::uint32_t packed_month, Dimension wanted) {
  return wanted == Dimension::kMonth ? packed_month : PackedYearOfMonth(packed_month);
}

std::uint32_t PackedDateOfDay(std::uint32_t packed_day, Dimension wanted) {
  return wanted == Dimension::kDay ? packed_day
                                   : PackedDateOfMonth(PackedMonthOfDay(packed_day), wanted);
}

std::uint32_t PackedDay(std::int32_t day) { return static_cast<std::uint32_t>(day - kDayMin); }

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

// Packed values of one dimension in the cells of a roll-up.
class CellValues {
 public:
  CellValues(const RollUp& roll_up, Dimension wanted) : packing_(&roll_up.packing), wanted_(wanted) {
    of_month_ = roll_up.dimensions[0] == Dimension::kMonth;
    place_ = IsDate(wanted) ? 0 : packing_->Find(wanted);
    IPPLEDGE_CHECK(place_ >= 0 && !(of_month_ && wanted == Dimension::kDay));
  }
  std::uint32_t Of(std::uint64_t key) const {
    const std::uint32_t value = packing_->PackedValue(key, place_);
    if (!IsDate(wanted_)) return value;
    return of_month_ ? PackedDateOfMonth(value, wanted_) : PackedDateOfDay(value, wanted_);
  }

 private:
  const SlicePacking* packing_;
  Dimension wanted_;
  bool of_month_;
  int place_;
};

// First and end of the cells dated within `days`; of whole months, when the roll-up is by month.
std::pair<std::size_t, std::size_t> CellsWithin(const RollUp& roll_up, const RollUpCells& cells,
                                                const DayRange& days) {
  if (days.empty()) return {0, 0};
  const Dimension date = roll_up.dimensions[0];
  const int shift = roll_up.packing.shift(0);
  const auto first_from = [&](std::uint64_t packed) {
    const auto found = std::lower_bound(cells.keys.begin(), cells.keys.end(), packed << shift);
    return static_cast<std::size_t>(found - cells.keys.begin());
  };
  return {first_from(PackedDateOfDay(PackedDay(days.first), date)),
          first_from(std::uint64_t{PackedDateOfDay(PackedDay(days.last), date)} + 1)};
}

}  // namespace

TotalsFold::TotalsFold(const TotalsQuery& query, Firms firms)
    : query_(query),
      measures_(query.measures.empty() ? AllMeasures() : query.measures),
      packing_(query.by),
      counts_firms_(firms == Firms::kCounted && Wants(query, Measure::kFirms)),
      rows_by_kind_(SlicesByKind(query) || FiltersKind(query)),
      total_by_kind_(FiltersKind(query)) {
  IPPLEDGE_CHECK(query.at > 0);
  for (const SliceFilter& filter : query.filters) {
    const DimensionBits bits = BitsOf(filter.dimension);
    Kept kept{filter.dimension, {}};
    for (const std::int64_t value : filter.values) {
      if (value < bits.base || value >= bits.base + (std::int64_t{1} << bits.width)) continue;
      const auto packed = static_cast<std::size_t>(value - bits.base);
      if (packed >= kept.values.size()) kept.values.resize(packed + 1);
      kept.values[packed] = true;
    }
    kept_.push_back(std::move(kept));
  }
  ChooseColumns();
}

void TotalsFold::ChooseColumns() {
  columns_.Add(Column::kDay);
  for (const Dimension dimension : query_.by) columns_.Add(ippledge::ColumnOf(dimension));
  for (const Kept& kept : kept_) columns_.Add(ippledge::ColumnOf(kept.dimension));
  for (const Measure measure : measures_) {
    const bool of_firms = measure == Measure::kFirms;
    if (of_firms && !counts_firms_) continue;
    if (of_firms) columns_.Add(Column::kFirm);
    for (const bool by_kind : {rows_by_kind_, total_by_kind_}) {
      columns_.Add(of_firms ? LoansColumn(by_kind) : ColumnOf(measure, by_kind));
    }
  }
}

std::uint32_t TotalsFold::GroupOf(std::uint64_t key) {
  const auto next = static_cast<std::uint32_t>(keys_.size());
  if (next < kSlicesTouchedMax) {
    const auto [it, is_new] = groups_.try_emplace(key, next);
    if (is_new) {
      keys_.push_back(key);
      sums_.emplace_back();
    }
    return it->second;
  }
  const auto it = groups_.find(key);
  if (it != groups_.end()) return it->second;
  overflowed_ = true;
  return 0;
}

void TotalsFold::AddRow(const Contribution& row, const DayRange& days) {
  if (!days.Contains(row.slice.date.days())) return;
  for (const Kept& kept : kept_) {
    if (!kept.Has(PackedValueOf(row.slice, kept.dimension))) return;
  }
  const std::uint64_t key = packing_.Pack(row.slice);
  sums_[GroupOf(key)] += row.sums;
  if (!counts_firms_) return;
  const Sums& sums = row.sums;
  firm_count_.Add(key, row.slice.firm, rows_by_kind_ ? sums.kind_loans : sums.loans,
                  total_by_kind_ ? sums.kind_loans : sums.loans);
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
  const bool all = std::any_of(days.begin(), days.end(), [&](const DayRange& range) {
    return range.first <= columns.day_min && columns.day_max <= range.last;
  });
  if (all) return;
  std::size_t kept = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::int32_t day = columns.days[row];
    bool counts = false;
    for (const DayRange& range : days) counts |= range.Contains(day);
    selected_[kept] = row;
    kept += counts ? 1 : 0;
  }
  selected_.resize(kept);
}

void TotalsFold::SelectKept(const ContributionColumns& columns) {
  for (const Kept& filter : kept_) {
    std::size_t kept = 0;
    ForEachValue(columns, filter.dimension, selected_, [&](std::size_t i, std::uint32_t value) {
      selected_[kept] = selected_[i];
      kept += filter.Has(value) ? 1 : 0;
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
  const auto& in_slice = columns.sums[rows_by_kind_ ? kKindLoansPlace : kLoansPlace];
  const auto& in_total = columns.sums[total_by_kind_ ? kKindLoansPlace : kLoansPlace];
  for (std::size_t i = 0; i < selected_.size(); ++i) {
    const std::uint32_t row = selected_[i];
    firm_count_.Add(selected_keys_[i], columns.firms[row], in_slice[row], in_total[row]);
  }
}

void TotalsFold::AddCells(const RollUp& roll_up, const RollUpCells& cells, const DayRange& days) {
  IPPLEDGE_CHECK(!counts_firms_);
  std::vector<CellValues> kept_values;
  for (const Kept& kept : kept_) kept_values.emplace_back(roll_up, kept.dimension);
  std::vector<CellValues> values;
  for (const Dimension dimension : query_.by) values.emplace_back(roll_up, dimension);
  const auto [first, end] = CellsWithin(roll_up, cells, days);
  for (std::size_t cell = first; cell < end; ++cell) {
    const std::uint64_t cell_key = cells.keys[cell];
    bool counts = true;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      counts = counts && kept_[i].Has(kept_values[i].Of(cell_key));
    }
    if (!counts) continue;
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      key |= std::uint64_t{values[i].Of(cell_key)} << packing_.shift(static_cast<int>(i));
    }
    sums_[GroupOf(key)] += cells.sums[cell];
  }
}

void TotalsFold::SetFirms(FirmFigures figures) { given_firms_ = std::move(figures); }

std::vector<std::int64_t> TotalsFold::FiguresOf(const Sums& sums, bool by_kind,
                                                std::int64_t firms) const {
  std::vector<std::int64_t> figures;
  figures.reserve(measures_.size());
  for (const Measure measure : measures_) {
    figures.push_back(measure == Measure::kFirms ? firms : SumOf(sums, measure, by_kind));
  }
  return figures;
}

absl::StatusOr<TotalsAnswer> TotalsFold::Finish() const {
  const auto too_many = [] {
    return Refuse(Reason::kTooManySlices, "query.by", {{"limit", absl::StrCat(kSlicesMax)}});
  };
  if (overflowed_) return too_many();
  TotalsAnswer answer{.measures = measures_, .position = query_.at};
  const FirmFigures firms = counts_firms_ ? firm_count_.Figures() : given_firms_;
  Sums total;
  for (const Sums& sums : sums_) total += sums;
  answer.total = FiguresOf(total, total_by_kind_, firms.total);
  for (const Measure measure : measures_) {
    const bool counted_apart =
        measure == Measure::kFirms || (measure == Measure::kLoans && rows_by_kind_);
    if (counted_apart) answer.not_additive.push_back(measure);
  }
  if (query_.by.empty()) return answer;

  std::vector<std::uint32_t> order(keys_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return keys_[a] < keys_[b]; });
  for (const std::uint32_t group : order) {
    const std::uint64_t key = keys_[group];
    const auto counted = firms.by_slice.find(key);
    TotalsSlice slice;
    slice.figures = FiguresOf(sums_[group], rows_by_kind_,
                              counted == firms.by_slice.end() ? 0 : counted->second);
    const bool all_zero = std::all_of(slice.figures.begin(), slice.figures.end(),
                                      [](std::int64_t figure) { return figure == 0; });
    if (all_zero) continue;
    for (int i = 0; i < packing_.size(); ++i) slice.keys.push_back(packing_.Value(key, i));
    answer.rows.push_back(std::move(slice));
    if (answer.rows.size() > kSlicesMax) return too_many();
  }
  return answer;
}

}  // namespace ippledge
