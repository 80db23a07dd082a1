// Keys of everything but shares and brakes: tools/claim_vectors/policy_draft.h.
#include "absl/strings/match.h"
#include "tools/claim_vectors/policy_draft.h"

namespace ippledge::vectors {
namespace {

FirmSize SizeFrom(const Value& v) {
  const std::string word = absl::AsciiStrToUpper(v.AsText());
  for (int i = 1; i < kFirmSizeCount; ++i) {
    if (NameOf(static_cast<FirmSize>(i)) == word) return static_cast<FirmSize>(i);
  }
  v.Wrong("a firm size");
  return FirmSize::kSmall;
}

IpKind KindFrom(const Value& v) {
  std::string word = absl::AsciiStrToUpper(v.AsText());
  if (word == "GI") word = "GEOGRAPHICAL_INDICATION";
  for (int i = 1; i < kIpKindCount; ++i) {
    if (NameOf(static_cast<IpKind>(i)) == word) return static_cast<IpKind>(i);
  }
  v.Wrong("an IP kind");
  return IpKind::kPatent;
}

LoanClass ClassFrom(const Value& v) {
  const std::string word = absl::AsciiStrToUpper(v.AsText());
  for (int i = 1; i < kLoanClassCount; ++i) {
    if (NameOf(static_cast<LoanClass>(i)) == word) return static_cast<LoanClass>(i);
  }
  v.Wrong("a loan class");
  return LoanClass::kSubstandard;
}

void SetFixed(const Value& v, InterestTerms& terms) {
  terms = {.mode = RateMode::kFixed, .rate_ppm = v.AsWhole()};
}

constexpr Key<InterestTerms> kInterestKeys[] = {
    {"mode",
     [](const Value& v, InterestTerms& t) {
       t.mode = v.AsTerm<RateMode>("lpr=LPR_PLUS|lpr_plus_bp=LPR_PLUS|multiple=LPR_MULTIPLE");
     }},
    {"rate_ppm|ppm|fixed_ppm", SetFixed},
    {"plus_bp|bp",
     [](const Value& v, InterestTerms& t) {
       t.mode = RateMode::kLprPlus;
       t.plus_ppm = v.AsWhole() * 100;
     }},
    {"plus_ppm",
     [](const Value& v, InterestTerms& t) {
       t.mode = RateMode::kLprPlus;
       t.plus_ppm = v.AsWhole();
     }},
    {"multiple|lpr_multiple",
     [](const Value& v, InterestTerms& t) {
       t.mode = RateMode::kLprMultiple;
       t.multiple_ppm = v.AsTimes();
     }},
};

void SetInterest(const Value& v, InterestTerms& terms) {
  if (v.json.IsObject()) return ApplyAll(kInterestKeys, v, terms);
  if (v.json.kind == Json::Kind::kNumber) return SetFixed(v, terms);
  terms.mode = v.AsTerm<RateMode>("lpr=LPR_PLUS|lpr_1y=LPR_PLUS");
}

void SetRecovery(const Value& v, Policy& p);

constexpr Key<Policy> kTermsKeys[] = {
    // 2.1
    {"enterprise_sizes",
     [](const Value& v, Policy& p) {
       for (const Value& item : v.AsList()) {
         p.eligibility.enterprise_sizes.push_back(SizeFrom(item));
       }
     }},
    {"enterprise_tags_any",
     [](const Value& v, Policy& p) { p.eligibility.enterprise_tags_any = v.AsNames(); }},
    {"registered_min_days",
     [](const Value& v, Policy& p) { p.eligibility.registered_min_days = v.AsInt(); }},
    {"clean_credit_years",
     [](const Value& v, Policy& p) { p.eligibility.clean_credit_years = v.AsInt(); }},
    {"ip_kinds",
     [](const Value& v, Policy& p) {
       for (const Value& item : v.AsList()) p.eligibility.ip_kinds.push_back(KindFrom(item));
     }},
    {"pledge_modes", [](const Value& v, Policy& p) { p.eligibility.pledge_modes = v.AsNames(); }},
    {"security_role|security_roles",
     [](const Value& v, Policy& p) {
       p.eligibility.security_roles =
           v.json.IsArray() ? v.AsNames() : std::vector<std::string>{v.AsName()};
     }},
    {"ip_part_required_in_contract",
     [](const Value& v, Policy& p) { p.eligibility.ip_part_required_in_contract = v.AsBool(); }},
    {"ip_part_min_ppm",
     [](const Value& v, Policy& p) { p.eligibility.ip_part_min_ppm = v.AsWhole(); }},
    {"inclusive|ip_part_min_inclusive",
     [](const Value& v, Policy& p) { p.eligibility.ip_part_min_inclusive = v.AsBool(); }},
    {"pledge_registered_by",
     [](const Value& v, Policy& p) {
       p.eligibility.pledge_registered_by = v.AsTerm<PledgeRegisteredBy>("npl=NPL_DATE");
     }},
    {"loan_amount_cap|loan_cap|per_loan_cap",
     [](const Value& v, Policy& p) { p.eligibility.loan_amount_cap = v.AsMoney(); }},
    {"enterprise_enrolled_cap|enterprise_cap|per_firm_cap|per_enterprise_cap|firm_cap",
     [](const Value& v, Policy& p) { p.eligibility.enterprise_enrolled_cap = v.AsMoney(); }},
    {"enterprise_year_cap",
     [](const Value& v, Policy& p) { p.eligibility.enterprise_year_cap = v.AsMoney(); }},
    {"group_cap", [](const Value& v, Policy& p) { p.eligibility.group_cap = v.AsMoney(); }},
    {"cap_excess_mode",
     [](const Value& v, Policy& p) {
       p.eligibility.cap_excess_mode =
           v.AsTerm<CapExcessMode>("part=ENROL_PART|partial=ENROL_PART|enroll_part=ENROL_PART");
     }},
    {"rate_cap|interest_rate_cap|rate_cap_ppm",
     [](const Value& v, Policy& p) { SetInterest(v, p.eligibility.rate_cap); }},
    {"term_min_months",
     [](const Value& v, Policy& p) {
       p.eligibility.term_min_months = v.AsInt();
     }},
    {"term_max_months",
     [](const Value& v, Policy& p) {
       p.eligibility.term_max_months = v.AsInt();
     }},
    {"pledge_rate_max_ppm",
     [](const Value& v, Policy& p) { p.eligibility.pledge_rate_max_ppm = v.AsWhole(); }},
    {"use_of_funds_forbidden",
     [](const Value& v, Policy& p) { p.eligibility.use_of_funds_forbidden = v.AsNames(); }},
    {"no_double_cover",
     [](const Value& v, Policy& p) {
       p.eligibility.no_double_cover = v.AsBool();
     }},
    {"file_within_days",
     [](const Value& v, Policy& p) { p.eligibility.file_within_days = v.AsInt(); }},
    {"late_file_mode",
     [](const Value& v, Policy& p) { p.eligibility.late_file_mode = v.AsTerm<LateFileMode>(); }},
    {"leverage_max|leverage",
     [](const Value& v, Policy& p) { p.eligibility.leverage_max_ppm = v.AsTimes(); }},
    {"bank_deposit_multiple_min",
     [](const Value& v, Policy& p) { p.eligibility.bank_deposit_multiple_min_ppm = v.AsTimes(); }},
    {"first_year_multiple|first_year_multiple_min",
     [](const Value& v, Policy& p) { p.eligibility.first_year_multiple_min_ppm = v.AsTimes(); }},
    {"bank_allocation",
     [](const Value& v, Policy& p) {
       p.eligibility.by_committed_line = v.AsText() == "by_committed_line";
     }},
    // 2.2
    {"base_date",
     [](const Value& v, Policy& p) {
       p.loss.base_date = v.AsTerm<BaseDate>(
           "claim_date=CLAIM|npl_date=NPL|lower=LOWER_OF_BOTH|lower_of_npl_and_claim=LOWER_OF_BOTH|"
           "npa=NPL|npa_date=NPL");
     }},
    {"interest_days_cap|interest_cap_days|max_interest_days|interest_days_max",
     [](const Value& v, Policy& p) { p.loss.interest_days_cap = v.AsInt(); }},
    {"interest_day_basis",
     [](const Value& v, Policy& p) {
       p.loss.interest_day_basis = v.AsInt();
     }},
    {"penalty_interest_included|include_penalty_interest",
     [](const Value& v, Policy& p) { p.loss.penalty_interest_included = v.AsBool(); }},
    {"costs_included|include_costs",
     [](const Value& v, Policy& p) { p.loss.costs_included = v.AsBool(); }},
    {"combined_base",
     [](const Value& v, Policy& p) { p.loss.combined_base = v.AsTerm<CombinedBase>(); }},
    {"repayment_attribution",
     [](const Value& v, Policy& p) { p.loss.repayments = v.AsTerm<RepaymentAttribution>(); }},
    {"collateral_proceeds_attribution|proceeds_attribution",
     [](const Value& v, Policy& p) { p.loss.proceeds = v.AsTerm<ProceedsAttribution>(); }},
    {"pre_claim_recoveries",
     [](const Value& v, Policy& p) {
       p.loss.pre_claim_recoveries = v.AsTerm<PreClaimRecoveries>();
     }},
    {"net_of_costs", [](const Value& v, Policy& p) { p.loss.net_of_costs = v.AsBool(); }},
    {"insurer_or_guarantor_paid_first|insurer_paid_first|guarantor_paid_first",
     [](const Value& v, Policy& p) { p.loss.insurer_or_guarantor_paid_first = v.AsBool(); }},
    // 2.4
    {"per_claim_cap|single_claim_cap|claim_cap",
     [](const Value& v, Policy& p) { p.caps.per_claim_cap = v.AsMoney(); }},
    {"per_claim_cap_by_year|per_claim_caps_by_year",
     [](const Value& v, Policy& p) {
       for (const Value& cap : v.AsList()) p.caps.per_claim_cap_by_year.push_back(cap.AsMoney());
     }},
    {"institution_year_cap|bank_year_cap|lender_year_cap|entity_year_cap",
     [](const Value& v, Policy& p) { p.caps.institution_year_cap = v.AsMoney(); }},
    {"fund_year_cap|year_cap|annual_cap|yearly_cap",
     [](const Value& v, Policy& p) { p.caps.fund_year_cap = v.AsMoney(); }},
    {"enterprise_paid_cap",
     [](const Value& v, Policy& p) { p.caps.enterprise_paid_cap = v.AsMoney(); }},
    {"joint_cap_times_fees|fee_cap_times",
     [](const Value& v, Policy& p) { p.caps.joint_cap_times_fees_ppm = v.AsTimes(); }},
    {"joint_rate_cap_ppm",
     [](const Value& v, Policy& p) {
       p.caps.joint_rate_cap_ppm = v.AsWhole();
     }},
    {"year_ceiling_times|payout_ceiling_times|annual_ceiling_times|year_ceiling_times_fees",
     [](const Value& v, Policy& p) { p.caps.year_ceiling_times_ppm = v.AsTimes(); }},
    {"portfolio_cap_rate_ppm|cap_rate_ppm|portfolio_cap_ppm",
     [](const Value& v, Policy& p) { p.caps.portfolio_cap_rate_ppm = v.AsWhole(); }},
    {"npl_balance_cap_ppm|cumulative_cap_ppm_of_npl",
     [](const Value& v, Policy& p) { p.caps.npl_balance_cap_ppm = v.AsWhole(); }},
    {"liability_limit",
     [](const Value& v, Policy& p) { p.payment.liability_limit = v.AsTerm<LiabilityLimit>(); }},
    {"shortfall_mode|shortfall",
     [](const Value& v, Policy& p) {
       p.payment.shortfall_mode =
           v.AsTerm<ShortfallMode>("wait=WAIT_FOR_TOPUP|queue=WAIT_FOR_TOPUP|prorata=PRO_RATA");
     }},
    {"shortfall_window",
     [](const Value& v, Policy&) { v.AsText(); }},  // the claims' batch says it
    // 2.5
    {"first_instalment_ppm|first_installment_ppm",
     [](const Value& v, Policy& p) { p.payment.first_instalment_ppm = v.AsWhole(); }},
    {"second_instalment_ppm|second_installment_ppm",
     [](const Value& v, Policy& p) { p.payment.first_instalment_ppm = kWholePpm - v.AsWhole(); }},
    {"instalments_ppm|installments_ppm|instalments|installments",
     [](const Value& v, Policy& p) {
       const std::vector<Value> parts = v.AsList();
       if (parts.size() != 2) return v.Wrong("a pair of instalments");
       p.payment.first_instalment_ppm = parts[0].AsWhole();
       if (parts[0].AsWhole() + parts[1].AsWhole() != kWholePpm) v.Wrong("a whole");
     }},
    {"second_on",
     [](const Value& v, Policy& p) {
       p.payment.second_on = v.AsTerm<SecondInstalment>("end_of_recovery=RECOVERY_END");
       const bool years = p.payment.second_on != SecondInstalment::kRecoveryEnd;
       if (years && p.payment.second_after_decree_years == 0) {
         p.payment.second_after_decree_years = 3;
       }
     }},
    {"second_after_decree_years|years_after_decree|second_after_years",
     [](const Value& v, Policy& p) {
       p.payment.second_after_decree_years = v.AsInt();
       if (p.payment.second_on == SecondInstalment::kRecoveryEnd) {
         p.payment.second_on = SecondInstalment::kEarlier;
       }
     }},
    {"trigger_overdue_days",
     [](const Value& v, Policy& p) { p.claim.trigger_overdue_days = v.AsInt(); }},
    {"trigger_overdue_inclusive",
     [](const Value& v, Policy& p) { p.claim.trigger_overdue_inclusive = v.AsBool(); }},
    {"trigger_class_min",
     [](const Value& v, Policy& p) { p.claim.trigger_class_min = ClassFrom(v); }},
    {"trigger_events",
     [](const Value& v, Policy& p) {
       for (const Value& item : v.AsList()) {
         p.claim.trigger_events.push_back(item.AsTerm<TriggerEvent>());
       }
     }},
    {"trigger_any_all|trigger_mode",
     [](const Value& v, Policy& p) { p.claim.trigger_mode = v.AsTerm<TriggerMode>(); }},
    {"lock_in_months", [](const Value& v, Policy& p) { p.claim.lock_in_months = v.AsInt(); }},
    {"claim_open_days", [](const Value& v, Policy& p) { p.claim.open_days = v.AsInt(); }},
    {"claim_close_days|claim_window_days",
     [](const Value& v, Policy& p) { p.claim.close_days = v.AsInt(); }},
    {"after_maturity_days",
     [](const Value& v, Policy& p) {
       p.claim.after_maturity_days = v.AsInt();
     }},
    {"late_claim_mode",
     [](const Value& v, Policy& p) {
       p.claim.late_mode = v.AsTerm<LateClaimMode>("reduce=REDUCED");
     }},
    {"late_claim_reduction_ppm|late_reduction_ppm|late_claim_reduced_ppm",
     [](const Value& v, Policy& p) {
       p.claim.late_reduction_ppm = v.AsWhole();
       p.claim.late_mode = LateClaimMode::kReduced;
     }},
    {"documents", [](const Value& v, Policy& p) { p.claim.documents = v.AsNames(); }},
    {"restructure_needs_consent",
     [](const Value& v, Policy& p) { p.claim.restructure_needs_consent = v.AsBool(); }},
    {"ip_lapse_mode",
     [](const Value& v, Policy& p) { p.claim.ip_lapse_mode = v.AsTerm<IpLapseMode>(); }},
    {"ip_lapse_reduction_ppm",
     [](const Value& v, Policy& p) { p.claim.ip_lapse_reduction_ppm = v.AsWhole(); }},
    {"recovery|recovery_order", SetRecovery},
    {"recovery_cost_cap_ppm|cost_cap_ppm",
     [](const Value& v, Policy& p) { p.recovery.cost_cap_ppm = v.AsWhole(); }},
    {"late_rate_ppm|late_interest_ppm|late_interest_rate_ppm",
     [](const Value& v, Policy& p) { SetFixed(v, p.recovery.late_interest); }},
    {"late_interest", [](const Value& v, Policy& p) { SetInterest(v, p.recovery.late_interest); }},
    {"day_basis",
     [](const Value& v, Policy& p) {
       p.recovery.day_basis = v.AsInt();
       p.loss.interest_day_basis = p.recovery.day_basis;
     }},
    {"recovery_cap",
     [](const Value& v, Policy& p) {
       p.recovery.capped_at_payment = v.json.IsBool() ? v.AsBool() : true;
     }},
    {"recovery_remit_days",
     [](const Value& v, Policy&) { v.AsInt(); }},  // the inputs state how late it was
    {"clawback_on_false_claim|clawback",
     [](const Value& v, Policy& p) { p.clawback.mode = v.AsTerm<ClawbackMode>(); }},
    {"clawback_rate_ppm|clawback_interest_ppm",
     [](const Value& v, Policy& p) { SetFixed(v, p.clawback.interest); }},
};

constexpr Key<Policy> kRecoveryKeys[] = {
    {"order", SetRecovery},
    {"cost_cap_ppm|recovery_cost_cap_ppm",
     [](const Value& v, Policy& p) { p.recovery.cost_cap_ppm = v.AsWhole(); }},
    {"late_rate_ppm", [](const Value& v, Policy& p) { SetFixed(v, p.recovery.late_interest); }},
    {"day_basis", [](const Value& v, Policy& p) { p.recovery.day_basis = v.AsInt(); }},
};

void SetRecovery(const Value& v, Policy& p) {
  if (v.json.IsObject()) return ApplyAll(kRecoveryKeys, v, p);
  p.recovery.order = v.AsTerm<RecoveryOrder>(
      "refund_first=FUND_FIRST|pro_rata_gross=PRO_RATA|pro_rata_net=PRO_RATA_AFTER_COSTS|"
      "bank_and_fund_pro_rata=PRO_RATA_AFTER_COSTS");
}

}  // namespace

bool ApplyTermsKey(absl::string_view name, const Value& value, Policy& policy) {
  return Apply(kTermsKeys, name, value, policy);
}

}  // namespace ippledge::vectors
