// Values of cover, claims and terms into messages: proto/wire/cover.h.
#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_types.pb.h"
#include "ledger/cover_fields.h"
#include "proto/wire/cover.h"
#include "proto/wire/message_fields.h"

namespace ippledge::wire {
namespace {

// The numbers of the ledger's lists are those of the API.
static_assert(kCoverStateCount == v1::CoverState_ARRAYSIZE);
static_assert(kClaimStateCount == v1::ClaimState_ARRAYSIZE);
static_assert(kRecoveryStateCount == v1::RecoveryState_ARRAYSIZE);
static_assert(kWorkStepCount == v1::WorkStep_ARRAYSIZE);
static_assert(kStepDecisionCount == v1::StepDecision_ARRAYSIZE);
static_assert(kOnSilenceCount == v1::OnSilence_ARRAYSIZE);
static_assert(kDecisionReasonCount == v1::DecisionReason_ARRAYSIZE);
static_assert(kRiskKindCount == v1::RiskKind_ARRAYSIZE);
static_assert(kRecoverySourceCount == v1::RecoverySource_ARRAYSIZE);
static_assert(kRecoveryClosingCount == v1::RecoveryClosing_ARRAYSIZE);
static_assert(kFigureKindCount == v1::FigureKind_ARRAYSIZE);
static_assert(kRoleCount == v1::Role_ARRAYSIZE);
static_assert(kOutcomeCount == v1::StepOutcome_ARRAYSIZE);

// What follows from the rest.
void AddShown(const Claim& claim, v1::Claim& message) {
  message.set_open_step(static_cast<v1::WorkStep>(OpenStepOf(claim.state)));
  for (std::size_t i = 0; i < claim.recoveries.size(); ++i) {
    message.mutable_recoveries(static_cast<int>(i))
        ->set_state(static_cast<v1::RecoveryState>(claim.recoveries[i].state()));
  }
}

// Whether a rule looked at more than the loan and its bank: caps on what was used by all, brakes,
// the fund's money.
bool LooksBeyondBank(const v1::TraceLine& line) {
  static constexpr std::array<absl::string_view, 5> kOwn = {
      "loan_amount_cap", "per_claim_cap", "all_layers_cap", "institution_year_cap",
      "bank_allocation"};
  const bool own = std::find(kOwn.begin(), kOwn.end(), line.rule()) != kOwn.end() ||
                   absl::EndsWith(line.rule(), " per_claim_cap");
  if (own) return false;
  if (line.rule() == "liability_limit") return true;
  return std::any_of(line.inputs().begin(), line.inputs().end(), [](const v1::TraceInput& input) {
    // A brake that stops enrolment says "numerator / denominator".
    return input.name() == "used" || input.name() == "numerator" ||
           (input.name() == "got" && absl::StrContains(input.value(), " / "));
  });
}

// A bank is told the numbers of the rule that cut or refused, and of no other that looks at what
// others have.
void LeaveOutPortfolio(v1::Judgement& message) {
  message.mutable_facts()->clear_portfolio();
  for (v1::FactStep& step : *message.mutable_facts()->mutable_steps()) {
    if (!step.has_enrolment()) continue;
    step.mutable_enrolment()->clear_enterprise_enrolled_fen();
    step.mutable_enrolment()->clear_enterprise_year_fen();
    step.mutable_enrolment()->clear_group_enrolled_fen();
  }
  for (v1::TraceLine& line : *message.mutable_verdict()->mutable_trace()) {
    if (line.binds() || !LooksBeyondBank(line)) continue;
    line.clear_inputs();
    line.clear_limit();
  }
}

}  // namespace

CoverState ShownStateOf(const Loan& loan) {
  if (loan.cover->state != CoverState::kEnrolled) return loan.cover->state;
  if (StateOf(loan) == LoanState::kRepaid) return CoverState::kRepaid;
  const std::optional<ClassChange> latest = LatestClassOf(loan);
  return latest && latest->overdue_days > 0 ? CoverState::kOverdue : CoverState::kEnrolled;
}

void FormatLoanName(const LoanId& id, v1::LoanName& message) {
  message.set_bank(id.bank);
  message.set_contract_number(id.contract_number);
}

void FormatCover(const Loan& loan, CoverParts parts, v1::Cover& message) {
  const Cover& cover = *loan.cover;
  FillFields(cover, message);
  for (std::size_t i = 0; i < cover.claims.size(); ++i) {
    AddShown(cover.claims[i], *message.mutable_claims(static_cast<int>(i)));
  }
  message.set_state(static_cast<v1::CoverState>(ShownStateOf(loan)));
  FormatLoanName(loan.terms->id, *message.mutable_loan());
  message.set_borrower(loan.terms->borrower.name);
  message.set_outstanding_fen(FiguresOf(loan).outstanding.fen());
  message.set_open_step(static_cast<v1::WorkStep>(OpenStepOf(cover.state)));
  message.set_claim_count(static_cast<std::int32_t>(cover.claims.size()));
  if (parts == CoverParts::kShown) return;
  message.clear_reports();
  message.clear_claims();
}

void FormatClaim(const Claim& claim, v1::Claim& message) {
  FillFields(claim, message);
  AddShown(claim, message);
}

void FormatJudgement(const Judgement& judgement, Portfolio portfolio, v1::Judgement& message) {
  FillFields(judgement, message);
  message.mutable_verdict()->set_binding_rule(BindingRule(judgement.verdict));
  if (portfolio == Portfolio::kLeftOut) LeaveOutPortfolio(message);
}

void FormatOrderedPayment(const OrderedPayment& payment, v1::OrderedPayment& message) {
  FillFields(payment, message);
}

void FormatCoverSums(const CoverSums& sums, v1::CoverSums& message) {
  for (std::size_t i = 0; i < kCoverSumCount; ++i) {
    PutInteger(message, FieldOf(message, static_cast<int>(i) + 1), sums.fen[i]);
  }
}

void FormatCalendarYear(const CalendarYear& year, v1::CalendarYear& message) {
  FillFields(year, message);
}

void FormatLendingRate(const LendingRate& rate, v1::LendingRate& message) {
  FillFields(rate, message);
}

void FormatPortfolioFigure(const PortfolioFigure& figure, v1::PortfolioFigure& message) {
  FillFields(figure, message);
}

}  // namespace ippledge::wire
