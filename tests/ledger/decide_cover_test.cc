// A loan's cover: every refusal in the order of the contract, and every step of its states.
#include "ledger/decide_cover.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Decision = StepDecision;

void SetStanding(ClaimLife& life, Standing standing) {
  Body bank = ABank(kLifeBank);
  bank.standing = standing;
  life.Must(FinanceBureau(), AmendBody{bank, "as decided"});
}
ClaimLife Submitted(Policy policy = LifePolicy()) {
  ClaimLife life(std::move(policy));
  life.Recorded();
  life.Must(BankMaker(kLifeBank), Applying());
  return life;
}

TEST(ApplyForCover, Examples) {
  ClaimLife life = Submitted();
  const auto& applied = life.last<CoverApplied>();
  EXPECT_EQ(applied.state, CoverState::kSubmitted);
  EXPECT_EQ(applied.asked, Yuan(500'000));
  EXPECT_EQ(applied.mode, "default");
  EXPECT_EQ(applied.fund_parties, std::vector<std::string>{"fund"});
  EXPECT_EQ(life.cover().due, (Deadline{Day("2024-06-10"), OnSilence::kEscalate}));
  EXPECT_EQ(life.cover().policy_version, 1);
  life.Must(Trustee(), Deciding(Decision::kAccept));
  EXPECT_EQ(life.cover().state, CoverState::kEnrolled);
  EXPECT_EQ(life.cover().covered, Yuan(500'000));
  EXPECT_EQ(life.cover().start_date, Day("2024-06-03"));
  EXPECT_FALSE(life.cover().due.is_set());
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(ApplyForCover, OnlyTheBankOrWhoWritesForIt) {
  ClaimLife life;
  life.Recorded();
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    const bool may = IsBank(role) || role == Role::kFundManager || role == Role::kIpOffice ||
                     role == Role::kFinanceBureau;
    const std::string text = life.Says(CallerOf(role), Applying());
    EXPECT_EQ(text == "COVER_APPLIED", may) << text;
    EXPECT_EQ(text.starts_with("ROLE_NOT_ALLOWED"), !may) << text;
  }
  // Another bank learns nothing, not even of loans that are not there.
  EXPECT_EQ(life.Says(BankMaker("yunshan"), Applying()), "NOT_YOUR_ROWS organisation=yunshan");
  EXPECT_EQ(life.Says(BankMaker("yunshan"), Applying("HT-9")),
            "NOT_YOUR_ROWS organisation=yunshan");
}

TEST(ApplyForCover, RefusesInTheOrderOfTheContract) {
  ClaimLife life = Submitted();
  const Caller bank = BankMaker(kLifeBank);
  ApplyForCover other = Applying();
  other.application.group = "g";
  EXPECT_EQ(life.Says(bank, Applying("HT-9")),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  EXPECT_EQ(life.Says(bank, Applying()), "already 7");
  EXPECT_EQ(life.Says(bank, other), "COVER_EXISTS loan first_entry=7 state=SUBMITTED");

  // A voided loan, before anything of the bank.
  life.Recorded("HT-2");
  CorrectLoan voiding = Voiding(life.last_entry());
  voiding.loan = AnId("HT-2");
  life.Must(IpOffice(), voiding);
  life.Recorded("HT-3");
  ApplyForCover no_policy = Applying("HT-3");
  no_policy.application.policy_id = "none";
  EXPECT_EQ(life.Says(bank, no_policy),
            "POLICY_UNKNOWN application.policy_id policy_id=none date=2024-06-03");
  SetStanding(life, Standing::kEnrolmentStopped);
  const std::string voided = life.Says(bank, Applying("HT-2"));
  EXPECT_TRUE(voided.starts_with("LOAN_VOIDED loan voided_by=")) << voided;
  EXPECT_EQ(life.Says(bank, no_policy), "BANK_STANDING loan.bank standing=ENROLMENT_STOPPED");
  for (const Standing standing : {Standing::kActive, Standing::kWarned, Standing::kClaimsStopped,
                                  Standing::kExpelled, Standing::kExited}) {
    SetStanding(life, standing);
    const bool may = standing != Standing::kExpelled && standing != Standing::kExited;
    EXPECT_EQ(life.Says(bank, Applying("HT-3")) == "COVER_APPLIED", may) << NameOf(standing);
  }
}

TEST(ApplyForCover, WhatThePolicyRefusesSaysWhy) {
  Policy policy = LifePolicy();
  policy.eligibility.enterprise_enrolled_cap = Yuan(1'200'000);
  policy.eligibility.security_roles = {"main", "sole"};
  ClaimLife life(policy);
  life.Recorded();
  ApplyForCover applying = Applying();
  EXPECT_EQ(life.Says(BankMaker(kLifeBank), applying),
            "POLICY_REFUSES application rule=security_roles found=got  limit=main, sole used=- "
            "asked=- remaining=- policy_id=p policy_version=1");
  for (const char* contract : {"HT-1", "HT-2", "HT-3"}) {
    if (std::string(contract) != "HT-1") life.Recorded(contract);
    applying = Applying(contract);
    applying.application.security_role = "sole";
    const std::string text = life.Does(BankMaker(kLifeBank), applying);
    if (std::string(contract) == "HT-3") {
      EXPECT_EQ(text,
                "POLICY_REFUSES application rule=enterprise_enrolled_cap found=exceeded "
                "limit=120000000 used=100000000 asked=50000000 remaining=20000000 policy_id=p "
                "policy_version=1");
      continue;
    }
    EXPECT_EQ(text, "COVER_APPLIED");
    life.Must(Trustee(), Deciding(Decision::kAccept, contract));
  }
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(ApplyForCover, CapsMayLeaveAPartOrNothing) {
  for (const CapExcessMode mode : {CapExcessMode::kEnrolPart, CapExcessMode::kEnrolUncovered}) {
    Policy policy = LifePolicy();
    policy.eligibility.enterprise_enrolled_cap = Yuan(600'000);
    policy.eligibility.cap_excess_mode = mode;
    ClaimLife life(policy);
    life.Enrolled("HT-1");
    life.Recorded("HT-2");
    life.Must(BankMaker(kLifeBank), Applying("HT-2"));
    const bool part = mode == CapExcessMode::kEnrolPart;
    EXPECT_EQ(life.cover("HT-2").state, part ? CoverState::kSubmitted : CoverState::kUncovered);
    if (part) {
      life.Must(Trustee(), Deciding(Decision::kAccept, "HT-2"));
      EXPECT_EQ(life.cover("HT-2").covered, Yuan(100'000));
      EXPECT_EQ(life.cover("HT-2").asked, Yuan(500'000));
    } else {
      EXPECT_EQ(life.cover("HT-2").covered, Money());
      EXPECT_TRUE(life.Says(Trustee(), Deciding(Decision::kAccept, "HT-2"))
                      .starts_with("COVER_STATE loan state=UNCOVERED want=SUBMITTED"));
    }
    EXPECT_TRUE(life.CheckInvariants().ok());
  }
}

// Two applications met a cap that has room for one: the later confirmation finds none.
TEST(DecideCover, LooksAtTheFiguresAgain) {
  for (const CapExcessMode mode : {CapExcessMode::kRefuse, CapExcessMode::kEnrolUncovered}) {
    Policy policy = LifePolicy();
    policy.eligibility.enterprise_enrolled_cap = Yuan(500'000);
    policy.eligibility.cap_excess_mode = mode;
    ClaimLife life(policy);
    for (const char* contract : {"HT-1", "HT-2"}) {
      life.Recorded(contract);
      life.Must(BankMaker(kLifeBank), Applying(contract));
    }
    life.Must(Trustee(), Deciding(Decision::kAccept, "HT-1"));
    const std::string text = life.Does(Trustee(), Deciding(Decision::kAccept, "HT-2"));
    if (mode == CapExcessMode::kRefuse) {
      EXPECT_TRUE(text.starts_with("POLICY_REFUSES loan rule=enterprise_enrolled_cap")) << text;
      EXPECT_EQ(life.cover("HT-2").state, CoverState::kSubmitted);
    } else {
      EXPECT_EQ(text, "COVER_DECIDED");
      EXPECT_EQ(life.cover("HT-2").state, CoverState::kUncovered);
      EXPECT_EQ(life.cover("HT-2").covered, Money());
    }
    EXPECT_TRUE(life.CheckInvariants().ok());
  }
}

TEST(DecideCover, RefusesInTheOrderOfTheContract) {
  ClaimLife life = Submitted();
  life.Recorded("HT-2");
  Caller own = Trustee();
  own.organisation = std::string(kLifeBank);
  for (int r = 0; r < kRoleCount; ++r) {
    const Caller caller{.organisation = "somebody", .role = static_cast<Role>(r), .person = "p"};
    const bool office = caller.role == Role::kIpOffice;
    const bool may = office || caller.role == Role::kFundManager;
    for (const Decision decision : {Decision::kAccept, Decision::kReturn, Decision::kRefuse}) {
      const std::string text = life.Says(caller, Deciding(decision));
      // Only the loan's policy tells whether the bureau may.
      const bool bureau = caller.role == Role::kFinanceBureau;
      EXPECT_EQ(text, may ? "COVER_DECIDED"
                          : absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(caller.role),
                                         " allowed=fund_manager, ip_office",
                                         bureau ? "" : ", finance_bureau"));
    }
    const std::string text = life.Says(caller, Deciding(Decision::kCancel));
    EXPECT_EQ(text.starts_with("COVER_STATE"), office) << text;
  }
  EXPECT_EQ(life.Says(own, Deciding(Decision::kAccept, "HT-9")),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  EXPECT_EQ(life.Says(own, Deciding(Decision::kAccept, "HT-2")),
            "COVER_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-2");
  EXPECT_EQ(life.Says(own, Deciding(Decision::kAccept)), "OWN_BODY organisation=qingcao");
  life.Must(Trustee(), Deciding(Decision::kAccept));
  EXPECT_EQ(life.Says(own, Deciding(Decision::kAccept)), "OWN_BODY organisation=qingcao");
  EXPECT_EQ(life.Says(Trustee(), Deciding(Decision::kAccept)),
            "COVER_STATE loan state=ENROLLED want=SUBMITTED");
  EXPECT_EQ(life.Does(IpOffice(), Deciding(Decision::kCancel)), "COVER_DECIDED");
  EXPECT_EQ(life.cover().state, CoverState::kUncovered);
  EXPECT_EQ(life.Says(IpOffice(), Deciding(Decision::kCancel)),
            "COVER_STATE loan state=UNCOVERED want=ENROLLED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideCover, APolicyMayGiveItToTheBureau) {
  Policy policy = LifePolicy();
  policy.life_cycle.steps = {{.step = WorkStep::kConfirmCover, .role = Role::kFinanceBureau}};
  ClaimLife life = Submitted(policy);
  EXPECT_EQ(life.Says(IpOffice(), Deciding(Decision::kAccept)),
            "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau");
  EXPECT_EQ(life.Does(FinanceBureau(), Deciding(Decision::kAccept)), "COVER_DECIDED");
  // To end it stays the office's.
  EXPECT_EQ(life.Says(FinanceBureau(), Deciding(Decision::kCancel)),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=ip_office");
}

TEST(DecideCover, ReturnedIsAnsweredOrLapses) {
  ClaimLife life = Submitted();
  life.Must(Trustee(), Deciding(Decision::kReturn));
  EXPECT_EQ(life.cover().due, (Deadline{Day("2024-06-17"), OnSilence::kLapse}));
  // The same application again is an answer.
  EXPECT_EQ(life.Does(BankMaker(kLifeBank), Applying()), "COVER_APPLIED");
  EXPECT_EQ(life.cover().state, CoverState::kSubmitted);
  EXPECT_EQ(life.cover().applied_entry, 7);
  life.Must(IpOffice(), Deciding(Decision::kReturn));
  life.TurnTo(Day("2024-06-17"));
  EXPECT_EQ(life.cover().state, CoverState::kReturned);
  life.TurnTo(Day("2024-06-18"));
  EXPECT_EQ(life.cover().state, CoverState::kLapsed);
  EXPECT_FALSE(life.cover().due.is_set());
  EXPECT_TRUE(life.CheckInvariants().ok());
  // It may be applied for again; so may one that was refused.
  life.Must(BankMaker(kLifeBank), Applying());
  life.Must(Trustee(), Deciding(Decision::kRefuse));
  EXPECT_EQ(life.cover().state, CoverState::kRefused);
  life.Must(BankMaker(kLifeBank), Applying());
  EXPECT_EQ(life.cover().state, CoverState::kSubmitted);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideCover, TheVersionOfTheFirstApplicationIsForLife) {
  ClaimLife life = Submitted();
  Policy next = LifePolicy();
  next.version = 2;
  next.effective_date = Day("2024-06-04");
  next.eligibility.enterprise_sizes = {FirmSize::kLarge};
  life.Must(FinanceBureau(), Issuing(next));
  life.Must(Trustee(), Deciding(Decision::kReturn));
  life.TurnTo(Day("2024-06-05"));
  life.Must(BankMaker(kLifeBank), Applying());
  life.Must(Trustee(), Deciding(Decision::kAccept));
  EXPECT_EQ(life.cover().policy_version, 1);
  EXPECT_EQ(life.cover().applied_date, Day("2024-06-03"));
  EXPECT_EQ(life.cover().start_date, Day("2024-06-05"));
  life.Recorded("HT-2");
  EXPECT_TRUE(life.Says(BankMaker(kLifeBank), Applying("HT-2"))
                  .starts_with("POLICY_REFUSES application rule=enterprise_sizes"));
}

TEST(DecideCover, AnApplicationMayWaitForYears) {
  ClaimLife life = Submitted();
  life.TurnTo(Day("2026-01-05"));
  EXPECT_EQ(life.Does(Trustee(), Deciding(Decision::kAccept)), "COVER_DECIDED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideCover, WithoutConfirmationAnEligibleLoanIsEnrolledAtOnce) {
  Policy policy = LifePolicy();
  policy.life_cycle.manager_confirms = false;
  ClaimLife life = Submitted(policy);
  EXPECT_EQ(life.cover().state, CoverState::kEnrolled);
  EXPECT_EQ(life.cover().covered, Yuan(500'000));
  EXPECT_EQ(life.cover().start_date, Day("2024-06-03"));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideCover, ALateApplicationMayBeTheCommittees) {
  Policy policy = LifePolicy();
  policy.life_cycle.manager_confirms = false;
  policy.eligibility.file_within_days = 30;
  policy.eligibility.late_file_mode = LateFileMode::kCommittee;
  ClaimLife life = Submitted(policy);
  EXPECT_EQ(life.cover().state, CoverState::kSubmitted);
  life.Must(Trustee(), Deciding(Decision::kAccept));
  EXPECT_EQ(life.cover().state, CoverState::kEnrolled);
  EXPECT_EQ(life.cover().covered, Yuan(500'000));
}

}  // namespace
}  // namespace ippledge
