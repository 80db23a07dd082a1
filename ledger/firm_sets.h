// ledger/firm_sets.h: how many firms borrow, for the programme and each value of each dimension.
//
// Kept up row by row, so that the usual questions need no scan: each firm's net loans in the
// programme, and in each unit, bank, IP kind, firm size and industry. Dates are no part of it.
// About 70 bytes a firm, and 30 more for each further value of a dimension. Pure; one thread at a
// time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "ledger/contribution_columns.h"
#include "ledger/firm_count.h"
#include "ledger/totals_query.h"

namespace ippledge {

class FirmSets {
 public:
  // What Add() reads of columns.
  static ColumnSet columns();
  // These sets answer queries without dates, by at most one dimension and with at most one filter:
  // for one value of that dimension.
  static bool Answer(const TotalsQuery& query);

  // Rows `first` to `end` - 1.
  void Add(const ContributionColumns& columns, std::size_t first, std::size_t end);

  // The figures of `query` with `more` on top of the rows added; those stay as they are.
  // Precondition (checked): Answer(query).
  FirmFigures Figures(const TotalsQuery& query, absl::Span<const Contribution* const> more) const;

 private:
  static constexpr std::size_t kSetCount = 6;  // the programme, then the five dimensions

  struct Loans {
    std::uint32_t value = 0;
    std::int32_t net = 0;
  };
  // Most firms have one value of a dimension: it is kept here, further ones in others_.
  using Firm = std::array<Loans, kSetCount>;

  static std::uint64_t KeyOf(std::size_t set, std::uint32_t value, std::uint32_t number);
  void AddLoans(std::size_t set, std::uint32_t value, std::uint32_t number, std::int64_t loans);
  std::int64_t NetLoans(std::size_t set, std::uint32_t value, std::uint64_t firm) const;
  std::vector<std::int64_t> CountsWith(std::size_t set,
                                       absl::Span<const Contribution* const> more) const;

  absl::flat_hash_map<std::uint64_t, std::uint32_t> numbers_;  // FirmNumber -> place in firms_
  std::vector<Firm> firms_;
  absl::flat_hash_map<std::uint64_t, std::int32_t> others_;  // by KeyOf(); none is 0
  // By set and value: firms with net loans above 0.
  std::array<std::vector<std::int64_t>, kSetCount> counts_;
};

}  // namespace ippledge
