// Policies and verdicts as messages: proto/wire/policy.h.
#include "ippledge/v1/life_cycle.pb.h"
#include "ippledge/v1/policy.pb.h"
#include "ippledge/v1/policy_verdict.pb.h"
#include "proto/wire/policy.h"

namespace ippledge::wire {
namespace {

static_assert(kRoleCount == v1::Role_ARRAYSIZE);
static_assert(kWorkStepCount == v1::WorkStep_ARRAYSIZE);
static_assert(kOnSilenceCount == v1::OnSilence_ARRAYSIZE);

void Write(const InterestTerms& terms, v1::InterestTerms& message) {
  message.set_mode(static_cast<v1::RateMode>(terms.mode));
  message.set_rate_ppm(terms.rate_ppm);
  message.set_plus_ppm(terms.plus_ppm);
  message.set_multiple_ppm(terms.multiple_ppm);
}

void Write(const EligibilityTerms& terms, v1::EligibilityTerms& message) {
  for (const FirmSize item : terms.enterprise_sizes)
    message.add_enterprise_sizes(static_cast<v1::FirmSize>(item));
  message.mutable_enterprise_tags_any()->Assign(terms.enterprise_tags_any.begin(),
                                                terms.enterprise_tags_any.end());
  message.mutable_enterprise_tags_none()->Assign(terms.enterprise_tags_none.begin(),
                                                 terms.enterprise_tags_none.end());
  message.set_registered_min_days(terms.registered_min_days);
  message.set_clean_credit_years(terms.clean_credit_years);
  for (const IpKind item : terms.ip_kinds) message.add_ip_kinds(static_cast<v1::IpKind>(item));
  message.mutable_pledge_modes()->Assign(terms.pledge_modes.begin(), terms.pledge_modes.end());
  message.mutable_security_roles()->Assign(terms.security_roles.begin(),
                                           terms.security_roles.end());
  message.set_ip_part_required_in_contract(terms.ip_part_required_in_contract);
  message.set_ip_part_min_ppm(terms.ip_part_min_ppm);
  message.set_ip_part_min_inclusive(terms.ip_part_min_inclusive);
  message.set_pledge_registered_by(static_cast<v1::PledgeRegisteredBy>(terms.pledge_registered_by));
  if (terms.loan_amount_cap) message.set_loan_amount_cap_fen(terms.loan_amount_cap->fen());
  if (terms.enterprise_enrolled_cap)
    message.set_enterprise_enrolled_cap_fen(terms.enterprise_enrolled_cap->fen());
  if (terms.enterprise_year_cap)
    message.set_enterprise_year_cap_fen(terms.enterprise_year_cap->fen());
  if (terms.group_cap) message.set_group_cap_fen(terms.group_cap->fen());
  message.set_cap_excess_mode(static_cast<v1::CapExcessMode>(terms.cap_excess_mode));
  Write(terms.rate_cap, *message.mutable_rate_cap());
  if (terms.term_min_months) message.set_term_min_months(*terms.term_min_months);
  if (terms.term_max_months) message.set_term_max_months(*terms.term_max_months);
  if (terms.pledge_rate_max_ppm) message.set_pledge_rate_max_ppm(*terms.pledge_rate_max_ppm);
  message.mutable_use_of_funds_forbidden()->Assign(terms.use_of_funds_forbidden.begin(),
                                                   terms.use_of_funds_forbidden.end());
  message.set_no_double_cover(terms.no_double_cover);
  if (terms.file_within_days) message.set_file_within_days(*terms.file_within_days);
  message.set_late_file_mode(static_cast<v1::LateFileMode>(terms.late_file_mode));
  if (terms.leverage_max_ppm) message.set_leverage_max_ppm(*terms.leverage_max_ppm);
  if (terms.bank_deposit_multiple_min_ppm)
    message.set_bank_deposit_multiple_min_ppm(*terms.bank_deposit_multiple_min_ppm);
  if (terms.first_year_multiple_min_ppm)
    message.set_first_year_multiple_min_ppm(*terms.first_year_multiple_min_ppm);
  message.set_by_committed_line(terms.by_committed_line);
}

void Write(const LossTerms& terms, v1::LossTerms& message) {
  message.set_base(static_cast<v1::LossBase>(terms.base));
  message.set_base_date(static_cast<v1::BaseDate>(terms.base_date));
  if (terms.interest_days_cap) message.set_interest_days_cap(*terms.interest_days_cap);
  message.set_interest_day_basis(terms.interest_day_basis);
  message.set_penalty_interest_included(terms.penalty_interest_included);
  message.set_costs_included(terms.costs_included);
  message.set_combined_base(static_cast<v1::CombinedBase>(terms.combined_base));
  message.set_repayments(static_cast<v1::RepaymentAttribution>(terms.repayments));
  message.set_proceeds(static_cast<v1::ProceedsAttribution>(terms.proceeds));
  message.set_pre_claim_recoveries(static_cast<v1::PreClaimRecoveries>(terms.pre_claim_recoveries));
  message.set_net_of_costs(terms.net_of_costs);
  message.set_insurer_or_guarantor_paid_first(terms.insurer_or_guarantor_paid_first);
}

void Write(const Party& terms, v1::Party& message) {
  message.set_name(terms.name);
  message.set_role(static_cast<v1::PartyRole>(terms.role));
  message.set_share_ppm(terms.share_ppm);
  message.set_residual_after(terms.residual_after);
  if (terms.per_claim_cap) message.set_per_claim_cap_fen(terms.per_claim_cap->fen());
  for (const Money cap : terms.per_claim_cap_by_year)
    message.add_per_claim_cap_by_year_fen(cap.fen());
  if (terms.year_cap) message.set_year_cap_fen(terms.year_cap->fen());
  if (terms.apply_within_days) message.set_apply_within_days(*terms.apply_within_days);
}

void Write(const Tier& terms, v1::Tier& message) {
  if (terms.up_to) message.set_up_to_fen(terms.up_to->fen());
  if (terms.up_to_ppm) message.set_up_to_ppm(*terms.up_to_ppm);
  message.set_value(terms.value);
  message.set_share_ppm(terms.share_ppm);
}

void Write(const Uplift& terms, v1::Uplift& message) {
  message.set_name(terms.name);
  message.mutable_any_of()->Assign(terms.any_of.begin(), terms.any_of.end());
  message.set_points_ppm(terms.points_ppm);
}

void Write(const ShareMode& terms, v1::ShareMode& message) {
  message.set_name(terms.name);
  for (const auto& item : terms.parties) Write(item, *message.add_parties());
  if (terms.base) message.set_base(static_cast<v1::LossBase>(*terms.base));
  message.set_tiered_party(terms.tiered_party);
  message.set_tier_by(static_cast<v1::TierBy>(terms.tier_by));
  message.set_tier_mode(static_cast<v1::TierMode>(terms.tier_mode));
  for (const auto& item : terms.tiers) Write(item, *message.add_tiers());
  for (const auto& item : terms.uplifts) Write(item, *message.add_uplifts());
  if (terms.total_rate_cap_ppm) message.set_total_rate_cap_ppm(*terms.total_rate_cap_ppm);
  message.set_first_loss_bank_ppm(terms.first_loss_bank_ppm);
  if (terms.loss_band_from_ppm) message.set_loss_band_from_ppm(*terms.loss_band_from_ppm);
  if (terms.loss_band_to_ppm) message.set_loss_band_to_ppm(*terms.loss_band_to_ppm);
  if (terms.all_layers_cap_ppm) message.set_all_layers_cap_ppm(*terms.all_layers_cap_ppm);
  message.set_layer_cut_order(static_cast<v1::CutOrder>(terms.layer_cut_order));
  message.set_rounding(static_cast<v1::Rounding>(terms.rounding));
  message.set_remainder_to(static_cast<v1::RemainderTo>(terms.remainder_to));
  if (terms.mode_year_cap) message.set_mode_year_cap_fen(terms.mode_year_cap->fen());
}

void Write(const CapTerms& terms, v1::CapTerms& message) {
  if (terms.per_claim_cap) message.set_per_claim_cap_fen(terms.per_claim_cap->fen());
  for (const Money cap : terms.per_claim_cap_by_year)
    message.add_per_claim_cap_by_year_fen(cap.fen());
  if (terms.institution_year_cap)
    message.set_institution_year_cap_fen(terms.institution_year_cap->fen());
  if (terms.fund_year_cap) message.set_fund_year_cap_fen(terms.fund_year_cap->fen());
  if (terms.enterprise_paid_cap)
    message.set_enterprise_paid_cap_fen(terms.enterprise_paid_cap->fen());
  if (terms.joint_cap_times_fees_ppm)
    message.set_joint_cap_times_fees_ppm(*terms.joint_cap_times_fees_ppm);
  if (terms.joint_rate_cap_ppm) message.set_joint_rate_cap_ppm(*terms.joint_rate_cap_ppm);
  if (terms.year_ceiling_times_ppm)
    message.set_year_ceiling_times_ppm(*terms.year_ceiling_times_ppm);
  if (terms.portfolio_cap_rate_ppm)
    message.set_portfolio_cap_rate_ppm(*terms.portfolio_cap_rate_ppm);
  if (terms.npl_balance_cap_ppm) message.set_npl_balance_cap_ppm(*terms.npl_balance_cap_ppm);
}

void Write(const Brake& terms, v1::Brake& message) {
  message.set_name(terms.name);
  message.set_scope(static_cast<v1::BrakeScope>(terms.scope));
  message.set_measure(static_cast<v1::BrakeMeasure>(terms.measure));
  message.set_threshold_ppm(terms.threshold_ppm);
  message.set_comparison(static_cast<v1::Comparison>(terms.comparison));
  message.set_includes_current_claim(terms.includes_current_claim);
  message.set_effect(static_cast<v1::BrakeEffect>(terms.effect));
  message.set_premium_ppm(terms.premium_ppm);
}

void Write(const PaymentTerms& terms, v1::PaymentTerms& message) {
  message.set_liability_limit(static_cast<v1::LiabilityLimit>(terms.liability_limit));
  message.set_shortfall_mode(static_cast<v1::ShortfallMode>(terms.shortfall_mode));
  message.set_first_instalment_ppm(terms.first_instalment_ppm);
  message.set_second_on(static_cast<v1::SecondInstalment>(terms.second_on));
  message.set_second_after_decree_years(terms.second_after_decree_years);
}

void Write(const ClaimTerms& terms, v1::ClaimTerms& message) {
  if (terms.trigger_overdue_days) message.set_trigger_overdue_days(*terms.trigger_overdue_days);
  message.set_trigger_overdue_inclusive(terms.trigger_overdue_inclusive);
  message.set_trigger_class_min(static_cast<v1::LoanClass>(terms.trigger_class_min));
  for (const TriggerEvent item : terms.trigger_events)
    message.add_trigger_events(static_cast<v1::TriggerEvent>(item));
  message.set_trigger_mode(static_cast<v1::TriggerMode>(terms.trigger_mode));
  message.set_lock_in_months(terms.lock_in_months);
  if (terms.open_days) message.set_open_days(*terms.open_days);
  if (terms.close_days) message.set_close_days(*terms.close_days);
  if (terms.after_maturity_days) message.set_after_maturity_days(*terms.after_maturity_days);
  message.set_late_mode(static_cast<v1::LateClaimMode>(terms.late_mode));
  message.set_late_reduction_ppm(terms.late_reduction_ppm);
  message.mutable_documents()->Assign(terms.documents.begin(), terms.documents.end());
  message.set_restructure_needs_consent(terms.restructure_needs_consent);
  message.set_ip_lapse_mode(static_cast<v1::IpLapseMode>(terms.ip_lapse_mode));
  message.set_ip_lapse_reduction_ppm(terms.ip_lapse_reduction_ppm);
  message.set_repair_max_ppm(terms.repair_max_ppm);
}

void Write(const RecoveryTerms& terms, v1::RecoveryTerms& message) {
  message.set_order(static_cast<v1::RecoveryOrder>(terms.order));
  if (terms.cost_cap_ppm) message.set_cost_cap_ppm(*terms.cost_cap_ppm);
  Write(terms.late_interest, *message.mutable_late_interest());
  message.set_day_basis(terms.day_basis);
  message.set_capped_at_payment(terms.capped_at_payment);
}

void Write(const ClawbackTerms& terms, v1::ClawbackTerms& message) {
  message.set_mode(static_cast<v1::ClawbackMode>(terms.mode));
  Write(terms.interest, *message.mutable_interest());
}

void Write(const StepTerms& terms, v1::StepTerms& message) {
  message.set_step(static_cast<v1::WorkStep>(terms.step));
  message.set_role(static_cast<v1::Role>(terms.role));
  if (terms.working_days) message.set_working_days(*terms.working_days);
  message.set_on_silence(static_cast<v1::OnSilence>(terms.on_silence));
}

void Write(const LifeCycleTerms& terms, v1::LifeCycleTerms& message) {
  message.set_manager_confirms(terms.manager_confirms);
  for (const auto& item : terms.steps) Write(item, *message.add_steps());
  message.set_public_notice_days(terms.public_notice_days);
  message.set_recovery_remit_days(terms.recovery_remit_days);
  if (terms.recovery_until_years) message.set_recovery_until_years(*terms.recovery_until_years);
  message.mutable_write_off_conditions()->Assign(terms.write_off_conditions.begin(),
                                                 terms.write_off_conditions.end());
  message.set_overpayment_return_days(terms.overpayment_return_days);
  message.set_rejected_claim_refile(static_cast<v1::RefileMode>(terms.rejected_claim_refile));
  message.set_refile_within_days(terms.refile_within_days);
  message.set_exposure_on(static_cast<v1::ExposureOn>(terms.exposure_on));
  message.set_deferral_test(static_cast<v1::DeferralPeriod>(terms.deferral_test));
  message.mutable_paid_by_fund()->Assign(terms.paid_by_fund.begin(), terms.paid_by_fund.end());
}

void Write(const Policy& terms, v1::Policy& message) {
  message.set_policy_id(terms.policy_id);
  message.set_version(terms.version);
  message.set_title_zh(terms.title_zh);
  message.set_title_en(terms.title_en);
  message.set_source(terms.source);
  if (terms.effective_date) message.set_effective_date(terms.effective_date->ToString());
  message.set_currency_code(terms.currency_code);
  Write(terms.eligibility, *message.mutable_eligibility());
  Write(terms.loss, *message.mutable_loss());
  for (const auto& item : terms.modes) Write(item, *message.add_modes());
  Write(terms.caps, *message.mutable_caps());
  for (const auto& item : terms.brakes) Write(item, *message.add_brakes());
  Write(terms.payment, *message.mutable_payment());
  Write(terms.claim, *message.mutable_claim());
  Write(terms.recovery, *message.mutable_recovery());
  Write(terms.clawback, *message.mutable_clawback());
  Write(terms.life_cycle, *message.mutable_life_cycle());
}

void Write(const TraceLine& line, v1::TraceLine& message) {
  message.set_rule(line.rule);
  for (const auto& [name, value] : line.inputs) {
    v1::TraceInput& input = *message.add_inputs();
    input.set_name(name);
    input.set_value(value);
  }
  message.set_limit(line.limit);
  message.set_result(line.result);
  message.set_binds(line.binds);
  message.set_amount_after_fen(line.amount_after.fen());
}

void Write(const PartAmount& part, v1::PartAmount& message) {
  message.set_party(part.party);
  message.set_role(static_cast<v1::PartyRole>(part.role));
  message.set_share_fen(part.share.fen());
  message.set_amount_fen(part.amount.fen());
  message.set_now_fen(part.now.fen());
  message.set_later_fen(part.later.fen());
  message.set_deferred_fen(part.deferred.fen());
  message.set_queued_fen(part.queued.fen());
}

void Write(const StepVerdict& step, v1::StepVerdict& message) {
  message.set_id(step.id);
  message.set_outcome(static_cast<v1::StepOutcome>(step.outcome));
  message.set_rule(step.rule);
  message.set_binding_rule(BindingRule(step));
  message.mutable_warnings()->Assign(step.warnings.begin(), step.warnings.end());
  message.set_rate_ppm(step.rate_ppm);
  message.set_loss_fen(step.loss.fen());
  message.set_in_band_fen(step.in_band.fen());
  message.set_other_part_fen(step.other_part.fen());
  message.set_covered_fen(step.covered.fen());
  for (const PartAmount& part : step.parts) Write(part, *message.add_parts());
  message.set_net_fen(step.net.fen());
  message.set_costs_fen(step.costs.fen());
  message.set_surplus_fen(step.surplus.fen());
  message.set_late_interest_fen(step.late_interest.fen());
  for (const TraceLine& line : step.trace) Write(line, *message.add_trace());
}

}  // namespace

v1::Policy FormatPolicy(const Policy& policy) {
  v1::Policy message;
  Write(policy, message);
  return message;
}

v1::PolicyVerdict FormatVerdict(const Verdict& verdict) {
  v1::PolicyVerdict message;
  for (const StepVerdict& step : verdict.steps) Write(step, *message.add_steps());
  return message;
}

}  // namespace ippledge::wire
