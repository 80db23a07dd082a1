#include "ledger/claim_transition.h"

#include <algorithm>
#include <utility>

#include "ledger/claim_arithmetic.h"
#include "ledger/cover_facts.h"

namespace ippledge {
namespace {

Deadline DueFor(const Books& books, const Policy& policy, ClaimState state) {
  return DeadlineOf(OpenStepOf(state), policy, books.programme.calendar, books.programme.today);
}

Deadline TestOn(const Books& books, const Policy& policy) {
  return {PeriodEnd(policy.life_cycle.deferral_test, books.programme.today), OnSilence::kAccept};
}

// A late claim that a committee may admit is computed as if it does: the reviews decide.
Judgement JudgeNow(const Books& books, const ClaimAt& at, const Claim& claim, bool waive_brakes) {
  PolicyFacts facts = ClaimFactsOf(books, *at.loan, claim, *at.policy, false);
  auto& step = std::get<ClaimFacts>(facts.steps[0]);
  step.committee_admitted = at.policy->claim.late_mode == LateClaimMode::kCommittee;
  step.brake_waived = waive_brakes;
  return Judge(*at.policy, std::move(facts));
}

// The bureau's word that ended a deferral holds for what is computed anew.
bool IsReleasedByHand(const Claim& claim) {
  return std::any_of(claim.steps.begin(), claim.steps.end(), [](const StepTaken& taken) {
    return taken.step == WorkStep::kDeferralTest && taken.decision == StepDecision::kAccept;
  });
}

// Takes the result of a computation into a step.
void TakeComputed(Computed computed, ClaimStepTaken& event) {
  event.state = computed.state;
  event.due = computed.due;
  if (event.state == ClaimState::kDeferred) event.resumes = ClaimState::kComputed;
  event.judgement = std::move(computed.judgement);
}

}  // namespace

Money ToReserve(const Books& books, Money fund_amount) {
  const std::int64_t available = books.programme.fund.accounts().figures().available_fen();
  return fund_amount.fen() <= available ? fund_amount : Money();
}

Waiting AfterNotice(const Books& books, const Policy& policy, bool reserved) {
  Waiting waiting{.state = reserved ? ClaimState::kCleared : ClaimState::kQueued, .due = {}};
  // Nobody is late while there is no money.
  if (reserved) waiting.due = DueFor(books, policy, waiting.state);
  return waiting;
}

Waiting AfterApproval(const Books& books, const Policy& policy, bool reserved) {
  if (policy.life_cycle.public_notice_days == 0) return AfterNotice(books, policy, reserved);
  return {.state = ClaimState::kApproved, .due = DueFor(books, policy, ClaimState::kApproved)};
}

Waiting AfterPayment(const Books& books, const ClaimAt& at, const Claim& claim) {
  const Policy& policy = *at.policy;
  const Date today = books.programme.today;
  if (claim.paid >= claim.fund_amount) {
    Waiting paid{.state = ClaimState::kPaid, .due = {}};
    if (const auto& years = policy.life_cycle.recovery_until_years; years) {
      paid.due = {AddYears(today, *years), OnSilence::kEscalate};
    }
    return paid;
  }
  Waiting part{.state = ClaimState::kPartPaid, .due = {}};
  const PaymentTerms& terms = policy.payment;
  if (DueNow(claim) > Money() || terms.second_on == SecondInstalment::kRecoveryEnd) return part;
  // Later, by years after the decree: silence until then makes it due.
  for (const ReportedRisk& reported : at.cover->reports) {
    // A judgment before a cure belongs to trouble that is over.
    if (reported.report.kind == RiskKind::kCured) part.due = {};
    if (reported.report.kind != RiskKind::kJudgment) continue;
    const Date due = AddYears(reported.report.report_date, terms.second_after_decree_years);
    part.due = {std::max(due, today), OnSilence::kAccept};
  }
  return part;
}

Computed Compute(const Books& books, const ClaimAt& at, const Claim& claim) {
  const Policy& policy = *at.policy;
  Computed computed;
  computed.judgement = JudgeNow(books, at, claim, IsReleasedByHand(claim));
  switch (computed.judgement.verdict.outcome) {
    case Outcome::kDeferred:
      computed.state = ClaimState::kDeferred;
      computed.due = TestOn(books, policy);
      break;
    case Outcome::kRefused:
    case Outcome::kReturned:
      computed.state = ClaimState::kRefused;
      break;
    default:
      computed.state = ClaimState::kComputed;
      computed.due = DueFor(books, policy, ClaimState::kComputed);
  }
  return computed;
}

ClaimStepTaken StepOf(const Books& books, const ClaimAt& at, const StepRow& row,
                      const TakeClaimStep& c) {
  const Claim& claim = *at.claim;
  const Policy& policy = *at.policy;
  ClaimStepTaken event;
  event.what = c;
  event.state = row.to;
  if (row.to != ClaimState::kUnspecified) event.due = DueFor(books, policy, row.to);
  if (c.decision == StepDecision::kRepair) {
    Claim repaired = claim;
    repaired.repair_ppm = c.repair_ppm;
    event.judgement = Compute(books, at, repaired).judgement;
    event.released = claim.reserved;
  } else if (c.step == WorkStep::kCompleteness && c.decision == StepDecision::kAccept) {
    TakeComputed(Compute(books, at, claim), event);
  } else if (c.step == WorkStep::kRepairAnswer && c.decision == StepDecision::kObject) {
    Claim whole = claim;
    whole.repair_ppm = 0;
    event.judgement = Compute(books, at, whole).judgement;
  } else if (c.step == WorkStep::kSecondReview && c.decision == StepDecision::kAccept) {
    event.reserved = ToReserve(books, claim.fund_amount);
    const Waiting waiting = AfterApproval(books, policy, event.reserved == claim.fund_amount);
    event.state = waiting.state;
    event.due = waiting.due;
  } else if (row.to == ClaimState::kUnspecified && c.step != WorkStep::kDeferralTest) {
    // Notice over, objection dismissed, order cancelled: it waits for its payment again.
    const Waiting waiting = AfterNotice(books, policy, claim.reserved >= DueNow(claim));
    event.state = claim.paid > Money() ? ClaimState::kPartPaid : waiting.state;
    event.due = waiting.due;
  } else if (c.step == WorkStep::kDeferralTest && c.decision == StepDecision::kAccept) {
    // The bureau's word ends the deferral whatever the brake says: amounts are those without it.
    event.state = claim.resumes;
    event.judgement = JudgeNow(books, at, claim, /*waive_brakes=*/true);
    event.due = DueFor(books, policy, event.state);
  }
  const bool ends = event.state == ClaimState::kRefused || event.state == ClaimState::kWithdrawn;
  if (ends) event.released = claim.reserved;
  event.after =
      AfterReserving(books.programme.fund.accounts(), c.loan.bank, event.reserved, event.released);
  return event;
}

}  // namespace ippledge
