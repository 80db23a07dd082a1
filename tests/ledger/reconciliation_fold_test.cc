#include "ledger/reconciliation_fold.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/testing/bank_account_life.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

// Stored rows are not trusted: what no rule yields is refused, and leaves the book as it was.
TEST(FoldReconciliation, RefusesWhatNoRuleYields) {
  ReconciliationBook book;
  ASSERT_THAT(FoldReconciliation(AccountRegistered{{SpecialAccount()}}, 4, book), IsOk());
  const std::vector<Event> impossible = {
      AccountRegistered{{SpecialAccount()}},
      StatementLinesAdded{{"S1", 0, {ALine(Date::Of(2025, 6, 5), 7)}}},
      StatementClosed{{"S1"}, 0, Money()},
      StatementWithdrawn{{"S1", "x"}},
      MatchesMade{.what = {"special"}, .first_number = 2, .matches = {Match{}}},
      MatchRecorded{{"special", {}, {}, "x"}, 2},
      MatchUndone{{1, "x"}},
      PeriodReopened{{"special", 665, "x"}},
      DayTurned{{Date::Of(2025, 6, 5)}}};
  for (const Event& event : impossible) {
    EXPECT_TRUE(absl::IsDataLoss(FoldReconciliation(event, 5, book))) << KindOf(event);
  }
  EXPECT_EQ(book.statements().size(), 0U);
  EXPECT_EQ(book.matches().size(), 0U);
  ASSERT_THAT(FoldReconciliation(StatementOpened{{HeaderOf({})}}, 5, book), IsOk());
  EXPECT_TRUE(absl::IsDataLoss(FoldReconciliation(StatementOpened{{HeaderOf({})}}, 6, book)));
  EXPECT_TRUE(absl::IsDataLoss(FoldReconciliation(StatementClosed{{"S1"}, 1, Money()}, 6, book)));
  ASSERT_THAT(FoldReconciliation(StatementClosed{{"S1"}, 0, Money()}, 6, book), IsOk());
  EXPECT_TRUE(absl::IsDataLoss(FoldReconciliation(StatementLinesAdded{{"S1", 0, {}}}, 7, book)));
  ASSERT_THAT(FoldReconciliation(PeriodClosed{{"special", 665}}, 7, book), IsOk());
  EXPECT_TRUE(absl::IsDataLoss(FoldReconciliation(PeriodClosed{{"special", 665}}, 8, book)));
}

TEST(FoldReconciliation, IsAllOfTheBook) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 7, 1));
  life.Move(MovementOn(Date::Of(2025, 6, 5), 7, "PZ-1", FundMovementKind::kInterestIn, "B-1"));
  life.Import({.lines = {ALine(Date::Of(2025, 6, 5), 7, "B-1")}});
  life.Match();
  life.Must(OneOfTheBureau(), ClosePeriod{"special", 665});
  ReconciliationBook again;
  std::int64_t entry = 0;
  for (const Event& event : life.entries()) {
    ++entry;
    if (!ConcernsBook(event)) continue;
    ASSERT_THAT(FoldReconciliation(event, entry, again), IsOk());
  }
  EXPECT_EQ(again.statements().size(), 1U);
  EXPECT_EQ(again.FindMatch(1)->match, life.book().FindMatch(1)->match);
  EXPECT_EQ(again.FindClosed("special", 665)->closed_entry, life.last_entry());
}

}  // namespace
}  // namespace ippledge
