// Policies: proto/wire/policy.h.
#include "ippledge/v1/policy.pb.h"
#include "proto/wire/policy.h"
#include "proto/wire/policy_terms_reader.h"

namespace ippledge::wire {
namespace {

void Read(const v1::Party& message, const AmountReader& reader, Party& terms);
void Read(const v1::Tier& message, const AmountReader& reader, Tier& terms);
void Read(const v1::Uplift& message, const AmountReader& reader, Uplift& terms);
void Read(const v1::ShareMode& message, const AmountReader& reader, ShareMode& terms);
void Read(const v1::Brake& message, const AmountReader& reader, Brake& terms);
void Read(const v1::StepTerms& message, const AmountReader& reader, StepTerms& terms);

template <typename Messages, typename Item>
void ReadAll(const Messages& messages, absl::string_view field, const AmountReader& reader,
             std::vector<Item>& items) {
  for (int i = 0; i < messages.size(); ++i) {
    Read(messages.Get(i), AmountReader(reader, field, i), items.emplace_back());
  }
}

void Read(const v1::InterestTerms& message, const AmountReader& reader, InterestTerms& terms) {
  reader.ExpectKnown(message);
  ReadTerm(message.mode(), "mode", reader, terms.mode);
  terms.rate_ppm = message.rate_ppm();
  terms.plus_ppm = message.plus_ppm();
  terms.multiple_ppm = message.multiple_ppm();
}

void Read(const v1::EligibilityTerms& message, const AmountReader& reader,
          EligibilityTerms& terms) {
  reader.ExpectKnown(message);
  ReadTerms(message.enterprise_sizes(), kFirmSizeCount, "enterprise_sizes", reader,
            terms.enterprise_sizes);
  terms.enterprise_tags_any.assign(message.enterprise_tags_any().begin(),
                                   message.enterprise_tags_any().end());
  terms.enterprise_tags_none.assign(message.enterprise_tags_none().begin(),
                                    message.enterprise_tags_none().end());
  terms.registered_min_days = message.registered_min_days();
  terms.clean_credit_years = message.clean_credit_years();
  ReadTerms(message.ip_kinds(), kIpKindCount, "ip_kinds", reader, terms.ip_kinds);
  terms.pledge_modes.assign(message.pledge_modes().begin(), message.pledge_modes().end());
  terms.security_roles.assign(message.security_roles().begin(), message.security_roles().end());
  terms.ip_part_required_in_contract = message.ip_part_required_in_contract();
  terms.ip_part_min_ppm = message.ip_part_min_ppm();
  if (message.has_ip_part_min_inclusive())
    terms.ip_part_min_inclusive = message.ip_part_min_inclusive();
  ReadTerm(message.pledge_registered_by(), "pledge_registered_by", reader,
           terms.pledge_registered_by);
  if (message.has_loan_amount_cap_fen())
    terms.loan_amount_cap = reader.ReadAmount(message.loan_amount_cap_fen(), "loan_amount_cap_fen");
  if (message.has_enterprise_enrolled_cap_fen())
    terms.enterprise_enrolled_cap =
        reader.ReadAmount(message.enterprise_enrolled_cap_fen(), "enterprise_enrolled_cap_fen");
  if (message.has_enterprise_year_cap_fen())
    terms.enterprise_year_cap =
        reader.ReadAmount(message.enterprise_year_cap_fen(), "enterprise_year_cap_fen");
  if (message.has_group_cap_fen())
    terms.group_cap = reader.ReadAmount(message.group_cap_fen(), "group_cap_fen");
  ReadTerm(message.cap_excess_mode(), "cap_excess_mode", reader, terms.cap_excess_mode);
  Read(message.rate_cap(), AmountReader(reader, "rate_cap"), terms.rate_cap);
  if (message.has_term_min_months()) terms.term_min_months = message.term_min_months();
  if (message.has_term_max_months()) terms.term_max_months = message.term_max_months();
  if (message.has_pledge_rate_max_ppm()) terms.pledge_rate_max_ppm = message.pledge_rate_max_ppm();
  terms.use_of_funds_forbidden.assign(message.use_of_funds_forbidden().begin(),
                                      message.use_of_funds_forbidden().end());
  if (message.has_no_double_cover()) terms.no_double_cover = message.no_double_cover();
  if (message.has_file_within_days()) terms.file_within_days = message.file_within_days();
  ReadTerm(message.late_file_mode(), "late_file_mode", reader, terms.late_file_mode);
  if (message.has_leverage_max_ppm()) terms.leverage_max_ppm = message.leverage_max_ppm();
  if (message.has_bank_deposit_multiple_min_ppm())
    terms.bank_deposit_multiple_min_ppm = message.bank_deposit_multiple_min_ppm();
  if (message.has_first_year_multiple_min_ppm())
    terms.first_year_multiple_min_ppm = message.first_year_multiple_min_ppm();
  terms.by_committed_line = message.by_committed_line();
}

void Read(const v1::LossTerms& message, const AmountReader& reader, LossTerms& terms) {
  reader.ExpectKnown(message);
  ReadTerm(message.base(), "base", reader, terms.base);
  ReadTerm(message.base_date(), "base_date", reader, terms.base_date);
  if (message.has_interest_days_cap()) terms.interest_days_cap = message.interest_days_cap();
  if (message.has_interest_day_basis()) terms.interest_day_basis = message.interest_day_basis();
  terms.penalty_interest_included = message.penalty_interest_included();
  terms.costs_included = message.costs_included();
  ReadTerm(message.combined_base(), "combined_base", reader, terms.combined_base);
  ReadTerm(message.repayments(), "repayments", reader, terms.repayments);
  ReadTerm(message.proceeds(), "proceeds", reader, terms.proceeds);
  ReadTerm(message.pre_claim_recoveries(), "pre_claim_recoveries", reader,
           terms.pre_claim_recoveries);
  terms.net_of_costs = message.net_of_costs();
  if (message.has_insurer_or_guarantor_paid_first())
    terms.insurer_or_guarantor_paid_first = message.insurer_or_guarantor_paid_first();
}

void Read(const v1::Party& message, const AmountReader& reader, Party& terms) {
  reader.ExpectKnown(message);
  terms.name = message.name();
  terms.role = reader.ReadEnum<PartyRole>(message.role(), Count<PartyRole>(), "role");
  terms.share_ppm = message.share_ppm();
  terms.residual_after = message.residual_after();
  if (message.has_per_claim_cap_fen())
    terms.per_claim_cap = reader.ReadAmount(message.per_claim_cap_fen(), "per_claim_cap_fen");
  ReadAmounts(message.per_claim_cap_by_year_fen(), "per_claim_cap_by_year_fen", reader,
              terms.per_claim_cap_by_year);
  if (message.has_year_cap_fen())
    terms.year_cap = reader.ReadAmount(message.year_cap_fen(), "year_cap_fen");
  if (message.has_apply_within_days()) terms.apply_within_days = message.apply_within_days();
}

void Read(const v1::Tier& message, const AmountReader& reader, Tier& terms) {
  reader.ExpectKnown(message);
  if (message.has_up_to_fen()) terms.up_to = reader.ReadAmount(message.up_to_fen(), "up_to_fen");
  if (message.has_up_to_ppm()) terms.up_to_ppm = message.up_to_ppm();
  terms.value = message.value();
  terms.share_ppm = message.share_ppm();
}

void Read(const v1::Uplift& message, const AmountReader& reader, Uplift& terms) {
  reader.ExpectKnown(message);
  terms.name = message.name();
  terms.any_of.assign(message.any_of().begin(), message.any_of().end());
  terms.points_ppm = message.points_ppm();
}

void Read(const v1::ShareMode& message, const AmountReader& reader, ShareMode& terms) {
  reader.ExpectKnown(message);
  if (!message.name().empty()) terms.name = message.name();
  ReadAll(message.parties(), "parties", reader, terms.parties);
  if (message.base() != 0)
    terms.base = reader.ReadEnum<LossBase>(message.base(), Count<LossBase>(), "base");
  terms.tiered_party = message.tiered_party();
  ReadTerm(message.tier_by(), "tier_by", reader, terms.tier_by);
  ReadTerm(message.tier_mode(), "tier_mode", reader, terms.tier_mode);
  ReadAll(message.tiers(), "tiers", reader, terms.tiers);
  ReadAll(message.uplifts(), "uplifts", reader, terms.uplifts);
  if (message.has_total_rate_cap_ppm()) terms.total_rate_cap_ppm = message.total_rate_cap_ppm();
  terms.first_loss_bank_ppm = message.first_loss_bank_ppm();
  if (message.has_loss_band_from_ppm()) terms.loss_band_from_ppm = message.loss_band_from_ppm();
  if (message.has_loss_band_to_ppm()) terms.loss_band_to_ppm = message.loss_band_to_ppm();
  if (message.has_all_layers_cap_ppm()) terms.all_layers_cap_ppm = message.all_layers_cap_ppm();
  ReadTerm(message.layer_cut_order(), "layer_cut_order", reader, terms.layer_cut_order);
  ReadTerm(message.rounding(), "rounding", reader, terms.rounding);
  ReadTerm(message.remainder_to(), "remainder_to", reader, terms.remainder_to);
  if (message.has_mode_year_cap_fen())
    terms.mode_year_cap = reader.ReadAmount(message.mode_year_cap_fen(), "mode_year_cap_fen");
}

void Read(const v1::CapTerms& message, const AmountReader& reader, CapTerms& terms) {
  reader.ExpectKnown(message);
  if (message.has_per_claim_cap_fen())
    terms.per_claim_cap = reader.ReadAmount(message.per_claim_cap_fen(), "per_claim_cap_fen");
  ReadAmounts(message.per_claim_cap_by_year_fen(), "per_claim_cap_by_year_fen", reader,
              terms.per_claim_cap_by_year);
  if (message.has_institution_year_cap_fen())
    terms.institution_year_cap =
        reader.ReadAmount(message.institution_year_cap_fen(), "institution_year_cap_fen");
  if (message.has_fund_year_cap_fen())
    terms.fund_year_cap = reader.ReadAmount(message.fund_year_cap_fen(), "fund_year_cap_fen");
  if (message.has_enterprise_paid_cap_fen())
    terms.enterprise_paid_cap =
        reader.ReadAmount(message.enterprise_paid_cap_fen(), "enterprise_paid_cap_fen");
  if (message.has_joint_cap_times_fees_ppm())
    terms.joint_cap_times_fees_ppm = message.joint_cap_times_fees_ppm();
  if (message.has_joint_rate_cap_ppm()) terms.joint_rate_cap_ppm = message.joint_rate_cap_ppm();
  if (message.has_year_ceiling_times_ppm())
    terms.year_ceiling_times_ppm = message.year_ceiling_times_ppm();
  if (message.has_portfolio_cap_rate_ppm())
    terms.portfolio_cap_rate_ppm = message.portfolio_cap_rate_ppm();
  if (message.has_npl_balance_cap_ppm()) terms.npl_balance_cap_ppm = message.npl_balance_cap_ppm();
}

void Read(const v1::Brake& message, const AmountReader& reader, Brake& terms) {
  reader.ExpectKnown(message);
  terms.name = message.name();
  ReadTerm(message.scope(), "scope", reader, terms.scope);
  ReadTerm(message.measure(), "measure", reader, terms.measure);
  terms.threshold_ppm = message.threshold_ppm();
  ReadTerm(message.comparison(), "comparison", reader, terms.comparison);
  if (message.has_includes_current_claim())
    terms.includes_current_claim = message.includes_current_claim();
  ReadTerm(message.effect(), "effect", reader, terms.effect);
  terms.premium_ppm = message.premium_ppm();
}

void Read(const v1::PaymentTerms& message, const AmountReader& reader, PaymentTerms& terms) {
  reader.ExpectKnown(message);
  ReadTerm(message.liability_limit(), "liability_limit", reader, terms.liability_limit);
  ReadTerm(message.shortfall_mode(), "shortfall_mode", reader, terms.shortfall_mode);
  if (message.has_first_instalment_ppm())
    terms.first_instalment_ppm = message.first_instalment_ppm();
  ReadTerm(message.second_on(), "second_on", reader, terms.second_on);
  terms.second_after_decree_years = message.second_after_decree_years();
}

void Read(const v1::ClaimTerms& message, const AmountReader& reader, ClaimTerms& terms) {
  reader.ExpectKnown(message);
  if (message.has_trigger_overdue_days())
    terms.trigger_overdue_days = message.trigger_overdue_days();
  terms.trigger_overdue_inclusive = message.trigger_overdue_inclusive();
  terms.trigger_class_min = reader.ReadOptionalEnum<LoanClass>(
      message.trigger_class_min(), kLoanClassCount, "trigger_class_min");
  ReadTerms(message.trigger_events(), Count<TriggerEvent>(), "trigger_events", reader,
            terms.trigger_events);
  ReadTerm(message.trigger_mode(), "trigger_mode", reader, terms.trigger_mode);
  terms.lock_in_months = message.lock_in_months();
  if (message.has_open_days()) terms.open_days = message.open_days();
  if (message.has_close_days()) terms.close_days = message.close_days();
  if (message.has_after_maturity_days()) terms.after_maturity_days = message.after_maturity_days();
  ReadTerm(message.late_mode(), "late_mode", reader, terms.late_mode);
  terms.late_reduction_ppm = message.late_reduction_ppm();
  terms.documents.assign(message.documents().begin(), message.documents().end());
  if (message.has_restructure_needs_consent())
    terms.restructure_needs_consent = message.restructure_needs_consent();
  ReadTerm(message.ip_lapse_mode(), "ip_lapse_mode", reader, terms.ip_lapse_mode);
  terms.ip_lapse_reduction_ppm = message.ip_lapse_reduction_ppm();
  if (message.has_repair_max_ppm()) terms.repair_max_ppm = message.repair_max_ppm();
}

void Read(const v1::RecoveryTerms& message, const AmountReader& reader, RecoveryTerms& terms) {
  reader.ExpectKnown(message);
  ReadTerm(message.order(), "order", reader, terms.order);
  if (message.has_cost_cap_ppm()) terms.cost_cap_ppm = message.cost_cap_ppm();
  Read(message.late_interest(), AmountReader(reader, "late_interest"), terms.late_interest);
  if (message.has_day_basis()) terms.day_basis = message.day_basis();
  if (message.has_capped_at_payment()) terms.capped_at_payment = message.capped_at_payment();
}

void Read(const v1::ClawbackTerms& message, const AmountReader& reader, ClawbackTerms& terms) {
  reader.ExpectKnown(message);
  ReadTerm(message.mode(), "mode", reader, terms.mode);
  Read(message.interest(), AmountReader(reader, "interest"), terms.interest);
}

void Read(const v1::StepTerms& message, const AmountReader& reader, StepTerms& terms) {
  reader.ExpectKnown(message);
  terms.step = reader.ReadEnum<WorkStep>(message.step(), kWorkStepCount, "step");
  terms.role = reader.ReadOptionalEnum<Role>(message.role(), kRoleCount, "role");
  if (message.has_working_days()) terms.working_days = message.working_days();
  terms.on_silence =
      reader.ReadOptionalEnum<OnSilence>(message.on_silence(), kOnSilenceCount, "on_silence");
}

void Read(const v1::LifeCycleTerms& message, const AmountReader& reader, LifeCycleTerms& terms) {
  reader.ExpectKnown(message);
  if (message.has_manager_confirms()) terms.manager_confirms = message.manager_confirms();
  ReadAll(message.steps(), "steps", reader, terms.steps);
  if (message.has_public_notice_days()) terms.public_notice_days = message.public_notice_days();
  if (message.has_recovery_remit_days()) terms.recovery_remit_days = message.recovery_remit_days();
  if (message.has_recovery_until_years())
    terms.recovery_until_years = message.recovery_until_years();
  terms.write_off_conditions.assign(message.write_off_conditions().begin(),
                                    message.write_off_conditions().end());
  if (message.has_overpayment_return_days())
    terms.overpayment_return_days = message.overpayment_return_days();
  ReadTerm(message.rejected_claim_refile(), "rejected_claim_refile", reader,
           terms.rejected_claim_refile);
  terms.refile_within_days = message.refile_within_days();
  ReadTerm(message.exposure_on(), "exposure_on", reader, terms.exposure_on);
  ReadTerm(message.deferral_test(), "deferral_test", reader, terms.deferral_test);
  terms.paid_by_fund.assign(message.paid_by_fund().begin(), message.paid_by_fund().end());
}

void Read(const v1::Policy& message, const AmountReader& reader, Policy& terms) {
  reader.ExpectKnown(message);
  terms.policy_id = message.policy_id();
  if (message.has_version()) terms.version = message.version();
  terms.title_zh = message.title_zh();
  terms.title_en = message.title_en();
  terms.source = message.source();
  terms.effective_date = reader.ReadDate(message.effective_date(), "effective_date");
  if (!message.currency_code().empty()) terms.currency_code = message.currency_code();
  Read(message.eligibility(), AmountReader(reader, "eligibility"), terms.eligibility);
  Read(message.loss(), AmountReader(reader, "loss"), terms.loss);
  ReadAll(message.modes(), "modes", reader, terms.modes);
  Read(message.caps(), AmountReader(reader, "caps"), terms.caps);
  ReadAll(message.brakes(), "brakes", reader, terms.brakes);
  Read(message.payment(), AmountReader(reader, "payment"), terms.payment);
  Read(message.claim(), AmountReader(reader, "claim"), terms.claim);
  Read(message.recovery(), AmountReader(reader, "recovery"), terms.recovery);
  Read(message.clawback(), AmountReader(reader, "clawback"), terms.clawback);
  Read(message.life_cycle(), AmountReader(reader, "life_cycle"), terms.life_cycle);
}

}  // namespace

std::optional<Policy> ParsePolicy(const v1::Policy& message, absl::string_view path,
                                  Violations& violations) {
  Violations found;
  Violations shape;
  std::optional<Policy> policy(std::in_place);
  Read(message, AmountReader(path, found), *policy);
  CheckPolicy(*policy, path, shape);
  if (!Merge(found, shape, violations)) policy.reset();
  return policy;
}

}  // namespace ippledge::wire
