#include "ledger/claim_transition.h"

#include <algorithm>
#include <utility>

#include "ledger/claim_arithmetic.h"
#include "ledger/cover_facts.h"
#include "ledger/portfolio_facts.h"

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

// Takes the result of a computation into a step that leads to `next` if the claim stands.
void TakeComputed(const Books& books, const Policy& policy, Computed computed, ClaimState next,
                  ClaimStepTaken& event) {
  event.state = computed.state;
  event.due = computed.due;
  if (event.state == ClaimState::kDeferred) event.resumes = next;
  if (event.state == ClaimState::kComputed) {
    event.state = next;
    event.due = DueFor(books, policy, next);
  }
  event.judgement = std::move(computed.judgement);
}

}  // namespace

Money RoomUnder(LiabilityLimit limit, const Programme& programme) {
  const FundAccounts& accounts = programme.fund.accounts();
  const FundFigures figures = accounts.figures();
  std::int64_t room = figures.available_fen();
  if (limit == LiabilityLimit::kFundTotal) {
    const std::int64_t paid = accounts.balance_fen(FundAccount::kClaimsPaid);
    room = std::min(room, programme.constitution.fund_fen - paid - figures.reserved_fen);
  }
  if (limit == LiabilityLimit::kBudgetYear) {
    const FundOfYear of_year = FundOfYearOf(programme.fund, programme.today.year());
    room = std::min(room, of_year.budget.fen() - of_year.claims_paid.fen() - figures.reserved_fen);
  }
  return Money::OfFen(std::max<std::int64_t>(0, room));
}

Money ToReserve(const Books& books, const Policy& policy, Money fund_amount) {
  const Money room = RoomUnder(policy.payment.liability_limit, books.programme);
  return fund_amount <= room ? fund_amount : Money();
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

Deadline LaterInstalmentDue(const Policy& policy, const std::vector<ReportedRisk>& reports,
                            Date today) {
  const PaymentTerms& terms = policy.payment;
  Deadline due;
  if (terms.second_on == SecondInstalment::kRecoveryEnd) return due;
  for (const ReportedRisk& reported : reports) {
    // A judgment before a cure belongs to trouble that is over.
    if (reported.report.kind == RiskKind::kCured) due = {};
    if (reported.report.kind != RiskKind::kJudgment) continue;
    const Date passed = AddYears(reported.report.report_date, terms.second_after_decree_years);
    due = {std::max(passed, today), OnSilence::kAccept};
  }
  return due;
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
  if (DueNow(claim) == Money()) part.due = LaterInstalmentDue(policy, at.cover->reports, today);
  return part;
}

bool IsReleasedByHand(const Claim& claim) {
  return std::any_of(claim.steps.begin(), claim.steps.end(), [](const StepTaken& taken) {
    return taken.step == WorkStep::kDeferralTest && taken.decision == StepDecision::kAccept;
  });
}

Computed Compute(const Books& books, const ClaimAt& at, const Claim& claim, bool waive_brakes) {
  const Policy& policy = *at.policy;
  Computed computed;
  computed.judgement = JudgeNow(books, at, claim, waive_brakes);
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
      if (PaidByFund(*at.cover, computed.judgement.verdict) == Money()) {
        computed.state = ClaimState::kRefused;
        break;
      }
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
  const bool waived = IsReleasedByHand(claim);
  if (row.to != ClaimState::kUnspecified) event.due = DueFor(books, policy, row.to);
  if (c.decision == StepDecision::kRepair) {
    Claim repaired = claim;
    repaired.repair_ppm = c.repair_ppm;
    TakeComputed(books, policy, Compute(books, at, repaired, waived), ClaimState::kRepaired, event);
    event.released = claim.reserved;
  } else if (c.step == WorkStep::kCompleteness && c.decision == StepDecision::kAccept) {
    TakeComputed(books, policy, Compute(books, at, claim, waived), ClaimState::kComputed, event);
  } else if (c.step == WorkStep::kRepairAnswer && c.decision == StepDecision::kObject) {
    Claim whole = claim;
    whole.repair_ppm = 0;
    TakeComputed(books, policy, Compute(books, at, whole, waived), ClaimState::kComputed, event);
  } else if (c.step == WorkStep::kSecondReview && c.decision == StepDecision::kAccept) {
    event.reserved = ToReserve(books, policy, claim.fund_amount);
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
    TakeComputed(books, policy, Compute(books, at, claim, /*waive_brakes=*/true), claim.resumes,
                 event);
  }
  const bool ends = event.state == ClaimState::kRefused || event.state == ClaimState::kWithdrawn;
  if (ends) event.released = claim.reserved;
  event.after =
      AfterReserving(books.programme.fund.accounts(), c.loan.bank, event.reserved, event.released);
  return event;
}

}  // namespace ippledge
