#include "ledger/decide_recovery.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_steps.h"
#include "ledger/cover_checks.h"
#include "ledger/cover_facts.h"
#include "ledger/decide_checks.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/limits.h"
#include "ledger/recovery_split.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

constexpr RoleSet kBureau = SetOf(Role::kFinanceBureau);

absl::Status Exists(const RecordedMovement& known) {
  return Refuse(Reason::kMovementExists, "movement_id",
                {{"first_entry", absl::StrCat(known.entry)}});
}

absl::Status Exceeded(Reason reason, absl::string_view field, Money limit, Money used,
                      Money asked) {
  return Refuse(reason, field,
                {{"limit", absl::StrCat(limit.fen())},
                 {"used", absl::StrCat(used.fen())},
                 {"asked", absl::StrCat(asked.fen())},
                 {"remaining", absl::StrCat(Minus(limit, used).fen())}});
}

// A claim from which something was paid, whatever became of it since.
absl::Status CheckPaid(const Claim& claim) {
  if (claim.paid > Money()) return absl::OkStatus();
  return WrongState(claim.state, NameOf(ClaimState::kPaid));
}

bool SameMoney(const RecordedMovement& known, const ClaimAt& at, FundMovementKind kind,
               Money amount, Date date, const std::string& bank_reference, absl::string_view memo) {
  const FundMovement& movement = known.movement;
  return IsOfClaim(known, at, memo) && movement.kind == kind && movement.amount == amount &&
         movement.date == date && movement.bank_reference == bank_reference;
}

// The day of the last payment of a claim.
Date PaidOn(const Books& books, const ClaimAt& at) {
  const FundBook& fund = books.programme.fund;
  Date last = at.claim->filed_date;
  for (const std::int64_t entry : at.loan->entries) {
    const RecordedMovement* movement = fund.OfEntry(entry);
    if (movement == nullptr || movement->movement.kind != FundMovementKind::kClaimPayment) continue;
    if (movement->movement.memo != at.claim->filing.claim_number) continue;
    last = std::max(last, movement->movement.date);
  }
  return last;
}

}  // namespace

absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const RecordRecovery& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, Role::kBankMaker | Role::kBankChecker, c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Claim& claim = *at.claim;
  const Recovery* known = FindRecovery(claim, c.recovery.recovery_number);
  if (known != nullptr) {
    if (known->what == c.recovery) return AlreadyRecorded(known->entry);
    return Refuse(Reason::kRecoveryExists, "recovery.recovery_number",
                  {{"recovery_number", c.recovery.recovery_number},
                   {"first_entry", absl::StrCat(known->entry)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckPaid(claim));
  if (claim.recoveries.size() >= static_cast<std::size_t>(kRecoveriesPerClaimMax)) {
    return Refuse(Reason::kTooManyEvents, "recovery",
                  {{"limit", absl::StrCat(kRecoveriesPerClaimMax)},
                   {"used", absl::StrCat(claim.recoveries.size())}});
  }
  const Programme& programme = books.programme;
  IPPLEDGE_RETURN_IF_ERROR(
      CheckNotFuture(programme, c.recovery.received_date, "recovery.received_date"));
  RecoveryRecorded event{.what = c,
                         .judgement = Judge(*at.policy, RecoveryFactsOf(books, claim, c.recovery)),
                         .fund_share = Money(),
                         .due_date = programme.calendar.AddWorkingDays(
                             c.recovery.received_date, at.policy->life_cycle.recovery_remit_days)};
  for (std::size_t i = 0; i < claim.borne.size(); ++i) {
    if (!claim.borne[i].by_fund) continue;
    event.fund_share = Plus(event.fund_share, event.judgement.verdict.parts[i].amount);
  }
  return Happened(std::move(event));
}

absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const ConfirmRemittance& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, kBureau, ""));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Recovery* recovery = FindRecovery(*at.claim, c.recovery_number);
  if (recovery == nullptr) {
    return Refuse(Reason::kRecoveryUnknown, "recovery_number",
                  {{"recovery_number", c.recovery_number}});
  }
  const bool principal = c.amount > Money();
  const RecordedMovement* known = books.FindMovement(c.movement_id);
  const RecordedMovement* interest_of_known =
      books.FindMovement(absl::StrCat(c.movement_id, "-interest"));
  if (known != nullptr) {
    const FundMovementKind kind =
        principal ? FundMovementKind::kRecoveryIn : FundMovementKind::kLateInterestIn;
    const Money amount = principal ? c.amount : c.late_interest;
    const bool both = interest_of_known != nullptr && interest_of_known->entry == known->entry;
    const Money interest = both ? interest_of_known->movement.amount : Money();
    if (SameMoney(*known, at, kind, amount, c.remittance_date, c.bank_reference,
                  MemoOf(c.claim_number, c.recovery_number)) &&
        interest == (principal ? c.late_interest : Money())) {
      return AlreadyRecorded(known->entry);
    }
    return Exists(*known);
  }
  if (interest_of_known != nullptr) return Exists(*interest_of_known);
  if (c.amount > Minus(recovery->fund_share, recovery->remitted)) {
    return Exceeded(Reason::kRemittanceExceeded, "amount_fen", recovery->fund_share,
                    recovery->remitted, c.amount);
  }
  const Programme& programme = books.programme;
  RemittanceConfirmed event;
  event.what = c;
  event.days_late = std::max(0, c.remittance_date.days() - recovery->due_date.days());
  const RecoveryTerms& terms = at.policy->recovery;
  // By the rate of the day on which it was due.
  event.rate_ppm = RateOf(terms.late_interest, programme.OneYearRateOn(recovery->due_date));
  if (event.days_late > 0) {
    event.late_interest_due =
        MultiplyHalfUp(c.amount, event.rate_ppm * event.days_late, kWholePpm * terms.day_basis);
  }
  const Money interest = Plus(recovery->late_interest_due, event.late_interest_due);
  if (c.late_interest > Minus(interest, recovery->late_interest_paid)) {
    return Exceeded(Reason::kRemittanceExceeded, "late_interest_fen", interest,
                    recovery->late_interest_paid, c.late_interest);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, c.remittance_date, "remittance_date"));
  if (c.remittance_date < recovery->what.received_date) {
    return Refuse(Reason::kDateOrder, "remittance_date",
                  {{"got", c.remittance_date.ToString()},
                   {"after", recovery->what.received_date.ToString()}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckMovementRoom(programme.fund, ""));
  const std::vector<FundMovement> movements = MovementsOf(Event(event), 0, Date());
  IPPLEDGE_RETURN_IF_ERROR(CheckPeriodsOpen(programme, movements, "remittance_date"));
  event.after = AfterMovements(programme.fund.accounts(), movements);
  return Happened(std::move(event));
}

absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const CloseRecovery& c) {
  const bool writes_off = c.closing == RecoveryClosing::kWrittenOff;
  IPPLEDGE_RETURN_IF_ERROR(
      MayAct(caller, writes_off ? kBureau : Role::kIpOffice | Role::kFinanceBureau, ""));
  if (writes_off) IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Claim& claim = *at.claim;
  IPPLEDGE_RETURN_IF_ERROR(CheckPaid(claim));
  // Ended once; then, once, written off.
  const bool may = writes_off ? claim.closing == RecoveryClosing::kEnded
                              : claim.closing == RecoveryClosing::kUnspecified;
  if (writes_off && claim.closing == RecoveryClosing::kUnspecified) {
    return WrongState(claim.state, "recovery that has ended");
  }
  if (!may) {
    return Refuse(Reason::kRecoveryClosed, "closing",
                  {{"state", std::string(NameOf(claim.closing))}});
  }
  if (claim.order) return WrongState(claim.state, "PAID, PART_PAID");
  const std::vector<std::string>& conditions = at.policy->life_cycle.write_off_conditions;
  const bool proved =
      !writes_off || conditions.empty() ||
      std::any_of(conditions.begin(), conditions.end(),
                  [&](const std::string& each) { return absl::StartsWith(c.evidence, each); });
  if (!proved) {
    return Refuse(Reason::kEvidenceMissing, "evidence",
                  {{"want", absl::StrJoin(conditions, ", ")}});
  }
  const Programme& programme = books.programme;
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, c.closing_date, "closing_date"));
  // Only the end of recovery has come; what else is open keeps its day.
  RecoveryClosed event{.what = c, .later_due = false, .due = claim.due};
  if (claim.state == ClaimState::kPaid) event.due = {};
  const bool waits =
      claim.state == ClaimState::kPartPaid && !claim.later_due && claim.paid < claim.fund_amount;
  if (!waits) return Happened(std::move(event));
  if (at.policy->payment.second_on != SecondInstalment::kYearsAfterDecree) {
    event.later_due = true;
    event.due = DeadlineOf(WorkStep::kPayment, *at.policy, programme.calendar, programme.today);
  }
  return Happened(std::move(event));
}

absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const DemandClawback& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, kBureau, ""));
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Claim& claim = *at.claim;
  const bool may = claim.state == ClaimState::kPaid || claim.state == ClaimState::kPartPaid;
  if (!may) return WrongState(claim.state, "PAID, PART_PAID");
  const Programme& programme = books.programme;
  ClawbackDemanded event{
      .what = c,
      .judgement =
          Judge(*at.policy, ClawbackFactsOf(books, claim, c.repaired_ppm, PaidOn(books, at))),
      .amount = Money(),
      .interest = Money(),
      .due_date =
          DeadlineOf(WorkStep::kClawbackPaid, *at.policy, programme.calendar, programme.today).date,
      .released = claim.reserved,
      .after = {}};
  event.amount = event.judgement.verdict.net;
  event.interest = event.judgement.verdict.late_interest;
  event.after = AfterReserving(programme.fund.accounts(), c.loan.bank, Money(), claim.reserved);
  return Happened(std::move(event));
}

absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const ConfirmClawback& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, kBureau, ""));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Claim& claim = *at.claim;
  const RecordedMovement* known = books.FindMovement(c.movement_id);
  if (known != nullptr && SameMoney(*known, at, FundMovementKind::kClawbackIn, c.amount,
                                    c.payment_date, c.bank_reference, c.claim_number)) {
    return AlreadyRecorded(known->entry);
  }
  if (claim.state != ClaimState::kClawback) {
    return WrongState(claim.state, NameOf(ClaimState::kClawback));
  }
  if (known != nullptr) return Exists(*known);
  const Clawback& clawback = *claim.clawback;
  const Money owed = Plus(clawback.amount, clawback.interest);
  if (c.amount > Minus(owed, clawback.received)) {
    return Exceeded(Reason::kClawbackExceeded, "amount_fen", owed, clawback.received, c.amount);
  }
  const Programme& programme = books.programme;
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, c.payment_date, "payment_date"));
  IPPLEDGE_RETURN_IF_ERROR(CheckMovementRoom(programme.fund, ""));
  ClawbackReceived event{.what = c, .state = ClaimState::kClawback, .after = {}};
  if (Plus(clawback.received, c.amount) == owed) event.state = ClaimState::kClawedBack;
  const std::vector<FundMovement> movements = MovementsOf(Event(event), 0, Date());
  IPPLEDGE_RETURN_IF_ERROR(CheckPeriodsOpen(programme, movements, "payment_date"));
  event.after = AfterMovements(programme.fund.accounts(), movements);
  return Happened(std::move(event));
}

}  // namespace ippledge
