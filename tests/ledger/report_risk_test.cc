// What a bank reports of a covered loan in trouble, and the loan's cover while it stands.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ledger/decide_cover.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Decision = StepDecision;

TEST(ReportRisk, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  life.Recorded("HT-2");
  life.Enrolled("HT-1");
  const Caller bank = BankMaker(kLifeBank);
  EXPECT_EQ(life.Says(CallerOf(Role::kAuditor), Reporting(RiskKind::kRecall)),
            "ROLE_NOT_ALLOWED role=auditor "
            "allowed=bank_maker, bank_checker, fund_manager, ip_office, finance_bureau");
  EXPECT_EQ(life.Says(BankMaker("yunshan"), Reporting(RiskKind::kRecall, "HT-9")),
            "NOT_YOUR_ROWS organisation=yunshan");
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kRecall, "HT-9")),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kRecall, "HT-2")),
            "COVER_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-2");
  EXPECT_EQ(life.Does(bank, Reporting(RiskKind::kRecall)), "RISK_REPORTED");
  const std::int64_t recall = life.last_entry();
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kRecall)), absl::StrCat("already ", recall));
  const Date tomorrow = Day("2024-06-04");
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kJudgment, "HT-1", tomorrow)),
            "DATE_IN_FUTURE report.report_date got=2024-06-04 limit=2024-06-03");
  // The trigger comes before the date.
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kDefault, "HT-1", tomorrow)),
            "POLICY_REFUSES report rule=trigger found=loan_class UNSPECIFIED "
            "limit=all of loan_class >= SUBSTANDARD used=- asked=- remaining=- policy_id=p "
            "policy_version=1");
  life.Must(bank, Classing(LoanClass::kSubstandard));
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kDefault, "HT-1", tomorrow)),
            "DATE_IN_FUTURE report.report_date got=2024-06-04 limit=2024-06-03");
  life.Must(bank, Reporting(RiskKind::kDefault));
  EXPECT_EQ(life.cover().state, CoverState::kDefaulted);
  EXPECT_EQ(life.cover().due, (Deadline{Day("2024-06-03") + 180, OnSilence::kLapse}));
  EXPECT_EQ(life.Says(bank, Reporting(RiskKind::kDefault, "HT-1", Day("2024-06-01"))),
            "COVER_STATE loan state=DEFAULTED want=ENROLLED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(ReportRisk, OnlyOfLivingCover) {
  const std::vector<CoverState> living = {CoverState::kEnrolled, CoverState::kDefaulted,
                                          CoverState::kCompensated};
  for (const CoverState state :
       {CoverState::kSubmitted, CoverState::kReturned, CoverState::kEnrolled,
        CoverState::kDefaulted, CoverState::kCompensated, CoverState::kUncovered,
        CoverState::kRefused}) {
    ClaimLife life;
    if (state == CoverState::kDefaulted) {
      life.Defaulted();
    } else if (state == CoverState::kCompensated) {
      life.Paid();
    } else {
      life.Recorded();
      life.Must(BankMaker(kLifeBank), Applying());
      if (state == CoverState::kReturned) life.Must(IpOffice(), Deciding(Decision::kReturn));
      if (state == CoverState::kRefused) life.Must(IpOffice(), Deciding(Decision::kRefuse));
      if (state == CoverState::kEnrolled || state == CoverState::kUncovered) {
        life.Must(IpOffice(), Deciding(Decision::kAccept));
      }
      if (state == CoverState::kUncovered) life.Must(IpOffice(), Deciding(Decision::kCancel));
    }
    ASSERT_EQ(life.cover().state, state);
    const bool lives = std::find(living.begin(), living.end(), state) != living.end();
    for (const RiskKind kind : {RiskKind::kJudgment, RiskKind::kCured, RiskKind::kDefault}) {
      const std::string text =
          life.Says(BankMaker(kLifeBank), Reporting(kind, "HT-1", Day("2024-06-02")));
      bool may = lives;
      if (kind == RiskKind::kCured) may = may && state != CoverState::kCompensated;
      if (kind == RiskKind::kDefault) may = state == CoverState::kEnrolled;
      if (kind == RiskKind::kDefault && may) {
        EXPECT_TRUE(text.starts_with("POLICY_REFUSES report rule=trigger")) << text;
      } else {
        EXPECT_EQ(text.starts_with("COVER_STATE"), !may) << NameOf(state) << text;
        EXPECT_EQ(text == "RISK_REPORTED", may) << NameOf(state) << text;
      }
    }
  }
}

TEST(ReportRisk, AFullListIsFull) {
  ClaimLife life;
  life.Enrolled();
  for (int i = 0; i < kRiskReportsPerLoanMax; ++i) {
    ReportRisk report = Reporting(RiskKind::kRecall);
    report.report.reference = absl::StrCat(i);
    life.Must(BankMaker(kLifeBank), report);
  }
  EXPECT_EQ(
      life.Says(BankMaker(kLifeBank), Reporting(RiskKind::kRecall, "HT-1", Day("2024-07-01"))),
      "TOO_MANY_EVENTS report limit=200 used=200");
}

TEST(ReportRisk, ACureWithdrawsTheClaimUnlessMoneyIsOnItsWay) {
  ClaimLife life;
  life.Cleared();
  EXPECT_EQ(life.programme().fund.accounts().figures().reserved_fen, 20'000'000);
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kCured));
  const auto& cured = life.last<RiskReported>();
  EXPECT_EQ(cured.withdrawn_claim, "C1");
  EXPECT_EQ(cured.released, Yuan(200'000));
  EXPECT_EQ(cured.after, life.programme().fund.accounts().figures());
  EXPECT_EQ(life.state(), ClaimState::kWithdrawn);
  EXPECT_EQ(life.cover().state, CoverState::kEnrolled);
  EXPECT_FALSE(life.cover().default_date.has_value());
  EXPECT_EQ(life.programme().fund.accounts().figures().reserved_fen, 0);
  EXPECT_EQ(life.programme().work.size(), 0U);
  EXPECT_TRUE(life.CheckInvariants().ok());
  // Trouble again: a claim of its own.
  const Date today = life.programme().today;
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault, "HT-1", today));
  EXPECT_EQ(life.Does(BankChecker(), Filing("C2")), "CLAIM_FILED");

  for (const bool paid : {false, true}) {
    ClaimLife ordered(InstalmentPolicy());
    ordered.Cleared();
    ordered.Run();
    if (paid) ordered.Confirm();
    const std::string text =
        ordered.Says(BankMaker(kLifeBank), Reporting(RiskKind::kCured, "HT-1", Day("2030-01-01")));
    EXPECT_EQ(text, paid ? "COVER_STATE loan state=COMPENSATED want=ENROLLED, DEFAULTED"
                         : "CLAIM_OPEN report.kind claim_number=C1 state=ORDERED");
  }
}

TEST(ReportRisk, WhatCameBeforeACureIsOver) {
  Policy policy = LifePolicy();
  policy.claim.trigger_events = {TriggerEvent::kRecall, TriggerEvent::kCourtAccepted};
  ClaimLife life(policy);
  life.Enrolled();
  const Caller bank = BankMaker(kLifeBank);
  life.Must(bank, Classing(LoanClass::kSubstandard));
  life.Must(bank, Reporting(RiskKind::kRecall));
  EXPECT_TRUE(life.Says(bank, Reporting(RiskKind::kDefault)).starts_with("POLICY_REFUSES report"));
  life.Must(bank, Reporting(RiskKind::kCourtAccepted));
  life.Must(bank, Reporting(RiskKind::kDefault));
  life.Must(bank, Reporting(RiskKind::kCured));
  EXPECT_TRUE(life.Says(bank, Reporting(RiskKind::kDefault, "HT-1", Day("2024-06-02")))
                  .starts_with("POLICY_REFUSES report rule=trigger"));
}

TEST(CoverStands, ACoveredLoanIsNotVoided) {
  ClaimLife life;
  life.Enrolled();
  const std::int64_t recorded = life.loan().first_entry();
  EXPECT_EQ(life.Says(IpOffice(), Voiding(recorded)), "COVER_STANDS loan state=ENROLLED");
  life.Must(IpOffice(), Deciding(Decision::kCancel));
  EXPECT_EQ(life.Does(IpOffice(), Voiding(recorded)), "LOAN_CORRECTED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

}  // namespace
}  // namespace ippledge
