#include "ledger/totals_table.h"

#include <gtest/gtest.h>

#include "ledger/slice_packing.h"

namespace ippledge {
namespace {

TEST(TotalsTable, AsAnAnswerWithRows) {
  const std::vector<Dimension> by = {Dimension::kYear, Dimension::kBank};
  const SlicePacking packing(by);
  const TotalsTable table{.measures = {Measure::kContract, Measure::kLoans},
                          .by = by,
                          .keys = {packing.Pack({.date = Date::Of(2023, 1, 1), .bank = 4}),
                                   packing.Pack({.date = Date::Of(2024, 1, 1), .bank = 2})},
                          .figures = {600, 1, -5, 0},
                          .total = {595, 1},
                          .not_additive = {Measure::kLoans},
                          .position = 9};
  const TotalsAnswer want{.measures = table.measures,
                          .rows = {{{2023, 4}, {600, 1}}, {{2024, 2}, {-5, 0}}},
                          .total = {595, 1},
                          .not_additive = {Measure::kLoans},
                          .position = 9};
  EXPECT_EQ(AnswerOf(table), want);
}

TEST(TotalsTable, WithoutSlicesThereAreNoRows) {
  const TotalsTable table{.measures = {Measure::kContract}, .total = {5}, .position = 1};
  EXPECT_TRUE(AnswerOf(table).rows.empty());
  EXPECT_EQ(AnswerOf(table).total, std::vector<std::int64_t>{5});
}

}  // namespace
}  // namespace ippledge
