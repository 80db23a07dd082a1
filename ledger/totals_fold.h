// ledger/totals_fold.h: adds up cells and contributions into the answer of one query.
//
// Whoever holds them passes each contribution that the query may count once: as a row, within
// columns, or within a cell of a roll-up; the fold applies the query's filters and slices. The days
// that count are said with each call, since some contributions may be in cells already. Pure; one
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ledger/contribution.h"
#include "ledger/contribution_columns.h"
#include "ledger/firm_count.h"
#include "ledger/roll_up.h"
#include "ledger/slice_groups.h"
#include "ledger/slice_packing.h"
#include "ledger/totals_query.h"
#include "ledger/totals_table.h"

namespace ippledge {

class TotalsFold {
 public:
  // Where the number of firms comes from, when it is wanted: counted here (then no cells may be
  // added), or given by SetFirms().
  enum class Firms { kCounted, kGiven };

  // Borrows `query`, which must outlive it. Precondition (checked): query.at > 0.
  TotalsFold(const TotalsQuery& query, Firms firms);
  TotalsFold(const TotalsFold&) = delete;  // its parts refer to each other
  TotalsFold& operator=(const TotalsFold&) = delete;

  const TotalsQuery& query() const { return query_; }
  bool counts_firms() const { return counts_firms_; }

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

  // Adds what another fold of an equal query has added up: so parts of the contributions may be
  // folded apart. Precondition (checked): neither counts firms.
  void Merge(const TotalsFold& other);

  // The sums that AddCells() reads.
  ColumnSet sums_read() const { return sums_read_; }

  // More than kSlicesTouchedMax slices: what is added further is not counted.
  bool overflowed() const { return overflowed_; }

  // TOO_MANY_SLICES.
  absl::StatusOr<TotalsTable> FinishTable() const;
  absl::StatusOr<TotalsAnswer> Finish() const;

 private:
  // Values kept of one dimension, packed.
  struct Kept {
    Dimension dimension;
    std::vector<bool> values;

    bool Has(std::uint32_t value) const { return value < values.size() && values[value]; }
  };

  void ChooseColumns();
  // The number of a slice whose sums have room; 0 once there are too many slices.
  std::uint32_t GroupOf(std::uint64_t key);
  std::uint32_t Checked(std::uint32_t group);
  void MakeRoom();
  void SelectRows(const ContributionColumns& columns, std::size_t rows,
                  absl::Span<const DayRange> days);
  void SelectKept(const ContributionColumns& columns);
  // Adds `count` rows, row_at(i) the i-th of them.
  template <typename RowAt>
  void AddRows(const ContributionColumns& columns, std::size_t count, RowAt row_at);
  template <typename RowAt>
  void MakeCodes(const ContributionColumns& columns, std::size_t count, RowAt row_at);
  template <typename RowAt>
  void MakeGroupsByKey(const ContributionColumns& columns, std::size_t count, RowAt row_at);
  const std::vector<std::uint32_t>& DateCodes(const ContributionColumns& columns, int part);

  // The sums of a measure by group; null for FIRMS.
  const std::vector<std::int64_t>* SumsOf(Measure measure, bool by_kind) const;
  // Groups in order of key.
  std::vector<std::uint32_t> Order() const;
  std::vector<std::int64_t> Total(std::int64_t firms) const;

  const TotalsQuery& query_;
  const std::vector<Measure> measures_;
  const SlicePacking packing_;
  std::vector<Kept> kept_;
  const bool counts_firms_;
  const bool rows_by_kind_;   // in slices, loans are counted by kind
  const bool total_by_kind_;  // in the total as well
  ColumnSet columns_;
  ColumnSet sums_read_;
  std::vector<std::size_t> places_;  // of sums_read_

  SliceGroups groups_;
  std::array<std::vector<std::int64_t>, kSumCount> sums_;  // by place, then by group
  bool overflowed_ = false;
  FirmCount firm_count_;
  FirmFigures given_firms_;

  // Of the columns or cells being added: which of them count, and the group of each.
  std::vector<std::uint32_t> selected_;
  std::vector<std::uint32_t> selected_groups_;
  std::vector<std::uint32_t> date_codes_;
};

}  // namespace ippledge
