#include "ledger/totals_fold.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/refusal.h"

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
    TotalsSlice slice;
    slice.figures = FiguresOf(sums_[group], rows_by_kind_, firms.Of(key));
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
