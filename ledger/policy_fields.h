// ledger/policy_fields.h: the fields of a policy, each with its number (fields.h).
//
// Numbers are frozen and equal those of v1/policy.proto and stored/v1/cover.proto.
#pragma once

#include "ledger/fields.h"
#include "ledger/policy.h"

namespace ippledge {

// clang-format off
template <class V> void VisitFields(V& v, InterestTerms& x) {
  v(1, x.mode); v(2, x.rate_ppm); v(3, x.plus_ppm); v(4, x.multiple_ppm);
}
template <class V> void VisitFields(V& v, EligibilityTerms& x) {
  v(1, x.enterprise_sizes); v(2, x.enterprise_tags_any); v(3, x.enterprise_tags_none);
  v(4, x.registered_min_days); v(5, x.clean_credit_years); v(6, x.ip_kinds); v(7, x.pledge_modes);
  v(8, x.security_roles); v(9, x.ip_part_required_in_contract); v(10, x.ip_part_min_ppm);
  v(11, x.ip_part_min_inclusive); v(12, x.pledge_registered_by); v(13, x.loan_amount_cap);
  v(14, x.enterprise_enrolled_cap); v(15, x.enterprise_year_cap); v(16, x.group_cap);
  v(17, x.cap_excess_mode); v(18, x.rate_cap); v(19, x.term_min_months); v(20, x.term_max_months);
  v(21, x.pledge_rate_max_ppm); v(22, x.use_of_funds_forbidden); v(23, x.no_double_cover);
  v(24, x.file_within_days); v(25, x.late_file_mode); v(26, x.leverage_max_ppm);
  v(27, x.bank_deposit_multiple_min_ppm); v(28, x.first_year_multiple_min_ppm);
  v(29, x.by_committed_line);
}
template <class V> void VisitFields(V& v, LossTerms& x) {
  v(1, x.base); v(2, x.base_date); v(3, x.interest_days_cap); v(4, x.interest_day_basis);
  v(5, x.penalty_interest_included); v(6, x.costs_included); v(7, x.combined_base);
  v(8, x.repayments); v(9, x.proceeds); v(10, x.pre_claim_recoveries); v(11, x.net_of_costs);
  v(12, x.insurer_or_guarantor_paid_first);
}
template <class V> void VisitFields(V& v, Party& x) {
  v(1, x.name); v(2, x.role); v(3, x.share_ppm); v(4, x.residual_after); v(5, x.per_claim_cap);
  v(6, x.per_claim_cap_by_year); v(7, x.year_cap); v(8, x.apply_within_days);
}
template <class V> void VisitFields(V& v, Tier& x) {
  v(1, x.up_to); v(2, x.up_to_ppm); v(3, x.value); v(4, x.share_ppm);
}
template <class V> void VisitFields(V& v, Uplift& x) {
  v(1, x.name); v(2, x.any_of); v(3, x.points_ppm);
}
template <class V> void VisitFields(V& v, ShareMode& x) {
  v(1, x.name); v(2, x.parties); v(3, x.base); v(4, x.tiered_party); v(5, x.tier_by);
  v(6, x.tier_mode); v(7, x.tiers); v(8, x.uplifts); v(9, x.total_rate_cap_ppm);
  v(10, x.first_loss_bank_ppm); v(11, x.loss_band_from_ppm); v(12, x.loss_band_to_ppm);
  v(13, x.all_layers_cap_ppm); v(14, x.layer_cut_order); v(15, x.rounding); v(16, x.remainder_to);
  v(17, x.mode_year_cap);
}
template <class V> void VisitFields(V& v, CapTerms& x) {
  v(1, x.per_claim_cap); v(2, x.per_claim_cap_by_year); v(3, x.institution_year_cap);
  v(4, x.fund_year_cap); v(5, x.enterprise_paid_cap); v(6, x.joint_cap_times_fees_ppm);
  v(7, x.joint_rate_cap_ppm); v(8, x.year_ceiling_times_ppm); v(9, x.portfolio_cap_rate_ppm);
  v(10, x.npl_balance_cap_ppm);
}
template <class V> void VisitFields(V& v, Brake& x) {
  v(1, x.name); v(2, x.scope); v(3, x.measure); v(4, x.threshold_ppm); v(5, x.comparison);
  v(6, x.includes_current_claim); v(7, x.effect); v(8, x.premium_ppm);
}
template <class V> void VisitFields(V& v, PaymentTerms& x) {
  v(1, x.liability_limit); v(2, x.shortfall_mode); v(3, x.first_instalment_ppm); v(4, x.second_on);
  v(5, x.second_after_decree_years);
}
template <class V> void VisitFields(V& v, ClaimTerms& x) {
  v(1, x.trigger_overdue_days); v(2, x.trigger_overdue_inclusive); v(3, x.trigger_class_min);
  v(4, x.trigger_events); v(5, x.trigger_mode); v(6, x.lock_in_months); v(7, x.open_days);
  v(8, x.close_days); v(9, x.after_maturity_days); v(10, x.late_mode);
  v(11, x.late_reduction_ppm); v(12, x.documents); v(13, x.restructure_needs_consent);
  v(14, x.ip_lapse_mode); v(15, x.ip_lapse_reduction_ppm); v(16, x.repair_max_ppm);
}
template <class V> void VisitFields(V& v, RecoveryTerms& x) {
  v(1, x.order); v(2, x.cost_cap_ppm); v(3, x.late_interest); v(4, x.day_basis);
  v(5, x.capped_at_payment);
}
template <class V> void VisitFields(V& v, ClawbackTerms& x) { v(1, x.mode); v(2, x.interest); }
template <class V> void VisitFields(V& v, StepTerms& x) {
  v(1, x.step); v(2, x.role); v(3, x.working_days); v(4, x.on_silence);
}
template <class V> void VisitFields(V& v, LifeCycleTerms& x) {
  v(1, x.manager_confirms); v(2, x.steps); v(3, x.public_notice_days); v(4, x.recovery_remit_days);
  v(5, x.recovery_until_years); v(6, x.write_off_conditions); v(7, x.overpayment_return_days);
  v(8, x.rejected_claim_refile); v(9, x.refile_within_days); v(10, x.exposure_on);
  v(11, x.deferral_test); v(12, x.paid_by_fund);
}
template <class V> void VisitFields(V& v, Policy& x) {
  v(1, x.policy_id); v(2, x.version); v(3, x.title_zh); v(4, x.title_en); v(5, x.source);
  v(6, x.effective_date); v(7, x.currency_code); v(8, x.eligibility); v(9, x.loss); v(10, x.modes);
  v(11, x.caps); v(12, x.brakes); v(13, x.payment); v(14, x.claim); v(15, x.recovery);
  v(16, x.clawback); v(17, x.life_cycle);
}
// clang-format on

}  // namespace ippledge
