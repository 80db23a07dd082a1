#include "tests/testing/cover_messages.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/testing/scenario_cover_facts.h"

namespace ippledge {
namespace {

Date DateOf(const std::string& text) { return text.empty() ? Date() : *Date::Parse(text); }
Money MoneyOf(std::int64_t fen) { return Money::OfFen(fen); }

Deadline DeadlineOf(const v1::Deadline& message) {
  return {.date = DateOf(message.date()),
          .on_silence = static_cast<OnSilence>(message.on_silence())};
}

RiskReport ReportOf(const v1::RiskReport& message) {
  return {.kind = static_cast<RiskKind>(message.kind()),
          .report_date = DateOf(message.report_date()),
          .reference = message.reference(),
          .consent = message.consent()};
}

Recovery RecoveryOf(const v1::Recovery& message) {
  Recovery recovery;
  recovery.what = {.recovery_number = message.what().recovery_number(),
                   .source = static_cast<RecoverySource>(message.what().source()),
                   .received_date = DateOf(message.what().received_date()),
                   .gross = MoneyOf(message.what().gross_fen()),
                   .costs = MoneyOf(message.what().costs_fen()),
                   .costs_proof = {}};
  recovery.entry = message.entry();
  recovery.fund_share = MoneyOf(message.fund_share_fen());
  recovery.due_date = DateOf(message.due_date());
  recovery.remitted = MoneyOf(message.remitted_fen());
  recovery.late_interest_due = MoneyOf(message.late_interest_due_fen());
  recovery.late_interest_paid = MoneyOf(message.late_interest_paid_fen());
  return recovery;
}

Clawback ClawbackOf(const v1::Clawback& message) {
  return {.entry = message.entry(),
          .repaired_ppm = message.repaired_ppm(),
          .amount = MoneyOf(message.amount_fen()),
          .interest = MoneyOf(message.interest_fen()),
          .due_date = DateOf(message.due_date()),
          .received = MoneyOf(message.received_fen())};
}

PaymentOrder OrderOf(const v1::PaymentOrder& message) {
  return {.order_number = message.order_number(),
          .amount = MoneyOf(message.amount_fen()),
          .order_date = DateOf(message.order_date()),
          .entry = message.entry()};
}

Claim ClaimOf(const v1::Claim& message) {
  Claim claim;
  claim.filing.claim_number = message.filing().claim_number();
  claim.state = static_cast<ClaimState>(message.state());
  claim.judged_entry = message.judged_entry();
  claim.filed_date = DateOf(message.filed_date());
  claim.due = DeadlineOf(message.due());
  claim.repair_ppm = message.repair_ppm();
  claim.repair_objected = message.repair_objected();
  claim.loss = MoneyOf(message.loss_fen());
  claim.fund_amount = MoneyOf(message.fund_amount_fen());
  claim.first_amount = MoneyOf(message.first_amount_fen());
  for (const v1::BorneLoss& borne : message.borne()) {
    claim.borne.push_back({.party = borne.party(),
                           .role = static_cast<PartyRole>(borne.role()),
                           .amount = MoneyOf(borne.amount_fen()),
                           .recovered = MoneyOf(borne.recovered_fen()),
                           .by_fund = borne.by_fund()});
  }
  for (const v1::StepTaken& step : message.steps()) {
    claim.steps.push_back({.step = static_cast<WorkStep>(step.step()),
                           .decision = static_cast<StepDecision>(step.decision()),
                           .organisation = step.organisation(),
                           .person = step.person(),
                           .entry = step.entry()});
  }
  claim.later_due = message.later_due();
  claim.reserved = MoneyOf(message.reserved_fen());
  claim.paid = MoneyOf(message.paid_fen());
  claim.year = message.year();
  if (message.has_order()) claim.order = OrderOf(message.order());
  for (const v1::Recovery& recovery : message.recoveries()) {
    claim.recoveries.push_back(RecoveryOf(recovery));
  }
  if (message.has_clawback()) claim.clawback = ClawbackOf(message.clawback());
  claim.closing = static_cast<RecoveryClosing>(message.closing());
  return claim;
}

void TellClaimOf(const v1::Claim& message, Told& told) { TellClaim(ClaimOf(message), told); }

void TellCoverOf(const v1::Cover& message, Told& told) {
  const ShownCover shown = ShownCoverOf(message);
  TellCover(shown.state, shown.cover, told);
}

void TellJudgement(const v1::Judgement& judgement, Told& told) {
  const v1::StepVerdict& verdict = judgement.verdict();
  ToldVerdict tell{.outcome = static_cast<Outcome>(verdict.outcome()),
                   .rule = verdict.binding_rule(),
                   .loss = MoneyOf(verdict.loss_fen()),
                   .fund = {},
                   .now = {}};
  std::int64_t fund = 0, now = 0;
  for (const v1::PartAmount& part : verdict.parts()) {
    if (part.role() != v1::PARTY_ROLE_FUND) continue;
    fund += part.amount_fen();
    now += part.now_fen();
  }
  tell.fund = MoneyOf(fund);
  tell.now = MoneyOf(now);
  TellVerdict(tell, told);
}

}  // namespace

ShownCover ShownCoverOf(const v1::Cover& message) {
  ShownCover shown;
  shown.state = static_cast<CoverState>(message.state());
  Cover& cover = shown.cover;
  cover.policy_id = message.policy_id();
  cover.policy_version = message.policy_version();
  cover.applied_date = DateOf(message.applied_date());
  cover.asked = MoneyOf(message.asked_fen());
  cover.covered = MoneyOf(message.covered_fen());
  if (!message.start_date().empty()) cover.start_date = DateOf(message.start_date());
  cover.due = DeadlineOf(message.due());
  if (!message.default_date().empty()) cover.default_date = DateOf(message.default_date());
  cover.mode = message.mode();
  for (const v1::ReportedRisk& reported : message.reports()) {
    cover.reports.push_back({ReportOf(reported.report()), reported.entry()});
  }
  for (const v1::Claim& claim : message.claims()) cover.claims.push_back(ClaimOf(claim));
  return shown;
}

ShownWork ShownWorkOf(const v1::WorkItem& message) {
  return {.due_date = DateOf(message.due_date()),
          .step = static_cast<WorkStep>(message.step()),
          .loan = {message.loan().bank(), message.loan().contract_number()},
          .claim_number = message.claim_number(),
          .recovery_number = message.recovery_number(),
          .overdue = message.overdue()};
}

CoverTotals CoverTotalsOf(const v1::FundExposure& message) {
  CoverTotals totals;
  const v1::CoverSums& sums = message.sums();
  CoverSums& to = totals.sums;
  to[CoverSum::kEnrolled] = sums.enrolled_fen();
  to[CoverSum::kLoans] = sums.loans();
  to[CoverSum::kCoveredBalance] = sums.covered_balance_fen();
  to[CoverSum::kLoanBalance] = sums.loan_balance_fen();
  to[CoverSum::kNplBalance] = sums.npl_balance_fen();
  to[CoverSum::kLosses] = sums.losses_fen();
  to[CoverSum::kCommitted] = sums.committed_fen();
  to[CoverSum::kGuarantor] = sums.guarantor_fen();
  to[CoverSum::kPaid] = sums.paid_fen();
  to[CoverSum::kRecovered] = sums.recovered_fen();
  to[CoverSum::kClawedBack] = sums.clawed_back_fen();
  to[CoverSum::kReserved] = sums.reserved_fen();
  for (const v1::CoverCount& count : message.covers()) {
    totals.covers.at(static_cast<std::size_t>(count.state())) = count.count();
  }
  for (const v1::ClaimCount& count : message.claims()) {
    totals.claims.at(static_cast<std::size_t>(count.state())) = count.count();
  }
  totals.recoveries[static_cast<std::size_t>(RecoveryState::kAllocated)] =
      message.recoveries_open();
  return totals;
}

CalendarYear CalendarYearOf(const v1::CalendarYear& message) {
  CalendarYear year{.year = message.year(), .holidays = {}, .working_days = {}, .source = {}};
  for (const std::string& day : message.holidays()) year.holidays.push_back(DateOf(day));
  for (const std::string& day : message.working_days()) year.working_days.push_back(DateOf(day));
  return year;
}

LendingRate LendingRateOf(const v1::LendingRate& message) {
  return {.date = DateOf(message.date()),
          .one_year_ppm = message.one_year_ppm(),
          .five_year_ppm = message.five_year_ppm(),
          .source = message.source()};
}

PortfolioFigure PortfolioFigureOf(const v1::PortfolioFigure& message) {
  return {.figure_id = message.figure_id(),
          .kind = static_cast<FigureKind>(message.kind()),
          .bank = message.bank(),
          .year = message.year(),
          .amount = MoneyOf(message.amount_fen()),
          .source = message.source()};
}

Told ToldOf(const v1::ApplyForCoverResponse& response) {
  Told told;
  TellCoverOf(response.cover(), told);
  TellJudgement(response.judgement(), told);
  return told;
}
Told ToldOf(const v1::DecideCoverResponse& response) {
  Told told;
  TellCoverOf(response.cover(), told);
  return told;
}
Told ToldOf(const v1::ReportRiskResponse& response) {
  Told told;
  TellCoverOf(response.cover(), told);
  if (!response.withdrawn_claim().empty()) {
    told.emplace_back("withdraws", response.withdrawn_claim());
  }
  Tell("frees", MoneyOf(response.released_fen()), told);
  return told;
}
Told ToldOf(const v1::FileClaimResponse& response) {
  Told told;
  TellClaimOf(response.claim(), told);
  TellJudgement(response.judgement(), told);
  return told;
}
Told ToldOf(const v1::TakeClaimStepResponse& response) {
  Told told;
  TellClaimOf(response.claim(), told);
  if (response.has_judgement()) TellJudgement(response.judgement(), told);
  Tell("sets-aside", MoneyOf(response.reserved_fen()), told);
  Tell("frees", MoneyOf(response.released_fen()), told);
  return told;
}
Told ToldOf(const v1::RunPaymentsResponse& response) {
  Told told;
  told.emplace_back("orders", absl::StrCat(response.orders_size()));
  told.emplace_back("waiting", absl::StrCat(response.waiting_claims()));
  for (const v1::OrderedPayment& payment : response.orders()) {
    told.emplace_back(absl::StrCat(payment.loan().bank(), "/", payment.loan().contract_number()),
                      FormatYuanGrouped(MoneyOf(payment.order().amount_fen())));
    Tell("sets-aside", MoneyOf(payment.newly_reserved_fen()), told);
    Tell("refused", MoneyOf(payment.refused_fen()), told);
  }
  return told;
}
Told ToldOf(const v1::ConfirmPaymentResponse& response) {
  Told told;
  TellClaimOf(response.claim(), told);
  Tell("amount", MoneyOf(response.amount_fen()), told);
  return told;
}
Told ToldOf(const v1::RecordRecoveryResponse& response) {
  return {{"fund-share", FormatYuanGrouped(MoneyOf(response.fund_share_fen()))},
          {"until", response.due_date()}};
}
Told ToldOf(const v1::ConfirmRemittanceResponse& response) {
  Told told = {{"late-days", absl::StrCat(response.days_late())}};
  Tell("late-interest", MoneyOf(response.late_interest_due_fen()), told);
  return told;
}
Told ToldOf(const v1::CloseRecoveryResponse& response) {
  Told told;
  TellClaimOf(response.claim(), told);
  if (response.later_due()) told.emplace_back("later", "due");
  return told;
}
Told ToldOf(const v1::DemandClawbackResponse& response) {
  Told told;
  Tell("back", MoneyOf(response.amount_fen()), told);
  Tell("interest", MoneyOf(response.interest_fen()), told);
  told.emplace_back("until", response.due_date());
  Tell("frees", MoneyOf(response.released_fen()), told);
  return told;
}
Told ToldOf(const v1::ConfirmClawbackResponse& response) {
  Told told;
  TellClaimOf(response.claim(), told);
  return told;
}

}  // namespace ippledge
