// ledger/firm_sets.h: how many firms borrow, for the programme and each value of each dimension.
//
// Kept up row by row, so that the usual questions need no scan: each firm's net loans in the
// programme, and in each unit, bank, IP kind, firm size and industry. Dates are no part of it. About
// 150 bytes a firm. Pure; one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

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
  FirmFigures Figures(const TotalsQuery& query,
                      absl::Span<const Contribution* const> more) const;

 private:
  static constexpr std::size_t kSetCount = 6;  // the programme, then the five dimensions

  // A set's value and a firm's number here, in one key.
  static std::uint64_t KeyOf(std::size_t set, std::uint32_t value, std::uint32_t firm);
  void AddLoans(std::size_t set, std::uint32_t value, std::uint32_t firm, std::int64_t loans);

  absl::flat_hash_map<std::uint64_t, std::uint32_t> firms_;  // FirmNumber -> number here
  absl::flat_hash_map<std::uint64_t, std::int32_t> loans_;   // by KeyOf(); none is 0
  // By set: value -> firms with loans above 0.
  std::array<absl::flat_hash_map<std::uint32_t, std::int64_t>, kSetCount> counts_;
};

}  // namespace ippledge
