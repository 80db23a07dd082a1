#include "ledger/totals_fold.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

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

}  // namespace

TotalsFold::TotalsFold(const TotalsQuery& query, Firms firms)
    : query_(query),
      measures_(query.measures.empty() ? AllMeasures() : query.measures),
      packing_(query.by),
      counts_firms_(firms == Firms::kCounted && Wants(query, Measure::kFirms)),
      rows_by_kind_(SlicesByKind(query) || FiltersKind(query)),
      total_by_kind_(FiltersKind(query)),
      groups_(packing_, kSlicesTouchedMax),
      firm_count_(!query.by.empty()) {
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
  for (const Dimension dimension : query_.by) columns_.Add(ippledge::ColumnOf(dimension));
  for (const Kept& kept : kept_) columns_.Add(ippledge::ColumnOf(kept.dimension));
  for (const Measure measure : measures_) {
    const bool of_firms = measure == Measure::kFirms;
    if (of_firms && !counts_firms_) continue;
    if (of_firms) columns_.Add(Column::kFirm);
    for (const bool by_kind : {rows_by_kind_, total_by_kind_}) {
      sums_read_.Add(of_firms ? LoansColumn(by_kind) : ColumnOf(measure, by_kind));
    }
  }
  for (std::size_t place = 0; place < kSumCount; ++place) {
    const Column column = SumColumnAt(place);
    if (!sums_read_.Has(column)) continue;
    places_.push_back(place);
    columns_.Add(column);
  }
}

std::uint32_t TotalsFold::Checked(std::uint32_t group) {
  if (group != SliceGroups::kNone) return group;
  overflowed_ = true;
  return 0;
}

void TotalsFold::MakeRoom() {
  for (const std::size_t place : places_) sums_[place].resize(groups_.size());
}

std::uint32_t TotalsFold::GroupOf(std::uint64_t key) {
  const std::size_t known = groups_.size();
  const std::uint32_t group = Checked(groups_.Of(key));
  if (groups_.size() > known) MakeRoom();
  return group;
}

void TotalsFold::AddRow(const Contribution& row, const DayRange& days) {
  if (!days.Contains(row.slice.date.days())) return;
  for (const Kept& kept : kept_) {
    if (!kept.Has(PackedValueOf(row.slice, kept.dimension))) return;
  }
  const std::uint64_t key = packing_.Pack(row.slice);
  const std::uint32_t group = GroupOf(key);
  const Sums& sums = row.sums;
  for (const std::size_t place : places_) sums_[place][group] += sums.*kSumFields[place];
  if (!counts_firms_) return;
  firm_count_.Add(key, row.slice.firm, rows_by_kind_ ? sums.kind_loans : sums.loans,
                  total_by_kind_ ? sums.kind_loans : sums.loans);
}

void TotalsFold::Merge(const TotalsFold& other) {
  IPPLEDGE_CHECK(!counts_firms_ && !other.counts_firms_ && measures_ == other.measures_ &&
                 query_.by == other.query_.by);
  overflowed_ |= other.overflowed_;
  const std::vector<std::uint64_t>& keys = other.groups_.keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::uint32_t group = GroupOf(keys[i]);
    for (const std::size_t place : places_) sums_[place][group] += other.sums_[place][i];
  }
}

void TotalsFold::SetFirms(FirmFigures figures) { given_firms_ = std::move(figures); }

const std::vector<std::int64_t>* TotalsFold::SumsOf(Measure measure, bool by_kind) const {
  if (measure == Measure::kFirms) return nullptr;
  return &sums_[static_cast<std::size_t>(ColumnOf(measure, by_kind)) - kSumColumnsFrom];
}

std::vector<std::int64_t> TotalsFold::Total(std::int64_t firms) const {
  std::vector<std::int64_t> total;
  for (const Measure measure : measures_) {
    const std::vector<std::int64_t>* const sums = SumsOf(measure, total_by_kind_);
    total.push_back(sums == nullptr ? firms
                                    : std::accumulate(sums->begin(), sums->end(), std::int64_t{0}));
  }
  return total;
}

std::vector<std::uint32_t> TotalsFold::Order() const {
  const std::vector<std::uint64_t>& keys = groups_.keys();
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto before = [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; };
  // What comes from cells is in order; contributions on top of them add few slices.
  const auto rest = std::is_sorted_until(order.begin(), order.end(), before);
  std::sort(rest, order.end(), before);
  std::inplace_merge(order.begin(), rest, order.end(), before);
  return order;
}

absl::StatusOr<TotalsTable> TotalsFold::FinishTable() const {
  const auto too_many = [] {
    return Refuse(Reason::kTooManySlices, "query.by", {{"limit", absl::StrCat(kSlicesMax)}});
  };
  if (overflowed_) return too_many();
  TotalsTable table{.measures = measures_, .by = query_.by, .position = query_.at};
  const FirmFigures firms = counts_firms_ ? firm_count_.Figures() : given_firms_;
  table.total = Total(firms.total);
  std::vector<const std::vector<std::int64_t>*> columns;
  for (const Measure measure : measures_) {
    columns.push_back(SumsOf(measure, rows_by_kind_));
    const bool counted_apart =
        measure == Measure::kFirms || (measure == Measure::kLoans && rows_by_kind_);
    if (counted_apart) table.not_additive.push_back(measure);
  }
  if (query_.by.empty()) return table;
  table.keys.reserve(groups_.size());
  table.figures.reserve(groups_.size() * measures_.size());
  for (const std::uint32_t group : Order()) {
    const std::uint64_t key = groups_.keys()[group];
    bool any = false;
    for (const std::vector<std::int64_t>* const column : columns) {
      table.figures.push_back(column == nullptr ? firms.Of(key) : (*column)[group]);
      any |= table.figures.back() != 0;
    }
    if (any) {
      table.keys.push_back(key);
    } else {
      table.figures.resize(table.figures.size() - columns.size());
    }
  }
  if (table.size() > kSlicesMax) return too_many();
  return table;
}

absl::StatusOr<TotalsAnswer> TotalsFold::Finish() const {
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsTable table, FinishTable());
  return AnswerOf(table);
}

}  // namespace ippledge
