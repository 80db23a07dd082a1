// Which movements of the fund an event makes, and whose they are.
#include "ledger/cover_checks.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_join.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

// "id kind yuan memo, …" of the last entry.
std::string Movements(const ClaimLife& life) {
  std::string text;
  for (const FundMovement& movement :
       MovementsOf(life.entries().back(), life.last_entry(), life.programme().today)) {
    EXPECT_EQ(movement.counterparty, kLifeBank);
    absl::StrAppend(&text, text.empty() ? "" : ", ", movement.movement_id, " ",
                    NameOf(movement.kind), " ", movement.amount.fen() / 100, " ", movement.memo);
  }
  return text;
}

TEST(MovementsOf, OfEachStep) {
  ClaimLife life;
  life.Reviewed();
  EXPECT_EQ(Movements(life), "");
  life.Approve();
  EXPECT_EQ(Movements(life), absl::StrCat("#R-", life.last_entry(), " RESERVATION 200000 C1"));
  life.PassNotice();
  life.Run();
  EXPECT_EQ(Movements(life), "");
  const std::string order = life.claim().order->order_number;
  life.Confirm();
  EXPECT_EQ(Movements(life), absl::StrCat(order, " CLAIM_PAYMENT 200000 C1"));
  const Date today = life.programme().today;
  life.Must(BankChecker(), Recovering("R1", 100, today));
  EXPECT_EQ(Movements(life), "");
  life.Must(FinanceBureau(), Remitting("R1", "Y1", 40, today));
  EXPECT_EQ(Movements(life), "Y1 RECOVERY_IN 40 C1 R1");
  life.Must(FinanceBureau(), Demanding());
  EXPECT_EQ(Movements(life), "");
  life.Must(FinanceBureau(), Returning("Z1", 7, today));
  EXPECT_EQ(Movements(life), "Z1 CLAWBACK_IN 7 C1");
}

TEST(MovementsOf, ARunReservesForMany) {
  ClaimLife life(LifePolicy(), 0);
  life.Approved("HT-1");
  life.Approved("HT-2");
  life.PassNotice();
  life.Must(FinanceBureau(), Funding(1'000'000));
  life.Run();
  const std::string id = absl::StrCat("#R-", life.last_entry());
  EXPECT_EQ(Movements(life),
            absl::StrCat(id, " RESERVATION 200000 C1, ", id, "-2 RESERVATION 200000 C1"));
  // Ids are unique, so that each can be found.
  EXPECT_NE(life.books().FindMovement(id), nullptr);
  EXPECT_NE(life.books().FindMovement(id + "-2"), nullptr);
}

TEST(MovementsOf, InterestBesideOrAlone) {
  RemittanceConfirmed remitted;
  remitted.what = Remitting("R1", "Y1", 40, Day("2024-06-11"));
  remitted.what.late_interest = Yuan(2);
  const auto text = [&] {
    return absl::StrJoin(MovementsOf(Event(remitted), 7, Date()), ", ",
                         [](std::string* out, const FundMovement& movement) {
                           absl::StrAppend(out, movement.movement_id, " ", NameOf(movement.kind));
                         });
  };
  EXPECT_EQ(text(), "Y1 RECOVERY_IN, Y1-interest LATE_INTEREST_IN");
  remitted.what.amount = Money();
  EXPECT_EQ(text(), "Y1 LATE_INTEREST_IN");
}

TEST(IsOfClaim, OfItsLoanAndNumber) {
  ClaimLife life;
  life.Approved("HT-1");
  const RecordedMovement reserved =
      *life.books().FindMovement(absl::StrCat("#R-", life.last_entry()));
  life.Approved("HT-2");
  const auto at = [&](const char* contract) {
    return *FindClaimAt(life.books(), AnId(contract), "C1");
  };
  EXPECT_TRUE(IsOfClaim(reserved, at("HT-1"), "C1"));
  EXPECT_FALSE(IsOfClaim(reserved, at("HT-2"), "C1"));
  EXPECT_FALSE(IsOfClaim(reserved, at("HT-1"), MemoOf("C1", "R1")));
  RecordedMovement other = reserved;
  other.movement.memo = "C2";
  EXPECT_FALSE(IsOfClaim(other, at("HT-1"), "C1"));
}

TEST(AfterReserving, FiguresOnly) {
  ClaimLife life;
  const FundFigures after =
      AfterReserving(life.programme().fund.accounts(), "qingcao", Yuan(5), Yuan(2));
  EXPECT_EQ(after, (FundFigures{100'000'000, 300, 0}));
}

}  // namespace
}  // namespace ippledge
