#include "ledger/totals_table.h"

#include "ledger/slice_packing.h"

namespace ippledge {

TotalsAnswer AnswerOf(const TotalsTable& table) {
  TotalsAnswer answer{.measures = table.measures,
                      .total = table.total,
                      .not_additive = table.not_additive,
                      .position = table.position};
  const SlicePacking packing(table.by);
  answer.rows.resize(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    TotalsSlice& slice = answer.rows[row];
    slice.keys.resize(table.by.size());
    for (int i = 0; i < packing.size(); ++i) {
      slice.keys[static_cast<std::size_t>(i)] = packing.Value(table.keys[row], i);
    }
    const auto figures = table.figures_of(row);
    slice.figures.assign(figures.begin(), figures.end());
  }
  return answer;
}

}  // namespace ippledge
