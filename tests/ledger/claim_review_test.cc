// A claim from completeness to approval: reviews, repairs, notice, objection, brakes. The table of
// steps itself: claim_steps_test.cc.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/decide_claim.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

TEST(TakeClaimStep, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  life.Recorded("HT-2");
  life.Enrolled("HT-3");
  life.Computed("HT-1");
  const TakeClaimStep review = Taking(Step::kFirstReview);
  const auto of = [](TakeClaimStep step, const char* contract, const char* claim = "C1") {
    step.loan = AnId(contract);
    step.claim_number = claim;
    return step;
  };
  EXPECT_EQ(life.Says(BankMaker(kLifeBank), of(review, "HT-9")),
            "ROLE_NOT_ALLOWED role=bank_maker allowed=fund_manager, ip_office, finance_bureau");
  const TakeClaimStep withdrawing = Taking(Step::kWithdrawal, Decision::kWithdraw);
  EXPECT_EQ(life.Says(BankChecker("yunshan"), of(withdrawing, "HT-9")),
            "NOT_YOUR_ROWS organisation=yunshan");
  EXPECT_EQ(life.Says(IpOffice(), of(review, "HT-9")),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  EXPECT_EQ(life.Says(IpOffice(), of(review, "HT-2")),
            "COVER_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-2");
  EXPECT_EQ(life.Says(IpOffice(), of(review, "HT-3")),
            "CLAIM_UNKNOWN claim_number claim_number=C1");
  EXPECT_EQ(life.Says(FinanceBureau(), review),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=ip_office");
  Caller own = IpOffice();
  own.organisation = std::string(kLifeBank);
  EXPECT_EQ(life.Says(own, Taking(Step::kNotice)),
            "STEP_NOT_ALLOWED step state=COMPUTED step=NOTICE decision=ACCEPT want=FIRST_REVIEW");
  EXPECT_EQ(life.Says(own, review), "OWN_BODY organisation=qingcao");
  Caller alone = FinanceBureau();
  alone.second_person = "";
  EXPECT_EQ(life.Says(alone, Taking(Step::kDeferralTest)),
            "STEP_NOT_ALLOWED step state=COMPUTED step=DEFERRAL_TEST decision=ACCEPT "
            "want=FIRST_REVIEW");
}

TEST(TakeClaimStep, TwoReviewsAreOfTwoPersonsOfTwoBodies) {
  ClaimLife life;
  life.Reviewed();
  Caller same_person = FinanceBureau();
  same_person.person = IpOffice().person;
  same_person.organisation = IpOffice().organisation;
  Caller same_body = FinanceBureau();
  same_body.organisation = IpOffice().organisation;
  Caller own = same_person;
  own.organisation = std::string(kLifeBank);
  const TakeClaimStep second = Taking(Step::kSecondReview);
  EXPECT_EQ(life.Says(own, second), "OWN_BODY organisation=qingcao");
  EXPECT_EQ(life.Says(same_person, second), "SAME_PERSON person=p-2 step=FIRST_REVIEW");
  EXPECT_EQ(life.Says(same_body, second), "SAME_BODY organisation=ip-office step=FIRST_REVIEW");
  for (const Decision decision : {Decision::kAccept, Decision::kRefuse}) {
    EXPECT_EQ(life.Says(FinanceBureau(), Taking(Step::kSecondReview, decision)),
              "CLAIM_STEP_TAKEN");
  }
}

TEST(TakeClaimStep, TheLastFirstReviewCounts) {
  ClaimLife life;
  life.Computed();
  Caller other = IpOffice();
  other.person = FinanceBureau().person;
  life.Must(other, Taking(Step::kFirstReview, Decision::kRepair));
  life.Must(BankChecker(), Taking(Step::kRepairAnswer, Decision::kObject));
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  EXPECT_EQ(life.Says(FinanceBureau(), Taking(Step::kSecondReview)), "CLAIM_STEP_TAKEN");
}

TEST(TakeClaimStep, ComputingStoresAmounts) {
  ClaimLife life;
  life.Computed();
  const Claim& claim = life.claim();
  EXPECT_EQ(claim.state, ClaimState::kComputed);
  EXPECT_EQ(claim.judged_entry, life.last_entry());
  EXPECT_EQ(claim.loss, Yuan(500'000));
  EXPECT_EQ(claim.fund_amount, Yuan(200'000));
  EXPECT_EQ(claim.first_amount, Yuan(200'000));
  ASSERT_EQ(claim.borne.size(), 2U);
  EXPECT_TRUE(claim.borne[0].by_fund);
  EXPECT_FALSE(claim.borne[1].by_fund);
  EXPECT_EQ(claim.borne[1].amount, Yuan(300'000));
  // The reservation looks at the fund's money, not the computation.
  const auto& taken = life.last<ClaimStepTaken>();
  EXPECT_FALSE(taken.judgement->facts.portfolio.available.has_value());
  EXPECT_EQ(taken.person, "p-7");
}

TEST(TakeClaimStep, OnlySomeLevelsMayBeThisFunds) {
  Policy policy = LifePolicy();
  policy.modes[0].parties = {{"province", PartyRole::kFund, 400'000},
                             {"city", PartyRole::kFund, 200'000},
                             {"bank", PartyRole::kBank, 400'000}};
  policy.life_cycle.paid_by_fund = {"city"};
  ClaimLife life(policy);
  life.Approved();
  EXPECT_EQ(life.claim().fund_amount, Yuan(100'000));
  EXPECT_EQ(life.claim().reserved, Yuan(100'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
  life.PassNotice();
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.available_fen(), 90'000'000);
  // A recovery gives back to the fund what is its own: 200 of 500 parts of the city's 100.
  life.Must(BankChecker(), Recovering("R1", 50'000, life.programme().today));
  EXPECT_EQ(life.claim().recoveries[0].fund_share, Yuan(10'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(TakeClaimStep, ARepairCutsAndIsObjectedToOnce) {
  ClaimLife life;
  life.Computed();
  TakeClaimStep repair = Taking(Step::kFirstReview, Decision::kRepair);
  repair.repair_ppm = 0;
  EXPECT_EQ(life.Says(IpOffice(), repair), "VALUE_OUT_OF_RANGE repair_ppm got=0 min=1 max=1000000");
  repair.repair_ppm = 250'000;
  life.Must(IpOffice(), repair);
  EXPECT_EQ(life.claim().fund_amount, Yuan(150'000));
  EXPECT_EQ(life.claim().repair_ppm, 250'000);
  EXPECT_EQ(life.claim().due, (Deadline{Day("2024-06-10"), OnSilence::kEscalate}));
  life.Must(BankChecker(), Taking(Step::kRepairAnswer, Decision::kObject));
  EXPECT_EQ(life.state(), ClaimState::kComputed);
  EXPECT_EQ(life.claim().fund_amount, Yuan(200'000));
  EXPECT_EQ(life.claim().repair_ppm, 0);
  life.Must(IpOffice(), repair);
  EXPECT_EQ(life.Says(BankChecker(), Taking(Step::kRepairAnswer, Decision::kObject)),
            "STEP_NOT_ALLOWED decision state=REPAIRED step=REPAIR_ANSWER decision=OBJECT "
            "want=ACCEPT: the bank has objected once");
  life.Must(BankChecker(), Taking(Step::kRepairAnswer));
  EXPECT_EQ(life.state(), ClaimState::kReviewed);
  life.Approve();
  EXPECT_EQ(life.claim().reserved, Yuan(150'000));
  // An objection to the notice is upheld in part: a deeper cut, computed anew, nothing reserved.
  life.Must(IpOffice(), Taking(Step::kNotice, Decision::kObject));
  TakeClaimStep deeper = Taking(Step::kObjection, Decision::kRepair);
  deeper.repair_ppm = 250'000;
  EXPECT_EQ(life.Says(FinanceBureau(), deeper),
            "VALUE_OUT_OF_RANGE repair_ppm got=250000 min=250001 max=1000000");
  deeper.repair_ppm = 500'000;
  life.Must(FinanceBureau(), deeper);
  EXPECT_EQ(life.claim().fund_amount, Yuan(100'000));
  EXPECT_EQ(life.claim().reserved, Money());
  EXPECT_EQ(life.available_fen(), 100'000'000);
  EXPECT_TRUE(life.CheckInvariants().ok());
  life.Must(BankChecker(), Taking(Step::kRepairAnswer));
  life.Approve();
  life.PassNotice();
  EXPECT_EQ(life.state(), ClaimState::kCleared);
  EXPECT_EQ(life.claim().reserved, Yuan(100'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(TakeClaimStep, ThePolicysLargestRepair) {
  Policy policy = LifePolicy();
  policy.claim.repair_max_ppm = 300'000;
  ClaimLife life(policy);
  life.Computed();
  TakeClaimStep repair = Taking(Step::kFirstReview, Decision::kRepair);
  repair.repair_ppm = 300'001;
  EXPECT_EQ(life.Says(IpOffice(), repair),
            "VALUE_OUT_OF_RANGE repair_ppm got=300001 min=1 max=300000");
  repair.repair_ppm = 300'000;
  EXPECT_EQ(life.Says(IpOffice(), repair), "CLAIM_STEP_TAKEN");
}

TEST(TakeClaimStep, NoticeAndObjection) {
  ClaimLife life;
  life.Approved();
  EXPECT_EQ(life.state(), ClaimState::kApproved);
  EXPECT_EQ(life.Says(IpOffice(), Taking(Step::kNotice)), "NOTICE_RUNNING step until=2024-06-10");
  life.TurnTo(Day("2024-06-10"));
  EXPECT_EQ(life.Says(IpOffice(), Taking(Step::kNotice)), "NOTICE_RUNNING step until=2024-06-10");
  life.Must(IpOffice(), Taking(Step::kNotice, Decision::kObject));
  EXPECT_EQ(life.state(), ClaimState::kSuspended);
  EXPECT_EQ(life.claim().reserved, Yuan(200'000));
  life.TurnTo(Day("2024-07-10"));
  EXPECT_EQ(life.state(), ClaimState::kSuspended);
  life.Must(TwoOfTheOffice(), Taking(Step::kObjection));
  EXPECT_EQ(life.state(), ClaimState::kCleared);
  EXPECT_EQ(life.claim().due.date, Day("2024-07-24"));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(TakeClaimStep, AnObjectionUpheldSetsTheMoneyFree) {
  ClaimLife life;
  life.Approved();
  life.Must(IpOffice(), Taking(Step::kNotice, Decision::kObject));
  life.Must(FinanceBureau(), Taking(Step::kObjection, Decision::kRefuse));
  EXPECT_EQ(life.state(), ClaimState::kRefused);
  EXPECT_EQ(life.available_fen(), 100'000'000);
  EXPECT_EQ(life.last<ClaimStepTaken>().released, Yuan(200'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(TakeClaimStep, ANoticeThatEscalatesIsEndedByHand) {
  Policy policy = LifePolicy();
  policy.life_cycle.steps = {{.step = Step::kNotice, .on_silence = OnSilence::kEscalate}};
  ClaimLife life(policy);
  life.Approved();
  life.TurnTo(Day("2024-06-11"));
  EXPECT_EQ(life.state(), ClaimState::kApproved);
  life.Must(IpOffice(), Taking(Step::kNotice));
  EXPECT_EQ(life.state(), ClaimState::kCleared);
}

TEST(TakeClaimStep, WithoutNoticeItIsClearedAtOnce) {
  for (const std::int64_t yuan : {1'000'000, 100'000}) {
    Policy policy = LifePolicy();
    policy.life_cycle.public_notice_days = 0;
    ClaimLife life(policy, yuan);
    life.Approved();
    const bool enough = yuan == 1'000'000;
    EXPECT_EQ(life.state(), enough ? ClaimState::kCleared : ClaimState::kQueued);
    EXPECT_EQ(life.claim().due.is_set(), enough);
    EXPECT_EQ(life.claim().reserved, enough ? Yuan(200'000) : Money());
  }
}

// At the threshold, above it, and at it where the comparison takes it in: the bank enrolled
// 1,000,000.00 this year, the claim's loss is half of that.
TEST(Brakes, ExactlyAtTheThreshold) {
  struct Case {
    std::int64_t ppm;
    Comparison comparison;
    ClaimState want;
  };
  for (const Case& c : std::vector<Case>{
           {500'000, Comparison::kAbove, ClaimState::kComputed},
           {499'999, Comparison::kAbove, ClaimState::kDeferred},
           {500'000, Comparison::kAtLeast, ClaimState::kDeferred},
           {500'001, Comparison::kAtLeast, ClaimState::kComputed},
       }) {
    Policy policy = BrakePolicy(c.ppm);
    policy.brakes[0].comparison = c.comparison;
    ClaimLife life(policy);
    life.Enrolled("HT-2");
    life.Computed("HT-1");
    EXPECT_EQ(life.state(), c.want) << c.ppm;
    if (c.want != ClaimState::kDeferred) continue;
    EXPECT_EQ(life.claim().due, (Deadline{Day("2024-06-30"), OnSilence::kAccept}));
    EXPECT_EQ(life.claim().resumes, ClaimState::kComputed);
    // It is held back: caps do not count it, losses do.
    EXPECT_EQ(life.programme().cover.sums[CoverSum::kCommitted], 0);
    EXPECT_EQ(life.programme().cover.sums[CoverSum::kLosses], 50'000'000);
    EXPECT_TRUE(life.CheckInvariants().ok());
  }
}

TEST(Brakes, TestedAgainAtTheEndOfThePeriod) {
  ClaimLife life(BrakePolicy(400'000));
  life.Enrolled("HT-2");
  life.Computed("HT-1");
  ASSERT_EQ(life.state(), ClaimState::kDeferred);
  life.TurnTo(Day("2024-06-30"));
  EXPECT_EQ(life.state(), ClaimState::kDeferred);
  life.TurnTo(Day("2024-07-01"));
  // Still on: until the end of the next quarter.
  EXPECT_EQ(life.state(), ClaimState::kDeferred);
  EXPECT_EQ(life.claim().due, (Deadline{Day("2024-09-30"), OnSilence::kAccept}));
  EXPECT_EQ(life.claim().judged_entry, life.last_entry());
  // 500 of 1,500: the brake is off, but nobody looks before the day.
  life.Enrolled("HT-3");
  life.TurnTo(Day("2024-09-30"));
  EXPECT_EQ(life.state(), ClaimState::kDeferred);
  life.TurnTo(Day("2024-10-01"));
  EXPECT_EQ(life.state(), ClaimState::kComputed);
  EXPECT_EQ(life.claim().resumes, ClaimState::kUnspecified);
  EXPECT_EQ(life.claim().fund_amount, Yuan(200'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Brakes, TestedAgainInTheNextYear) {
  ClaimLife life(BrakePolicy(400'000));
  life.Computed();
  life.TurnTo(Day("2025-01-01"));
  EXPECT_EQ(life.state(), ClaimState::kDeferred);
  EXPECT_EQ(life.claim().due.date, Day("2025-03-31"));
  life.Must(FinanceBureau(), Taking(Step::kDeferralTest));
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  life.Approve();
  life.TurnTo(Day("2026-01-05"));
  life.Run();
  life.Confirm();
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Brakes, ReleasedOrRefusedByDecision) {
  ClaimLife life(BrakePolicy(1));
  life.Computed();
  ASSERT_EQ(life.state(), ClaimState::kDeferred);
  EXPECT_EQ(life.Says(FinanceBureau(), Taking(Step::kDeferralTest, Decision::kRefuse)),
            "CLAIM_STEP_TAKEN");
  life.Must(FinanceBureau(), Taking(Step::kDeferralTest));
  EXPECT_EQ(life.state(), ClaimState::kComputed);
  EXPECT_EQ(life.claim().resumes, ClaimState::kUnspecified);
  EXPECT_EQ(life.claim().fund_amount, Yuan(200'000));
  const auto& released = life.last<ClaimStepTaken>();
  EXPECT_EQ(LineOf(released.judgement->verdict, "bank_loss").result, "waived");
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  life.Approve();
  EXPECT_EQ(life.claim().reserved, Yuan(200'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(Brakes, OneThatStopsRefusesTheFiling) {
  ClaimLife life(BrakePolicy(1, BrakeEffect::kStopClaims));
  life.Defaulted();
  const std::string text = life.Says(BankChecker(), Filing());
  EXPECT_TRUE(text.starts_with("POLICY_REFUSES filing rule=bank_loss found=scope BANK, ")) << text;
}

TEST(TakeClaimStep, AClaimOfTheYearBeforeIsComputed) {
  ClaimLife life;
  life.TurnTo(Day("2024-12-30"));
  life.Filed();
  life.TurnTo(Day("2025-01-02"));
  EXPECT_EQ(life.Does(Trustee(), Taking(Step::kCompleteness)), "CLAIM_STEP_TAKEN");
  EXPECT_EQ(life.claim().year, 2024);
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  life.Approve();
  life.PassNotice();
  life.Run();
  life.Confirm();
  EXPECT_TRUE(life.CheckInvariants().ok());
}

// Whatever was computed is refused by the loan's class of today.
TEST(TakeClaimStep, ALoanThatRecoveredIsRefusedWhenComputed) {
  ClaimLife life;
  life.Filed();
  life.TurnTo(Day("2024-06-04"));
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kNormal, "HT-1", Day("2024-06-04")));
  life.Must(Trustee(), Taking(Step::kCompleteness));
  EXPECT_EQ(life.state(), ClaimState::kRefused);
  EXPECT_EQ(life.claim().fund_amount, Money());
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(TakeClaimStep, ALateClaimIsTheReviewsWord) {
  Policy policy = LifePolicy();
  policy.claim.late_mode = LateClaimMode::kCommittee;
  ClaimLife life(policy);
  life.Defaulted();
  EXPECT_FALSE(life.cover().due.is_set());
  life.TurnTo(Day("2025-03-03"));
  EXPECT_EQ(life.Does(BankChecker(), Filing()), "CLAIM_FILED");
  life.Must(Trustee(), Taking(Step::kCompleteness));
  EXPECT_EQ(life.state(), ClaimState::kComputed);
  EXPECT_EQ(life.claim().fund_amount, Yuan(200'000));
}

}  // namespace
}  // namespace ippledge
