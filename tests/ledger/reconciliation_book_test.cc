#include "ledger/reconciliation_book.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/shared_log.h"
#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

TEST(SharedLog, CopiesDoNotSeeLaterChanges) {
  SharedLog<int, 4> log;
  for (int i = 0; i < 10; ++i) log.Add(i);
  const SharedLog<int, 4> before = log;
  log.Add(10);
  log.Replace(1, 100);
  log.Replace(9, 900);
  ASSERT_EQ(before.size(), 10U);
  ASSERT_EQ(log.size(), 11U);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(before.at(static_cast<std::size_t>(i)), i);
  EXPECT_EQ(log.at(1), 100);
  EXPECT_EQ(log.at(9), 900);
  EXPECT_EQ(log.at(10), 10);
}

TEST(SharedLogDeathTest, NothingBeyondItsEnd) {
  SharedLog<int> log;
  EXPECT_TRUE(log.empty());
  EXPECT_DEATH(log.at(0), "");
}

TEST(ReconciliationBook, Statements) {
  ReconciliationBook book;
  EXPECT_TRUE(book.empty());
  book.AddAccount(SpecialAccount(), 4);
  book.OpenStatement(HeaderOf({.import_id = "S1"}), 5);
  book.OpenStatement(HeaderOf({.import_id = "S2"}), 6);
  EXPECT_EQ(book.open_statements(), 2);
  book.AddLines("S1", 0, {ALine(Date::Of(2025, 6, 5), 7)}, 7);
  const ReconciliationBook before = book;
  book.AddLines("S1", 1, {ALine(Date::Of(2025, 6, 6), -2), ALine(Date::Of(2025, 6, 6), 1)}, 8);
  EXPECT_EQ(before.FindStatement("S1")->lines, 1);
  EXPECT_EQ(book.FindStatement("S1")->lines, 3);
  EXPECT_EQ(book.FindStatement("S1")->net_fen, 600);
  EXPECT_EQ(book.lines(), 3);
  EXPECT_EQ(book.gross_fen(), 1'000);
  EXPECT_EQ(book.StatementOf(5)->line(2).amount, Yuan(1));
  EXPECT_EQ(book.StatementOf(7), nullptr);
  book.CloseStatement("S1", 9);
  book.WithdrawStatement("S2", 10);
  EXPECT_EQ(book.open_statements(), 0);
  EXPECT_EQ(book.FindStatement("S2"), nullptr);
  EXPECT_NE(book.StatementOf(6), nullptr);
  const StatementRef closed = book.FindStatement("S1");
  EXPECT_FALSE(closed->CountsAt(8));
  EXPECT_TRUE(closed->CountsAt(9));
  book.WithdrawStatement("S1", 12);
  EXPECT_TRUE(book.StatementOf(5)->CountsAt(11));
  EXPECT_FALSE(book.StatementOf(5)->CountsAt(12));
}

TEST(ReconciliationBook, MatchesAndPeriods) {
  ReconciliationBook book;
  book.AddMatch("special", {{{5, 0}}, {{4, 0}}, MatchReason::kBankReference}, "", 9);
  EXPECT_EQ(book.FindMatch(0), nullptr);
  EXPECT_EQ(book.FindMatch(2), nullptr);
  EXPECT_EQ(book.FindMatch(1)->account_id, "special");
  book.UndoMatch(1, 11);
  EXPECT_FALSE(book.FindMatch(1)->StandsAt(8));
  EXPECT_TRUE(book.FindMatch(1)->StandsAt(10));
  EXPECT_FALSE(book.FindMatch(1)->StandsAt(11));
  book.ClosePeriod("special", 665, 12);
  EXPECT_EQ(book.FindClosed("other", 665), nullptr);
  EXPECT_EQ(book.FindClosed("special", 665)->closed_entry, 12);
  book.ReopenPeriod("special", 665, 13);
  EXPECT_EQ(book.FindClosed("special", 665), nullptr);
  EXPECT_TRUE(book.periods()[0].StandsAt(12));
  EXPECT_FALSE(book.periods()[0].StandsAt(13));
}

}  // namespace
}  // namespace ippledge
