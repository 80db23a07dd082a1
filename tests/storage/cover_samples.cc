#include "tests/storage/cover_samples.h"

#include <memory>

namespace ippledge {
namespace {

const LoanId kLoan = {"icbc-nm", "HT-2024-001"};
const FundFigures kAfter = {15'000'000'000, 120'000'000, -1};
const Deadline kDue = {Date::Of(2025, 8, 15), OnSilence::kEscalate};

Money Fen(std::int64_t fen) { return Money::OfFen(fen); }

Policy SamplePolicy() {
  Policy policy;
  policy.policy_id = "nm-default";
  policy.version = 2;
  policy.title_zh = "知识产权质押融资风险补偿办法";
  policy.title_en = "Inner Mongolia";
  policy.source = "内市监知促字〔2021〕1号";
  policy.effective_date = Date::Of(2024, 1, 1);
  EligibilityTerms& eligibility = policy.eligibility;
  eligibility.enterprise_sizes = {FirmSize::kMedium, FirmSize::kSmall, FirmSize::kMicro};
  eligibility.ip_kinds = {IpKind::kPatent, IpKind::kTrademark};
  eligibility.pledge_modes = {"direct"};
  eligibility.loan_amount_cap = Fen(1'000'000'000);
  eligibility.rate_cap = {RateMode::kLprPlus, 0, 150, 0};
  eligibility.no_double_cover = false;
  eligibility.file_within_days = 30;
  policy.loss.interest_days_cap = 0;
  ShareMode& mode = policy.modes.emplace_back();
  mode.base = LossBase::kAmountInDefault;
  mode.parties = {{.name = "fund",
                   .role = PartyRole::kFund,
                   .share_ppm = 400'000,
                   .per_claim_cap_by_year = {Fen(100'000'000), Fen(150'000'000)}},
                  {.name = "bank", .role = PartyRole::kBank, .share_ppm = 600'000}};
  mode.tier_by = TierBy::kLoanAmount;
  mode.tiers = {{.up_to = Fen(500'000'000), .share_ppm = 400'000}, {.share_ppm = 300'000}};
  mode.uplifts = {{.name = "hi-tech", .any_of = {"hi-tech"}, .points_ppm = 50'000}};
  policy.caps.fund_year_cap = Fen(3'000'000'000);
  policy.brakes = {{.name = "stop", .threshold_ppm = 80'000, .effect = BrakeEffect::kStopClaims}};
  policy.claim.trigger_overdue_days = 90;
  policy.claim.trigger_events = {TriggerEvent::kRecall};
  policy.claim.documents = {"loan_contract", "pledge_certificate"};
  policy.recovery.late_interest.mode = RateMode::kFixed;
  policy.life_cycle.steps = {{WorkStep::kFirstReview, Role::kIpOffice, 10, OnSilence::kEscalate},
                             {.step = WorkStep::kNotice, .working_days = 0}};
  policy.life_cycle.recovery_until_years = 3;
  policy.life_cycle.paid_by_fund = {"fund"};
  return policy;
}

StepVerdict SampleVerdict(const std::string& id, Outcome outcome) {
  StepVerdict verdict;
  verdict.id = id;
  verdict.outcome = outcome;
  verdict.rule = "per_claim_cap";
  verdict.warnings = {"warn"};
  verdict.rate_ppm = 400'000;
  verdict.loss = Fen(200'000'000);
  verdict.parts = {{.party = "fund",
                    .role = PartyRole::kFund,
                    .share = Fen(80'000'000),
                    .amount = Fen(80'000'000),
                    .now = Fen(60'000'000),
                    .later = Fen(20'000'000)},
                   {.party = "bank", .role = PartyRole::kBank, .amount = Fen(120'000'000)}};
  verdict.trace = {{"trigger", {{"overdue_days", "95"}, {"class", ""}}, "90", "met", true, Fen(0)},
                   {.rule = "share", .result = "80000000", .amount_after = Fen(80'000'000)}};
  return verdict;
}

Judgement Judged(FactStep step, const StepVerdict& verdict) {
  Judgement judgement{"nm-default", 2, {}, verdict};
  PortfolioFacts& portfolio = judgement.facts.portfolio;
  portfolio.year = 2025;
  portfolio.scopes = {{.scope = BrakeScope::kBank,
                       .name = "icbc-nm",
                       .year = 2025,
                       .npl_balance = Fen(7),
                       .loan_balance = Fen(1'000)}};
  portfolio.parties = {{"fund", Fen(30)}};
  portfolio.available = Fen(0);
  portfolio.lpr_ppm = 34'500;
  judgement.facts.steps = {std::move(step)};
  return judgement;
}

Judgement JudgedEnrolment() {
  EnrolmentFacts facts;
  facts.id = "HT-2024-001";
  facts.enterprise = "91150100MA0N000X2D";
  facts.bank = "icbc-nm";
  facts.year = 2024;
  facts.amount = Fen(300'000'000);
  facts.loan_amount = Fen(500'000'000);
  facts.enterprise_size = FirmSize::kSmall;
  facts.tags = {"hi-tech"};
  facts.registered_days = 1'900;
  facts.ip_kinds = {IpKind::kPatent};
  facts.filing_date = Date::Of(2024, 6, 10);
  return Judged(facts, SampleVerdict("HT-2024-001", Outcome::kEnrolled));
}

Judgement JudgedClaim() {
  ClaimFacts facts;
  facts.id = "BC-1";
  facts.bank = "icbc-nm";
  facts.year = 2025;
  facts.loan_amount = Fen(500'000'000);
  facts.ip_part = Fen(300'000'000);
  facts.principal_loss = Fen(200'000'000);
  facts.interest_unpaid = Fen(31);
  facts.overdue_days = 95;
  facts.loan_class = LoanClass::kSubstandard;
  facts.events = {TriggerEvent::kRecall, TriggerEvent::kCourtAccepted};
  facts.claim_date = Date::Of(2025, 8, 1);
  facts.documents = {"loan_contract"};
  facts.levels = {{"province", 3}};
  return Judged(facts, SampleVerdict("BC-1", Outcome::kPayable));
}

ClaimDocument SampleDocument() {
  ClaimDocument document{"loan_contract", Date::Of(2024, 6, 1), "工商银行", {}};
  for (std::size_t i = 0; i < document.sha256.size(); ++i) {
    document.sha256[i] = static_cast<std::uint8_t>(i);
  }
  return document;
}

ClaimFiling SampleFiling() {
  ClaimFiling filing;
  filing.claim_number = "BC-1";
  filing.claimed = Fen(200'000'000);
  filing.interest_unpaid = Fen(31);
  filing.interest_days = 0;
  filing.recovered_ip = Fen(5);
  filing.documents = {SampleDocument(), {}};
  return filing;
}

CoverApplication SampleApplication() {
  CoverApplication application;
  application.policy_id = "nm-default";
  application.mode = "default";
  application.tags = {"hi-tech"};
  application.pledge_mode = "direct";
  application.security_role = "combined";
  application.firm_registration_date = Date::Of(2019, 3, 1);
  application.clean_credit_years = 2;
  application.ip_value = Fen(900'000'000);
  return application;
}

}  // namespace

std::vector<Event> CoverSamples() {
  const DecisionGrounds grounds = {DecisionReason::kDocumentMissing, "缺少质押登记证"};
  const NewRecovery recovery = {"HS-1",          RecoverySource::kIpSale, Date::Of(2025, 12, 1),
                                Fen(50'000'000), Fen(1'000'000),          SampleDocument()};
  const RecoveryFacts recovery_facts = {.id = "HS-1",
                                        .borne = {{"fund", PartyRole::kFund, Fen(80), Fen(-1)}},
                                        .gross = Fen(50'000'000),
                                        .costs = Fen(1'000'000),
                                        .due_date = Date::Of(2025, 12, 15)};
  const ClawbackFacts clawback_facts = {
      .id = "BC-1", .paid = Fen(80), .recovered = Fen(1), .repaired_ppm = 500'000, .days = 40};
  const PaymentOrder order = {"P-2025-08-1", Fen(60'000'000), Date::Of(2025, 8, 29), 77};
  return {
      PolicyIssued{{std::make_shared<const Policy>(SamplePolicy())}},
      CalendarEntered{{{.year = 2025,
                        .holidays = {Date::Of(2025, 1, 1), Date::Of(2025, 1, 28)},
                        .working_days = {Date::Of(2025, 1, 26)},
                        .source = "国办发明电〔2024〕12号"}}},
      LendingRateEntered{{{Date::Of(2025, 5, 20), 30'000, 35'000, "全国银行间同业拆借中心"}}},
      CoverApplied{.what = {kLoan, SampleApplication()},
                   .judgement = JudgedEnrolment(),
                   .state = CoverState::kSubmitted,
                   .due = kDue,
                   .date = Date::Of(2024, 6, 10),
                   .asked = Fen(300'000'000),
                   .mode = "default",
                   .fund_parties = {"fund"}},
      CoverDecided{.what = {kLoan, StepDecision::kReturn, grounds},
                   .state = CoverState::kReturned,
                   .covered = Fen(1),
                   .due = kDue,
                   .date = Date::Of(2024, 6, 12)},
      RiskReported{
          .what = {kLoan, {RiskKind::kRestructured, Date::Of(2025, 7, 1), "(2025)内01民初1", true}},
          .state = CoverState::kDefaulted,
          .due = kDue,
          .withdrawn_claim = "BC-0",
          .released = Fen(3),
          .after = kAfter},
      ClaimFiled{.what = {kLoan, SampleFiling()},
                 .judgement = JudgedClaim(),
                 .due = kDue,
                 .date = Date::Of(2025, 8, 1)},
      ClaimStepTaken{
          .what = {kLoan, "BC-1", WorkStep::kFirstReview, StepDecision::kRepair, 100'000, grounds},
          .state = ClaimState::kRepaired,
          .resumes = ClaimState::kComputed,
          .judgement = JudgedClaim(),
          .reserved = Fen(4),
          .released = Fen(5),
          .due = kDue,
          .after = kAfter,
          .organisation = "ip-office",
          .person = "p-9"},
      PaymentsOrdered{.what = {"P-2025-08"},
                      .available = Fen(60'000'000),
                      .orders = {{kLoan, "BC-1", order, Fen(7), Fen(8), kDue}, {.loan = kLoan}},
                      .waiting_claims = 2,
                      .after = kAfter},
      PaymentConfirmed{.what = {kLoan, "BC-1", "P-2025-08-1", Date::Of(2025, 9, 1), "L-9"},
                       .amount = Fen(60'000'000),
                       .state = ClaimState::kPartPaid,
                       .due = kDue,
                       .after = kAfter},
      RecoveryRecorded{
          .what = {kLoan, "BC-1", recovery},
          .judgement = Judged(recovery_facts, SampleVerdict("HS-1", Outcome::kAllocated)),
          .fund_share = Fen(19'600'000),
          .due_date = Date::Of(2025, 12, 15)},
      RemittanceConfirmed{.what = {kLoan, "BC-1", "HS-1", "PZ-9", Date::Of(2025, 12, 20),
                                   Fen(19'600'000), Fen(9), "L-10"},
                          .late_interest_due = Fen(9),
                          .days_late = 5,
                          .rate_ppm = 30'000,
                          .after = kAfter},
      RecoveryClosed{.what = {kLoan, "BC-1", RecoveryClosing::kEnded, Date::Of(2026, 3, 2),
                              "终结本次执行裁定"},
                     .later_due = true,
                     .due = kDue},
      ClawbackDemanded{
          .what = {kLoan, "BC-1", 500'000, grounds},
          .judgement = Judged(clawback_facts, SampleVerdict("BC-1", Outcome::kAllocated)),
          .amount = Fen(40),
          .interest = Fen(2),
          .due_date = Date::Of(2026, 4, 1),
          .released = Fen(6),
          .after = kAfter},
      ClawbackReceived{.what = {kLoan, "BC-1", "PZ-10", Date::Of(2026, 3, 30), Fen(42), "L-11"},
                       .state = ClaimState::kClawedBack,
                       .after = kAfter},
      DeadlinePassed{.what = {kLoan, "BC-1", WorkStep::kDeferralTest, Date::Of(2025, 9, 30)},
                     .cover_state = CoverState::kDefaulted,
                     .claim_state = ClaimState::kCleared,
                     .judgement = JudgedClaim(),
                     .later_due = true,
                     .reserved = Fen(60'000'000),
                     .released = Fen(1),
                     .due = kDue,
                     .after = kAfter},
  };
}

}  // namespace ippledge
