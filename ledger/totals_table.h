// ledger/totals_table.h: the answer to a totals query as two flat arrays, for answers with tens of
// thousands of rows. The figures are those of TotalsAnswer, which says what they mean. A plain
// value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "ledger/totals_query.h"

namespace ippledge {

struct TotalsTable {
  std::vector<Measure> measures;
  std::vector<Dimension> by;
  std::vector<std::uint64_t> keys;    // by row, rising: SlicePacking(by)
  std::vector<std::int64_t> figures;  // by row, one for each measure
  std::vector<std::int64_t> total;
  std::vector<Measure> not_additive;
  std::int64_t position = 0;

  std::size_t size() const { return keys.size(); }
  absl::Span<const std::int64_t> figures_of(std::size_t row) const {
    return absl::MakeConstSpan(figures).subspan(row * measures.size(), measures.size());
  }
};

TotalsAnswer AnswerOf(const TotalsTable& table);

}  // namespace ippledge
