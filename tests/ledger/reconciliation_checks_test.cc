#include "ledger/reconciliation_checks.h"

#include <gtest/gtest.h>

#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

TEST(FindLine, OnlyOfStatementsOfTheAccountThatCount) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 6, 30));
  life.Must(OneOfTheBureau(), OpenStatement{HeaderOf({.lines = {ALine(Date::Of(2025, 6, 5), 7)}})});
  const std::int64_t opened = life.last_entry();
  life.Must(OneOfTheBureau(), AddStatementLines{"S1", 0, {ALine(Date::Of(2025, 6, 5), 7)}});
  EXPECT_EQ(FindLine(life.programme(), SpecialAccount(), {opened, 0}), nullptr);
  life.Must(OneOfTheBureau(), CloseStatement{"S1"});
  ASSERT_NE(FindLine(life.programme(), SpecialAccount(), {opened, 0}), nullptr);
  EXPECT_EQ(FindLine(life.programme(), SpecialAccount(), {opened, 0})->amount, Yuan(7));
  for (const LineName& none : {LineName{opened, 1}, LineName{opened, -1}, LineName{4, 0}}) {
    EXPECT_EQ(FindLine(life.programme(), SpecialAccount(), none), nullptr);
  }
  EXPECT_EQ(FindLine(life.programme(), DepositAccount(), {opened, 0}), nullptr);
}

TEST(FindTouching, OnlyWhatTouchesTheAccount) {
  BankAccountLife life;
  const std::int64_t entry = life.Move(MovementOn(Date::Of(2025, 6, 2), 7, "PZ-1"));
  const auto found = FindTouching(life.programme(), SpecialAccount(), {entry, 0});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->effect, Yuan(7));
  EXPECT_FALSE(FindTouching(life.programme(), DepositAccount(), {entry, 0}).has_value());
  for (const MovementName& none :
       {MovementName{entry, 1}, MovementName{entry, -1}, MovementName{entry - 1, 0},
        MovementName{entry + 1, 0}, MovementName{entry - 1, 1}}) {
    EXPECT_FALSE(FindTouching(life.programme(), SpecialAccount(), none).has_value());
  }
}

}  // namespace
}  // namespace ippledge
