// tests/testing/naive_totals.h: totals the simplest way, to compare the quick ways with; and random
// contributions to compare them on.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "absl/types/span.h"
#include "ledger/books.h"
#include "ledger/totals_query.h"

namespace ippledge {

using ContributionRows = std::vector<Changes::ContributionRows>;

// One pass over all rows.
class NaiveTotals {
 public:
  explicit NaiveTotals(const TotalsQuery& query)
      : query_(query), measures_(query.measures.empty() ? AllMeasures() : query.measures) {}

  TotalsAnswer Answer(absl::Span<const Changes::ContributionRows> rows) {
    for (const Changes::ContributionRows& row : rows) {
      if (Counts(row)) Add(row.contribution);
    }
    const bool filters_kind = FiltersKind(query_);
    const bool by_kind = filters_kind || SlicesByKind(query_);
    TotalsAnswer answer{.measures = measures_, .position = query_.at};
    answer.total = FiguresOf(total_, filters_kind);
    for (const auto& [keys, slice] : slices_) {
      TotalsSlice row{keys, FiguresOf(slice, by_kind)};
      const bool any = std::any_of(row.figures.begin(), row.figures.end(),
                                   [](std::int64_t figure) { return figure != 0; });
      if (any && !keys.empty()) answer.rows.push_back(std::move(row));
    }
    for (const Measure measure : measures_) {
      if (measure == Measure::kFirms || (measure == Measure::kLoans && by_kind)) {
        answer.not_additive.push_back(measure);
      }
    }
    return answer;
  }

 private:
  struct Cell {
    Sums sums;
    std::map<std::uint64_t, Sums> firms;
  };

  bool Counts(const Changes::ContributionRows& row) const {
    const Slice& slice = row.contribution.slice;
    if (row.position > query_.at || (query_.as_of && slice.date > *query_.as_of) ||
        (query_.from && slice.date < *query_.from)) {
      return false;
    }
    return std::all_of(query_.filters.begin(), query_.filters.end(), [&](const SliceFilter& kept) {
      const std::int64_t value = ValueOf(slice, kept.dimension);
      return std::find(kept.values.begin(), kept.values.end(), value) != kept.values.end();
    });
  }

  void Add(const Contribution& row) {
    std::vector<std::int64_t> keys;
    for (const Dimension dimension : query_.by) keys.push_back(ValueOf(row.slice, dimension));
    for (Cell* cell : {&slices_[keys], &total_}) {
      cell->sums += row.sums;
      cell->firms[row.slice.firm] += row.sums;
    }
  }

  std::vector<std::int64_t> FiguresOf(const Cell& cell, bool by_kind) const {
    std::vector<std::int64_t> figures;
    for (const Measure measure : measures_) {
      if (measure != Measure::kFirms) {
        figures.push_back(SumOf(cell.sums, measure, by_kind));
        continue;
      }
      std::int64_t firms = 0;
      for (const auto& [firm, sums] : cell.firms) {
        if (SumOf(sums, Measure::kLoans, by_kind) > 0) ++firms;
      }
      figures.push_back(firms);
    }
    return figures;
  }

  const TotalsQuery& query_;
  std::vector<Measure> measures_;
  std::map<std::vector<std::int64_t>, Cell> slices_;
  Cell total_;
};

// Contributions as loans make them: some entries record a loan of one or two IP kinds, others take
// an earlier one back, or move it to another day and bank.
class RandomContributions {
 public:
  explicit RandomContributions(std::uint32_t seed) : random_(seed) {}

  // The rows of the next `entries` entries; some have none.
  ContributionRows Next(int entries) {
    ContributionRows rows;
    for (int i = 0; i < entries; ++i) {
      ++position_;
      const int what = Below(10);
      if (what == 0) continue;
      if (what <= 2 && !loans_.empty()) {
        Correct(what == 1, rows);
      } else {
        loans_.push_back(NewLoan());
        Add(loans_.back(), 1, rows);
      }
    }
    return rows;
  }
  std::int64_t position() const { return position_; }
  int Below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  Date AnyDate() { return Date::Of(2023, 1, 1) + Below(800); }

 private:
  using Loan = std::vector<Contribution>;

  Loan NewLoan() {
    Slice slice;
    slice.date = AnyDate();
    slice.bank = static_cast<std::uint32_t>(Below(5));
    slice.unit = static_cast<std::uint32_t>(Below(4));
    slice.industry = static_cast<std::uint32_t>(Below(3));
    slice.firm_size = static_cast<FirmSize>(1 + Below(4));
    slice.firm = 1 + static_cast<std::uint64_t>(Below(40)) * 0x9e3779b97f4a7c15u;
    const std::int64_t amount =
        Below(3) == 0 ? Below(1'000'000'000) : std::int64_t{1'000'000} * Below(5'000);
    Loan loan;
    const int kinds = 1 + Below(2);
    for (int kind = 1; kind <= kinds; ++kind) {
      slice.kind = static_cast<IpKind>(kind + Below(2));
      if (kind == 2 && slice.kind == loan[0].slice.kind) slice.kind = IpKind::kDataIp;
      loan.push_back({slice, Sums{.contract_fen = amount,
                                  .disbursed_fen = amount - Below(2) * 500,
                                  .ip_part_fen = amount / 2,
                                  .disbursed_ip_part_fen = amount / 2,
                                  .loans = kind == 1 ? 1 : 0,
                                  .kind_loans = 1}});
    }
    slice.date = slice.date + Below(20);
    loan.push_back({slice, Sums{.registered_fen = amount, .registrations = 1 + Below(2)}});
    return loan;
  }

  void Correct(bool voids, ContributionRows& rows) {
    const auto place = static_cast<std::size_t>(Below(static_cast<int>(loans_.size())));
    Add(loans_[place], -1, rows);
    if (voids) {
      loans_.erase(loans_.begin() + static_cast<std::ptrdiff_t>(place));
      return;
    }
    for (Contribution& row : loans_[place]) {
      row.slice.date = row.slice.date + Below(40);
      row.slice.bank = (row.slice.bank + 1) % 5;
    }
    Add(loans_[place], 1, rows);
  }

  void Add(const Loan& loan, int sign, ContributionRows& rows) {
    for (const Contribution& row : loan) {
      Sums sums = row.sums;
      if (sign < 0) {
        sums = Sums();
        sums -= row.sums;
      }
      rows.push_back({position_, {row.slice, sums}});
    }
  }

  std::mt19937 random_;
  std::int64_t position_ = 0;
  std::vector<Loan> loans_;
};

// A random question about random contributions at `at`, with up to three slices and two filters.
inline TotalsQuery RandomQuery(RandomContributions& random, std::int64_t at) {
  TotalsQuery query{.at = at};
  std::vector<Dimension> dimensions;
  for (int i = 1; i < kDimensionCount; ++i) dimensions.push_back(static_cast<Dimension>(i));
  for (int i = random.Below(4); i > 0; --i) {
    const auto place = dimensions.begin() + random.Below(static_cast<int>(dimensions.size()));
    query.by.push_back(*place);
    dimensions.erase(place);
  }
  if (random.Below(3) == 0) {
    for (int i = 1 + random.Below(2); i > 0; --i) {
      query.measures.push_back(static_cast<Measure>(1 + random.Below(kMeasureCount - 1)));
    }
  }
  if (random.Below(2) == 0) query.as_of = random.AnyDate() + random.Below(200);
  if (random.Below(4) == 0) query.from = random.AnyDate();
  if (query.as_of && random.Below(2) == 0) query.as_of = LastDayOfMonth(query.as_of->month_index());
  if (query.from && random.Below(2) == 0) query.from = FirstDayOfMonth(query.from->month_index());
  for (int i = std::max(0, random.Below(5) - 2); i > 0; --i) {
    SliceFilter filter{static_cast<Dimension>(1 + random.Below(kDimensionCount - 1)), {}};
    for (int values = random.Below(4); values > 0; --values) {
      Slice slice;
      slice.date = random.AnyDate();
      slice.bank = slice.unit = slice.industry = static_cast<std::uint32_t>(random.Below(5));
      slice.kind = static_cast<IpKind>(random.Below(kIpKindCount));
      slice.firm_size = static_cast<FirmSize>(random.Below(kFirmSizeCount));
      filter.values.push_back(ValueOf(slice, filter.dimension));
    }
    query.filters.push_back(std::move(filter));
  }
  return query;
}

}  // namespace ippledge
