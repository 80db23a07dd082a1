// ledger/cover_fields.h: the fields of cover, claims and their events, each with its number.
//
// One list per struct serves the canonical form of commands, the stored form of events and rows
// (stored/v1/cover.proto) and the messages of the API (v1/claim_service.proto): all three have
// these numbers. Frozen: a number is never given to another field. A visitor is called with
// (number, member) in rising order; see fields.h for what it does with each type.
#pragma once

#include "ledger/claim_fields.h"
#include "ledger/cover.h"
#include "ledger/event.h"
#include "ledger/policy_fields.h"
#include "ledger/trust_fields.h"

namespace ippledge {

// clang-format off
template <class V> void VisitFields(V& v, LoanId& x) { v(1, x.bank); v(2, x.contract_number); }
template <class V> void VisitFields(V& v, FundFigures& x) {
  v(1, x.cash_fen); v(2, x.reserved_fen); v(3, x.deposits_fen);
}
template <class V> void VisitFields(V& v, Judgement& x) {
  v(1, x.policy_id); v(2, x.policy_version); v(3, x.facts); v(4, x.verdict);
}
template <class V> void VisitFields(V& v, Deadline& x) { v(1, x.date); v(2, x.on_silence); }
template <class V> void VisitFields(V& v, CoverApplication& x) {
  v(1, x.policy_id); v(2, x.mode); v(3, x.group); v(4, x.tags); v(5, x.pledge_mode);
  v(6, x.security_role); v(7, x.risk_class); v(8, x.collateral); v(9, x.use_of_funds);
  v(10, x.firm_registration_date); v(11, x.clean_credit_years); v(12, x.ip_value);
  v(13, x.covered_elsewhere);
}
template <class V> void VisitFields(V& v, RiskReport& x) {
  v(1, x.kind); v(2, x.report_date); v(3, x.reference); v(4, x.consent);
}
template <class V> void VisitFields(V& v, ClaimDocument& x) {
  v(1, x.code); v(2, x.document_date); v(3, x.issuer); v(4, x.sha256);
}
template <class V> void VisitFields(V& v, ClaimFiling& x) {
  v(1, x.claim_number); v(2, x.claimed); v(3, x.interest_unpaid); v(4, x.interest_days);
  v(5, x.penalty_interest); v(6, x.costs); v(7, x.guarantor_payout); v(8, x.recovered_ip);
  v(9, x.recovered_other); v(10, x.recovered_unnamed); v(11, x.recovery_costs);
  v(12, x.insurer_paid); v(13, x.guarantor_paid); v(14, x.documents);
}
template <class V> void VisitFields(V& v, StepTaken& x) {
  v(1, x.step); v(2, x.decision); v(3, x.organisation); v(4, x.person); v(5, x.entry);
}
template <class V> void VisitFields(V& v, PaymentOrder& x) {
  v(1, x.order_number); v(2, x.amount); v(3, x.order_date); v(4, x.entry);
}
template <class V> void VisitFields(V& v, BorneLoss& x) {
  v(1, x.party); v(2, x.role); v(3, x.amount); v(4, x.recovered); v(5, x.by_fund);
}
template <class V> void VisitFields(V& v, NewRecovery& x) {
  v(1, x.recovery_number); v(2, x.source); v(3, x.received_date); v(4, x.gross); v(5, x.costs);
  v(6, x.costs_proof);
}
template <class V> void VisitFields(V& v, Recovery& x) {
  v(1, x.what); v(2, x.entry); v(3, x.fund_share); v(4, x.due_date); v(5, x.remitted);
  v(6, x.late_interest_due); v(7, x.late_interest_paid);
}
template <class V> void VisitFields(V& v, Clawback& x) {
  v(1, x.entry); v(2, x.repaired_ppm); v(3, x.amount); v(4, x.interest); v(5, x.due_date);
  v(6, x.received);
}
template <class V> void VisitFields(V& v, Claim& x) {
  v(1, x.filing); v(2, x.state); v(3, x.resumes); v(4, x.filed_entry); v(5, x.judged_entry);
  v(6, x.filed_date); v(7, x.due); v(8, x.repair_ppm); v(9, x.repair_objected); v(10, x.loss);
  v(11, x.fund_amount); v(12, x.first_amount); v(13, x.borne); v(14, x.steps);
  v(15, x.approved_entry); v(16, x.later_due); v(17, x.reserved); v(18, x.paid); v(19, x.year);
  v(20, x.order); v(21, x.recoveries); v(22, x.clawback); v(23, x.closing);
}
template <class V> void VisitFields(V& v, ReportedRisk& x) { v(1, x.report); v(2, x.entry); }
template <class V> void VisitFields(V& v, Cover& x) {
  v(1, x.application); v(2, x.policy_id); v(3, x.policy_version); v(4, x.applied_date);
  v(5, x.applied_entry); v(6, x.state); v(7, x.asked); v(8, x.covered); v(9, x.start_date);
  v(10, x.due); v(11, x.default_date); v(12, x.reports); v(13, x.claims); v(14, x.mode);
  v(15, x.fund_parties);
}

// Commands.
template <class V> void VisitFields(V& v, CalendarYear& x) {
  v(1, x.year); v(2, x.holidays); v(3, x.working_days); v(4, x.source);
}
template <class V> void VisitFields(V& v, LendingRate& x) {
  v(1, x.date); v(2, x.one_year_ppm); v(3, x.five_year_ppm); v(4, x.source);
}
template <class V> void VisitFields(V& v, PortfolioFigure& x) {
  v(1, x.figure_id); v(2, x.kind); v(3, x.bank); v(4, x.year); v(5, x.amount); v(6, x.source);
}
template <class V> void VisitFields(V& v, DecisionGrounds& x) { v(1, x.reason); v(2, x.text); }
template <class V> void VisitFields(V& v, IssuePolicy& x) { v(1, x.policy); }
template <class V> void VisitFields(V& v, EnterCalendar& x) { v(1, x.year); }
template <class V> void VisitFields(V& v, EnterLendingRate& x) { v(1, x.rate); }
template <class V> void VisitFields(V& v, RecordPortfolioFigure& x) { v(1, x.figure); }
template <class V> void VisitFields(V& v, ApplyForCover& x) { v(1, x.loan); v(2, x.application); }
template <class V> void VisitFields(V& v, DecideCover& x) {
  v(1, x.loan); v(2, x.decision); v(3, x.grounds);
}
template <class V> void VisitFields(V& v, ReportRisk& x) { v(1, x.loan); v(2, x.report); }
template <class V> void VisitFields(V& v, FileClaim& x) { v(1, x.loan); v(2, x.filing); }
template <class V> void VisitFields(V& v, TakeClaimStep& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.step); v(4, x.decision); v(5, x.repair_ppm);
  v(6, x.grounds);
}
template <class V> void VisitFields(V& v, RunPayments& x) { v(1, x.run_id); }
template <class V> void VisitFields(V& v, ConfirmPayment& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.order_number); v(4, x.payment_date);
  v(5, x.bank_reference); v(6, x.checkpoint);
}
template <class V> void VisitFields(V& v, RecordRecovery& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.recovery);
}
template <class V> void VisitFields(V& v, ConfirmRemittance& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.recovery_number); v(4, x.movement_id);
  v(5, x.remittance_date); v(6, x.amount); v(7, x.late_interest); v(8, x.bank_reference);
}
template <class V> void VisitFields(V& v, CloseRecovery& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.closing); v(4, x.closing_date); v(5, x.evidence);
}
template <class V> void VisitFields(V& v, DemandClawback& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.repaired_ppm); v(4, x.grounds);
}
template <class V> void VisitFields(V& v, ConfirmClawback& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.movement_id); v(4, x.payment_date); v(5, x.amount);
  v(6, x.bank_reference);
}
template <class V> void VisitFields(V& v, PassDeadline& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.step); v(4, x.due_date);
}

// Events: 1 is the command.
template <class V> void VisitFields(V& v, PolicyIssued& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, CalendarEntered& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, LendingRateEntered& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, PortfolioFigureRecorded& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, CoverApplied& x) {
  v(1, x.what); v(2, x.judgement); v(3, x.state); v(4, x.due); v(5, x.date); v(6, x.asked);
  v(7, x.mode); v(8, x.fund_parties);
}
template <class V> void VisitFields(V& v, CoverDecided& x) {
  v(1, x.what); v(2, x.state); v(3, x.covered); v(4, x.due); v(5, x.date);
}
template <class V> void VisitFields(V& v, RiskReported& x) {
  v(1, x.what); v(2, x.state); v(3, x.due); v(4, x.withdrawn_claim); v(5, x.released);
  v(6, x.after); v(7, x.claim_due);
}
template <class V> void VisitFields(V& v, ClaimFiled& x) {
  v(1, x.what); v(2, x.judgement); v(3, x.due); v(4, x.date);
}
template <class V> void VisitFields(V& v, ClaimStepTaken& x) {
  v(1, x.what); v(2, x.state); v(3, x.resumes); v(4, x.judgement); v(5, x.reserved);
  v(6, x.released); v(7, x.due); v(8, x.after); v(9, x.organisation); v(10, x.person);
}
template <class V> void VisitFields(V& v, OrderedPayment& x) {
  v(1, x.loan); v(2, x.claim_number); v(3, x.order); v(4, x.newly_reserved); v(5, x.refused);
  v(6, x.due);
}
template <class V> void VisitFields(V& v, PaymentsOrdered& x) {
  v(1, x.what); v(2, x.available); v(3, x.orders); v(4, x.waiting_claims); v(5, x.after);
}
template <class V> void VisitFields(V& v, PaymentConfirmed& x) {
  v(1, x.what); v(2, x.amount); v(3, x.state); v(4, x.due); v(5, x.after);
}
template <class V> void VisitFields(V& v, RecoveryRecorded& x) {
  v(1, x.what); v(2, x.judgement); v(3, x.fund_share); v(4, x.due_date);
}
template <class V> void VisitFields(V& v, RemittanceConfirmed& x) {
  v(1, x.what); v(2, x.late_interest_due); v(3, x.days_late); v(4, x.rate_ppm); v(5, x.after);
}
template <class V> void VisitFields(V& v, RecoveryClosed& x) {
  v(1, x.what); v(2, x.later_due); v(3, x.due);
}
template <class V> void VisitFields(V& v, ClawbackDemanded& x) {
  v(1, x.what); v(2, x.judgement); v(3, x.amount); v(4, x.interest); v(5, x.due_date);
  v(6, x.released); v(7, x.after);
}
template <class V> void VisitFields(V& v, ClawbackReceived& x) {
  v(1, x.what); v(2, x.state); v(3, x.after);
}
template <class V> void VisitFields(V& v, DeadlinePassed& x) {
  v(1, x.what); v(2, x.cover_state); v(3, x.claim_state); v(4, x.judgement); v(5, x.later_due);
  v(6, x.reserved); v(7, x.released); v(8, x.due); v(9, x.after);
}
// clang-format on

}  // namespace ippledge
