// Closing months: every refusal in the order of the contract, and what a closed month refuses.
#include <gtest/gtest.h>

#include <string>

#include "ledger/decide_reconciliation.h"
#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

const Date kJune5 = Date::Of(2025, 6, 5);
const Date kJune30 = Date::Of(2025, 6, 30);
const Date kJuly31 = Date::Of(2025, 7, 31);
const int kJune = kJune5.month_index();

// June and July are in; 500.00 came on 5 June, and are matched.
BankAccountLife TwoMonths() {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 8, 4));
  life.Move(MovementOn(kJune5, 500, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  life.Import({.lines = {ALine(kJune5, 500, "B-1")}});
  life.Import(
      {.import_id = "S2", .from = Date::Of(2025, 7, 1), .to = kJuly31, .opening_yuan = 500});
  life.Match();
  return life;
}

TEST(ClosePeriod, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  const auto says = [&](int month, const char* account = "special") {
    return life.Says(OneOfTheBureau(), ClosePeriod{account, month});
  };
  EXPECT_EQ(life.Says(IpOffice(), ClosePeriod{"special", kJune}),
            "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau");
  EXPECT_EQ(says(kJune, "none"), "ACCOUNT_UNKNOWN account_id account_id=none");
  EXPECT_EQ(says(kJune - 1), "PERIOD_ORDER month want=2025-06");
  EXPECT_EQ(says(kJune), "PERIOD_ORDER month want=2025-06");  // not over
  life.TurnTo(Date::Of(2025, 7, 1));
  EXPECT_EQ(says(kJune + 1), "PERIOD_ORDER month want=2025-06");
  EXPECT_EQ(says(kJune),
            "NOT_RECONCILED month statements_through= want=2025-06-30 gaps=0 difference=0");
  life.Import({.to = Date::Of(2025, 6, 29), .opening_yuan = 3});
  EXPECT_EQ(says(kJune),
            "NOT_RECONCILED month statements_through=2025-06-29 want=2025-06-30 gaps=0 "
            "difference=300");
  life.Must(FinanceBureau(), WithdrawStatement{"S1", "wrong opening"});
  life.Import({});
  EXPECT_EQ(life.Does(OneOfTheBureau(), ClosePeriod{"special", kJune}), "PERIOD_CLOSED");
  EXPECT_EQ(says(kJune), absl::StrCat("already ", life.last_entry()));
}

TEST(ClosePeriod, KeepsTheSheetsFigures) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 7, 1));
  life.Move(MovementOn(kJune30, 300, "PZ-2"));
  life.Import({.lines = {ALine(kJune5, 40, "B-2"), ALine(kJune30, -5, "B-3")}});
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune});
  const auto& closed = std::get<PeriodClosed>(life.entries().back());
  EXPECT_EQ(closed.book_balance, Yuan(300));
  EXPECT_EQ(closed.bank_balance, Yuan(35));
  EXPECT_EQ(closed.bank_in, Yuan(40));
  EXPECT_EQ(closed.bank_out, Yuan(-5));
  EXPECT_EQ(closed.book_in, Yuan(300));
  EXPECT_EQ(closed.book_out, Money());
  EXPECT_EQ(closed.items, 3);
  EXPECT_EQ(life.Sheet(kJune30).closed_entry, life.last_entry());
}

TEST(ClosedPeriod, RefusesMovementsLinesAndMatchesInside) {
  BankAccountLife life = TwoMonths();
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune});
  const std::string closed =
      absl::StrCat("account_id=special month=2025-06 closed_entry=", life.last_entry());
  EXPECT_EQ(life.Says(FinanceBureau(), RecordFundMovement{MovementOn(kJune30, 1, "PZ-9")}),
            absl::StrCat("PERIOD_CLOSED movement.movement_date ", closed));
  EXPECT_EQ(
      life.Says(FinanceBureau(), RecordFundMovement{MovementOn(Date::Of(2025, 7, 1), 1, "PZ-9")}),
      "FUND_MOVEMENT_RECORDED");
  EXPECT_EQ(life.Says(OneOfTheBureau(),
                      OpenStatement{HeaderOf({.import_id = "S9", .to = Date::Of(2025, 7, 2)})}),
            absl::StrCat("PERIOD_CLOSED header.from_date ", closed));
  EXPECT_EQ(life.Says(FinanceBureau(), UndoMatch{1, "wrong"}),
            absl::StrCat("PERIOD_CLOSED ", closed));
  EXPECT_EQ(life.Says(FinanceBureau(), WithdrawStatement{"S1", "wrong"}).substr(0, 15),
            "ALREADY_MATCHED");
}

// The correction of a closed month counts today, and stands apart on today's sheet.
TEST(ClosedPeriod, ACorrectionIsDatedToday) {
  BankAccountLife life = TwoMonths();
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune});
  const std::int64_t closed = life.last_entry();
  life.Must(FinanceBureau(), ReverseFundMovement{{"PZ-8", "PZ-1", "", "not ours"}});
  const auto& reversed = std::get<FundMovementReversed>(life.entries().back());
  EXPECT_EQ(reversed.date, Date::Of(2025, 8, 4));
  EXPECT_EQ(life.Sheet(kJune30).book_balance, Yuan(500));
  EXPECT_EQ(life.Sheet(kJune30).book_balance, life.Sheet(kJune30, closed).book_balance);
  const AdjustmentSheet august = life.Sheet(Date::Of(2025, 8, 31));
  EXPECT_EQ(august.book_balance, Money());
  ASSERT_EQ(august.corrections.size(), 1U);
  EXPECT_EQ(august.corrections[0].amount, Yuan(-500));
  EXPECT_TRUE(life.Sheet(kJuly31).corrections.empty());
}

// Of an open month it counts on the day of what it corrects, as ever.
TEST(ClosedPeriod, AnOpenMonthIsCorrectedInPlace) {
  BankAccountLife life = TwoMonths();
  life.Must(FinanceBureau(), ReverseFundMovement{{"PZ-8", "PZ-1", "", "not ours"}});
  EXPECT_FALSE(std::get<FundMovementReversed>(life.entries().back()).date.has_value());
  EXPECT_EQ(life.Sheet(kJune30).book_balance, Money());
}

// A match of an item of a closed month with one of an open month settles what was in transit.
TEST(ClosedPeriod, WhatWasInTransitIsMatchedLater) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 7, 5));
  life.Move(MovementOn(kJune30, 500, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  life.Import({});
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune});
  const AdjustmentSheet before = life.Sheet(kJune30);
  life.Import({.import_id = "S2",
               .from = Date::Of(2025, 7, 1),
               .to = Date::Of(2025, 7, 4),
               .lines = {ALine(Date::Of(2025, 7, 2), 500, "B-1")}});
  life.Match();
  const AdjustmentSheet after = life.Sheet(kJune30);
  EXPECT_EQ(after.book_in_sum, before.book_in_sum);
  EXPECT_EQ(after.adjusted_bank, before.adjusted_bank);
}

TEST(ReopenPeriod, RefusesInTheOrderOfTheContract) {
  BankAccountLife life = TwoMonths();
  const auto says = [&](int month, const char* account = "special") {
    return life.Says(FinanceBureau(), ReopenPeriod{account, month, "a late voucher"});
  };
  EXPECT_EQ(life.Says(IpOffice(), ReopenPeriod{"special", kJune, "x"}),
            "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau");
  EXPECT_EQ(life.Says(OneOfTheBureau(), ReopenPeriod{"special", kJune, "x"}),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  EXPECT_EQ(says(kJune, "none"), "ACCOUNT_UNKNOWN account_id account_id=none");
  EXPECT_EQ(says(kJune), "PERIOD_OPEN month account_id=special month=2025-06");
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune});
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune + 1});
  EXPECT_EQ(says(kJune), "PERIOD_ORDER month want=2025-07");
  EXPECT_EQ(life.Does(FinanceBureau(), ReopenPeriod{"special", kJune + 1, "late"}),
            "PERIOD_REOPENED");
  EXPECT_EQ(life.Does(FinanceBureau(), ReopenPeriod{"special", kJune, "late"}), "PERIOD_REOPENED");
  EXPECT_EQ(life.Says(FinanceBureau(), RecordFundMovement{MovementOn(kJune30, 1, "PZ-9")}),
            "FUND_MOVEMENT_RECORDED");
  // At the position before, it was closed.
  EXPECT_GT(life.Sheet(kJune30, life.last_entry() - 1).closed_entry, 0);
  EXPECT_EQ(life.Sheet(kJune30).closed_entry, 0);
}

}  // namespace
}  // namespace ippledge
