// Matching: every refusal in the order of the contract; what a run finds; what is undone.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/decide_reconciliation.h"
#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

const Date kJune5 = Date::Of(2025, 6, 5);
const Date kJune9 = Date::Of(2025, 6, 9);
const Date kJune30 = Date::Of(2025, 6, 30);

TEST(RunMatching, Examples) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  EXPECT_EQ(life.Says(IpOffice(), RunMatching{"special"}),
            "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau");
  EXPECT_EQ(life.Says(OneOfTheBureau(), RunMatching{"none"}),
            "ACCOUNT_UNKNOWN account_id account_id=none");
  EXPECT_EQ(life.Says(OneOfTheBureau(), RunMatching{"special"}),
            "NOTHING_TO_MATCH lines=0 movements=0");
  const std::int64_t first =
      life.Move(MovementOn(kJune5, 500, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  const std::int64_t second =
      life.Move(MovementOn(kJune5, 70, "PZ-2", FundMovementKind::kInterestIn));
  life.Move(MovementOn(kJune9, 9, "PZ-3", FundMovementKind::kInterestIn));
  const std::int64_t opened =
      life.Import({.lines = {ALine(kJune5, 500, "B-1"), ALine(kJune9, 70, "B-2", {"PZ-2"}),
                             ALine(kJune9, -20, "B-3")}});
  life.Match();
  const auto& made = std::get<MatchesMade>(life.entries().back());
  ASSERT_EQ(made.matches.size(), 2U);
  EXPECT_EQ(made.first_number, 1);
  EXPECT_FALSE(made.more);
  EXPECT_EQ(made.lines_left, 1);
  EXPECT_EQ(made.movements_left, 1);
  EXPECT_EQ(made.matches[0], (Match{{{opened, 0}}, {{first, 0}}, MatchReason::kBankReference}));
  EXPECT_EQ(made.matches[1], (Match{{{opened, 1}}, {{second, 0}}, MatchReason::kPaymentNumber}));
  EXPECT_EQ(life.Says(OneOfTheBureau(), RunMatching{"special"}),
            "NOTHING_TO_MATCH lines=1 movements=1");
}

TEST(RunMatching, GoesOnUntilNothingIsLeft) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  constexpr int kItems = kMatchesPerRunMax + 20;
  AStatement statement;
  for (int i = 0; i < kItems; ++i) {
    const std::string reference = absl::StrCat("R-", i);
    life.Move(
        MovementOn(kJune5, 1, absl::StrCat("PZ-", i), FundMovementKind::kInterestIn, reference));
    statement.lines.push_back(ALine(kJune5, 1, reference));
  }
  life.Import(statement);
  life.Match();
  const auto& made = std::get<MatchesMade>(life.entries().back());
  EXPECT_EQ(made.matches.size(), static_cast<std::size_t>(kMatchesPerRunMax));
  EXPECT_TRUE(made.more);
  EXPECT_EQ(made.lines_left, 20);
  life.Match();
  const auto& rest = std::get<MatchesMade>(life.entries().back());
  EXPECT_EQ(rest.first_number, kMatchesPerRunMax + 1);
  EXPECT_EQ(rest.matches.size(), 20U);
  EXPECT_FALSE(rest.more);
}

// A deposit placed leaves the special account and reaches the deposit: two accounts, two matches.
TEST(RunMatching, AMovementOfTwoAccountsIsMatchedOnBoth) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  life.Must(FinanceBureau(), RegisterAccount{DepositAccount()});
  life.Move(MovementOn(kJune5, 500, "PZ-1"));
  FundMovement placed = MovementOn(kJune5, 300, "PZ-2", FundMovementKind::kDepositPlaced);
  placed.counterparty = "qingcao";
  life.Move(placed);
  life.Import({.lines = {ALine(kJune5, 500, "", {"PZ-1"}), ALine(kJune5, -300, "", {"PZ-2"})}});
  life.Import({.import_id = "D1",
               .lines = {ALine(kJune5, 300, "", {"PZ-2"})},
               .account_id = "deposit-qingcao"});
  life.Match();
  life.Must(OneOfTheBureau(), RunMatching{"deposit-qingcao"});
  for (const char* account : {"special", "deposit-qingcao"}) {
    const AdjustmentSheet sheet = life.Sheet(kJune30, std::nullopt, account);
    EXPECT_EQ(sheet.difference, Money()) << account;
    EXPECT_EQ(sheet.book_balance, sheet.bank_balance) << account;
    EXPECT_TRUE(sheet.bank_in.empty() && sheet.book_out.empty()) << account;
  }
  EXPECT_EQ(life.Sheet(kJune30).book_balance, Yuan(200));
}

TEST(RecordMatch, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  const std::int64_t one = life.Move(MovementOn(kJune5, 3'000, "PZ-1"));
  const std::int64_t two = life.Move(MovementOn(kJune9, 20, "PZ-2"));
  const std::int64_t opened = life.Import(
      {.lines = {ALine(kJune5, 2'000), ALine(kJune9, 1'000), ALine(kJune9, 20), ALine(kJune9, 5)}});
  const auto match = [](std::vector<LineName> lines, std::vector<MovementName> movements,
                        const char* account = "special") {
    return RecordMatch{account, std::move(lines), std::move(movements), "seen on paper"};
  };
  const auto says = [&](const Command& command) { return life.Says(OneOfTheBureau(), command); };
  EXPECT_EQ(life.Says(IpOffice(), match({}, {})),
            "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau");
  EXPECT_EQ(says(match({}, {}, "none")), "ACCOUNT_UNKNOWN account_id account_id=none");
  EXPECT_EQ(says(match({{opened, 0}, {opened, 0}}, {})),
            absl::StrCat("DUPLICATE_ITEM lines got=", opened, "/0"));
  EXPECT_EQ(says(match({{opened, 0}}, {{one, 0}, {one, 0}})),
            absl::StrCat("DUPLICATE_ITEM movements got=", one, "/0"));
  EXPECT_EQ(says(match({{opened, 4}}, {})),
            absl::StrCat("LINE_UNKNOWN lines statement=", opened, " line=4"));
  EXPECT_EQ(says(match({{one, 0}}, {})),
            absl::StrCat("LINE_UNKNOWN lines statement=", one, " line=0"));
  EXPECT_EQ(says(match({}, {{opened, 0}})),
            absl::StrCat("MOVEMENT_UNKNOWN movements movement_id=", opened, "/0"));
  EXPECT_EQ(says(match({{opened, 0}}, {{one, 0}})),
            "MATCH_SUM lines=200000 movements=300000 difference=-100000");
  // Two lines of one movement: above the account's limit.
  EXPECT_EQ(says(match({{opened, 0}, {opened, 1}}, {{one, 0}})),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  life.Must(FinanceBureau(), match({{opened, 0}, {opened, 1}}, {{one, 0}}));
  EXPECT_EQ(says(match({{opened, 0}, {opened, 1}}, {{one, 0}})),
            absl::StrCat("already ", life.last_entry()));
  EXPECT_EQ(says(match({{opened, 0}}, {})), "ALREADY_MATCHED number=1");
  EXPECT_EQ(says(match({{opened, 2}}, {{two, 0}})), "MATCH_RECORDED");
  // One line that is no movement of ours, and one that takes it back, would be items of one side.
  EXPECT_EQ(says(match({{opened, 3}}, {})), "MATCH_SUM lines=500 movements=0 difference=500");
}

TEST(UndoMatch, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  life.Move(MovementOn(kJune5, 3'000, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  life.Import({.lines = {ALine(kJune5, 3'000, "B-1")}});
  EXPECT_EQ(life.Says(OneOfTheBureau(), UndoMatch{1, "wrong"}), "MATCH_UNKNOWN number number=1");
  life.Match();
  EXPECT_EQ(life.Says(OneOfTheBureau(), UndoMatch{1, "wrong"}),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  life.Must(FinanceBureau(), UndoMatch{1, "wrong"});
  EXPECT_EQ(life.Says(FinanceBureau(), UndoMatch{1, "wrong"}),
            absl::StrCat("already ", life.last_entry()));
  // It may be matched again.
  life.Match();
  EXPECT_EQ(life.book().matches().size(), 2U);
  EXPECT_EQ(life.book().FindMatch(2)->match, life.book().FindMatch(1)->match);
}

}  // namespace
}  // namespace ippledge
