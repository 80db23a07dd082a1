#include <gtest/gtest.h>

#include "ledger/totals_fold.h"
#include "ledger/totals_query.h"
#include "tests/testing/columns_of.h"
#include "tests/testing/naive_totals.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

const Slice kPatent{.date = Date::Of(2024, 5, 20), .bank = 2, .kind = IpKind::kPatent, .firm = 7};

TEST(TotalsFold, Examples) {
  const TotalsQuery query{.measures = {Measure::kLoans, Measure::kFirms, Measure::kContract},
                          .by = {Dimension::kIpKind, Dimension::kYear},
                          .at = 9};
  TotalsFold fold(query, TotalsFold::Firms::kCounted);
  Slice trademark = kPatent;
  trademark.kind = IpKind::kTrademark;
  fold.AddRow({kPatent, {.contract_fen = 600, .loans = 1, .kind_loans = 1}}, {});
  fold.AddRow({trademark, {.contract_fen = 400, .kind_loans = 1}}, {});
  const TotalsAnswer want{.measures = query.measures,
                          .rows = {{{1, 2024}, {1, 1, 600}}, {{2, 2024}, {1, 1, 400}}},
                          .total = {1, 1, 1000},
                          .not_additive = {Measure::kLoans, Measure::kFirms},
                          .position = 9};
  EXPECT_THAT(fold.Finish(), IsOkAndHolds(want));
}

TEST(TotalsFold, SlicesCorrectedAwayAreLeftOut) {
  const TotalsQuery query{.by = {Dimension::kBank}, .at = 1};
  TotalsFold fold(query, TotalsFold::Firms::kCounted);
  fold.AddRow({kPatent, {.contract_fen = 600, .loans = 1}}, {});
  fold.AddRow({kPatent, {.contract_fen = -600, .loans = -1}}, {});
  EXPECT_EQ(fold.Finish()->rows.size(), 0u);
}

TEST(TotalsFold, FilterByKindCountsLoansOfThatKindInTheTotalToo) {
  const TotalsQuery query{
      .measures = {Measure::kLoans}, .at = 1, .filters = {{Dimension::kIpKind, {2}}}};
  TotalsFold fold(query, TotalsFold::Firms::kGiven);
  Slice trademark = kPatent;
  trademark.kind = IpKind::kTrademark;
  fold.AddRow({kPatent, {.loans = 1, .kind_loans = 1}}, {});
  fold.AddRow({trademark, {.kind_loans = 1}}, {});
  const auto answer = fold.Finish();
  EXPECT_EQ(answer->total, std::vector<std::int64_t>{1});
  EXPECT_EQ(answer->not_additive, std::vector<Measure>{Measure::kLoans});
}

TEST(TotalsFold, FilterWithoutValuesKeepsNothing) {
  for (const auto& values : {std::vector<std::int64_t>{}, {-1, std::int64_t{1} << 40, 1899}}) {
    const TotalsQuery query{
        .measures = {Measure::kContract}, .at = 1, .filters = {{Dimension::kYear, values}}};
    TotalsFold fold(query, TotalsFold::Firms::kGiven);
    fold.AddRow({kPatent, {.contract_fen = 600}}, {});
    EXPECT_EQ(fold.Finish()->total, std::vector<std::int64_t>{0});
  }
}

TEST(TotalsFold, ReadsNoMoreColumnsThanItNeeds) {
  const TotalsQuery query{.measures = {Measure::kDisbursed}, .by = {Dimension::kUnit}, .at = 1};
  const TotalsFold fold(query, TotalsFold::Firms::kGiven);
  ContributionColumns head{.day_min = 10, .day_max = 20};
  const std::vector<DayRange> all = {{10, 20}};
  const std::vector<DayRange> some = {{10, 19}};
  for (int i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    const bool wanted = column == Column::kUnit || column == Column::kDisbursed;
    EXPECT_EQ(fold.ColumnsFor(head, all).Has(column), wanted) << i;
    EXPECT_EQ(fold.ColumnsFor(head, some).Has(column), wanted || column == Column::kDay) << i;
  }
}

// Rows, columns and cells give the same figures as one pass over all rows.
TEST(TotalsFold, AllThreeWaysAsOnePass) {
  RandomContributions random(2);
  const ContributionRows rows = random.Next(400);
  const ContributionColumns columns = ColumnsOf(rows);
  RollUpFold roll_up_fold;
  for (const auto& row : rows) roll_up_fold.Fold(row.contribution);
  const RollUps roll_ups = roll_up_fold.Take();
  int from_cells = 0;
  for (int i = 0; i < 3000; ++i) {
    const TotalsQuery query = RandomQuery(random, random.position());
    const TotalsAnswer want = NaiveTotals(query).Answer(rows);
    const DayRange days = DaysOf(query);

    TotalsFold by_row(query, TotalsFold::Firms::kCounted);
    for (const auto& row : rows) by_row.AddRow(row.contribution, days);
    EXPECT_THAT(by_row.Finish(), IsOkAndHolds(want));

    TotalsFold by_column(query, TotalsFold::Firms::kCounted);
    by_column.AddColumns(columns, rows.size(), {days});
    EXPECT_THAT(by_column.Finish(), IsOkAndHolds(want));

    const TotalsPlan plan = PlanOf(query, {1, 2, 3, 4, 5});
    if (plan.roll_up == TotalsPlan::kScan || Wants(query, Measure::kFirms)) continue;
    ++from_cells;
    const auto place = static_cast<std::size_t>(plan.roll_up);
    TotalsFold by_cell(query, TotalsFold::Firms::kGiven);
    by_cell.AddCells(RollUpList()[place], roll_ups.cells[place], plan.whole);
    by_cell.AddColumns(columns, rows.size(), plan.broken);
    EXPECT_THAT(by_cell.Finish(), IsOkAndHolds(want));
  }
  EXPECT_GT(from_cells, 100);
}

// Each part folded apart, as rows or as columns, then merged.
TEST(TotalsFold, PartsMergedAsOnePass) {
  RandomContributions random(3);
  std::vector<ContributionRows> parts;
  ContributionRows rows;
  for (const int entries : {100, 1, 300}) {
    parts.push_back(random.Next(entries));
    rows.insert(rows.end(), parts.back().begin(), parts.back().end());
  }
  for (int i = 0; i < 1000; ++i) {
    TotalsQuery query = RandomQuery(random, random.position());
    if (Wants(query, Measure::kFirms)) query.measures = {Measure::kLoans, Measure::kIpPart};
    const DayRange days = DaysOf(query);
    TotalsFold whole(query, TotalsFold::Firms::kGiven);
    for (const ContributionRows& part : parts) {
      TotalsFold fold(query, TotalsFold::Firms::kGiven);
      if (part.empty()) continue;
      fold.AddColumns(ColumnsOf(part), part.size(), {days});
      whole.Merge(fold);
    }
    EXPECT_THAT(whole.Finish(), IsOkAndHolds(NaiveTotals(query).Answer(rows)));
  }
}

// Slices too far apart for codes; and days that are more than rows.
TEST(TotalsFold, WideSlicesAsOnePass) {
  RandomContributions random(4);
  ContributionRows rows = random.Next(300);
  for (auto& row : rows) {
    Slice& slice = row.contribution.slice;
    slice.bank = slice.bank * 50'000 + 7;
    slice.unit = slice.unit * 4'000;
    slice.date = Date::Of(1900, 1, 1) + random.Below(4) * 27'000;
  }
  const std::vector<std::vector<Dimension>> slices = {
      {Dimension::kBank, Dimension::kUnit},
      {Dimension::kDay},
      {Dimension::kMonth, Dimension::kBank},
      {Dimension::kYear, Dimension::kUnit, Dimension::kIpKind}};
  for (const std::vector<Dimension>& by : slices) {
    const TotalsQuery query{.by = by, .at = random.position()};
    const TotalsAnswer want = NaiveTotals(query).Answer(rows);
    for (const std::size_t length : {std::size_t{1}, std::size_t{3}, rows.size()}) {
      TotalsFold fold(query, TotalsFold::Firms::kCounted);
      for (std::size_t first = 0; first < rows.size(); first += length) {
        const auto part = absl::MakeConstSpan(rows).subspan(first, length);
        fold.AddColumns(ColumnsOf(part), part.size(), {DayRange()});
      }
      EXPECT_THAT(fold.Finish(), IsOkAndHolds(want));
    }
  }
}

TEST(TotalsFold, TooManySlices) {
  const TotalsQuery query{
      .measures = {Measure::kContract}, .by = {Dimension::kBank, Dimension::kUnit}, .at = 1};
  TotalsFold fold(query, TotalsFold::Firms::kGiven);
  const auto add = [&](int slices, std::int64_t fen) {
    for (int i = 0; i < slices; ++i) {
      Slice slice = kPatent;
      slice.bank = static_cast<std::uint32_t>(i / 1000);
      slice.unit = static_cast<std::uint32_t>(i % 1000);
      fold.AddRow({slice, {.contract_fen = fen}}, {});
    }
  };
  add(kSlicesMax, 1);
  EXPECT_THAT(fold.Finish(), IsOk());
  add(kSlicesMax + 1, 1);
  EXPECT_THAT(fold.Finish(), ReasonIs(Reason::kTooManySlices));
  add(kSlicesMax + 1, -1);
  EXPECT_FALSE(fold.overflowed());
  TotalsFold merged(query, TotalsFold::Firms::kGiven);
  add(kSlicesTouchedMax + 1, 0);
  EXPECT_TRUE(fold.overflowed());
  merged.Merge(fold);
  EXPECT_TRUE(merged.overflowed());
  EXPECT_THAT(fold.Finish(), ReasonIs(Reason::kTooManySlices));
}

TEST(TotalsQuery, ValuesOfASlice) {
  const Slice slice{.date = Date::Of(2024, 5, 20),
                    .bank = 2,
                    .unit = 3,
                    .industry = 4,
                    .kind = IpKind::kDataIp,
                    .firm_size = FirmSize::kMicro};
  const std::vector<std::int64_t> want = {2024, 54 * 12 + 4, slice.date.days(), 3, 2, 8, 4, 4};
  for (int i = 1; i < kDimensionCount; ++i) {
    EXPECT_EQ(ValueOf(slice, static_cast<Dimension>(i)), want[static_cast<std::size_t>(i - 1)]);
  }
  EXPECT_EQ(AllMeasures().size(), kMeasureCount - 1u);
}

}  // namespace
}  // namespace ippledge
