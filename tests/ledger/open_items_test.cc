#include "ledger/open_items.h"

#include <gtest/gtest.h>

#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

const Date kJune5 = Date::Of(2025, 6, 5);
const Date kJune30 = Date::Of(2025, 6, 30);

TEST(UnmatchedItems, AReversalKnowsWhatItReverses) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  life.Move(MovementOn(kJune5, 500, "PZ-1"));
  life.Move(MovementOn(kJune5, 7, "PZ-2"));
  life.Must(FinanceBureau(), ReverseFundMovement{{"PZ-3", "PZ-2", "", "booked twice"}});
  const UnmatchedItems items(life.programme(), SpecialAccount(), life.last_entry());
  ASSERT_EQ(items.book().size(), 3U);
  EXPECT_EQ(items.book()[0].reversal_of, -1);
  EXPECT_EQ(items.book()[1].reversal_of, 2);
  EXPECT_EQ(items.book()[2].reversal_of, 1);
  EXPECT_EQ(items.book()[2].amount, Yuan(-7));
  life.Match();
  EXPECT_EQ(std::get<MatchesMade>(life.entries().back()).matches[0].reason,
            MatchReason::kBookReversal);
}

TEST(UnmatchedItems, NamesWhatWasFound) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  const std::int64_t moved = life.Move(MovementOn(kJune5, 500, "PZ-1"));
  // Before the account's first day: of no concern.
  life.Move(MovementOn(Date::Of(2025, 5, 31), 9, "PZ-0"));
  const std::int64_t opened =
      life.Import({.lines = {ALine(kJune5, 1, "B-1"), ALine(kJune5, 2, "B-2", {"PZ-1"})}});
  const UnmatchedItems items(life.programme(), SpecialAccount(), life.last_entry());
  ASSERT_EQ(items.bank().size(), 2U);
  ASSERT_EQ(items.book().size(), 1U);
  EXPECT_EQ(items.bank()[1].numbers[0], "PZ-1");
  const FoundMatch found{{0, 1}, {0}, MatchReason::kSumOfSeveral};
  EXPECT_EQ(items.Named(found),
            (Match{{{opened, 0}, {opened, 1}}, {{moved, 0}}, MatchReason::kSumOfSeveral}));
  EXPECT_EQ(items.DatesOf(found), (std::vector<Date>{kJune5, kJune5, kJune5}));
}

}  // namespace
}  // namespace ippledge
