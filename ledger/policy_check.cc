#include "ledger/policy_check.h"

#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

constexpr int kYearsMax = 100;
constexpr int kMonthsMax = 12 * kYearsMax;

void CheckNames(const Policy& policy, const PolicyChecker& checker) {
  const auto text = [&](absl::string_view field, absl::string_view value, int min, int max) {
    for (const Violation& violation : ViolationsOf(CheckText(value, min, max))) {
      checker.Add(violation.reason, field, violation.metadata);
    }
  };
  checker.Name("policy_id", policy.policy_id);
  checker.Range("version", policy.version, 1, 1'000'000);
  text("title_zh", policy.title_zh, 1, kNameCharsMax);
  text("title_en", policy.title_en, 0, kNameCharsMax);
  text("source", policy.source, 0, kReasonCharsMax);
  text("currency_code", policy.currency_code, 3, 3);
  if (!policy.effective_date.has_value()) {
    checker.Add(Reason::kFieldRequired, "effective_date", {});
  }
}

void CheckEligibility(const EligibilityTerms& terms, const PolicyChecker& checker) {
  checker.Distinct("enterprise_sizes", terms.enterprise_sizes);
  checker.Words("enterprise_tags_any", terms.enterprise_tags_any);
  checker.Words("enterprise_tags_none", terms.enterprise_tags_none);
  checker.Range("registered_min_days", terms.registered_min_days, 0, 366 * kYearsMax);
  checker.Range("clean_credit_years", terms.clean_credit_years, 0, kYearsMax);
  checker.Distinct("ip_kinds", terms.ip_kinds);
  checker.Words("pledge_modes", terms.pledge_modes);
  checker.Words("security_roles", terms.security_roles);
  checker.Range("ip_part_min_ppm", terms.ip_part_min_ppm, 0, kWholePpm);
  checker.Amount("loan_amount_cap_fen", terms.loan_amount_cap);
  checker.Amount("enterprise_enrolled_cap_fen", terms.enterprise_enrolled_cap);
  checker.Amount("enterprise_year_cap_fen", terms.enterprise_year_cap);
  checker.Amount("group_cap_fen", terms.group_cap);
  checker.Interest("rate_cap", terms.rate_cap);
  checker.Range("term_min_months", terms.term_min_months, 0, kMonthsMax);
  checker.Range("term_max_months", terms.term_max_months, 1, kMonthsMax);
  if (terms.term_min_months.has_value() && terms.term_max_months.has_value() &&
      *terms.term_min_months > *terms.term_max_months) {
    checker.Contradicts("term_max_months", "term_min_months", "the longest is below the shortest");
  }
  checker.Range("pledge_rate_max_ppm", terms.pledge_rate_max_ppm, 1, kRatioPpmMax);
  checker.Words("use_of_funds_forbidden", terms.use_of_funds_forbidden);
  checker.Range("file_within_days", terms.file_within_days, 0, 366 * kYearsMax);
  checker.Range("leverage_max_ppm", terms.leverage_max_ppm, 1, kRatioPpmMax);
  checker.Range("bank_deposit_multiple_min_ppm", terms.bank_deposit_multiple_min_ppm, 0,
                kRatioPpmMax);
  checker.Range("first_year_multiple_min_ppm", terms.first_year_multiple_min_ppm, 0, kRatioPpmMax);
}

void CheckLoss(const LossTerms& terms, const PolicyChecker& checker) {
  checker.Range("interest_days_cap", terms.interest_days_cap, 0, kOverdueDaysMax);
  if (terms.interest_day_basis != 360 && terms.interest_day_basis != 365) {
    checker.Range("interest_day_basis", terms.interest_day_basis, 360, 365);
    if (terms.interest_day_basis > 360 && terms.interest_day_basis < 365) {
      checker.Contradicts("interest_day_basis", "interest_day_basis", "it is 360 or 365");
    }
  }
}

void CheckCaps(const CapTerms& terms, const PolicyChecker& checker) {
  checker.Amount("per_claim_cap_fen", terms.per_claim_cap);
  checker.Amounts("per_claim_cap_by_year_fen", terms.per_claim_cap_by_year);
  checker.Amount("institution_year_cap_fen", terms.institution_year_cap);
  checker.Amount("fund_year_cap_fen", terms.fund_year_cap);
  if (terms.institution_year_cap.has_value() && terms.fund_year_cap.has_value() &&
      *terms.institution_year_cap > *terms.fund_year_cap) {
    checker.Contradicts("institution_year_cap_fen", "fund_year_cap_fen",
                        "one institution could get more than all together");
  }
  checker.Amount("enterprise_paid_cap_fen", terms.enterprise_paid_cap);
  checker.Range("joint_cap_times_fees_ppm", terms.joint_cap_times_fees_ppm, 0, kRatioPpmMax);
  checker.Range("joint_rate_cap_ppm", terms.joint_rate_cap_ppm, 0, kWholePpm);
  checker.Range("year_ceiling_times_ppm", terms.year_ceiling_times_ppm, 0, kRatioPpmMax);
  checker.Range("portfolio_cap_rate_ppm", terms.portfolio_cap_rate_ppm, 0, kWholePpm);
  checker.Range("npl_balance_cap_ppm", terms.npl_balance_cap_ppm, 0, kWholePpm);
}

void CheckBrakes(const std::vector<Brake>& brakes, const PolicyChecker& parent) {
  parent.Few("brakes", brakes);
  for (std::size_t i = 0; i < brakes.size(); ++i) {
    const Brake& brake = brakes[i];
    const PolicyChecker checker(parent, "brakes", static_cast<int>(i));
    checker.Name("name", brake.name);
    checker.Range("threshold_ppm", brake.threshold_ppm, 0, kRatioPpmMax);
    checker.Range("premium_ppm", brake.premium_ppm, 0, kWholePpm);
    if (brake.premium_ppm != 0 && brake.effect != BrakeEffect::kPremium) {
      checker.Contradicts("premium_ppm", "effect", "only BRAKE_EFFECT_PREMIUM has a premium");
    }
    if (brake.effect == BrakeEffect::kStopEnrolment && brake.includes_current_claim) {
      checker.Contradicts("includes_current_claim", "effect", "an enrolment has no claim");
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (brakes[j].name == brake.name) {
        checker.Add(Reason::kDuplicateItem, "name", {{"got", brake.name}});
        break;
      }
    }
  }
}

void CheckPayment(const PaymentTerms& terms, const PolicyChecker& checker) {
  checker.Range("first_instalment_ppm", terms.first_instalment_ppm, 1, kWholePpm);
  checker.Range("second_after_decree_years", terms.second_after_decree_years, 0, kYearsMax);
  const bool years = terms.second_on != SecondInstalment::kRecoveryEnd;
  if (years && terms.second_after_decree_years == 0) {
    checker.Contradicts("second_after_decree_years", "second_on", "a number of years is needed");
  }
  if (!years && terms.second_after_decree_years != 0) {
    checker.Contradicts("second_after_decree_years", "second_on", "no years are waited for");
  }
}

void CheckClaim(const ClaimTerms& terms, const PolicyChecker& checker) {
  checker.Range("trigger_overdue_days", terms.trigger_overdue_days, 0, kOverdueDaysMax);
  checker.Distinct("trigger_events", terms.trigger_events);
  checker.Range("lock_in_months", terms.lock_in_months, 0, kMonthsMax);
  checker.Range("open_days", terms.open_days, 0, kOverdueDaysMax);
  checker.Range("close_days", terms.close_days, 0, kOverdueDaysMax);
  checker.Range("after_maturity_days", terms.after_maturity_days, 0, kOverdueDaysMax);
  if (terms.open_days.has_value() && terms.close_days.has_value() &&
      *terms.open_days > *terms.close_days) {
    checker.Contradicts("close_days", "open_days", "the window closes before it opens");
  }
  checker.Range("late_reduction_ppm", terms.late_reduction_ppm, 0, kWholePpm);
  if (terms.late_reduction_ppm != 0 && terms.late_mode != LateClaimMode::kReduced) {
    checker.Contradicts("late_reduction_ppm", "late_mode", "late claims are not reduced");
  }
  checker.Words("documents", terms.documents);
  checker.Range("ip_lapse_reduction_ppm", terms.ip_lapse_reduction_ppm, 0, kWholePpm);
  if (terms.ip_lapse_reduction_ppm != 0 && terms.ip_lapse_mode != IpLapseMode::kReduce) {
    checker.Contradicts("ip_lapse_reduction_ppm", "ip_lapse_mode", "a lapse reduces nothing");
  }
  checker.Range("repair_max_ppm", terms.repair_max_ppm, 0, kWholePpm);
}

}  // namespace

void PolicyChecker::Name(absl::string_view field, absl::string_view name) const {
  if (name.empty()) return Add(Reason::kFieldRequired, field, {});
  bool good = name.size() <= static_cast<std::size_t>(kNumberCharsMax) && name.front() >= 'a' &&
              name.front() <= 'z';
  for (const char c : name) {
    good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
  }
  if (good) return;
  Add(Reason::kFieldMalformed, field,
      {{"got", Printable(name)}, {"want", "a letter, then a-z, 0-9, - and _, at most 64"}});
}

void PolicyChecker::Words(absl::string_view field, const std::vector<std::string>& words) const {
  if (!Few(field, words)) return;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string item = absl::StrCat(field, "[", i, "]");
    Name(item, words[i]);
    for (std::size_t j = 0; j < i; ++j) {
      if (words[i] == words[j]) {
        Add(Reason::kDuplicateItem, item, {{"got", words[i]}});
        break;
      }
    }
  }
}

void PolicyChecker::Interest(absl::string_view field, const InterestTerms& terms) const {
  const PolicyChecker checker(*this, field);
  checker.Range("rate_ppm", terms.rate_ppm, 0, kWholePpm);
  checker.Range("plus_ppm", terms.plus_ppm, 0, kWholePpm);
  checker.Range("multiple_ppm", terms.multiple_ppm, 0, kRatioPpmMax);
  const auto only = [&](absl::string_view name, std::int64_t value, RateMode mode) {
    if (value != 0 && terms.mode != mode) {
      checker.Contradicts(name, "mode", absl::StrCat("the mode is ", NameOfTerm(terms.mode)));
    }
  };
  only("rate_ppm", terms.rate_ppm, RateMode::kFixed);
  only("plus_ppm", terms.plus_ppm, RateMode::kLprPlus);
  only("multiple_ppm", terms.multiple_ppm, RateMode::kLprMultiple);
  if (terms.mode == RateMode::kLprMultiple && terms.multiple_ppm == 0) {
    checker.Contradicts("multiple_ppm", "mode", "a multiple is needed");
  }
}

void CheckPolicy(const Policy& policy, absl::string_view path, Violations& violations) {
  const PolicyChecker checker{std::string(path), violations};
  CheckNames(policy, checker);
  CheckEligibility(policy.eligibility, PolicyChecker(checker, "eligibility"));
  CheckLoss(policy.loss, PolicyChecker(checker, "loss"));
  if (policy.modes.empty()) checker.Add(Reason::kFieldRequired, "modes", {});
  if (checker.Few("modes", policy.modes)) {
    for (std::size_t i = 0; i < policy.modes.size(); ++i) {
      const PolicyChecker mode(checker, "modes", static_cast<int>(i));
      CheckShareMode(policy.modes[i], mode);
      for (std::size_t j = 0; j < i; ++j) {
        if (policy.modes[j].name == policy.modes[i].name) {
          mode.Add(Reason::kDuplicateItem, "name", {{"got", policy.modes[i].name}});
          break;
        }
      }
    }
  }
  CheckCaps(policy.caps, PolicyChecker(checker, "caps"));
  CheckBrakes(policy.brakes, checker);
  CheckPayment(policy.payment, PolicyChecker(checker, "payment"));
  CheckClaim(policy.claim, PolicyChecker(checker, "claim"));
  const PolicyChecker recovery(checker, "recovery");
  recovery.Range("cost_cap_ppm", policy.recovery.cost_cap_ppm, 0, kWholePpm);
  if (policy.recovery.cost_cap_ppm.has_value() &&
      policy.recovery.order == RecoveryOrder::kProRata) {
    recovery.Contradicts("cost_cap_ppm", "order", "the bank keeps its costs");
  }
  recovery.Interest("late_interest", policy.recovery.late_interest);
  recovery.Range("day_basis", policy.recovery.day_basis, 360, 365);
  PolicyChecker(checker, "clawback").Interest("interest", policy.clawback.interest);
  CheckLifeCycle(policy, PolicyChecker(checker, "life_cycle"));
}

}  // namespace ippledge
