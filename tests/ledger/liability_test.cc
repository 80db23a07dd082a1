// What the fund answers with: limits of liability beside the money at hand, claims of which nothing
// is left, claims that are refused for want of money.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/claim_transition.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

Policy Limited(LiabilityLimit limit, ShortfallMode mode = ShortfallMode::kFifo) {
  Policy policy = LifePolicy();
  policy.payment.liability_limit = limit;
  policy.payment.shortfall_mode = mode;
  policy.life_cycle.public_notice_days = 0;
  return policy;
}
// A fund of 300,000.00 by its constitution, whatever is in the account.
Constitution SmallFund() {
  Constitution constitution = AConstitution();
  constitution.fund_fen = 30'000'000;
  return constitution;
}
FundMovement Of(Date date, std::int64_t yuan, std::string id) {
  FundMovement movement = Funding(yuan, id).movement;
  movement.date = date;
  return movement;
}

TEST(RoomUnder, EachLimit) {
  ClaimLife life(Limited(LiabilityLimit::kFundBalance), 1'000'000, SmallFund());
  const auto room = [&](LiabilityLimit limit) { return RoomUnder(limit, life.programme()); };
  EXPECT_EQ(room(LiabilityLimit::kFundBalance), Yuan(1'000'000));
  EXPECT_EQ(room(LiabilityLimit::kFundTotal), Yuan(300'000));
  EXPECT_EQ(room(LiabilityLimit::kBudgetYear), Yuan(1'000'000));
  life.Approved("HT-1");
  EXPECT_EQ(room(LiabilityLimit::kFundTotal), Yuan(100'000));
  EXPECT_EQ(room(LiabilityLimit::kBudgetYear), Yuan(800'000));
  life.Run();
  life.Confirm("HT-1");
  EXPECT_EQ(room(LiabilityLimit::kFundBalance), Yuan(800'000));
  EXPECT_EQ(room(LiabilityLimit::kFundTotal), Yuan(100'000));
  EXPECT_EQ(room(LiabilityLimit::kBudgetYear), Yuan(800'000));
  // What comes back frees the money, not the liability.
  life.Must(BankChecker(), Recovering("R1", 500'000, life.programme().today));
  life.Must(FinanceBureau(), Remitting("R1", "Y1", 200'000, life.programme().today));
  EXPECT_EQ(room(LiabilityLimit::kFundBalance), Yuan(1'000'000));
  EXPECT_EQ(room(LiabilityLimit::kFundTotal), Yuan(100'000));
  // A new year has its own budget.
  life.TurnTo(Day("2025-01-02"));
  EXPECT_EQ(room(LiabilityLimit::kBudgetYear), Money());
  life.Must(FinanceBureau(), RecordFundMovement{Of(Day("2025-01-02"), 50'000, "B25")});
  EXPECT_EQ(room(LiabilityLimit::kBudgetYear), Yuan(50'000));
}

TEST(Liability, TheFundsSizeBindsApprovalAndRun) {
  ClaimLife life(Limited(LiabilityLimit::kFundTotal), 1'000'000, SmallFund());
  life.Approved("HT-1");
  EXPECT_EQ(life.state("HT-1"), ClaimState::kCleared);
  life.Approved("HT-2");
  EXPECT_EQ(life.state("HT-2"), ClaimState::kQueued);
  EXPECT_EQ(life.claim("HT-2").reserved, Money());
  life.Run();
  // 200,000.00 and what is left of 300,000.00.
  EXPECT_EQ(life.claim("HT-1").order->amount, Yuan(200'000));
  EXPECT_EQ(life.claim("HT-2").order->amount, Yuan(100'000));
  life.Confirm("HT-1");
  life.Confirm("HT-2");
  EXPECT_EQ(life.state("HT-2"), ClaimState::kPartPaid);
  // Money does not help: 700,000.00 are there.
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}),
            "NOTHING_TO_PAY waiting=1 remaining=70000000");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Liability, TheYearsBudgetBindsUntilTheNext) {
  ClaimLife life(Limited(LiabilityLimit::kBudgetYear), 0);
  life.Must(FinanceBureau(),
            RecordFundMovement{AMovement("LAST", FundMovementKind::kInterestIn)});  // no budget
  life.Must(FinanceBureau(), Funding(250'000, "B24"));
  life.Approved("HT-1");
  life.Approved("HT-2");
  life.Run();
  life.Confirm("HT-1");
  EXPECT_EQ(life.claim("HT-2").order->amount, Yuan(50'000));
  life.Confirm("HT-2");
  life.TurnTo(Day("2025-01-02"));
  life.Must(FinanceBureau(), RecordFundMovement{Of(Day("2025-01-02"), 500'000, "B25")});
  life.Run();
  EXPECT_EQ(life.claim("HT-2").order->amount, Yuan(150'000));
  life.Confirm("HT-2");
  EXPECT_EQ(life.state("HT-2"), ClaimState::kPaid);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

// Terms of the claim that waits longest come first; another policy's share what those left.
TEST(Liability, PoliciesOfOneRunKeepTheirOwnTerms) {
  ClaimLife life(Limited(LiabilityLimit::kFundBalance, ShortfallMode::kWaitForTopup), 0);
  Policy second = Limited(LiabilityLimit::kFundBalance, ShortfallMode::kRefuse);
  second.policy_id = "q";
  life.Must(FinanceBureau(), Issuing(second));
  const auto approve = [&](const char* contract, const char* policy) {
    life.Recorded(contract);
    ApplyForCover apply = Applying(contract);
    apply.application.policy_id = policy;
    life.Must(BankMaker(kLifeBank), apply);
    if (life.cover(contract).state == CoverState::kSubmitted) {
      life.Must(Trustee(), Deciding(Decision::kAccept, contract));
    }
    life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard, contract));
    life.Must(BankMaker(kLifeBank),
              Reporting(RiskKind::kDefault, contract, life.programme().today));
    life.Must(BankChecker(), Filing("C1", contract));
    life.Must(Trustee(), Taking(Step::kCompleteness, Decision::kAccept, contract));
    life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kAccept, contract));
    life.Approve(contract);
  };
  approve("HT-1", "p");
  approve("HT-2", "q");
  approve("HT-3", "p");
  life.Must(FinanceBureau(), Funding(250'000, "TOPUP"));
  life.Run();
  // Of policy p the first is paid whole, the other waits; q's gets the rest and no more.
  EXPECT_EQ(life.claim("HT-1").order->amount, Yuan(200'000));
  EXPECT_EQ(life.state("HT-3"), ClaimState::kQueued);
  EXPECT_EQ(life.claim("HT-2").order->amount, Yuan(50'000));
  EXPECT_EQ(life.claim("HT-2").fund_amount, Yuan(50'000));
  EXPECT_EQ(life.available_fen(), 0);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Liability, RefusedForWantOfMoneyIsRefusedForGood) {
  ClaimLife life(Limited(LiabilityLimit::kFundBalance, ShortfallMode::kRefuse), 200'000);
  life.Approved("HT-1");
  life.Approved("HT-2");
  EXPECT_EQ(life.state("HT-2"), ClaimState::kQueued);
  life.Run();
  const auto& run = life.last<PaymentsOrdered>();
  ASSERT_EQ(run.orders.size(), 2U);
  EXPECT_EQ(run.orders[1].order.amount, Money());
  EXPECT_EQ(run.orders[1].order.order_number, "");
  EXPECT_EQ(run.orders[1].refused, Yuan(200'000));
  const Claim& claim = life.claim("HT-2");
  EXPECT_EQ(claim.state, ClaimState::kRefused);
  EXPECT_FALSE(claim.due.is_set());
  EXPECT_EQ(claim.fund_amount, Money());
  EXPECT_EQ(claim.borne[1].amount, claim.loss);
  EXPECT_TRUE(life.CheckInvariants().ok());
  life.Confirm("HT-1");
  life.Must(FinanceBureau(), Funding(1'000'000, "LATE"));
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}).substr(0, 14), "NOTHING_TO_PAY");
}

// A run may hold nothing but refusals.
TEST(Liability, ARunOfRefusalsOnly) {
  ClaimLife life(Limited(LiabilityLimit::kFundBalance, ShortfallMode::kRefuse), 0);
  life.Approved();
  life.Run();
  EXPECT_EQ(life.state(), ClaimState::kRefused);
  EXPECT_EQ(life.programme().work.size(), 1U);  // the window is open again: it may be filed anew
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(NothingLeft, ACapThatIsUsedUpRefusesTheFiling) {
  Policy policy = LifePolicy();
  policy.caps.fund_year_cap = Yuan(200'000);
  ClaimLife life(policy);
  life.Computed("HT-1");
  life.Defaulted("HT-2");
  const std::string text = life.Says(BankChecker(), Filing("C1", "HT-2"));
  EXPECT_TRUE(text.starts_with("POLICY_REFUSES filing rule=fund_year_cap ")) << text;
  EXPECT_NE(text.find("limit=20000000 used=20000000 asked=20000000 remaining=0"), text.npos)
      << text;
}

TEST(NothingLeft, ACapUsedUpMeanwhileRefusesTheComputation) {
  Policy policy = LifePolicy();
  policy.caps.fund_year_cap = Yuan(200'000);
  ClaimLife life(policy);
  life.Filed("HT-1");
  life.Filed("HT-2");
  for (const char* contract : {"HT-1", "HT-2"}) {
    life.Must(Trustee(), Taking(Step::kCompleteness, Decision::kAccept, contract));
  }
  EXPECT_EQ(life.state("HT-1"), ClaimState::kComputed);
  EXPECT_EQ(life.state("HT-2"), ClaimState::kRefused);
  EXPECT_FALSE(life.claim("HT-2").due.is_set());
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(NothingLeft, ARepairOfTheWholeRefuses) {
  ClaimLife life;
  life.Computed();
  TakeClaimStep repair = Taking(Step::kFirstReview, Decision::kRepair);
  repair.repair_ppm = kWholePpm;
  life.Must(IpOffice(), repair);
  EXPECT_EQ(life.state(), ClaimState::kRefused);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(NothingLeft, AFirstPartOfNothingIsNotWaitedFor) {
  Policy policy = LifePolicy();
  policy.payment.first_instalment_ppm = 1;
  policy.caps.per_claim_cap = Money::OfFen(400'000);
  ClaimLife life(policy);
  life.Cleared();
  EXPECT_EQ(life.claim().fund_amount, Money::OfFen(400'000));
  EXPECT_EQ(life.claim().first_amount, Money::OfFen(400'000));
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.state(), ClaimState::kPaid);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

// A repair is computed as things stand then: a brake may have come in between, and its deferral
// ends where the repair would have led.
TEST(Repair, TakesTheNewOutcome) {
  ClaimLife life(BrakePolicy(500'000));
  life.Enrolled("HT-2");
  life.Computed("HT-1");
  ASSERT_EQ(life.state("HT-1"), ClaimState::kComputed);
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard, "HT-2"));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault, "HT-2"));
  life.Must(BankChecker(), Filing("C1", "HT-2"));
  life.Must(Trustee(), Taking(Step::kCompleteness, Decision::kAccept, "HT-2"));
  ASSERT_EQ(life.state("HT-2"), ClaimState::kDeferred);
  life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRepair));
  EXPECT_EQ(life.state("HT-1"), ClaimState::kDeferred);
  EXPECT_EQ(life.claim("HT-1").resumes, ClaimState::kRepaired);
  EXPECT_EQ(life.claim("HT-1").repair_ppm, 100'000);
  life.Must(FinanceBureau(), Taking(Step::kDeferralTest));
  EXPECT_EQ(life.state("HT-1"), ClaimState::kRepaired);
  EXPECT_EQ(life.claim("HT-1").fund_amount, Yuan(180'000));
  EXPECT_EQ(life.claim("HT-1").due, (Deadline{Day("2024-06-10"), OnSilence::kEscalate}));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Repair, ADeferralOfItEndsWhereItLed) {
  ClaimLife life(BrakePolicy(500'000));
  life.Enrolled("HT-2");
  life.Computed("HT-1");
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard, "HT-2"));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault, "HT-2"));
  life.Must(BankChecker(), Filing("C1", "HT-2"));
  life.Must(Trustee(), Taking(Step::kCompleteness, Decision::kAccept, "HT-2"));
  life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRepair));
  for (const char* contract : {"HT-3", "HT-4"}) life.Enrolled(contract);
  life.TurnTo(Day("2024-07-01"));
  EXPECT_EQ(life.state("HT-1"), ClaimState::kRepaired);
  EXPECT_EQ(life.claim("HT-1").due, (Deadline{Day("2024-07-08"), OnSilence::kEscalate}));
  life.Must(BankChecker(), Taking(Step::kRepairAnswer));
  EXPECT_EQ(life.state("HT-1"), ClaimState::kReviewed);
}

}  // namespace
}  // namespace ippledge
