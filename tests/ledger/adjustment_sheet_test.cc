#include "ledger/adjustment_sheet.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

const Date kJune5 = Date::Of(2025, 6, 5);
const Date kJune28 = Date::Of(2025, 6, 28);
const Date kJune30 = Date::Of(2025, 6, 30);
const Date kJuly2 = Date::Of(2025, 7, 2);

// The four classes, as an accountant draws them: books 1,000 + 300 - 200, bank 1,000 + 40 - 5.
TEST(Sheet, TheFourClasses) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  life.Move(MovementOn(kJune5, 1'000, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  const std::int64_t in = life.Move(MovementOn(kJune28, 300, "PZ-2"));
  const std::int64_t out =
      life.Move(MovementOn(kJune30, 200, "PZ-3", FundMovementKind::kReturnToTreasury));
  const std::int64_t opened =
      life.Import({.lines = {ALine(kJune5, 1'000, "B-1"), ALine(kJune28, 40, "B-2"),
                             ALine(kJune30, -5, "B-3")}});
  life.Match();
  const AdjustmentSheet sheet = life.Sheet(kJune30);
  EXPECT_EQ(sheet.book_balance, Yuan(1'100));
  EXPECT_EQ(sheet.bank_balance, Yuan(1'035));
  EXPECT_EQ(sheet.bank_through, kJune30);
  ASSERT_EQ(sheet.bank_in.size(), 1U);
  EXPECT_EQ(sheet.bank_in[0].line, (LineName{opened, 1}));
  EXPECT_EQ(sheet.bank_in[0].age_days, 2);
  ASSERT_EQ(sheet.bank_out.size(), 1U);
  EXPECT_EQ(sheet.bank_out[0].amount, Yuan(-5));
  ASSERT_EQ(sheet.book_in.size(), 1U);
  EXPECT_EQ(sheet.book_in[0].movement, (MovementName{in, 0}));
  ASSERT_EQ(sheet.book_out.size(), 1U);
  EXPECT_EQ(sheet.book_out[0].movement, (MovementName{out, 0}));
  EXPECT_EQ(sheet.adjusted_book, Yuan(1'135));
  EXPECT_EQ(sheet.adjusted_bank, Yuan(1'135));
  EXPECT_EQ(sheet.difference, Money());
  EXPECT_TRUE(sheet.gaps.empty());
  EXPECT_EQ(sheet.closed_entry, 0);
}

// Booked on 30 June, at the bank on 2 July: in transit at the end of June, whatever is known later.
TEST(Sheet, AMatchAcrossTheDayIsInTransitOnIt) {
  BankAccountLife life;
  life.TurnTo(kJuly2);
  life.Move(MovementOn(kJune30, 500, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  life.Import({});
  life.Import({.import_id = "S2",
               .from = Date::Of(2025, 7, 1),
               .to = kJuly2,
               .lines = {ALine(kJuly2, 500, "B-1")}});
  life.Match();
  const AdjustmentSheet june = life.Sheet(kJune30);
  ASSERT_EQ(june.book_in.size(), 1U);
  EXPECT_EQ(june.book_in[0].match, 1);
  EXPECT_EQ(june.difference, Money());
  const AdjustmentSheet july = life.Sheet(kJuly2);
  EXPECT_TRUE(july.book_in.empty() && july.bank_in.empty());
  EXPECT_EQ(july.bank_balance, Yuan(500));
  EXPECT_EQ(july.difference, Money());
}

TEST(Sheet, WithoutStatementThereIsNoBankBalance) {
  BankAccountLife life;
  life.Move(MovementOn(Date::Of(2025, 6, 2), 500, "PZ-1"));
  const AdjustmentSheet sheet = life.Sheet(Date::Of(2025, 6, 2));
  EXPECT_FALSE(sheet.bank_balance.has_value());
  EXPECT_FALSE(sheet.bank_through.has_value());
  EXPECT_EQ(sheet.adjusted_book, Yuan(500));
  EXPECT_EQ(sheet.difference, Money());
}

TEST(Sheet, WithinAStatementTheBalanceIsThatOfItsLines) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  life.Import({.lines = {ALine(kJune5, 10, "B-1"), ALine(kJune28, 7, "B-2")}});
  EXPECT_EQ(life.Sheet(Date::Of(2025, 6, 27)).bank_balance, Yuan(10));
  EXPECT_EQ(life.Sheet(kJune28).bank_balance, Yuan(17));
  EXPECT_EQ(life.Sheet(kJune28).bank_through, kJune28);
}

TEST(Gaps, WhereBalancesDoNotFollow) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 8, 31));
  life.Import({.lines = {ALine(kJune5, 10, "B-1")}});
  life.Import({.import_id = "S3",
               .from = Date::Of(2025, 8, 1),
               .to = Date::Of(2025, 8, 31),
               .opening_yuan = 25});
  const AdjustmentSheet sheet = life.Sheet(Date::Of(2025, 8, 31));
  ASSERT_EQ(sheet.gaps.size(), 1U);
  EXPECT_EQ(sheet.gaps[0].from_date, Date::Of(2025, 7, 1));
  EXPECT_EQ(sheet.gaps[0].to_date, Date::Of(2025, 7, 31));
  EXPECT_EQ(sheet.gaps[0].apart, Yuan(15));
  EXPECT_EQ(sheet.difference, Yuan(15));
  // The end of June is before it.
  EXPECT_TRUE(life.Sheet(kJune30).gaps.empty());
  // The missing month arrives: the gap is closed.
  life.Import({.import_id = "S2",
               .from = Date::Of(2025, 7, 1),
               .to = Date::Of(2025, 7, 31),
               .opening_yuan = 10,
               .lines = {ALine(kJuly2, 15, "B-2")}});
  EXPECT_TRUE(life.Sheet(Date::Of(2025, 8, 31)).gaps.empty());
  EXPECT_EQ(life.Sheet(Date::Of(2025, 8, 31)).difference, Money());
}

TEST(Gaps, AMonthWithoutStatementEvenIfTheBalanceIsTheSame) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 8, 31));
  life.Import({});
  life.Import({.import_id = "S3", .from = Date::Of(2025, 8, 1), .to = Date::Of(2025, 8, 2)});
  ASSERT_EQ(life.Sheet(Date::Of(2025, 8, 2)).gaps.size(), 1U);
  EXPECT_EQ(life.Sheet(Date::Of(2025, 8, 2)).gaps[0].apart, Money());
  // Of a few days it says that nothing was booked.
  BankAccountLife other;
  other.TurnTo(Date::Of(2025, 8, 31));
  other.Import({});
  other.Import({.import_id = "S3", .from = Date::Of(2025, 7, 20), .to = Date::Of(2025, 8, 2)});
  EXPECT_TRUE(other.Sheet(Date::Of(2025, 8, 2)).gaps.empty());
  EXPECT_EQ(other.Sheet(Date::Of(2025, 7, 10)).bank_through, Date::Of(2025, 7, 10));
}

// Adjusted balances agree whatever is matched, as long as all statements are in; and a sheet of an
// earlier position never changes.
TEST(Sheet, AgreesOnRandomHistories) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    BankAccountLife life;
    life.TurnTo(Date::Of(2025, 9, 30));
    std::vector<std::pair<std::int64_t, AdjustmentSheet>> seen;
    std::int64_t balance = 0;
    int number = 0;
    for (int month = 6; month <= 9; ++month) {
      AStatement statement{.import_id = absl::StrCat("S", month),
                           .from = Date::Of(2025, month, 1),
                           .to = LastDayOfMonth(Date::Of(2025, month, 1).month_index()),
                           .opening_yuan = balance};
      for (int i = 0; i < 15; ++i) {
        const Date day = Date::Of(2025, month, 1 + below(28));
        const int yuan = 1 + below(50);
        const std::string id = absl::StrCat("PZ-", ++number);
        life.Move(MovementOn(day, yuan, id, FundMovementKind::kInterestIn));
        // Some lines have a number, some do not, some come for nothing.
        if (below(4) == 0) continue;
        const Date booked = std::min(day + below(4), statement.to);
        statement.lines.push_back(
            ALine(booked, yuan, absl::StrCat("B-", number),
                  below(3) == 0 ? std::vector<std::string>{} : std::vector<std::string>{id}));
        balance += yuan;
      }
      life.Import(statement);
      life.Does(OneOfTheBureau(), RunMatching{"special"});
      const Date end = statement.to;
      const AdjustmentSheet sheet = life.Sheet(end);
      EXPECT_EQ(sheet.difference, Money()) << "seed " << seed << " month " << month;
      EXPECT_EQ(sheet.adjusted_bank, sheet.adjusted_book);
      seen.emplace_back(life.last_entry(), sheet);
    }
    for (const auto& [position, before] : seen) {
      const AdjustmentSheet again = life.Sheet(before.day, position);
      EXPECT_EQ(again.book_balance, before.book_balance);
      EXPECT_EQ(again.bank_balance, before.bank_balance);
      EXPECT_EQ(again.bank_in_sum, before.bank_in_sum);
      EXPECT_EQ(again.book_in_sum, before.book_in_sum);
      EXPECT_EQ(again.book_in.size(), before.book_in.size());
    }
  }
}

}  // namespace
}  // namespace ippledge
