#include "client/statement/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/client/statement/told.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Date Day(int day) { return Date::Of(2025, 1, day); }

StatementLine Line(int day, std::int64_t fen, std::optional<std::int64_t> balance = std::nullopt) {
  StatementLine line{.booking_date = Day(day), .amount = Money::OfFen(fen)};
  if (balance.has_value()) line.balance = Money::OfFen(*balance);
  return line;
}

Balance BalanceOf(BalanceKind kind, std::int64_t fen, int day = 1) {
  return {.kind = kind, .date = Day(day), .amount = Money::OfFen(fen)};
}

// A statement whose lines stand from line 11 on.
Statement StatementOf(std::vector<StatementLine> lines, std::optional<std::int64_t> opening = {},
                      std::optional<std::int64_t> closing = {}) {
  Statement statement{.account = "1500", .currency = "CNY", .lines = std::move(lines)};
  for (std::size_t i = 0; i < statement.lines.size(); ++i) {
    statement.lines[i].source_line = 11 + static_cast<std::int64_t>(i);
  }
  if (opening.has_value()) {
    statement.balances.push_back(BalanceOf(BalanceKind::kOpening, *opening));
  }
  if (closing.has_value()) {
    statement.balances.push_back(BalanceOf(BalanceKind::kClosing, *closing));
  }
  statement.source_line = 1;
  return statement;
}

struct Result {
  std::vector<Statement> statements;
  std::vector<std::string> remarks;
  std::vector<std::string> faults;
};

Result Check(std::vector<Statement> statements, const CheckOptions& options = {},
             const std::vector<StatedFacts>& stated = {}) {
  StatementFaults faults;
  Result result{std::move(statements), {}, {}};
  CheckStatements(result.statements, stated, options, result.remarks, faults);
  result.faults = Told(faults);
  return result;
}

TEST(CheckStatement, OpeningAndLinesMakeClosing) {
  EXPECT_THAT(Check({StatementOf({Line(1, 500), Line(2, -200)}, 100, 400)}).faults, IsEmpty());
  EXPECT_THAT(Check({StatementOf({}, 100, 100)}).faults, IsEmpty());
  EXPECT_THAT(Check({StatementOf({Line(1, 500), Line(2, -200)}, 100, 401)}).faults,
              ElementsAre("SUM_MISMATCH: line 1, opening balance and lines do not make the closing "
                          "balance, got \"4.01\", want \"1.00 + 5.00 - 2.00 = 4.00\""));
  EXPECT_THAT(Check({StatementOf({}, 100, -100)}).faults, ElementsAre(HasSubstr("SUM_MISMATCH")));
}

TEST(CheckStatement, SumsBeyondInt64AreExact) {
  std::vector<StatementLine> lines(2'000, Line(1, Money::kFenMax));
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i].text = std::to_string(i);
  EXPECT_THAT(Check({StatementOf(lines, 0, 0)}).faults,
              ElementsAre(HasSubstr("want \"0.00 + 200000000000000000.00 - 0.00 = ")));
}

TEST(CheckStatement, BalancesOfOneKindAgree) {
  Statement statement = StatementOf({}, 100, 100);
  statement.balances.push_back(BalanceOf(BalanceKind::kClosing, 100));
  EXPECT_THAT(Check({statement}).faults, IsEmpty());
  statement.balances.push_back(BalanceOf(BalanceKind::kClosing, 101));
  EXPECT_THAT(
      Check({statement}).faults,
      ElementsAre("BALANCE_CONTRADICTS: two balances of one kind differ, got \"1.01\", want "
                  "\"1.00\""));
  Statement previous = StatementOf({}, 100, 100);
  previous.balances.push_back(BalanceOf(BalanceKind::kPreviousClosing, 99));
  EXPECT_THAT(Check({previous}).faults, ElementsAre(HasSubstr("BALANCE_CONTRADICTS")));
  Statement available = StatementOf({}, 100, 100);
  available.balances.push_back(BalanceOf(BalanceKind::kClosingAvailable, 50, 1));
  available.balances.push_back(BalanceOf(BalanceKind::kClosingAvailable, 60, 2));
  available.balances.push_back(BalanceOf(BalanceKind::kForwardAvailable, 70, 2));
  available.balances.push_back(BalanceOf(BalanceKind::kForwardAvailable, 80, 2));
  EXPECT_THAT(Check({available}).faults, IsEmpty());
  available.balances.push_back(BalanceOf(BalanceKind::kClosingAvailable, 51, 1));
  EXPECT_THAT(Check({available}).faults, ElementsAre(HasSubstr("BALANCE_CONTRADICTS")));
}

TEST(CheckStatement, ClosingOfTheDayBeforeOpens) {
  Statement statement = StatementOf({Line(2, 5)}, std::nullopt, 105);
  statement.balances.push_back(BalanceOf(BalanceKind::kPreviousClosing, 100));
  EXPECT_THAT(Check({statement}).faults, IsEmpty());
}

TEST(CheckStatement, RunningBalancesFollow) {
  EXPECT_THAT(
      Check({StatementOf({Line(1, 5, 105), Line(2, 5), Line(3, -1, 109)}, 100, 109)}).faults,
      IsEmpty());
  // A break is told once, not for all lines behind it.
  EXPECT_THAT(
      Check({StatementOf({Line(1, 5, 105), Line(2, 5, 111), Line(3, -1, 110)}, 100, 109)}).faults,
      ElementsAre("BALANCE_MISMATCH: line 12, the running balance does not follow from the line "
                  "before, got \"1.11\", want \"1.10\""));
  EXPECT_THAT(Check({StatementOf({Line(1, 5, 106)}, 100, 105)}).faults,
              ElementsAre(HasSubstr("BALANCE_MISMATCH: line 11")));
}

TEST(CheckStatement, BalancesComeFromTheRunningOnes) {
  const Result result = Check({StatementOf({Line(3, 5, 105), Line(4, -10, 95)})});
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(ToldBalances(result.statements[0]), "opening 1.00, closing 0.95");
  EXPECT_EQ(result.statements[0].balances[0].date, Day(3));
  EXPECT_EQ(result.statements[0].balances[1].date, Day(4));
  EXPECT_THAT(
      result.remarks,
      ElementsAre(HasSubstr(" / opening or closing balance taken from the running balances")));
  EXPECT_EQ(ToldBalances(Check({StatementOf({Line(3, 5, 105)}, 100)}).statements[0]),
            "opening 1.00, closing 1.05");
  EXPECT_THAT(Check({StatementOf({Line(3, -Money::kFenMax, Money::kFenMax)})}).faults,
              ElementsAre(HasSubstr("AMOUNT_RANGE: line 11")));
}

TEST(CheckStatement, BalancesAreNeeded) {
  EXPECT_THAT(Check({StatementOf({Line(1, 5), Line(2, 5)})}).faults,
              ElementsAre("BALANCE_MISSING: neither opening and closing nor running balances"));
  EXPECT_THAT(Check({StatementOf({Line(1, 5)}, 100)}).faults,
              ElementsAre(HasSubstr("BALANCE_MISSING")));
  EXPECT_THAT(Check({StatementOf({})}).faults, ElementsAre(HasSubstr("BALANCE_MISSING")));
  // A line whose balance is missing would be proved by nothing.
  EXPECT_THAT(Check({StatementOf({Line(1, 5, 105), Line(2, 5)})}).faults,
              ElementsAre(HasSubstr("BALANCE_MISSING: line 12")));
}

TEST(CheckStatement, BalancesMayBeGiven) {
  const CheckOptions given{.opening = Money::OfFen(100), .closing = Money::OfFen(110)};
  EXPECT_THAT(Check({StatementOf({Line(1, 5), Line(2, 5)})}, given).faults, IsEmpty());
  EXPECT_THAT(Check({StatementOf({Line(1, 5), Line(2, 6)})}, given).faults,
              ElementsAre(HasSubstr("SUM_MISMATCH")));
  EXPECT_THAT(Check({StatementOf({Line(1, 5, 106)})}, {.opening = Money::OfFen(100)}).faults,
              ElementsAre(HasSubstr("BALANCE_MISMATCH: line 11")));
  EXPECT_THAT(Check({StatementOf({Line(1, 10)}, 101, 111)}, given).faults,
              ElementsAre(HasSubstr("BALANCE_CONTRADICTS")));
  Statement other = StatementOf({Line(1, 5)});
  other.account = "1600";
  const Result two = Check({StatementOf({Line(1, 10)}), other}, given);
  EXPECT_THAT(two.faults,
              ElementsAre(HasSubstr("BALANCE_MISSING: 1500"), HasSubstr("BALANCE_MISSING: 1600")));
  EXPECT_THAT(two.remarks,
              ElementsAre(HasSubstr("several accounts: the balances given are not used")));
}

TEST(CheckOrder, NewestFirstIsTurnedRound) {
  const Result by_balance =
      Check({StatementOf({Line(1, -1, 109), Line(1, 5, 110), Line(1, 5, 105)})});
  EXPECT_THAT(by_balance.faults, IsEmpty());
  EXPECT_TRUE(by_balance.statements[0].turned_round);
  EXPECT_THAT(ToldLines(by_balance.statements[0]),
              ElementsAre("13: 2025-01-01 0.05 = 1.05", "12: 2025-01-01 0.05 = 1.10",
                          "11: 2025-01-01 -0.01 = 1.09"));
  const Result by_date = Check({StatementOf({Line(2, -1), Line(2, 5), Line(1, 6)}, 100, 110)});
  EXPECT_THAT(by_date.faults, IsEmpty());
  EXPECT_THAT(ToldLines(by_date.statements[0]),
              ElementsAre("13: 2025-01-01 0.06", "12: 2025-01-02 0.05", "11: 2025-01-02 -0.01"));
  EXPECT_FALSE(Check({StatementOf({Line(2, -1), Line(1, 5), Line(3, 6)}, 100, 110)})
                   .statements[0]
                   .turned_round);
  EXPECT_FALSE(
      Check({StatementOf({Line(2, -1), Line(2, 6)}, 100, 105)}).statements[0].turned_round);
  EXPECT_TRUE(
      Check({StatementOf({Line(2, -1), Line(2, 6)}, 100, 105)}, {}, {{.falling_times = true}})
          .statements[0]
          .turned_round);
}

TEST(CheckOrder, BalancesOutweighDates) {
  // Days fall, but the balances follow as the lines stand.
  const Result result = Check({StatementOf({Line(2, 5, 105), Line(1, 7, 112)})});
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_FALSE(result.statements[0].turned_round);
  // Both ways fit: the dates tell.
  EXPECT_TRUE(Check({StatementOf({Line(2, 5, 105), Line(1, -5, 100)})}).statements[0].turned_round);
}

TEST(CheckOrder, DaysAndLinesWithinDaysMayTurnApart) {
  const Result days =
      Check({StatementOf({Line(2, 3, 110), Line(2, 4, 114), Line(1, 5, 105), Line(1, 2, 107)})});
  EXPECT_THAT(days.faults, IsEmpty());
  EXPECT_EQ(days.statements[0].lines[0].source_line, 13);
  EXPECT_EQ(days.statements[0].lines[3].source_line, 12);
  const Result within =
      Check({StatementOf({Line(1, 2, 107), Line(1, 5, 105), Line(2, 4, 114), Line(2, 3, 110)})});
  EXPECT_THAT(within.faults, IsEmpty());
  EXPECT_EQ(within.statements[0].lines[0].source_line, 12);
  EXPECT_EQ(within.statements[0].lines[3].source_line, 13);
}

TEST(CheckStated, SumsAndCounts) {
  const std::vector<StatementLine> lines = {Line(1, 500, 600), Line(2, -200, 400)};
  const StatedFacts good{.came_in = Money::OfFen(500),
                         .went_out = Money::OfFen(200),
                         .count = 2,
                         .came_in_count = 1,
                         .went_out_count = 1,
                         .source_line = 20};
  EXPECT_THAT(Check({StatementOf(lines)}, {}, {good}).faults, IsEmpty());
  const StatedFacts bad{.came_in = Money::OfFen(501), .count = 3, .source_line = 20};
  EXPECT_THAT(Check({StatementOf(lines)}, {}, {bad}).faults,
              ElementsAre(HasSubstr("SUM_MISMATCH: line 20, opening balance and lines do not make "
                                    "the closing balance, got \"5.01\", want \"5.00\""),
                          HasSubstr("got \"3\", want \"2\"")));
  // Balances beside the lines prove them.
  const Result proved = Check({StatementOf(lines, 100, 400)}, {}, {bad});
  EXPECT_THAT(proved.faults, IsEmpty());
  EXPECT_THAT(proved.remarks, ElementsAre(HasSubstr("line 20 states 5.01, the lines make 5.00"),
                                          HasSubstr("line 20 states 3, the lines make 2")));
}

TEST(CheckDates, LinesLieWithinThePeriod) {
  Statement statement = StatementOf({Line(1, 5), Line(9, 5)}, 100, 110);
  statement.from_date = Day(1);
  statement.to_date = Day(9);
  EXPECT_THAT(Check({statement}).faults, IsEmpty());
  statement.from_date = Day(2);
  statement.to_date = Day(8);
  EXPECT_THAT(Check({statement}).faults,
              ElementsAre("DATE_OUTSIDE: line 11, the day lies outside of the statement's period, "
                          "got \"2025-01-01\", want \"2025-01-02 - 2025-01-08\"",
                          HasSubstr("DATE_OUTSIDE: line 12")));
}

// Opening on `opening_day` and closing on `closing_day`, as the file's lines 3 and 4 say.
Statement Enclosed(int opening_day, int closing_day, std::vector<StatementLine> lines) {
  std::int64_t sum = 100;
  for (const StatementLine& line : lines) sum += line.amount.fen();
  Statement statement = StatementOf(std::move(lines));
  statement.balances = {BalanceOf(BalanceKind::kOpening, 100, opening_day),
                        BalanceOf(BalanceKind::kClosing, sum, closing_day)};
  statement.balances[0].source_line = 3;
  statement.balances[1].source_line = 4;
  statement.from_date = Day(3);
  statement.to_date = Day(29);
  return statement;
}

TEST(CheckDates, BalancesThatEncloseLinesOutweighThePeriod) {
  // The month began with a holiday, and ended with one.
  const Result result = Check({Enclosed(1, 31, {Line(2, 5), Line(10, -3), Line(31, 7)})});
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(result.statements[0].from_date, Day(2));
  EXPECT_EQ(result.statements[0].to_date, Day(31));
  EXPECT_THAT(result.remarks,
              ElementsAre(HasSubstr("outside of the period 2025-01-03 - 2025-01-29 that the file "
                                    "states: 2; they lie between its balances")));
  const Result late = Check({Enclosed(3, 30, {Line(10, -3), Line(30, 7)})});
  EXPECT_THAT(late.faults, IsEmpty());
  EXPECT_EQ(late.statements[0].from_date, Day(3));
  EXPECT_EQ(late.statements[0].to_date, Day(30));
}

TEST(CheckDates, WhatTheBalancesContradictIsRefused) {
  // Of the day whose closing the opening balance is; or after the closing balance.
  EXPECT_THAT(Check({Enclosed(1, 31, {Line(1, 5), Line(2, 5)})}).faults,
              ElementsAre(HasSubstr("DATE_OUTSIDE: line 11")));
  EXPECT_THAT(Check({Enclosed(3, 31, {Line(2, 5)})}).faults,
              ElementsAre(HasSubstr("DATE_OUTSIDE: line 11")));
  EXPECT_THAT(Check({Enclosed(1, 29, {Line(30, 5)})}).faults,
              ElementsAre(HasSubstr("DATE_OUTSIDE: line 11")));
  // Balances that do not add up prove no day either.
  Statement wrong = Enclosed(1, 31, {Line(2, 5)});
  wrong.balances[1].amount = Money::OfFen(106);
  EXPECT_THAT(Check({wrong}).faults,
              ElementsAre(HasSubstr("SUM_MISMATCH"), HasSubstr("DATE_OUTSIDE: line 11")));
  // Nor do those that a person gave.
  Statement given = Enclosed(1, 31, {Line(2, 5)});
  given.balances.erase(given.balances.begin());
  EXPECT_THAT(Check({given}, {.opening = Money::OfFen(100)}).faults,
              ElementsAre(HasSubstr("DATE_OUTSIDE: line 11")));
}

TEST(CheckTwice, LinesWithAReference) {
  Statement statement = StatementOf({Line(1, 5), Line(1, 5), Line(1, 6), Line(2, 5)}, 100, 121);
  for (StatementLine& line : statement.lines) line.bank_reference = "A1";
  EXPECT_THAT(Check({statement}).faults,
              ElementsAre("DUPLICATE_LINE: line 12, the same line twice, got \"A1\", want \"only "
                          "line 11\""));
}

TEST(CheckTwice, LinesWithoutAReferenceAreTold) {
  const Result result = Check({StatementOf({Line(1, -5, 95), Line(1, -5, 90), Line(1, -6, 84)})});
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_THAT(result.remarks.back(), HasSubstr("/ equal lines without a bank reference: 11 = 12"));
  std::vector<StatementLine> many(100, Line(1, 0, 100));
  EXPECT_THAT(Check({StatementOf(many)}).remarks.back(), HasSubstr("11 = 21 + 89"));
}

TEST(CheckTwice, Statements) {
  Statement statement = StatementOf({Line(1, 5)}, 100, 105);
  statement.lines[0].bank_reference = "A1";
  EXPECT_THAT(Check({statement, statement}).faults,
              ElementsAre(HasSubstr("DUPLICATE_STATEMENT: line 1, the same statement twice")));
  const Statement resting = StatementOf({}, 100, 100);
  EXPECT_THAT(Check({resting, resting}).faults, IsEmpty());
}

TEST(CheckChain, ClosingIsTheNextOpening) {
  Statement january = StatementOf({Line(3, 5)}, 100, 105);
  january.from_date = Day(1);
  january.to_date = Day(10);
  Statement next = StatementOf({Line(13, 6)}, 105, 111);
  next.from_date = Day(11);
  next.to_date = Day(20);
  EXPECT_THAT(Check({january, next}).faults, IsEmpty());
  EXPECT_THAT(Check({next, january}).faults, IsEmpty());  // newest first
  EXPECT_THAT(Check({january, next}).remarks, IsEmpty());
  next.from_date = Day(12);
  EXPECT_THAT(Check({january, next}).remarks,
              ElementsAre(HasSubstr("/ gap 2025-01-10 - 2025-01-12")));
  next.from_date = Day(9);
  EXPECT_THAT(Check({january, next}).remarks,
              ElementsAre(HasSubstr("/ overlap 2025-01-10 - 2025-01-09")));
  Statement apart = StatementOf({Line(13, 6)}, 106, 112);
  EXPECT_THAT(Check({january, apart}).faults,
              ElementsAre("STATEMENTS_MISMATCH: line 1, 1500 : the closing balance before is not "
                          "this opening balance, got \"1.06\", want \"1.05\""));
  apart.account = "1600";
  EXPECT_THAT(Check({january, apart}).faults, IsEmpty());
}

TEST(CheckChain, GivenBalancesStandAtTheEnds) {
  const CheckOptions given{.opening = Money::OfFen(100), .closing = Money::OfFen(110)};
  Statement first = StatementOf({Line(1, 5)}, std::nullopt, 105);
  Statement second = StatementOf({Line(2, 5)}, 105);
  EXPECT_THAT(Check({second, first}, given).faults, IsEmpty());
}

}  // namespace
}  // namespace ippledge::client
