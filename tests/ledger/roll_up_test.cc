#include "ledger/roll_up.h"

#include <gtest/gtest.h>

#include "tests/testing/naive_totals.h"

namespace ippledge {
namespace {

constexpr std::size_t kByDay = 0;
constexpr std::size_t kByUnitAndKind = 1;
constexpr std::size_t kByBankAndUnit = 2;

TEST(RollUpFold, Examples) {
  RollUpFold fold;
  EXPECT_TRUE(fold.empty());
  Slice slice{.date = Date::Of(2024, 5, 20), .bank = 2, .unit = 3, .kind = IpKind::kPatent};
  fold.Fold({slice, {.contract_fen = 600, .loans = 1}});
  slice.date = Date::Of(2024, 5, 21);
  fold.Fold({slice, {.contract_fen = -100}});
  const RollUps roll_ups = fold.Take();
  EXPECT_TRUE(fold.empty());
  EXPECT_EQ(roll_ups.cell_count(), 2u + 1 + 1 + 1 + 1);
  EXPECT_EQ(roll_ups.cells[kByDay].keys.size(), 2u);
  const RollUpCells& cells = roll_ups.cells[kByUnitAndKind];
  const SlicePacking& packing = RollUpList()[kByUnitAndKind].packing;
  EXPECT_EQ(packing.Value(cells.keys[0], 0), slice.date.month_index());
  EXPECT_EQ(packing.Value(cells.keys[0], 1), 3);
  EXPECT_EQ(packing.Value(cells.keys[0], 2), static_cast<int>(IpKind::kPatent));
  EXPECT_EQ(cells.sums[0], (Sums{.contract_fen = 500, .loans = 1}));
}

TEST(RollUpList, EachStartsWithADateAndHasItsOwnName) {
  for (const RollUp& roll_up : RollUpList()) {
    const Dimension date = roll_up.dimensions[0];
    EXPECT_TRUE(date == Dimension::kDay || date == Dimension::kMonth) << roll_up.name;
    for (const RollUp& other : RollUpList()) {
      EXPECT_TRUE(&roll_up == &other || roll_up.name != other.name);
    }
  }
}

TEST(RollUps, SumOfPartsIsTheFoldOfAll) {
  RandomContributions random(1);
  const ContributionRows rows = random.Next(300);
  RollUpFold all;
  RollUps sum;
  for (std::size_t part = 0; part < 3; ++part) {
    RollUpFold some;
    for (std::size_t i = part * rows.size() / 3; i < (part + 1) * rows.size() / 3; ++i) {
      all.Fold(rows[i].contribution);
      some.Fold(rows[i].contribution);
    }
    sum = SumOf(sum, some.Take());
  }
  const RollUps want = all.Take();
  EXPECT_EQ(sum, want);
  for (const RollUpCells& cells : want.cells) {
    EXPECT_TRUE(std::is_sorted(cells.keys.begin(), cells.keys.end()));
    EXPECT_EQ(cells.keys.size(), cells.sums.size());
  }
}

struct PlanCase {
  std::string name;
  std::vector<Dimension> by;
  std::string from;
  std::string as_of;
  std::vector<Dimension> filters;
  int roll_up;
  std::string whole;   // first and last day, where the roll-up is by month
  std::string broken;  // ranges
};

std::string TextOf(const DayRange& days) {
  if (days.empty()) return "none";
  return Date::OfDays(days.first).ToString() + ".." + Date::OfDays(days.last).ToString();
}

TEST(TotalsPlan, Cases) {
  using enum Dimension;
  constexpr int kScan = TotalsPlan::kScan;
  const std::string all = "1900-01-01..2199-12-31";
  const std::vector<PlanCase> cases = {
      {"headline", {}, "", "", {}, 0, all, ""},
      {"headline as of a day", {}, "", "2024-05-20", {}, 0, "1900-01-01..2024-05-20", ""},
      {"by year from a day", {kYear}, "2024-02-10", "", {}, 0, "2024-02-10..2199-12-31", ""},
      {"by day", {kDay}, "", "", {}, 0, all, ""},
      {"unit", {kUnit}, "", "", {}, 1, all, ""},
      {"unit as of month end", {kUnit}, "", "2024-02-29", {}, 1, "1900-01-01..2024-02-29", ""},
      {"unit as of a day",
       {kUnit},
       "",
       "2024-02-28",
       {},
       1,
       "1900-01-01..2024-01-31",
       "2024-02-01..2024-02-28 "},
      {"both ends broken",
       {kUnit},
       "2023-12-02",
       "2024-02-28",
       {},
       1,
       "2024-01-01..2024-01-31",
       "2023-12-02..2023-12-31 2024-02-01..2024-02-28 "},
      {"no whole month",
       {kUnit},
       "2023-12-02",
       "2024-01-30",
       {},
       1,
       "none",
       "2023-12-02..2023-12-31 2024-01-01..2024-01-30 "},
      {"within a month",
       {kUnit},
       "2024-02-02",
       "2024-02-28",
       {},
       1,
       "none",
       "2024-02-02..2024-02-28 "},
      {"exactly a month", {kUnit}, "2024-02-01", "2024-02-29", {}, 1, "2024-02-01..2024-02-29", ""},
      {"no day at all", {kUnit}, "2024-02-02", "2024-02-01", {}, 1, "none", ""},
      {"unit of a bank", {kUnit}, "", "", {kBank}, 2, all, ""},
      {"bank x kind by year", {kBank, kIpKind, kYear}, "", "", {}, 3, all, ""},
      {"size x industry", {kFirmSize, kIndustry, kMonth}, "", "", {}, 4, all, ""},
      {"unit by day", {kUnit, kDay}, "", "", {}, kScan, "none", all + " "},
      {"unit of some days", {kUnit}, "", "", {kDay}, kScan, "none", all + " "},
      {"unit x size",
       {kUnit, kFirmSize},
       "",
       "2024-02-02",
       {},
       kScan,
       "none",
       "1900-01-01..2024-02-02 "},
      {"scan of no day", {kUnit, kFirmSize}, "2024-02-03", "2024-02-02", {}, kScan, "none", ""},
  };
  // Fewer cells the further up the list, so that the first that covers is chosen.
  const std::vector<std::size_t> cell_counts = {10, 20, 30, 40, 50};
  for (const PlanCase& c : cases) {
    SCOPED_TRACE(c.name);
    TotalsQuery query{.by = c.by};
    if (!c.from.empty()) query.from = *Date::Parse(c.from);
    if (!c.as_of.empty()) query.as_of = *Date::Parse(c.as_of);
    for (const Dimension dimension : c.filters) query.filters.push_back({dimension, {1}});
    const TotalsPlan plan = PlanOf(query, cell_counts);
    EXPECT_EQ(plan.roll_up, c.roll_up);
    EXPECT_EQ(TextOf(plan.whole), c.whole);
    std::string broken;
    for (const DayRange& days : plan.broken) broken += TextOf(days) + " ";
    EXPECT_EQ(broken, c.broken);
  }
}

TEST(TotalsPlan, FewestCellsThenNoBrokenMonthFirst) {
  const TotalsQuery by_unit{.by = {Dimension::kUnit}};
  EXPECT_EQ(PlanOf(by_unit, {1, 9, 8, 1, 1}).roll_up, static_cast<int>(kByBankAndUnit));
  EXPECT_EQ(PlanOf(by_unit, {1, 8, 9, 1, 1}).roll_up, static_cast<int>(kByUnitAndKind));
  TotalsQuery by_year{.by = {Dimension::kYear}};
  EXPECT_EQ(PlanOf(by_year, {9, 8, 8, 8, 7}).roll_up, 4);
  by_year.as_of = Date::Of(2024, 2, 3);
  EXPECT_EQ(PlanOf(by_year, {9, 8, 8, 8, 7}).roll_up, static_cast<int>(kByDay));
}

}  // namespace
}  // namespace ippledge
