// Money that is called back after a false claim.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/decide_recovery.h"
#include "tests/ledger/after_payment.h"

namespace ippledge {
namespace {

TEST(DemandClawback, RefusesInTheOrderOfTheContract) {
  auto life = Paid();
  const DemandClawback demanding = Demanding();
  ExpectOnly(*life, {Role::kFinanceBureau}, demanding);
  DemandClawback unknown = demanding;
  unknown.loan = AnId("HT-9");
  EXPECT_EQ(life->Says(OneOfTheBureau(), unknown),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  ExpectUnknown(*life, FinanceBureau(), demanding);
  unknown.loan = AnId("HT-2");
  EXPECT_EQ(life->Says(FinanceBureau(), unknown),
            "CLAIM_STATE claim_number state=COMPUTED want=PAID, PART_PAID");
  life->Must(FinanceBureau(), demanding);
  EXPECT_EQ(life->Says(FinanceBureau(), Demanding(1)),
            "CLAIM_STATE claim_number state=CLAWBACK want=PAID, PART_PAID");
}

TEST(DemandClawback, AllOfItWithInterestSincePayment) {
  auto life = Paid(WithInterest());
  life->TurnTo(Day("2024-06-21"));
  life->Must(FinanceBureau(), Demanding());
  const Clawback& clawback = *life->claim().clawback;
  // 200,000.00 for ten days at 3.65 % a year.
  EXPECT_EQ(clawback.amount, Yuan(200'000));
  EXPECT_EQ(clawback.interest, Yuan(200));
  EXPECT_EQ(clawback.due_date, Day("2024-07-12"));
  EXPECT_EQ(life->state(), ClaimState::kClawback);
  EXPECT_EQ(life->Says(FinanceBureau(), Returning("Z1", 200'201, Day("2024-06-22"))),
            "CLAWBACK_EXCEEDED amount_fen limit=20020000 used=0 asked=20020100 remaining=20020000");
  life->Must(FinanceBureau(), Returning("Z1", 200'000, Day("2024-06-21")));
  EXPECT_EQ(life->state(), ClaimState::kClawback);
  EXPECT_TRUE(life->CheckInvariants().ok());
  life->Must(FinanceBureau(), Returning("Z2", 200, Day("2024-06-21")));
  EXPECT_EQ(life->state(), ClaimState::kClawedBack);
  EXPECT_FALSE(life->claim().due.is_set());
  EXPECT_EQ(life->available_fen(), 100'020'000);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(DemandClawback, TheFalsePart) {
  Policy policy = LifePolicy();
  policy.clawback.mode = ClawbackMode::kRepairedPart;
  auto life = Paid(policy);
  life->Must(FinanceBureau(), Demanding(333'333));
  EXPECT_EQ(life->claim().clawback->amount, Fen(6'666'660));
}

TEST(DemandClawback, SetsTheLaterInstalmentFree) {
  ClaimLife life(InstalmentPolicy());
  life.Paid();
  EXPECT_EQ(life.claim().reserved, Yuan(50'000));
  life.Must(FinanceBureau(), Demanding());
  EXPECT_EQ(life.claim().reserved, Money());
  EXPECT_EQ(life.claim().fund_amount, Yuan(150'000));
  EXPECT_EQ(life.last<ClawbackDemanded>().released, Yuan(50'000));
  EXPECT_EQ(life.claim().clawback->amount, Yuan(150'000));
  EXPECT_EQ(life.available_fen(), 85'000'000);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

// Whatever comes first, a recovery or a clawback: the fund has no more back than it paid.
TEST(DemandClawback, TheFundHasNoMoreBackThanItPaid) {
  for (const bool remitted_first : {false, true}) {
    SCOPED_TRACE(remitted_first);
    auto life = Paid();
    life->Must(BankMaker(kLifeBank), Recovering("R1", 100'000, kPaidDay));
    if (remitted_first) life->Must(FinanceBureau(), Remitting("R1", "Y1", 40'000, kPaidDay));
    life->Must(FinanceBureau(), Demanding());
    EXPECT_EQ(life->claim().clawback->amount, Yuan(160'000));
    life->Must(FinanceBureau(), Returning("Z1", 160'000, kPaidDay));
    if (!remitted_first) life->Must(FinanceBureau(), Remitting("R1", "Y1", 40'000, kPaidDay));
    EXPECT_EQ(life->available_fen(), 100'000'000);
    // What comes in later is the bank's: it bears the loss now.
    life->Must(BankMaker(kLifeBank), Recovering("R2", 100'000, kPaidDay));
    EXPECT_EQ(life->claim().recoveries[1].fund_share, Money());
    EXPECT_TRUE(life->CheckInvariants().ok());
  }
}

TEST(DemandClawback, NothingLeftToCallBackIsOver) {
  auto life = Paid();
  life->Must(BankMaker(kLifeBank), Recovering("R1", 500'000, kPaidDay));
  life->Must(FinanceBureau(), Remitting("R1", "Y1", 200'000, kPaidDay));
  life->Must(FinanceBureau(), Demanding());
  EXPECT_EQ(life->claim().clawback->amount, Money());
  EXPECT_EQ(life->state(), ClaimState::kClawedBack);
  EXPECT_EQ(life->available_fen(), 100'000'000);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(DemandClawback, AnEndOfRecoveryLeavesItsDay) {
  auto life = Paid();
  life->Must(FinanceBureau(), Demanding());
  const Deadline due = life->claim().due;
  life->Must(IpOffice(), Closing(RecoveryClosing::kEnded, kPaidDay));
  EXPECT_EQ(life->claim().due, due);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(ConfirmClawback, RefusesInTheOrderOfTheContract) {
  auto life = Paid();
  const ConfirmClawback returning = Returning("Z1", 200'000, kPaidDay);
  ExpectOnly(*life, {Role::kFinanceBureau}, returning);
  ExpectUnknown(*life, OneOfTheBureau(), returning);
  EXPECT_EQ(life->Says(OneOfTheBureau(), Returning("M1", 200'001, kPaidDay + 1)),
            "CLAIM_STATE claim_number state=PAID want=CLAWBACK");
  life->Must(FinanceBureau(), Demanding());
  EXPECT_EQ(life->Says(OneOfTheBureau(), Returning("M1", 200'001, kPaidDay + 1)),
            "MOVEMENT_EXISTS movement_id first_entry=5");
  EXPECT_EQ(life->Says(OneOfTheBureau(), Returning("Z1", 200'001, kPaidDay + 1)),
            "CLAWBACK_EXCEEDED amount_fen limit=20000000 used=0 asked=20000100 remaining=20000000");
  EXPECT_EQ(life->Says(OneOfTheBureau(), Returning("Z1", 200'000, kPaidDay + 1)),
            "DATE_IN_FUTURE payment_date got=2024-06-12 limit=2024-06-11");
  life->Must(OneOfTheBureau(), returning);
  EXPECT_EQ(life->Says(OneOfTheBureau(), returning), absl::StrCat("already ", life->last_entry()));
  EXPECT_EQ(life->Says(OneOfTheBureau(), Returning("Z2", 1, kPaidDay)),
            "CLAIM_STATE claim_number state=CLAWED_BACK want=CLAWBACK");
}

}  // namespace
}  // namespace ippledge
