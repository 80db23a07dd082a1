// What silence does: ledger/decide_claim.h, DecideDeadline(), and ledger/decide.h,
// PassedDeadlines().
#include <utility>

#include "ledger/claim_arithmetic.h"
#include "ledger/claim_transition.h"
#include "ledger/cover_checks.h"
#include "ledger/decide_claim.h"
#include "ledger/status_macros.h"
#include "ledger/work.h"

namespace ippledge {
namespace {

absl::Status NotPassed(const PassDeadline& c) {
  return Refuse(Reason::kDeadlineNotPassed, "step", {{"step", std::string(NameOf(c.step))}});
}

// The step is open, its day is over, and its silence does something.
bool IsDue(const Loan& loan, const PassDeadline& c, Date today) {
  for (const WorkItem& item : WorkOf(loan)) {
    const bool same =
        item.step == c.step && item.claim_number == c.claim_number && item.due_date == c.due_date;
    if (same) return item.acts && item.due_date < today;
  }
  return false;
}

// A deferral on its day of testing: the brake may be off.
void TestDeferral(const Books& books, const ClaimAt& at, DeadlinePassed& event) {
  Computed computed = Compute(books, at, *at.claim, IsReleasedByHand(*at.claim));
  event.claim_state = computed.state;
  event.due = computed.due;
  if (computed.state == ClaimState::kComputed) {
    event.claim_state = at.claim->resumes;
    event.due = DeadlineOf(OpenStepOf(event.claim_state), *at.policy, books.programme.calendar,
                           books.programme.today);
  }
  event.judgement = std::move(computed.judgement);
}

void PassForClaim(const Books& books, const ClaimAt& at, DeadlinePassed& event) {
  const Claim& claim = *at.claim;
  switch (event.what.step) {
    case WorkStep::kNotice: {
      const Waiting waiting = AfterNotice(books, *at.policy, claim.reserved >= DueNow(claim));
      event.claim_state = waiting.state;
      event.due = waiting.due;
      return;
    }
    case WorkStep::kDeferralTest:
      return TestDeferral(books, at, event);
    case WorkStep::kLaterInstalment:
      event.claim_state = claim.state;
      event.later_due = true;
      event.due = DeadlineOf(WorkStep::kPayment, *at.policy, books.programme.calendar,
                             books.programme.today);
      return;
    default:
      event.claim_state = ClaimState::kLapsed;
      event.released = claim.reserved;
  }
}

}  // namespace

absl::StatusOr<Decision> DecideDeadline(const Books& books, const Caller& caller,
                                        const PassDeadline& c) {
  if (caller.role != Role::kSystem) {
    return Refuse(Reason::kRoleNotAllowed, "",
                  {{"role", std::string(NameOf(caller.role))}, {"allowed", "system"}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, LoanOf(books, c.loan));
  const Programme& programme = books.programme;
  if (!IsDue(*loan, c, programme.today)) return NotPassed(c);
  const FundAccounts& accounts = programme.fund.accounts();
  DeadlinePassed event;
  event.what = c;
  event.cover_state = loan->cover->state;
  if (c.claim_number.empty()) {
    event.cover_state =
        c.step == WorkStep::kClaimWindow ? CoverState::kUncovered : CoverState::kLapsed;
  } else {
    IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
    PassForClaim(books, at, event);
  }
  event.after = AfterReserving(accounts, c.loan.bank, event.reserved, event.released);
  return Happened(std::move(event));
}

std::vector<PassDeadline> PassedDeadlines(const Programme& programme, std::size_t limit) {
  std::vector<PassDeadline> passed;
  programme.work.VisitDueBefore(programme.today, [&](const WorkItem& item) {
    if (!item.acts) return true;
    // bank, 0x00, contract number.
    const std::size_t cut = item.loan_key.find('\0');
    passed.push_back({.loan = {item.loan_key.substr(0, cut), item.loan_key.substr(cut + 1)},
                      .claim_number = item.claim_number,
                      .step = item.step,
                      .due_date = item.due_date});
    return passed.size() < limit;
  });
  return passed;
}

}  // namespace ippledge
