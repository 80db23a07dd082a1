#include "ledger/claim_steps.h"

#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"

namespace ippledge {
namespace {

using State = ClaimState;
using Step = WorkStep;
using Decision = StepDecision;

constexpr RoleSet kBank = SetOf(Role::kBankChecker);
constexpr RoleSet kReceivers = Role::kFundManager | Role::kIpOffice;
constexpr RoleSet kOffice = SetOf(Role::kIpOffice);
constexpr RoleSet kBureau = SetOf(Role::kFinanceBureau);
constexpr RoleSet kBoth = Role::kIpOffice | Role::kFinanceBureau;

constexpr StepRow kRows[] = {
    {State::kFiled, Step::kCompleteness, Decision::kAccept, State::kUnspecified, kReceivers, false},
    {State::kFiled, Step::kCompleteness, Decision::kReturn, State::kReturned, kReceivers, false},
    {State::kComputed, Step::kFirstReview, Decision::kAccept, State::kReviewed, kOffice, false},
    {State::kComputed, Step::kFirstReview, Decision::kRepair, State::kRepaired, kOffice, false},
    {State::kComputed, Step::kFirstReview, Decision::kRefuse, State::kRefused, kOffice, false},
    {State::kRepaired, Step::kRepairAnswer, Decision::kAccept, State::kReviewed, kBank, false},
    {State::kRepaired, Step::kRepairAnswer, Decision::kObject, State::kComputed, kBank, false},
    {State::kReviewed, Step::kSecondReview, Decision::kAccept, State::kUnspecified, kBureau, false},
    {State::kReviewed, Step::kSecondReview, Decision::kRefuse, State::kRefused, kBureau, false},
    {State::kApproved, Step::kNotice, Decision::kAccept, State::kUnspecified, kOffice, false},
    {State::kApproved, Step::kNotice, Decision::kObject, State::kSuspended, kOffice, false},
    {State::kSuspended, Step::kObjection, Decision::kAccept, State::kUnspecified, kBoth, true},
    {State::kSuspended, Step::kObjection, Decision::kRepair, State::kRepaired, kBoth, true},
    {State::kSuspended, Step::kObjection, Decision::kRefuse, State::kRefused, kBoth, true},
    {State::kOrdered, Step::kPaymentConfirmed, Decision::kCancel, State::kUnspecified, kBureau,
     true},
    {State::kDeferred, Step::kDeferralTest, Decision::kAccept, State::kUnspecified, kBureau, true},
    {State::kDeferred, Step::kDeferralTest, Decision::kRefuse, State::kRefused, kBureau, true},
    {State::kFiled, Step::kWithdrawal, Decision::kWithdraw, State::kWithdrawn, kBank, false},
    {State::kReturned, Step::kWithdrawal, Decision::kWithdraw, State::kWithdrawn, kBank, false},
    {State::kComputed, Step::kWithdrawal, Decision::kWithdraw, State::kWithdrawn, kBank, false},
    {State::kDeferred, Step::kWithdrawal, Decision::kWithdraw, State::kWithdrawn, kBank, false},
};

// Working days and what silence does, unless the policy says otherwise. Proposed by
// docs/claims.md: of the published rules only a few state days.
struct StepTime {
  Step step;
  int working_days;
  OnSilence on_silence;
};
constexpr StepTime kTimes[] = {
    {Step::kConfirmCover, 5, OnSilence::kEscalate},
    {Step::kResubmitCover, 10, OnSilence::kLapse},
    {Step::kCompleteness, 5, OnSilence::kEscalate},
    {Step::kResubmitClaim, 10, OnSilence::kLapse},
    {Step::kFirstReview, 10, OnSilence::kEscalate},
    {Step::kRepairAnswer, 5, OnSilence::kEscalate},
    {Step::kSecondReview, 10, OnSilence::kEscalate},
    {Step::kNotice, 5, OnSilence::kAccept},
    {Step::kObjection, 15, OnSilence::kEscalate},
    {Step::kPayment, 10, OnSilence::kEscalate},
    {Step::kPaymentConfirmed, 5, OnSilence::kEscalate},
    {Step::kClawbackPaid, 15, OnSilence::kEscalate},
};

const StepTerms* TermsOf(const Policy& policy, WorkStep step) {
  for (const StepTerms& terms : policy.life_cycle.steps) {
    if (terms.step == step) return &terms;
  }
  return nullptr;
}

}  // namespace

std::string NamesOf(RoleSet roles) {
  std::string names;
  for (int i = 1; i < kRoleCount; ++i) {
    if ((roles & SetOf(static_cast<Role>(i))) == 0) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", NameOf(static_cast<Role>(i)));
  }
  return names;
}

absl::Span<const StepRow> StepRows() { return kRows; }

const StepRow* FindStep(ClaimState from, WorkStep step, StepDecision decision) {
  for (const StepRow& row : kRows) {
    if (row.from == from && row.step == step && row.decision == decision) return &row;
  }
  return nullptr;
}

RoleSet RolesOf(WorkStep step, StepDecision decision) {
  RoleSet roles = 0;
  for (const StepRow& row : kRows) {
    if (row.step == step && row.decision == decision) roles |= row.roles;
  }
  return roles;
}

RoleSet RolesOf(WorkStep step, StepDecision decision, const Policy& policy) {
  const RoleSet roles = RolesOf(step, decision);
  return roles == kBank ? roles : RolesUnder(policy, step, roles);
}

RoleSet RolesUnder(const Policy& policy, WorkStep step, RoleSet usual) {
  const StepTerms* terms = TermsOf(policy, step);
  if (terms == nullptr || terms->role == Role::kUnspecified) return usual;
  return SetOf(terms->role);
}

absl::Status MayAct(const Caller& caller, RoleSet roles, absl::string_view bank) {
  if ((roles & SetOf(caller.role)) == 0) {
    return Refuse(Reason::kRoleNotAllowed, "",
                  {{"role", std::string(NameOf(caller.role))}, {"allowed", NamesOf(roles)}});
  }
  if (!IsBank(caller.role) || caller.organisation == bank) return absl::OkStatus();
  return Refuse(Reason::kNotYourRows, "", {{"organisation", caller.organisation}});
}

absl::Status NeedTwoPersons(const Caller& caller) {
  const bool two = !caller.person.empty() && !caller.second_person.empty() &&
                   caller.person != caller.second_person;
  if (two) return absl::OkStatus();
  return Refuse(Reason::kSecondPersonRequired, "",
                {{"person", caller.person}, {"second_person", caller.second_person}});
}

Deadline DeadlineOf(WorkStep step, const Policy& policy, const Calendar& calendar, Date today) {
  for (const StepTime& time : kTimes) {
    if (time.step != step) continue;
    int days = time.working_days;
    OnSilence on_silence = time.on_silence;
    if (step == Step::kNotice) days = policy.life_cycle.public_notice_days;
    if (step == Step::kClawbackPaid) days = policy.life_cycle.overpayment_return_days;
    if (const StepTerms* terms = TermsOf(policy, step); terms != nullptr) {
      days = terms->working_days.value_or(days);
      if (terms->on_silence != OnSilence::kUnspecified) on_silence = terms->on_silence;
    }
    return {calendar.AddWorkingDays(today, days), on_silence};
  }
  return {};
}

Date PeriodEnd(DeferralPeriod period, Date today) {
  const int month = today.month_index();
  const int months = period == DeferralPeriod::kMonth  ? 1
                     : period == DeferralPeriod::kYear ? 12
                                                       : 3;
  // Years divide by 12 and quarters by 3 from 1970-01 on.
  const int from = month - ((month % months) + months) % months;
  return LastDayOfMonth(from + months - 1);
}

}  // namespace ippledge
