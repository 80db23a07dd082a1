// ledger/claim_fields.h: the fields of facts and verdicts, each with its number (fields.h).
//
// Numbers are frozen and equal those of v1/policy_facts.proto, v1/policy_verdict.proto and
// stored/v1/cover.proto.
#pragma once

#include "ledger/claim_facts.h"
#include "ledger/fields.h"
#include "ledger/verdict.h"

namespace ippledge {

// clang-format off
template <class V> void VisitFields(V& v, ScopeFigures& x) {
  v(1, x.scope); v(2, x.name); v(3, x.year); v(4, x.npl_balance); v(5, x.loan_balance);
  v(6, x.loss_year); v(7, x.enrolled_year); v(8, x.paid); v(9, x.covered_balance); v(10, x.payout);
  v(11, x.guarantees_ended); v(12, x.guarantees_ended_unknown);
}
template <class V> void VisitFields(V& v, PaidByParty& x) { v(1, x.party); v(2, x.paid_year); }
template <class V> void VisitFields(V& v, PortfolioFacts& x) {
  v(1, x.year); v(2, x.scopes); v(3, x.parties); v(4, x.library_loans); v(5, x.fees_collected);
  v(6, x.fees_last_year); v(7, x.recoveries_last_year); v(8, x.joint_paid);
  v(9, x.institution_paid_year); v(10, x.fund_paid_year); v(11, x.mode_paid_year);
  v(12, x.enterprise_paid); v(13, x.paid_to_date); v(14, x.portfolio_principal);
  v(15, x.portfolio_covered); v(16, x.portfolio_losses); v(17, x.npl_balance); v(18, x.available);
  v(19, x.fund_total); v(20, x.budget_year); v(21, x.covered_outstanding); v(22, x.bank_deposit);
  v(23, x.bank_line); v(24, x.bank_first_year_lent); v(25, x.bank_covered_outstanding);
  v(26, x.lpr_ppm); v(27, x.fees_collected_unknown); v(28, x.fees_last_year_unknown);
}
template <class V> void VisitFields(V& v, EnrolmentFacts& x) {
  v(1, x.id); v(2, x.enterprise); v(3, x.group); v(4, x.bank); v(5, x.year); v(6, x.amount);
  v(7, x.mode); v(8, x.enterprise_size); v(9, x.tags); v(10, x.registered_days);
  v(11, x.clean_credit_years); v(12, x.ip_kinds); v(13, x.pledge_mode); v(14, x.security_role);
  v(15, x.ip_part); v(16, x.ip_value); v(17, x.annual_rate_ppm); v(18, x.term_months);
  v(19, x.use_of_funds); v(20, x.disbursement_date); v(21, x.filing_date); v(22, x.pledge_date);
  v(23, x.enterprise_enrolled); v(24, x.enterprise_year); v(25, x.group_enrolled);
  v(26, x.covered_elsewhere); v(27, x.loan_amount); v(28, x.committee_admitted);
}
template <class V> void VisitFields(V& v, LevelFiling& x) { v(1, x.party); v(2, x.working_days); }
template <class V> void VisitFields(V& v, ClaimFacts& x) {
  v(1, x.id); v(2, x.mode); v(3, x.bank); v(4, x.branch); v(5, x.region); v(6, x.year);
  v(7, x.batch); v(8, x.enterprise); v(9, x.loan_amount); v(10, x.ip_part); v(11, x.ip_part_ppm);
  v(12, x.covered_limit); v(13, x.tags); v(14, x.enterprise_size); v(15, x.security_role);
  v(16, x.risk_class); v(17, x.collateral); v(18, x.annual_rate_ppm); v(19, x.given_loss);
  v(20, x.principal_loss); v(21, x.disbursed); v(22, x.principal_repaid); v(23, x.principal_npl);
  v(24, x.interest_unpaid); v(25, x.interest_npl); v(26, x.interest_days);
  v(27, x.penalty_interest); v(28, x.costs); v(29, x.guarantor_payout); v(30, x.recovered_ip);
  v(31, x.recovered_other); v(32, x.recovered_unnamed); v(33, x.recovery_costs);
  v(34, x.insurer_paid); v(35, x.guarantor_paid); v(36, x.claimed); v(37, x.enrolled);
  v(38, x.compensated); v(39, x.claim_open); v(40, x.covered_elsewhere); v(41, x.restructured);
  v(42, x.restructure_consent); v(43, x.ip_lapsed); v(44, x.bank_business_year);
  v(45, x.overdue_days); v(46, x.loan_class); v(47, x.events); v(48, x.claim_date);
  v(49, x.default_date); v(50, x.npl_date); v(51, x.cover_start); v(52, x.last_disbursement);
  v(53, x.maturity_date); v(54, x.pledge_date); v(55, x.decree_date); v(56, x.recovery_ended);
  v(57, x.documents); v(58, x.levels); v(59, x.repair_ppm); v(60, x.committee_admitted);
  v(61, x.brake_waived);
}
template <class V> void VisitFields(V& v, BorneByParty& x) {
  v(1, x.party); v(2, x.role); v(3, x.amount); v(4, x.recovered);
}
template <class V> void VisitFields(V& v, RecoveryFacts& x) {
  v(1, x.id); v(2, x.claim); v(3, x.borne); v(4, x.gross); v(5, x.costs); v(6, x.days_late);
  v(7, x.due_date); v(8, x.remitted_date);
}
template <class V> void VisitFields(V& v, ClawbackFacts& x) {
  v(1, x.id); v(2, x.paid); v(3, x.recovered); v(4, x.repaired_ppm); v(5, x.days);
}
// Enrolment, claim, recovery, clawback.
template <class V> void VisitFields(V& v, FactStep& x) { v.OneOf(1, x); }
template <class V> void VisitFields(V& v, PolicyFacts& x) { v(1, x.portfolio); v(2, x.steps); }

template <class V> void VisitFields(V& v, TraceLine& x) {
  v(1, x.rule); v(2, x.inputs); v(3, x.limit); v(4, x.result); v(5, x.binds); v(6, x.amount_after);
}
template <class V> void VisitFields(V& v, PartAmount& x) {
  v(1, x.party); v(2, x.role); v(3, x.share); v(4, x.amount); v(5, x.now); v(6, x.later);
  v(7, x.deferred); v(8, x.queued);
}
// 4 is the API's binding_rule, which follows from the trace.
template <class V> void VisitFields(V& v, StepVerdict& x) {
  v(1, x.id); v(2, x.outcome); v(3, x.rule); v(5, x.warnings); v(6, x.rate_ppm); v(7, x.loss);
  v(8, x.in_band); v(9, x.other_part); v(10, x.covered); v(11, x.parts); v(12, x.net);
  v(13, x.costs); v(14, x.surplus); v(15, x.late_interest); v(16, x.trace);
}
// clang-format on

}  // namespace ippledge
