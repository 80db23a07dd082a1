// A claim that is paid in two: at once, and when recovery ended or years have passed.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "ledger/decide_payment.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

Policy FirstCome(Policy policy) {
  policy.payment.shortfall_mode = ShortfallMode::kFifo;
  return policy;
}
// What the last run ordered for HT-1.
std::int64_t Ordered(const ClaimLife& life) {
  return std::get<PaymentsOrdered>(life.entries().back()).orders.at(0).order.amount.fen();
}

TEST(Instalments, ReservedWholePaidInTwoAfterRecoveryEnds) {
  ClaimLife life(InstalmentPolicy());
  life.Cleared();
  EXPECT_EQ(life.claim().first_amount, Yuan(150'000));
  EXPECT_EQ(life.claim().reserved, Yuan(200'000));
  life.Run();
  EXPECT_EQ(Ordered(life), 15'000'000);
  life.Confirm();
  EXPECT_EQ(life.state(), ClaimState::kPartPaid);
  EXPECT_EQ(life.claim().reserved, Yuan(50'000));
  EXPECT_FALSE(life.claim().due.is_set());
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}).substr(0, 14), "NOTHING_TO_PAY");
  EXPECT_TRUE(life.CheckInvariants().ok());
  life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, life.programme().today));
  EXPECT_TRUE(life.claim().later_due);
  EXPECT_TRUE(life.claim().due.is_set());
  EXPECT_EQ(life.cover().state, CoverState::kSettled);
  life.Run();
  EXPECT_EQ(Ordered(life), 5'000'000);
  life.Confirm();
  EXPECT_EQ(life.state(), ClaimState::kPaid);
  EXPECT_EQ(life.claim().paid, Yuan(200'000));
  // Recovery stays ended.
  EXPECT_EQ(life.cover().state, CoverState::kSettled);
  EXPECT_EQ(life.programme().work.size(), 0U);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Instalments, YearsAfterTheJudgment) {
  for (const SecondInstalment on :
       {SecondInstalment::kYearsAfterDecree, SecondInstalment::kEarlier}) {
    ClaimLife life(InstalmentPolicy(on));
    life.Defaulted();
    life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kJudgment, "HT-1", Day("2024-06-01")));
    life.Must(BankChecker(), Filing());
    life.Must(IpOffice(), Taking(Step::kCompleteness));
    life.Must(IpOffice(), Taking(Step::kFirstReview));
    life.Approve();
    life.PassNotice();
    life.Run();
    life.Confirm();
    EXPECT_EQ(life.claim().due, (Deadline{Day("2027-06-01"), OnSilence::kAccept}));
    if (on == SecondInstalment::kYearsAfterDecree) {
      // The end of recovery does not make it due.
      life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, life.programme().today));
      EXPECT_FALSE(life.claim().later_due);
    }
    life.TurnTo(Day("2027-06-01"));
    EXPECT_FALSE(life.claim().later_due);
    life.TurnTo(Day("2027-06-02"));
    EXPECT_TRUE(life.claim().later_due);
    EXPECT_EQ(life.state(), ClaimState::kPartPaid);
    EXPECT_TRUE(life.CheckInvariants().ok());
    life.Run();
    life.Confirm();
    EXPECT_EQ(life.state(), ClaimState::kPaid);
    EXPECT_TRUE(life.CheckInvariants().ok());
  }
}

// The judgment often comes when the first part was long paid.
TEST(Instalments, AJudgmentAfterTheFirstPaymentSetsTheDayOfTheRest) {
  ClaimLife life(InstalmentPolicy(SecondInstalment::kYearsAfterDecree));
  life.Paid();
  ASSERT_EQ(life.state(), ClaimState::kPartPaid);
  EXPECT_FALSE(life.claim().due.is_set());
  life.TurnTo(Day("2024-09-02"));
  const Caller bank = BankMaker(kLifeBank);
  life.Must(bank, Reporting(RiskKind::kEnforcementEnded, "HT-1", Day("2024-08-01")));
  EXPECT_FALSE(life.claim().due.is_set());
  life.Must(bank, Reporting(RiskKind::kJudgment, "HT-1", Day("2024-09-01")));
  EXPECT_EQ(life.claim().due, (Deadline{Day("2027-09-01"), OnSilence::kAccept}));
  // An appeal: the last judgment counts.
  life.TurnTo(Day("2025-01-06"));
  life.Must(bank, Reporting(RiskKind::kJudgment, "HT-1", Day("2025-01-03")));
  EXPECT_EQ(life.claim().due, (Deadline{Day("2028-01-03"), OnSilence::kAccept}));
  life.TurnTo(Day("2028-01-04"));
  EXPECT_TRUE(life.claim().later_due);
  const Deadline due = life.claim().due;
  // What is due stays due.
  life.Must(bank, Reporting(RiskKind::kJudgment, "HT-1", Day("2028-01-04")));
  EXPECT_EQ(life.claim().due, due);
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.state(), ClaimState::kPaid);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Instalments, AJudgmentDoesNotMoveWhatRecoverysEndMakesDue) {
  ClaimLife life(InstalmentPolicy(SecondInstalment::kRecoveryEnd));
  life.Paid();
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kJudgment));
  EXPECT_FALSE(life.claim().due.is_set());
}

TEST(Instalments, AJudgmentOfTroubleThatWasCuredDoesNotCount) {
  ClaimLife life(InstalmentPolicy(SecondInstalment::kYearsAfterDecree));
  life.Defaulted();
  const Caller bank = BankMaker(kLifeBank);
  life.Must(bank, Reporting(RiskKind::kJudgment, "HT-1", Day("2024-06-01")));
  life.Must(bank, Reporting(RiskKind::kCured, "HT-1", Day("2024-06-02")));
  life.TurnTo(Day("2024-06-04"));
  life.Must(bank, Reporting(RiskKind::kDefault, "HT-1", Day("2024-06-04")));
  life.Must(BankChecker(), Filing());
  life.Must(IpOffice(), Taking(Step::kCompleteness));
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  life.Approve();
  life.PassNotice();
  life.Run();
  life.Confirm();
  EXPECT_FALSE(life.claim().due.is_set());
}

// Shares of a queue, then instalments: never more than what is due, and what is reserved beyond
// that stays.
TEST(Instalments, WhatIsShortIsOfTheFirstOne) {
  ClaimLife life(FirstCome(InstalmentPolicy()), 0);
  life.Cleared();
  life.Must(FinanceBureau(), Funding(100'000, "T1"));
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.claim().paid, Yuan(100'000));
  life.Must(FinanceBureau(), Funding(70'000, "T2"));
  life.Run();
  EXPECT_EQ(Ordered(life), 5'000'000);
  EXPECT_EQ(life.claim().reserved, Yuan(70'000));
  life.Confirm();
  EXPECT_EQ(life.claim().reserved, Yuan(20'000));
  EXPECT_EQ(life.state(), ClaimState::kPartPaid);
  EXPECT_TRUE(life.CheckInvariants().ok());
  life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, life.programme().today));
  life.Run();
  EXPECT_EQ(Ordered(life), 2'000'000);
  life.Confirm();
  life.Must(FinanceBureau(), Funding(30'000, "T3"));
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.state(), ClaimState::kPaid);
  EXPECT_EQ(life.claim().paid, Yuan(200'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Instalments, RecoveryMayEndWhileTheFirstIsShort) {
  ClaimLife life(FirstCome(InstalmentPolicy()), 0);
  life.Cleared();
  life.Must(FinanceBureau(), Funding(100'000, "T1"));
  life.Run();
  life.Confirm();
  life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, life.programme().today));
  const Deadline due = life.claim().due;
  EXPECT_TRUE(due.is_set());
  life.Must(FinanceBureau(), Closing(RecoveryClosing::kWrittenOff, life.programme().today));
  // What is still owed to the bank keeps its day.
  EXPECT_EQ(life.claim().due, due);
  life.Must(FinanceBureau(), Funding(100'000, "T2"));
  life.Run();
  // An order of a loan that was written off may be cancelled as any other.
  EXPECT_EQ(life.Does(FinanceBureau(), Taking(Step::kPaymentConfirmed, Decision::kCancel)),
            "CLAIM_STEP_TAKEN");
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.claim().paid, Yuan(200'000));
  EXPECT_EQ(life.cover().state, CoverState::kWrittenOff);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

}  // namespace
}  // namespace ippledge
