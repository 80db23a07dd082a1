#include <gtest/gtest.h>

#include "ledger/firm_count.h"
#include "ledger/firm_sets.h"
#include "tests/testing/columns_of.h"
#include "tests/testing/naive_totals.h"

namespace ippledge {
namespace {

TEST(FirmCount, Examples) {
  FirmCount count(true);
  count.Add(/*slice=*/3, /*firm=*/1, 1, 1);
  count.Add(3, 2, 1, 1);
  count.Add(4, 1, 1, 0);
  count.Add(5, 9, 1, 1);
  count.Add(5, 9, -1, -1);  // corrected away
  const FirmFigures figures = count.Figures();
  EXPECT_EQ(figures.total, 2);
  EXPECT_EQ(figures.Of(3), 2);
  EXPECT_EQ(figures.Of(4), 1);
  EXPECT_EQ(figures.Of(5), 0);
}

TEST(FirmSets, AnswersOneDimensionWithoutDates) {
  EXPECT_TRUE(FirmSets::Answer({}));
  EXPECT_TRUE(FirmSets::Answer({.by = {Dimension::kBank}}));
  EXPECT_TRUE(FirmSets::Answer({.filters = {{Dimension::kBank, {3}}}}));
  EXPECT_TRUE(FirmSets::Answer({.by = {Dimension::kBank}, .filters = {{Dimension::kBank, {3}}}}));
  EXPECT_FALSE(FirmSets::Answer({.by = {Dimension::kUnit}, .filters = {{Dimension::kBank, {3}}}}));
  EXPECT_FALSE(FirmSets::Answer({.filters = {{Dimension::kBank, {3, 4}}}}));
  EXPECT_FALSE(FirmSets::Answer({.by = {Dimension::kYear}}));
  EXPECT_FALSE(FirmSets::Answer({.filters = {{Dimension::kYear, {2024}}}}));
  EXPECT_FALSE(FirmSets::Answer({.by = {Dimension::kBank, Dimension::kUnit}}));
  EXPECT_FALSE(FirmSets::Answer({.as_of = Date::Of(2024, 1, 1)}));
  EXPECT_FALSE(FirmSets::Answer({.from = Date::Of(2024, 1, 1)}));
}

// After every few entries, with some more on top, every question has the same answer as a count.
TEST(FirmSets, CountsAsOnePassOverAllRowsDoes) {
  RandomContributions random(4);
  FirmSets sets;
  ContributionRows rows;
  for (int round = 0; round < 40; ++round) {
    const std::size_t first = rows.size();
    for (const auto& row : random.Next(12)) rows.push_back(row);
    const ContributionColumns columns = ColumnsOf(rows);
    const std::size_t half = first + (rows.size() - first) / 2;
    sets.Add(columns, first, half);
    std::vector<const Contribution*> more;
    for (std::size_t i = half; i < rows.size(); ++i) more.push_back(&rows[i].contribution);
    for (int dimension = 0; dimension < kDimensionCount; ++dimension) {
      for (std::int64_t only = -2; only < 6; ++only) {
        TotalsQuery query{.measures = {Measure::kFirms}, .at = random.position()};
        if (dimension > 0) query.by = {static_cast<Dimension>(dimension)};
        if (only >= -1 && dimension > 0) {
          query.filters = {{static_cast<Dimension>(dimension), {only}}};
        }
        if (!FirmSets::Answer(query)) continue;
        const FirmFigures figures = sets.Figures(query, more);
        const TotalsAnswer want = NaiveTotals(query).Answer(rows);
        EXPECT_EQ(figures.total, want.total[0]);
        ASSERT_EQ(figures.by_slice.size(), want.rows.size());
        for (const TotalsSlice& row : want.rows) {
          EXPECT_EQ(figures.Of(static_cast<std::uint64_t>(row.keys[0])), row.figures[0]);
        }
      }
    }
    sets.Add(columns, half, rows.size());
  }
}

}  // namespace
}  // namespace ippledge
