#include "tests/testing/scenario_policy_words.h"

#include <functional>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace ippledge {

std::int64_t TakePpm(Words& words) {
  const std::string word = words.Take("a percentage");
  double percent = 0;
  if (!absl::EndsWith(word, "%") || !absl::SimpleAtod(word.substr(0, word.size() - 1), &percent)) {
    words.Fail("no percentage: " + word);
  }
  return static_cast<std::int64_t>(percent * 10'000 + 0.5);
}

namespace {

using Clause = std::function<void(Words&, Policy&)>;
using Clauses = std::map<std::string, Clause>;

const Clauses& AllClauses();

// A word of a policy's lists: "pro-rata".
template <typename Term>
Term TakeTerm(Words& words, absl::string_view what) {
  const std::string word = words.Take(what);
  for (std::size_t i = 1; i < NamesOf(Term{}).size(); ++i) {
    if (WordOf(NamesOf(Term{})[i]) == word) return static_cast<Term>(i);
  }
  words.Fail("no " + std::string(what) + ": " + word);
  return Term{};
}

int TakeDays(Words& words) { return static_cast<int>(words.TakeNumber()); }

InterestTerms TakeInterest(Words& words) {
  if (words.TakeIf("lpr")) return {.mode = RateMode::kLprPlus};
  return {.mode = RateMode::kFixed, .rate_ppm = TakePpm(words)};
}

PartyRole RoleOfParty(const std::string& name) {
  if (name == "bank") return PartyRole::kBank;
  if (name == "guarantor") return PartyRole::kGuarantor;
  if (name == "insurer") return PartyRole::kInsurer;
  if (name == "evaluator") return PartyRole::kEvaluator;
  return PartyRole::kFund;
}

// "fund 40% bank 60%", up to the next clause.
void TakeShares(Words& words, Policy& policy) {
  if (policy.modes.empty()) policy.modes.emplace_back();
  while (!words.done() && !AllClauses().contains(words.Peek())) {
    const std::string name = words.Take("a party");
    Party party{.name = name, .role = RoleOfParty(name), .share_ppm = TakePpm(words)};
    policy.modes.back().parties.push_back(std::move(party));
  }
}

// "any overdue 90 class substandard recall court-accepted": all of it, or any.
void TakeTrigger(Words& words, Policy& policy) {
  ClaimTerms& terms = policy.claim;
  if (words.TakeIf("any")) terms.trigger_mode = TriggerMode::kAny;
  while (!words.done() && !AllClauses().contains(words.Peek())) {
    if (words.TakeIf("overdue")) {
      terms.trigger_overdue_days = TakeDays(words);
    } else if (words.TakeIf("class")) {
      terms.trigger_class_min = words.TakeEnum<LoanClass>("class", kLoanClassCount);
    } else {
      terms.trigger_events.push_back(TakeTerm<TriggerEvent>(words, "event"));
    }
  }
}

// "year-loss of bank loss-of-enrolled-year above 3% defer-claims".
void TakeBrake(Words& words, Policy& policy) {
  Brake brake;
  brake.name = words.Take("name of the brake");
  words.Expect("of");
  brake.scope = TakeTerm<BrakeScope>(words, "scope");
  brake.measure = TakeTerm<BrakeMeasure>(words, "measure");
  brake.comparison = TakeTerm<Comparison>(words, "above or at-least");
  brake.threshold_ppm = TakePpm(words);
  brake.effect = TakeTerm<BrakeEffect>(words, "effect");
  brake.includes_current_claim = !words.TakeIf("without-the-claim");
  policy.brakes.push_back(std::move(brake));
}

// "completeness by finance-bureau within 3 then lapse".
void TakeStep(Words& words, Policy& policy) {
  StepTerms step;
  step.step = words.TakeEnum<WorkStep>("step", kWorkStepCount);
  if (words.TakeIf("by")) step.role = words.TakeEnum<Role>("role", kRoleCount);
  if (words.TakeIf("within")) step.working_days = TakeDays(words);
  if (words.TakeIf("then")) step.on_silence = words.TakeEnum<OnSilence>("silence", kOnSilenceCount);
  policy.life_cycle.steps.push_back(step);
}

// "75% then recovery-end", "75% then years-after-decree 3".
void TakeInstalments(Words& words, Policy& policy) {
  PaymentTerms& terms = policy.payment;
  terms.first_instalment_ppm = TakePpm(words);
  words.Expect("then");
  terms.second_on = TakeTerm<SecondInstalment>(words, "time of the later instalment");
  if (terms.second_on != SecondInstalment::kRecoveryEnd) {
    terms.second_after_decree_years = TakeDays(words);
  }
}

void TakeLateClaims(Words& words, Policy& policy) {
  policy.claim.late_mode = TakeTerm<LateClaimMode>(words, "what becomes of late claims");
  if (policy.claim.late_mode == LateClaimMode::kReduced) {
    policy.claim.late_reduction_ppm = TakePpm(words);
  }
}

void TakeLapsedRights(Words& words, Policy& policy) {
  policy.claim.ip_lapse_mode = TakeTerm<IpLapseMode>(words, "what a lapsed right does");
  if (policy.claim.ip_lapse_mode == IpLapseMode::kReduce) {
    policy.claim.ip_lapse_reduction_ppm = TakePpm(words);
  }
}

void TakeRefiling(Words& words, Policy& policy) {
  policy.life_cycle.rejected_claim_refile = TakeTerm<RefileMode>(words, "refiling");
  if (policy.life_cycle.rejected_claim_refile == RefileMode::kWithinDays) {
    policy.life_cycle.refile_within_days = TakeDays(words);
  }
}

void TakeFileWithin(Words& words, Policy& policy) {
  policy.eligibility.file_within_days = TakeDays(words);
  if (words.TakeIf("or")) {
    policy.eligibility.late_file_mode = TakeTerm<LateFileMode>(words, "late filing");
  }
}

const Clauses& AllClauses() {
  using W = Words&;
  using P = Policy&;
  static const auto* const kAll = new Clauses{
      {"version", [](W w, P p) { p.version = w.TakeNumber(); }},
      {"effective", [](W w, P p) { p.effective_date = w.TakeDate(); }},
      {"currency", [](W w, P p) { p.currency_code = w.Take("currency"); }},
      {"mode", [](W w, P p) { p.modes.emplace_back().name = w.Take("name of the mode"); }},
      {"share", TakeShares},
      {"paid-by-fund", [](W w, P p) { p.life_cycle.paid_by_fund = w.TakeList("parties"); }},
      {"enrolled-at-once", [](W, P p) { p.life_cycle.manager_confirms = false; }},
      {"sizes",
       [](W w, P p) {
         p.eligibility.enterprise_sizes = w.TakeEnums<FirmSize>("size", kFirmSizeCount);
       }},
      {"ip-kinds",
       [](W w, P p) { p.eligibility.ip_kinds = w.TakeEnums<IpKind>("kind", kIpKindCount); }},
      {"pledge-by",
       [](W w, P p) {
         p.eligibility.pledge_registered_by = TakeTerm<PledgeRegisteredBy>(w, "day of the pledge");
       }},
      {"loan-cap", [](W w, P p) { p.eligibility.loan_amount_cap = w.TakeMoney(); }},
      {"firm-cap", [](W w, P p) { p.eligibility.enterprise_enrolled_cap = w.TakeMoney(); }},
      {"firm-year-cap", [](W w, P p) { p.eligibility.enterprise_year_cap = w.TakeMoney(); }},
      {"group-cap", [](W w, P p) { p.eligibility.group_cap = w.TakeMoney(); }},
      {"beyond-cap",
       [](W w, P p) { p.eligibility.cap_excess_mode = TakeTerm<CapExcessMode>(w, "excess"); }},
      {"leverage", [](W w, P p) { p.eligibility.leverage_max_ppm = w.TakeNumber() * kWholePpm; }},
      {"term-max", [](W w, P p) { p.eligibility.term_max_months = TakeDays(w); }},
      {"rate-cap", [](W w, P p) { p.eligibility.rate_cap = TakeInterest(w); }},
      {"file-within", TakeFileWithin},
      {"whole-loan", [](W, P p) { p.loss.combined_base = CombinedBase::kWhole; }},
      {"exposure-on",
       [](W w, P p) { p.life_cycle.exposure_on = TakeTerm<ExposureOn>(w, "exposure"); }},
      {"trigger", TakeTrigger},
      {"lock-in", [](W w, P p) { p.claim.lock_in_months = TakeDays(w); }},
      {"not-before", [](W w, P p) { p.claim.open_days = TakeDays(w); }},
      {"window", [](W w, P p) { p.claim.close_days = TakeDays(w); }},
      {"late-claims", TakeLateClaims},
      {"documents", [](W w, P p) { p.claim.documents = w.TakeList("documents"); }},
      {"lapsed-rights", TakeLapsedRights},
      {"cut-most", [](W w, P p) { p.claim.repair_max_ppm = TakePpm(w); }},
      {"refile", TakeRefiling},
      {"claim-cap", [](W w, P p) { p.caps.per_claim_cap = w.TakeMoney(); }},
      {"bank-year-cap", [](W w, P p) { p.caps.institution_year_cap = w.TakeMoney(); }},
      {"joint-times-fees",
       [](W w, P p) { p.caps.joint_cap_times_fees_ppm = w.TakeNumber() * kWholePpm; }},
      {"by-line", [](W, P p) { p.eligibility.by_committed_line = true; }},
      {"fund-year-cap", [](W w, P p) { p.caps.fund_year_cap = w.TakeMoney(); }},
      {"brake", TakeBrake},
      {"deferral-test",
       [](W w, P p) { p.life_cycle.deferral_test = TakeTerm<DeferralPeriod>(w, "period"); }},
      {"shortfall",
       [](W w, P p) { p.payment.shortfall_mode = TakeTerm<ShortfallMode>(w, "shortfall mode"); }},
      {"first", TakeInstalments},
      {"step", TakeStep},
      {"notice", [](W w, P p) { p.life_cycle.public_notice_days = TakeDays(w); }},
      {"recovery-order",
       [](W w, P p) { p.recovery.order = TakeTerm<RecoveryOrder>(w, "order of recovery"); }},
      {"cost-cap", [](W w, P p) { p.recovery.cost_cap_ppm = TakePpm(w); }},
      {"remit-within", [](W w, P p) { p.life_cycle.recovery_remit_days = TakeDays(w); }},
      {"late-interest", [](W w, P p) { p.recovery.late_interest = TakeInterest(w); }},
      {"recovery-until", [](W w, P p) { p.life_cycle.recovery_until_years = TakeDays(w); }},
      {"write-off-on",
       [](W w, P p) { p.life_cycle.write_off_conditions = w.TakeList("conditions"); }},
      {"clawback", [](W w, P p) { p.clawback.mode = TakeTerm<ClawbackMode>(w, "clawback"); }},
      {"clawback-interest", [](W w, P p) { p.clawback.interest = TakeInterest(w); }},
      {"return-within", [](W w, P p) { p.life_cycle.overpayment_return_days = TakeDays(w); }},
  };
  return *kAll;
}

}  // namespace

Policy TakePolicy(Words& words) {
  Policy policy;
  policy.policy_id = words.Take("name of the policy");
  policy.title_zh = "政策";
  policy.title_en = "Policy";
  policy.source = "a scenario";
  while (!words.done()) {
    const std::string name = words.Take("a clause");
    const auto clause = AllClauses().find(name);
    if (clause == AllClauses().end()) {
      words.Fail("no clause of a policy: " + name);
      break;
    }
    clause->second(words, policy);
  }
  return policy;
}

}  // namespace ippledge
