#include <algorithm>
#include <string>

#include "ledger/claim_steps.h"
#include "ledger/policy_check.h"

namespace ippledge {
namespace {

constexpr int kStepDaysMax = 1000;
constexpr int kRecoveryYearsMax = 50;

// Steps whose terms a policy may change. The others have no taker or no deadline of their own.
bool MayChange(WorkStep step) {
  switch (step) {
    case WorkStep::kConfirmCover:
    case WorkStep::kResubmitCover:
    case WorkStep::kCompleteness:
    case WorkStep::kResubmitClaim:
    case WorkStep::kFirstReview:
    case WorkStep::kRepairAnswer:
    case WorkStep::kSecondReview:
    case WorkStep::kNotice:
    case WorkStep::kObjection:
    case WorkStep::kPayment:
    case WorkStep::kPaymentConfirmed:
    case WorkStep::kClawbackPaid:
      return true;
    default:
      return false;
  }
}

// What the bank has to answer.
bool IsTheBanks(WorkStep step) {
  return step == WorkStep::kResubmitCover || step == WorkStep::kResubmitClaim ||
         step == WorkStep::kRepairAnswer;
}

// Money is moved by the bureau, whatever a policy says.
bool MovesMoney(WorkStep step) {
  return step == WorkStep::kPayment || step == WorkStep::kPaymentConfirmed ||
         step == WorkStep::kClawbackPaid;
}

bool MayTakeSteps(Role role) {
  return role == Role::kBankChecker || role == Role::kFundManager || role == Role::kIpOffice ||
         role == Role::kFinanceBureau;
}

void CheckRole(const StepTerms& terms, const PolicyChecker& checker) {
  if (terms.role == Role::kUnspecified) return;
  if (!MayTakeSteps(terms.role)) {
    checker.Add(Reason::kFieldMalformed, "role",
                {{"got", std::string(NameOf(terms.role))},
                 {"want", "bank_checker, fund_manager, ip_office or finance_bureau"}});
  } else if (MayChange(terms.step) && IsBank(terms.role) != IsTheBanks(terms.step)) {
    checker.Contradicts("role", "step",
                        IsBank(terms.role) ? "a bank does not decide" : "the bank answers");
  } else if (MovesMoney(terms.step) && terms.role != Role::kFinanceBureau) {
    checker.Contradicts("role", "step", "the finance bureau moves the fund's money");
  }
}

void CheckStep(const StepTerms& terms, const PolicyChecker& checker) {
  if (terms.step == WorkStep::kUnspecified) {
    checker.Add(Reason::kFieldRequired, "step", {});
  } else if (!MayChange(terms.step)) {
    checker.Add(
        Reason::kFieldMalformed, "step",
        {{"got", std::string(NameOf(terms.step))}, {"want", "a step that a policy may change"}});
  }
  CheckRole(terms, checker);
  checker.Range("working_days", terms.working_days, 0, kStepDaysMax);
  if (terms.working_days.has_value() && terms.step == WorkStep::kNotice) {
    checker.Contradicts("working_days", "step", "a notice lasts public_notice_days");
  }
  if (terms.working_days.has_value() && terms.step == WorkStep::kClawbackPaid) {
    checker.Contradicts("working_days", "step", "money goes back in overpayment_return_days");
  }
  if (terms.on_silence == OnSilence::kLapse && !IsTheBanks(terms.step)) {
    checker.Contradicts("on_silence", "step", "only what the bank has to answer lapses");
  }
  if (terms.on_silence == OnSilence::kAccept && terms.step != WorkStep::kNotice) {
    checker.Contradicts("on_silence", "step", "only a notice is accepted in silence");
  }
}

// The first terms of a step; null when there are none.
const StepTerms* FindTerms(const std::vector<StepTerms>& steps, WorkStep step) {
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [step](const StepTerms& terms) { return terms.step == step; });
  return found == steps.end() ? nullptr : &*found;
}

// Also when only one of them is given a role, and it is the other's own.
void CheckReviews(const Policy& policy, const PolicyChecker& checker) {
  const RoleSet first = RolesOf(WorkStep::kFirstReview, StepDecision::kAccept, policy);
  const RoleSet second = RolesOf(WorkStep::kSecondReview, StepDecision::kAccept, policy);
  if ((first & second) == 0) return;
  const std::vector<StepTerms>& steps = policy.life_cycle.steps;
  const StepTerms* said = FindTerms(steps, WorkStep::kSecondReview);
  WorkStep other = WorkStep::kFirstReview;
  if (said == nullptr || said->role == Role::kUnspecified) {
    said = FindTerms(steps, WorkStep::kFirstReview);
    other = WorkStep::kSecondReview;
  }
  PolicyChecker(checker, "steps", static_cast<int>(said - steps.data()))
      .Contradicts("role", NameOf(other), "a claim is reviewed in two roles");
}

void CheckSteps(const Policy& policy, const PolicyChecker& parent) {
  const std::vector<StepTerms>& steps = policy.life_cycle.steps;
  if (!parent.Few("steps", steps)) return;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const PolicyChecker checker(parent, "steps", static_cast<int>(i));
    CheckStep(steps[i], checker);
    if (steps[i].step != WorkStep::kUnspecified && FindTerms(steps, steps[i].step) != &steps[i]) {
      checker.Add(Reason::kDuplicateItem, "step", {{"got", std::string(NameOf(steps[i].step))}});
    }
  }
  CheckReviews(policy, parent);
}

void CheckPaidByFund(const std::vector<std::string>& names, const std::vector<ShareMode>& modes,
                     const PolicyChecker& checker) {
  if (!checker.Few("paid_by_fund", names)) return;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string field = absl::StrCat("paid_by_fund[", i, "]");
    const bool known = std::any_of(modes.begin(), modes.end(), [&](const ShareMode& mode) {
      return std::any_of(mode.parties.begin(), mode.parties.end(), [&](const Party& party) {
        return party.role == PartyRole::kFund && party.name == names[i];
      });
    });
    if (!known) checker.Contradicts(field, "modes", "no public level has this name");
    if (std::count(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) != 0) {
      checker.Add(Reason::kDuplicateItem, field, {{"got", names[i]}});
    }
  }
}

}  // namespace

void CheckLifeCycle(const Policy& policy, const PolicyChecker& checker) {
  const LifeCycleTerms& terms = policy.life_cycle;
  CheckSteps(policy, checker);
  checker.Range("public_notice_days", terms.public_notice_days, 0, kStepDaysMax);
  checker.Range("recovery_remit_days", terms.recovery_remit_days, 0, kStepDaysMax);
  checker.Range("recovery_until_years", terms.recovery_until_years, 1, kRecoveryYearsMax);
  checker.Words("write_off_conditions", terms.write_off_conditions);
  checker.Range("overpayment_return_days", terms.overpayment_return_days, 0, kStepDaysMax);
  checker.Range("refile_within_days", terms.refile_within_days, 0, kStepDaysMax);
  const bool within_days = terms.rejected_claim_refile == RefileMode::kWithinDays;
  if (within_days && terms.refile_within_days == 0) {
    checker.Contradicts("refile_within_days", "rejected_claim_refile",
                        "a number of days is needed");
  }
  if (!within_days && terms.refile_within_days != 0) {
    checker.Contradicts("refile_within_days", "rejected_claim_refile",
                        "only REFILE_MODE_WITHIN_DAYS has days");
  }
  CheckPaidByFund(terms.paid_by_fund, policy.modes, checker);
}

}  // namespace ippledge
