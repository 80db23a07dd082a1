#include "ledger/contribution_columns.h"

#include <gtest/gtest.h>

#include <set>

namespace ippledge {
namespace {

TEST(ContributionColumns, Examples) {
  ContributionColumns columns{.size = 1, .banks = {3}, .kinds = {2}};
  columns.sums[0] = {500};
  EXPECT_EQ(columns.numbers(Dimension::kBank)[0], 3u);
  EXPECT_EQ(columns.numbers(Dimension::kIpKind)[0], 2u);
  EXPECT_EQ(columns.sum(Column::kContract)[0], 500);
}

TEST(ContributionColumns, EachDimensionHasItsColumn) {
  ContributionColumns columns;
  std::set<const std::vector<std::uint32_t>*> numbers;
  for (int i = 1; i < kDimensionCount; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    if (ColumnOf(dimension) != Column::kDay) numbers.insert(&columns.numbers(dimension));
  }
  EXPECT_EQ(numbers.size(), 5u);
}

TEST(ColumnSet, HoldsWhatWasAdded) {
  ColumnSet set = ColumnSet().With(Column::kFirm);
  EXPECT_TRUE(set.Has(Column::kFirm));
  EXPECT_FALSE(set.Has(Column::kLoans));
  set.Add(Column::kLoans);
  EXPECT_TRUE(set.Has(Column::kLoans));
  for (int i = 0; i < kColumnCount; ++i) {
    EXPECT_TRUE(ColumnSet::All().Has(static_cast<Column>(i)));
    EXPECT_FALSE(ColumnSet().Has(static_cast<Column>(i)));
  }
}

TEST(SumFields, StandInTheOrderOfTheirColumns) {
  const Sums sums{1, 2, 3, 4, 5, 6, 7, 8};
  for (std::size_t place = 0; place < kSumCount; ++place) {
    EXPECT_EQ(sums.*kSumFields[place], static_cast<std::int64_t>(place) + 1);
  }
  EXPECT_EQ(SumColumnAt(0), Column::kContract);
  EXPECT_EQ(SumColumnAt(kSumCount - 1), Column::kRegistrations);
}

}  // namespace
}  // namespace ippledge
