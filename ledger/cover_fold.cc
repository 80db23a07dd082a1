// A loan after one more event of its cover: ledger/loan_fold.h.
#include <algorithm>
#include <utility>

#include "ledger/check.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/loan_fold.h"

namespace ippledge {
namespace {

Claim& ClaimOf(Cover& cover, absl::string_view claim_number) {
  for (Claim& claim : cover.claims) {
    if (claim.filing.claim_number == claim_number) return claim;
  }
  IPPLEDGE_CHECK(false && "no such claim");
}

Recovery& RecoveryOf(Claim& claim, absl::string_view recovery_number) {
  for (Recovery& recovery : claim.recoveries) {
    if (recovery.what.recovery_number == recovery_number) return recovery;
  }
  IPPLEDGE_CHECK(false && "no such recovery");
}

// The amounts that a computation decided, and who bears them.
void TakeJudgement(const Cover& cover, const Judgement& judgement, std::int64_t entry,
                   Claim& claim) {
  const StepVerdict& verdict = judgement.verdict;
  claim.judged_entry = entry;
  claim.loss = verdict.loss;
  claim.borne.clear();
  claim.fund_amount = Money();
  claim.first_amount = Money();
  for (const PartAmount& part : verdict.parts) {
    const auto& paid = cover.fund_parties;
    const bool by_fund = std::find(paid.begin(), paid.end(), part.party) != paid.end();
    claim.borne.push_back({.party = part.party,
                           .role = part.role,
                           .amount = part.amount,
                           .recovered = Money(),
                           .by_fund = by_fund});
    if (!by_fund) continue;
    claim.fund_amount = Plus(claim.fund_amount, part.amount);
    claim.first_amount = Plus(claim.first_amount, Minus(part.amount, part.later));
  }
  // Too small to be cut in two: a first part of nothing could never be paid.
  if (claim.first_amount == Money()) claim.first_amount = claim.fund_amount;
}

void Fold(Cover& cover, const CoverApplied& e, std::int64_t entry) {
  if (cover.applied_entry == 0) {
    cover.applied_entry = entry;
    cover.applied_date = e.date;
    cover.policy_id = e.judgement.policy_id;
    cover.policy_version = e.judgement.policy_version;
  }
  cover.application = e.what.application;
  cover.mode = e.mode;
  cover.fund_parties = e.fund_parties;
  cover.asked = e.asked;
  cover.covered = e.judgement.verdict.covered;
  cover.state = e.state;
  cover.due = e.due;
  if (e.state == CoverState::kEnrolled) cover.start_date = e.date;
}

void Fold(Cover& cover, const CoverDecided& e, std::int64_t) {
  if (e.state == CoverState::kEnrolled && !cover.start_date) cover.start_date = e.date;
  cover.state = e.state;
  cover.covered = e.covered;
  cover.due = e.due;
}

// What was reserved for a claim that ends.
void Release(Claim& claim, Money released) { claim.reserved = Minus(claim.reserved, released); }

void Fold(Cover& cover, const RiskReported& e, std::int64_t entry) {
  cover.reports.push_back({e.what.report, entry});
  cover.state = e.state;
  if (e.what.report.kind == RiskKind::kDefault) {
    cover.default_date = e.what.report.report_date;
    cover.due = e.due;
  }
  for (Claim& claim : cover.claims) {
    if (e.claim_due && claim.state == ClaimState::kPartPaid) claim.due = *e.claim_due;
  }
  if (e.what.report.kind != RiskKind::kCured) return;
  cover.default_date.reset();
  cover.due = {};
  if (e.withdrawn_claim.empty()) return;
  Claim& claim = ClaimOf(cover, e.withdrawn_claim);
  Release(claim, e.released);
  claim.state = ClaimState::kWithdrawn;
  claim.due = {};
}

void Fold(Cover& cover, const ClaimFiled& e, std::int64_t entry) {
  const std::string& number = e.what.filing.claim_number;
  const bool known = FindClaim(cover, number) != nullptr;
  Claim& claim = known ? ClaimOf(cover, number) : cover.claims.emplace_back();
  claim.filing = e.what.filing;
  claim.state = ClaimState::kFiled;
  claim.due = e.due;
  if (known) return;
  claim.filed_entry = entry;
  claim.filed_date = e.date;
  claim.year = e.date.year();
}

void Fold(Cover& cover, const ClaimStepTaken& e, std::int64_t entry) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  const bool approves =
      e.what.step == WorkStep::kSecondReview && e.what.decision == StepDecision::kAccept;
  claim.steps.push_back({.step = e.what.step,
                         .decision = e.what.decision,
                         .organisation = e.organisation,
                         .person = e.person,
                         .entry = entry});
  claim.state = e.state;
  claim.resumes = e.resumes;
  claim.due = e.due;
  if (e.what.decision == StepDecision::kRepair) claim.repair_ppm = e.what.repair_ppm;
  if (e.what.decision == StepDecision::kObject && e.what.step == WorkStep::kRepairAnswer) {
    claim.repair_ppm = 0;
    claim.repair_objected = true;
  }
  if (e.what.decision == StepDecision::kCancel) claim.order.reset();
  if (e.judgement) TakeJudgement(cover, *e.judgement, entry, claim);
  if (approves) claim.approved_entry = entry;
  claim.reserved = Minus(Plus(claim.reserved, e.reserved), e.released);
}

void FoldOrder(Cover& cover, const OrderedPayment& e, std::int64_t entry) {
  Claim& claim = ClaimOf(cover, e.claim_number);
  if (e.order.amount == Money()) {
    claim.state = ClaimState::kRefused;
    claim.due = {};
  } else {
    claim.state = ClaimState::kOrdered;
    claim.due = e.due;
    claim.order = e.order;
    claim.order->entry = entry;
  }
  claim.reserved = Plus(claim.reserved, e.newly_reserved);
  if (e.refused == Money()) return;
  // The rest falls on the bank: later instalments first.
  claim.fund_amount = Minus(claim.fund_amount, e.refused);
  claim.first_amount = std::min(claim.first_amount, claim.fund_amount);
  Money left = e.refused;
  for (auto borne = claim.borne.rbegin(); borne != claim.borne.rend(); ++borne) {
    if (!borne->by_fund) continue;
    const Money cut = std::min(left, borne->amount);
    borne->amount = Minus(borne->amount, cut);
    left = Minus(left, cut);
  }
  for (BorneLoss& borne : claim.borne) {
    if (borne.role != PartyRole::kBank) continue;
    borne.amount = Plus(borne.amount, e.refused);
    break;
  }
}

void Fold(Cover& cover, const PaymentConfirmed& e, std::int64_t) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  claim.order.reset();
  claim.paid = Plus(claim.paid, e.amount);
  claim.reserved = Minus(claim.reserved, e.amount);
  claim.state = e.state;
  claim.due = e.due;
  // A later instalment does not open what is closed.
  if (claim.closing == RecoveryClosing::kUnspecified) cover.state = CoverState::kCompensated;
  cover.due = {};
}

void Fold(Cover& cover, const RecoveryRecorded& e, std::int64_t entry) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  claim.recoveries.push_back({.what = e.what.recovery,
                              .entry = entry,
                              .fund_share = e.fund_share,
                              .due_date = e.due_date});
  for (const PartAmount& part : e.judgement.verdict.parts) {
    for (BorneLoss& borne : claim.borne) {
      if (borne.party == part.party) borne.recovered = Plus(borne.recovered, part.amount);
    }
  }
}

void Fold(Cover& cover, const RemittanceConfirmed& e, std::int64_t) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  Recovery& recovery = RecoveryOf(claim, e.what.recovery_number);
  recovery.remitted = Plus(recovery.remitted, e.what.amount);
  recovery.late_interest_due = Plus(recovery.late_interest_due, e.late_interest_due);
  recovery.late_interest_paid = Plus(recovery.late_interest_paid, e.what.late_interest);
}

void Fold(Cover& cover, const RecoveryClosed& e, std::int64_t) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  claim.closing = e.what.closing;
  claim.later_due = claim.later_due || e.later_due;
  claim.due = e.due;
  cover.state = e.what.closing == RecoveryClosing::kWrittenOff ? CoverState::kWrittenOff
                                                               : CoverState::kSettled;
}

void Fold(Cover& cover, const ClawbackDemanded& e, std::int64_t entry) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  claim.clawback = Clawback{.entry = entry,
                            .repaired_ppm = e.what.repaired_ppm,
                            .amount = e.amount,
                            .interest = e.interest,
                            .due_date = e.due_date,
                            .received = Money()};
  claim.state = ClaimState::kClawback;
  claim.due = {e.due_date, OnSilence::kEscalate};
  if (Plus(e.amount, e.interest) == Money()) {
    // All of it is back, or on its way, as recoveries.
    claim.state = ClaimState::kClawedBack;
    claim.due = {};
  }
  claim.order.reset();
  Release(claim, e.released);
  // Nothing more is paid.
  claim.fund_amount = claim.paid;
  claim.first_amount = std::min(claim.first_amount, claim.paid);
}

void Fold(Cover& cover, const ClawbackReceived& e, std::int64_t) {
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  claim.clawback->received = Plus(claim.clawback->received, e.what.amount);
  claim.state = e.state;
  if (e.state == ClaimState::kClawedBack) claim.due = {};
}

void Fold(Cover& cover, const DeadlinePassed& e, std::int64_t entry) {
  cover.state = e.cover_state;
  if (e.what.claim_number.empty()) {
    cover.due = e.due;
    return;
  }
  Claim& claim = ClaimOf(cover, e.what.claim_number);
  claim.state = e.claim_state;
  claim.resumes = e.claim_state == ClaimState::kDeferred ? claim.resumes : ClaimState::kUnspecified;
  claim.due = e.due;
  claim.later_due = claim.later_due || e.later_due;
  if (e.judgement) TakeJudgement(cover, *e.judgement, entry, claim);
  claim.reserved = Minus(Plus(claim.reserved, e.reserved), e.released);
}

}  // namespace

Loan LoanAfter(const Loan* before, const Event& event, std::int64_t entry) {
  if (!ConcernsCover(event)) return LoanAfter(before, CommandOf(event), entry);
  IPPLEDGE_CHECK(before != nullptr);
  Loan loan = *before;
  auto cover =
      loan.cover == nullptr ? std::make_shared<Cover>() : std::make_shared<Cover>(*loan.cover);
  if (const auto* ordered = std::get_if<PaymentsOrdered>(&event); ordered != nullptr) {
    for (const OrderedPayment& order : ordered->orders) {
      if (order.loan == loan.terms->id) FoldOrder(*cover, order, entry);
    }
  } else {
    std::visit(
        [&](const auto& e) {
          if constexpr (requires { Fold(*cover, e, entry); }) Fold(*cover, e, entry);
        },
        event);
  }
  loan.cover = std::move(cover);
  loan.entries.push_back(entry);
  return loan;
}

}  // namespace ippledge
