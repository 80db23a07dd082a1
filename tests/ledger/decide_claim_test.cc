// Filing a claim: every refusal in the order of the contract. Its steps: claim_review_test.cc;
// silence: deadline_test.cc.
#include "ledger/decide_claim.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

void SetStanding(ClaimLife& life, Standing standing) {
  Body bank = ABank(kLifeBank);
  bank.standing = standing;
  life.Must(FinanceBureau(), AmendBody{bank, "as decided"});
}
FileClaim FilingOf(std::int64_t claimed_yuan) {
  FileClaim filing = Filing();
  filing.filing.claimed = Yuan(claimed_yuan);
  return filing;
}
std::string Refuses(absl::string_view rule, absl::string_view found, absl::string_view limit) {
  return absl::StrCat("POLICY_REFUSES filing rule=", rule, " found=", found, " limit=", limit,
                      " used=- asked=- remaining=- policy_id=p policy_version=1");
}

TEST(FileClaim, Examples) {
  ClaimLife life;
  life.Filed();
  const Claim& claim = life.claim();
  EXPECT_EQ(claim.state, ClaimState::kFiled);
  EXPECT_EQ(claim.due, (Deadline{Day("2024-06-10"), OnSilence::kEscalate}));
  EXPECT_EQ(claim.filed_date, Day("2024-06-03"));
  EXPECT_EQ(claim.year, 2024);
  EXPECT_EQ(claim.judged_entry, 0);
  // As things stand, with the fund's money.
  const auto& filed = life.last<ClaimFiled>();
  EXPECT_EQ(Part(filed.judgement.verdict, "fund"), 20'000'000);
  EXPECT_EQ(filed.judgement.facts.portfolio.available, Yuan(1'000'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(FileClaim, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  life.Recorded("HT-2");
  life.Enrolled("HT-1");
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    if (role == Role::kBankChecker) continue;
    EXPECT_EQ(life.Says(CallerOf(role), Filing("C1", "HT-9")),
              absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(role), " allowed=bank_checker"));
  }
  EXPECT_EQ(life.Says(BankChecker("yunshan"), Filing("C1", "HT-9")),
            "NOT_YOUR_ROWS organisation=yunshan");
  EXPECT_EQ(life.Says(BankChecker(), Filing("C1", "HT-9")),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  EXPECT_EQ(life.Says(BankChecker(), Filing("C1", "HT-2")),
            "COVER_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-2");
  SetStanding(life, Standing::kClaimsStopped);
  EXPECT_EQ(life.Says(BankChecker(), Filing()), "BANK_STANDING loan.bank standing=CLAIMS_STOPPED");
  SetStanding(life, Standing::kExited);
  // Old loans of a bank that left keep their cover.
  EXPECT_EQ(life.Says(BankChecker(), Filing()), "COVER_STATE loan state=ENROLLED want=DEFAULTED");
  SetStanding(life, Standing::kActive);
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault));
  life.Must(BankChecker(), Filing());
  const std::int64_t filed = life.last_entry();
  EXPECT_EQ(life.Says(BankChecker(), Filing()), absl::StrCat("already ", filed));
  SetStanding(life, Standing::kExpelled);
  EXPECT_EQ(life.Says(BankChecker(), Filing()), absl::StrCat("already ", filed));
  EXPECT_EQ(life.Says(BankChecker(), FilingOf(1)),
            absl::StrCat("CLAIM_EXISTS filing.claim_number claim_number=C1 first_entry=", filed,
                         " state=FILED"));
  EXPECT_EQ(life.Says(BankChecker(), Filing("C2")), "BANK_STANDING loan.bank standing=EXPELLED");
  SetStanding(life, Standing::kActive);
  EXPECT_EQ(life.Says(BankChecker(), Filing("C2")),
            "CLAIM_OPEN filing.claim_number claim_number=C1 state=FILED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(FileClaim, OnlyOneOfTwoClaimsOnALoan) {
  for (const ClaimState state :
       {ClaimState::kFiled, ClaimState::kComputed, ClaimState::kReviewed, ClaimState::kApproved,
        ClaimState::kCleared, ClaimState::kOrdered}) {
    ClaimLife life;
    life.Filed();
    if (state != ClaimState::kFiled) life.Must(IpOffice(), Taking(Step::kCompleteness));
    if (state > ClaimState::kComputed) life.Must(IpOffice(), Taking(Step::kFirstReview));
    if (state > ClaimState::kReviewed) life.Approve();
    if (state > ClaimState::kApproved) life.PassNotice();
    if (state == ClaimState::kOrdered) life.Run();
    ASSERT_EQ(life.state(), state);
    EXPECT_EQ(life.Says(BankChecker(), Filing("C2")),
              absl::StrCat("CLAIM_OPEN filing.claim_number claim_number=C1 state=", NameOf(state)));
  }
  ClaimLife paid;
  paid.Paid();
  EXPECT_EQ(paid.Says(BankChecker(), Filing("C2")),
            "COVER_STATE loan state=COMPENSATED want=DEFAULTED");
}

TEST(FileClaim, WhatThePolicyRefuses) {
  Policy policy = LifePolicy();
  policy.claim.open_days = 30;
  policy.claim.documents = {"loan_contract", "court_notice"};
  ClaimLife life(policy);
  life.Defaulted();
  EXPECT_EQ(life.Says(BankChecker(), Filing()),
            Refuses("claim_open_days", "default_date 2024-06-03, claim_date 2024-06-03, days 30",
                    "2024-07-03"));
  life.TurnTo(Day("2024-07-02"));
  EXPECT_TRUE(life.Says(BankChecker(), Filing()).starts_with("POLICY_REFUSES filing rule=claim_o"));
  life.TurnTo(Day("2024-07-03"));
  EXPECT_EQ(
      life.Says(BankChecker(), Filing()),
      Refuses("documents", "missing loan_contract, court_notice", "loan_contract, court_notice"));
  FileClaim filing = Filing();
  filing.filing.documents = {{.code = "court_notice"}, {.code = "loan_contract"}};
  EXPECT_EQ(life.Says(BankChecker(), filing), "CLAIM_FILED");
  // The last fen of the loss, and one more.
  filing.filing.claimed = Yuan(500'000);
  EXPECT_EQ(life.Says(BankChecker(), filing), "CLAIM_FILED");
  filing.filing.claimed = Fen(50'000'001);
  EXPECT_EQ(life.Says(BankChecker(), filing),
            "POLICY_REFUSES filing rule=claimed_above_loss found=claimed 50000001 limit=50000000 "
            "used=- asked=50000001 remaining=- policy_id=p policy_version=1");
  // The last day of the window, and the day after, which ends cover.
  life.TurnTo(Day("2024-11-30"));
  filing.filing.claimed.reset();
  EXPECT_EQ(life.Says(BankChecker(), filing), "CLAIM_FILED");
  life.TurnTo(Day("2024-12-01"));
  EXPECT_EQ(life.Says(BankChecker(), filing), "COVER_STATE loan state=UNCOVERED want=DEFAULTED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(FileClaim, TheTriggerIsLookedAtAgain) {
  ClaimLife life;
  life.Defaulted();
  life.TurnTo(Day("2024-06-04"));
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kNormal, "HT-1", Day("2024-06-04")));
  EXPECT_EQ(life.Says(BankChecker(), Filing()),
            Refuses("trigger", "loan_class NORMAL", "all of loan_class >= SUBSTANDARD"));
}

TEST(FileClaim, ARefusedClaimIsFiledAgainAsThePolicySays) {
  struct Case {
    RefileMode mode;
    int days;
    const char* first;
    const char* second;
  };
  for (const Case& c : std::vector<Case>{
           {RefileMode::kNever, 0, "limit=0 used=1", ""},
           {RefileMode::kOnce, 0, "", "limit=1 used=2"},
           {RefileMode::kAlways, 0, "", ""},
           {RefileMode::kWithinDays, 10, "", ""},
       }) {
    Policy policy = LifePolicy();
    policy.life_cycle.rejected_claim_refile = c.mode;
    policy.life_cycle.refile_within_days = c.days;
    ClaimLife life(policy);
    life.Computed();
    life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRefuse));
    const auto want = [](const std::string& limit) {
      return limit.empty()
                 ? std::string("CLAIM_FILED")
                 : absl::StrCat("CLAIM_NOT_REFILED filing.claim_number rule=rejected_claim_refile ",
                                limit, " policy_id=p policy_version=1");
    };
    ASSERT_EQ(life.Does(BankChecker(), Filing("C2")), want(c.first));
    if (std::string(c.first).empty()) {
      life.Must(IpOffice(), Taking(Step::kCompleteness, Decision::kAccept, "HT-1", "C2"));
      life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRefuse, "HT-1", "C2"));
      ASSERT_EQ(life.Says(BankChecker(), Filing("C3")), want(c.second));
    }
    if (c.mode == RefileMode::kWithinDays) {
      life.TurnTo(Day("2024-06-13"));
      EXPECT_EQ(life.Says(BankChecker(), Filing("C3")), want(""));
      life.TurnTo(Day("2024-06-14"));
      EXPECT_EQ(life.Says(BankChecker(), Filing("C3")), want("limit=2024-06-13 used=2"));
    }
    EXPECT_TRUE(life.CheckInvariants().ok());
  }
}

TEST(FileClaim, AFullListIsFull) {
  ClaimLife life;
  life.Defaulted();
  for (int i = 0; i < kClaimsPerLoanMax; ++i) {
    const std::string number = absl::StrCat("C", i);
    life.Must(BankChecker(), Filing(number));
    life.Must(BankChecker(), Taking(Step::kWithdrawal, Decision::kWithdraw, "HT-1", number));
  }
  EXPECT_EQ(life.Says(BankChecker(), Filing("C99")), "TOO_MANY_EVENTS filing limit=16 used=16");
}

TEST(FileClaim, AReturnedClaimKeepsItsDay) {
  ClaimLife life;
  life.Filed();
  life.Must(Trustee(), Taking(Step::kCompleteness, Decision::kReturn));
  EXPECT_EQ(life.claim().due, (Deadline{Day("2024-06-17"), OnSilence::kLapse}));
  life.TurnTo(Day("2024-06-07"));
  FileClaim answer = Filing();
  answer.filing.claimed = Yuan(400'000);
  life.Must(BankChecker(), answer);
  EXPECT_EQ(life.state(), ClaimState::kFiled);
  EXPECT_EQ(life.claim().filed_date, Day("2024-06-03"));
  EXPECT_EQ(life.claim().due.date, Day("2024-06-14"));
  EXPECT_EQ(life.claim().filing, answer.filing);
  life.Must(Trustee(), Taking(Step::kCompleteness));
  EXPECT_EQ(life.claim().loss, Yuan(400'000));
  EXPECT_EQ(life.claim().fund_amount, Yuan(160'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

}  // namespace
}  // namespace ippledge
