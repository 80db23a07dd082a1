// tests/testing/columns_of.h: contributions as columns, without going through bytes.
#pragma once

#include <algorithm>

#include "absl/types/span.h"
#include "ledger/books.h"
#include "ledger/contribution_columns.h"

namespace ippledge {

// All columns. Precondition: there are rows, in order of position.
inline ContributionColumns ColumnsOf(absl::Span<const Changes::ContributionRows> rows) {
  ContributionColumns columns;
  columns.size = rows.size();
  columns.first_position = rows.front().position;
  columns.last_position = rows.back().position;
  columns.day_min = columns.day_max = rows.front().contribution.slice.date.days();
  for (const auto& [position, contribution] : rows) {
    const auto& [slice, sums] = contribution;
    columns.day_min = std::min(columns.day_min, slice.date.days());
    columns.day_max = std::max(columns.day_max, slice.date.days());
    columns.positions.push_back(position);
    columns.days.push_back(slice.date.days());
    columns.banks.push_back(slice.bank);
    columns.units.push_back(slice.unit);
    columns.industries.push_back(slice.industry);
    columns.firm_sizes.push_back(static_cast<std::uint32_t>(slice.firm_size));
    columns.kinds.push_back(static_cast<std::uint32_t>(slice.kind));
    columns.firms.push_back(slice.firm);
    for (std::size_t place = 0; place < kSumCount; ++place) {
      columns.sums[place].push_back(sums.*kSumFields[place]);
    }
  }
  return columns;
}

}  // namespace ippledge
