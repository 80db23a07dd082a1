// ledger/totals_fold.h: adds up cells and contributions into the answer of one query.
//
// Whoever holds them passes each contribution that the query may count once: as a row, within
// columns, or within a cell of a roll-up; the fold applies the query's filters and slices. The days
// that count are said with each call, since some contributions may be in cells already. Pure; one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/contribution.h"
#include "ledger/contribution_columns.h"
#include "ledger/firm_count.h"
#include "ledger/roll_up.h"
#include "ledger/slice_packing.h"
#include "ledger/totals_query.h"

namespace ippledge {

class TotalsFold {
 public:
  // Where the number of firms comes from, when it is wanted: counted here (then no cells may be
  // added), or given by SetFirms().
  enum class Firms { kCounted, kGiven };

  // Borrows `query`, which must outlive it. Precondition (checked): query.at > 0.
  TotalsFold(const TotalsQuery& query, Firms firms);

  // What AddColumns() reads of columns whose head is set.
  ColumnSet ColumnsFor(const ContributionColumns& head, absl::Span<const DayRange> days) const;

  void AddRow(const Contribution& row, const DayRange& days);
  // Rows below `rows`.
  void AddColumns(const ContributionColumns& columns, std::size_t rows,
                  absl::Span<const DayRange> days);
  // Precondition (checked): the roll-up covers the query.
  void AddCells(const RollUp& roll_up, const RollUpCells& cells, const DayRange& days);

  // Firms in the whole, and by value in the slices of a query by one dimension.
  void SetFirms(FirmFigures figures);

  // More than kSlicesTouchedMax slices: what is added further is not counted.
  bool overflowed() const { return overflowed_; }

  // TOO_MANY_SLICES.
  absl::StatusOr<TotalsAnswer> Finish() const;

 private:
  // Values kept of one dimension, packed.
  struct Kept {
    Dimension dimension;
    std::vector<bool> values;

    bool Has(std::uint32_t value) const { return value < values.size() && values[value]; }
  };

  void ChooseColumns();
  std::uint32_t GroupOf(std::uint64_t key);
  void SelectDays(const ContributionColumns& columns, std::size_t rows,
                  absl::Span<const DayRange> days);
  void SelectKept(const ContributionColumns& columns);
  void MakeGroups(const ContributionColumns& columns);
  void AddSums(const ContributionColumns& columns);
  void AddFirms(const ContributionColumns& columns);
  std::vector<std::int64_t> FiguresOf(const Sums& sums, bool by_kind, std::int64_t firms) const;

  const TotalsQuery& query_;
  const std::vector<Measure> measures_;
  const SlicePacking packing_;
  std::vector<Kept> kept_;
  const bool counts_firms_;
  const bool rows_by_kind_;   // in slices, loans are counted by kind
  const bool total_by_kind_;  // in the total as well
  ColumnSet columns_;

  absl::flat_hash_map<std::uint64_t, std::uint32_t> groups_;  // packed slice -> index
  std::vector<std::uint64_t> keys_;                           // by group
  std::vector<Sums> sums_;                                    // by group
  bool overflowed_ = false;
  FirmCount firm_count_;
  FirmFigures given_firms_;

  // Of the columns being added: the rows that count, and slice and group of each.
  std::vector<std::uint32_t> selected_;
  std::vector<std::uint64_t> selected_keys_;
  std::vector<std::uint32_t> selected_groups_;
};

}  // namespace ippledge
