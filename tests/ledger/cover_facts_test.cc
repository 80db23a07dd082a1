// What the ledger knows, put as the facts that a policy is applied to.
#include "ledger/cover_facts.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;

EnrolmentFacts EnrolmentOf(const ClaimLife& life, PortfolioFacts* portfolio = nullptr) {
  PolicyFacts facts = life.last<CoverApplied>().judgement.facts;
  if (portfolio != nullptr) *portfolio = facts.portfolio;
  return std::get<EnrolmentFacts>(facts.steps[0]);
}
ClaimFacts ClaimOf(const ClaimLife& life, PortfolioFacts* portfolio = nullptr) {
  PolicyFacts facts = life.last<ClaimFiled>().judgement.facts;
  if (portfolio != nullptr) *portfolio = facts.portfolio;
  return std::get<ClaimFacts>(facts.steps[0]);
}

TEST(AmountToCover, DrawnOrAgreedWholeOrIpPart) {
  ClaimLife life;
  NewLoan loan = LifeLoan();
  loan.contract_amount = Fen(300);
  loan.ip_part = Fen(100);
  loan.rights[0].secured = Fen(100);
  loan.draw.principal = Fen(50);
  life.Must(IpOffice(), Recording(loan));
  Policy policy = LifePolicy();
  EXPECT_EQ(AmountToCover(life.loan(), policy), Fen(50));
  policy.life_cycle.exposure_on = ExposureOn::kCommitted;
  EXPECT_EQ(AmountToCover(life.loan(), policy), Fen(300));
  policy.loss.combined_base = CombinedBase::kIpPart;
  EXPECT_EQ(AmountToCover(life.loan(), policy), Fen(100));
  policy.life_cycle.exposure_on = ExposureOn::kDrawn;
  // 16.67, half up.
  EXPECT_EQ(AmountToCover(life.loan(), policy), Fen(17));
}

TEST(EnrolmentFactsOf, WhatTheLoanSays) {
  ClaimLife life;
  NewLoan loan = LifeLoan();
  loan.rights = {APatent(1), ATrademark(1), APatent(2)};
  life.Must(IpOffice(), Recording(loan));
  for (const auto& [n, day] :
       std::vector<std::pair<int, const char*>>{{2, "2024-02-01"}, {1, "2024-03-01"}}) {
    PledgeRegistration registration = ARegistration();
    registration.number = PatentNumber(n);
    registration.registration_date = Day(day);
    life.Must(BankMaker(kLifeBank), Recording(registration));
  }
  ApplyForCover applying = Applying();
  applying.application = {.group = "g",
                          .tags = {"high-tech"},
                          .firm_registration_date = Day("2023-06-04"),
                          .clean_credit_years = 3};
  life.Must(BankMaker(kLifeBank), applying);
  const EnrolmentFacts facts = EnrolmentOf(life);
  EXPECT_EQ(facts.enterprise, CreditCode(1));
  EXPECT_EQ(facts.amount, Yuan(500'000));
  EXPECT_EQ(facts.loan_amount, Yuan(1'000'000));
  EXPECT_EQ(facts.ip_part, Yuan(800'000));
  EXPECT_EQ(facts.ip_kinds, (std::vector<IpKind>{IpKind::kPatent, IpKind::kTrademark}));
  EXPECT_EQ(facts.registered_days, 365);
  EXPECT_EQ(facts.clean_credit_years, 3);
  EXPECT_EQ(facts.annual_rate_ppm, 43'500);
  EXPECT_EQ(facts.term_months, 12);
  EXPECT_EQ(facts.disbursement_date, Day("2024-01-05"));
  EXPECT_EQ(facts.filing_date, Day("2024-06-03"));
  EXPECT_EQ(facts.pledge_date, Day("2024-02-01"));
  EXPECT_EQ(facts.year, 2024);
}

TEST(EnrolmentFactsOf, TheBooksWithoutTheLoanItself) {
  ClaimLife life;
  life.Enrolled("HT-1");
  life.Recorded("HT-2");
  life.Must(BankMaker(kLifeBank), Applying("HT-2"));
  PortfolioFacts portfolio;
  EnrolmentFacts facts = EnrolmentOf(life, &portfolio);
  EXPECT_EQ(facts.enterprise_enrolled, Yuan(500'000));
  EXPECT_EQ(facts.enterprise_year, Yuan(500'000));
  EXPECT_EQ(portfolio.covered_outstanding, Yuan(500'000));
  EXPECT_EQ(portfolio.fund_total, Yuan(200'000'000));
  // Asked again of one that is submitted: not twice.
  life.Must(Trustee(), Deciding(StepDecision::kReturn, "HT-2"));
  life.Must(BankMaker(kLifeBank), Applying("HT-2"));
  facts = EnrolmentOf(life, &portfolio);
  EXPECT_EQ(facts.enterprise_enrolled, Yuan(500'000));
  // The balance falls with repayments; what was accepted in the year stays.
  life.Must(BankMaker(kLifeBank), Recording(ARepayment()));
  life.Recorded("HT-3");
  life.Must(BankMaker(kLifeBank), Applying("HT-3"));
  facts = EnrolmentOf(life, &portfolio);
  EXPECT_EQ(facts.enterprise_enrolled, Yuan(450'000));
  EXPECT_EQ(facts.enterprise_year, Yuan(500'000));
}

TEST(ClaimFactsOf, WhatTheLoanAndTheBankSay) {
  ClaimLife life;
  life.Enrolled();
  const Caller bank = BankMaker(kLifeBank);
  life.Must(bank, Recording(ARepayment()));
  life.Must(bank, Classing(LoanClass::kSubstandard, "HT-1", Day("2024-02-10")));
  Repayment late = ARepayment("R2");
  late.repayment_date = Day("2024-05-01");
  late.principal = Yuan(20'000);
  life.Must(bank, Recording(late));
  life.Must(bank, Reporting(RiskKind::kRecall));
  life.Must(bank, Reporting(RiskKind::kJudgment, "HT-1", Day("2024-06-01")));
  life.Must(bank, Reporting(RiskKind::kJudgment, "HT-1", Day("2024-06-02")));
  ReportRisk restructured = Reporting(RiskKind::kRestructured);
  restructured.report.consent = true;
  life.Must(bank, restructured);
  life.Must(bank, Reporting(RiskKind::kIpLapsed));
  life.Must(bank, Reporting(RiskKind::kDefault));
  FileClaim filing = Filing();
  filing.filing.recovered_ip = Yuan(7);
  filing.filing.documents = {{.code = "loan_contract"}};
  life.Must(BankChecker(), filing);
  PortfolioFacts portfolio;
  const ClaimFacts facts = ClaimOf(life, &portfolio);
  EXPECT_EQ(facts.disbursed, Yuan(500'000));
  EXPECT_EQ(facts.principal_repaid, Yuan(70'000));
  EXPECT_EQ(facts.npl_date, Day("2024-02-10"));
  // Neither repayment had come by then.
  EXPECT_EQ(facts.principal_npl, Yuan(500'000));
  EXPECT_EQ(facts.loan_class, LoanClass::kSubstandard);
  EXPECT_EQ(facts.overdue_days, 95);
  EXPECT_EQ(facts.events,
            (std::vector<TriggerEvent>{TriggerEvent::kRecall, TriggerEvent::kJudgment}));
  EXPECT_EQ(facts.decree_date, Day("2024-06-02"));
  EXPECT_TRUE(facts.restructured);
  EXPECT_TRUE(facts.restructure_consent);
  EXPECT_TRUE(facts.ip_lapsed);
  EXPECT_TRUE(facts.enrolled);
  EXPECT_FALSE(facts.claim_open);
  EXPECT_EQ(facts.default_date, Day("2024-06-03"));
  EXPECT_EQ(facts.cover_start, Day("2024-06-03"));
  EXPECT_EQ(facts.covered_limit, Yuan(500'000));
  EXPECT_EQ(facts.recovered_ip, Yuan(7));
  EXPECT_EQ(facts.documents, std::vector<std::string>{"loan_contract"});
  EXPECT_EQ(facts.ip_part, Yuan(800'000));
  // Its agreement is of 2020-12: the fifth business year.
  EXPECT_EQ(facts.bank_business_year, 5);
  EXPECT_EQ(portfolio.available, Yuan(1'000'000));
}

TEST(ClaimFactsOf, CapsOfTheYearCountOtherClaims) {
  Policy policy = LifePolicy();
  policy.caps.institution_year_cap = Yuan(350'000);
  ClaimLife life(policy);
  life.Computed("HT-1");
  life.Computed("HT-2");
  EXPECT_EQ(life.claim("HT-1").fund_amount, Yuan(200'000));
  EXPECT_EQ(life.claim("HT-2").fund_amount, Yuan(150'000));
  EXPECT_EQ(life.claim("HT-2").borne[1].amount, Yuan(350'000));
  // Computed anew, a claim does not stand in its own way; refused, it frees its part.
  life.Must(IpOffice(), Taking(Step::kFirstReview, StepDecision::kRepair, "HT-2"));
  EXPECT_EQ(life.claim("HT-2").fund_amount, Yuan(150'000));
  life.Must(IpOffice(), Taking(Step::kFirstReview, StepDecision::kRefuse, "HT-1"));
  life.Must(BankChecker(), Taking(Step::kRepairAnswer, StepDecision::kObject, "HT-2"));
  EXPECT_EQ(life.claim("HT-2").fund_amount, Yuan(200'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(NplDateOf, TheLastUnbrokenRun) {
  ClaimLife life;
  life.Recorded();
  EXPECT_FALSE(NplDateOf(life.loan()).has_value());
  const auto change = [&](LoanClass loan_class, const char* day) {
    life.Must(BankMaker(kLifeBank), Classing(loan_class, "HT-1", Day(day)));
    const std::optional<Date> date = NplDateOf(life.loan());
    return date ? date->ToString() : "none";
  };
  EXPECT_EQ(change(LoanClass::kSpecialMention, "2024-02-01"), "none");
  EXPECT_EQ(change(LoanClass::kSubstandard, "2024-02-10"), "2024-02-10");
  EXPECT_EQ(change(LoanClass::kLoss, "2024-03-10"), "2024-02-10");
  // Told later, of an earlier day.
  EXPECT_EQ(change(LoanClass::kNormal, "2024-03-01"), "2024-03-10");
  EXPECT_EQ(change(LoanClass::kSpecialMention, "2024-04-01"), "none");
  EXPECT_EQ(change(LoanClass::kDoubtful, "2024-05-01"), "2024-05-01");
  // Taken back, it was never there.
  life.Must(IpOffice(), Voiding(life.last_entry()));
  EXPECT_FALSE(NplDateOf(life.loan()).has_value());
}

TEST(LiabilityLimit, OfTheFundsTotalAndOfTheYearsBudget) {
  for (const LiabilityLimit limit : {LiabilityLimit::kFundTotal, LiabilityLimit::kBudgetYear}) {
    Policy policy = LifePolicy();
    policy.payment.liability_limit = limit;
    policy.payment.shortfall_mode = ShortfallMode::kRefuse;
    Constitution constitution = AConstitution();
    constitution.fund_fen = 30'000'000;
    ClaimLife life(policy, 300'000, constitution);
    // Money beyond the budget and the fund's size: interest.
    life.Must(FinanceBureau(), Funding(500'000, "M2", FundMovementKind::kInterestIn));
    life.Computed("HT-1");
    life.Computed("HT-2");
    EXPECT_EQ(life.claim("HT-1").fund_amount, Yuan(200'000));
    EXPECT_EQ(life.claim("HT-2").fund_amount, Yuan(100'000)) << NameOfTerm(limit);
  }
}

}  // namespace
}  // namespace ippledge
