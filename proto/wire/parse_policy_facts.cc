// Facts that a policy is applied to: proto/wire/policy.h.
#include "ippledge/v1/policy_facts.pb.h"
#include "proto/wire/policy.h"
#include "proto/wire/policy_terms_reader.h"

namespace ippledge::wire {
namespace {

void Read(const v1::ScopeFigures& message, const AmountReader& reader, ScopeFigures& terms);
void Read(const v1::PaidByParty& message, const AmountReader& reader, PaidByParty& terms);
void Read(const v1::LevelFiling& message, const AmountReader& reader, LevelFiling& terms);
void Read(const v1::BorneByParty& message, const AmountReader& reader, BorneByParty& terms);

template <typename Messages, typename Item>
void ReadAll(const Messages& messages, absl::string_view field, const AmountReader& reader,
             std::vector<Item>& items) {
  for (int i = 0; i < messages.size(); ++i) {
    Read(messages.Get(i), AmountReader(reader, field, i), items.emplace_back());
  }
}

void Read(const v1::ScopeFigures& message, const AmountReader& reader, ScopeFigures& terms) {
  reader.ExpectKnown(message);
  terms.scope = reader.ReadEnum<BrakeScope>(message.scope(), Count<BrakeScope>(), "scope");
  terms.name = message.name();
  terms.year = message.year();
  terms.npl_balance = reader.ReadAmount(message.npl_balance_fen(), "npl_balance_fen");
  terms.loan_balance = reader.ReadAmount(message.loan_balance_fen(), "loan_balance_fen");
  terms.loss_year = reader.ReadAmount(message.loss_year_fen(), "loss_year_fen");
  terms.enrolled_year = reader.ReadAmount(message.enrolled_year_fen(), "enrolled_year_fen");
  terms.paid = reader.ReadAmount(message.paid_fen(), "paid_fen");
  terms.covered_balance = reader.ReadAmount(message.covered_balance_fen(), "covered_balance_fen");
  terms.payout = reader.ReadAmount(message.payout_fen(), "payout_fen");
  terms.guarantees_ended =
      reader.ReadAmount(message.guarantees_ended_fen(), "guarantees_ended_fen");
  terms.guarantees_ended_unknown = message.guarantees_ended_unknown();
}

void Read(const v1::PaidByParty& message, const AmountReader& reader, PaidByParty& terms) {
  reader.ExpectKnown(message);
  terms.party = message.party();
  terms.paid_year = reader.ReadAmount(message.paid_year_fen(), "paid_year_fen");
}

void Read(const v1::PortfolioFacts& message, const AmountReader& reader, PortfolioFacts& terms) {
  reader.ExpectKnown(message);
  terms.year = message.year();
  ReadAll(message.scopes(), "scopes", reader, terms.scopes);
  ReadAll(message.parties(), "parties", reader, terms.parties);
  terms.library_loans = reader.ReadAmount(message.library_loans_fen(), "library_loans_fen");
  terms.fees_collected = reader.ReadAmount(message.fees_collected_fen(), "fees_collected_fen");
  terms.fees_last_year = reader.ReadAmount(message.fees_last_year_fen(), "fees_last_year_fen");
  terms.recoveries_last_year =
      reader.ReadAmount(message.recoveries_last_year_fen(), "recoveries_last_year_fen");
  terms.joint_paid = reader.ReadAmount(message.joint_paid_fen(), "joint_paid_fen");
  terms.institution_paid_year =
      reader.ReadAmount(message.institution_paid_year_fen(), "institution_paid_year_fen");
  terms.fund_paid_year = reader.ReadAmount(message.fund_paid_year_fen(), "fund_paid_year_fen");
  terms.mode_paid_year = reader.ReadAmount(message.mode_paid_year_fen(), "mode_paid_year_fen");
  terms.enterprise_paid = reader.ReadAmount(message.enterprise_paid_fen(), "enterprise_paid_fen");
  terms.paid_to_date = reader.ReadAmount(message.paid_to_date_fen(), "paid_to_date_fen");
  terms.portfolio_principal =
      reader.ReadAmount(message.portfolio_principal_fen(), "portfolio_principal_fen");
  if (message.has_portfolio_covered_fen())
    terms.portfolio_covered =
        reader.ReadAmount(message.portfolio_covered_fen(), "portfolio_covered_fen");
  terms.portfolio_losses =
      reader.ReadAmount(message.portfolio_losses_fen(), "portfolio_losses_fen");
  terms.npl_balance = reader.ReadAmount(message.npl_balance_fen(), "npl_balance_fen");
  if (message.has_available_fen())
    terms.available = reader.ReadAmount(message.available_fen(), "available_fen");
  if (message.has_fund_total_fen())
    terms.fund_total = reader.ReadAmount(message.fund_total_fen(), "fund_total_fen");
  if (message.has_budget_year_fen())
    terms.budget_year = reader.ReadAmount(message.budget_year_fen(), "budget_year_fen");
  terms.covered_outstanding =
      reader.ReadAmount(message.covered_outstanding_fen(), "covered_outstanding_fen");
  if (message.has_bank_deposit_fen())
    terms.bank_deposit = reader.ReadAmount(message.bank_deposit_fen(), "bank_deposit_fen");
  if (message.has_bank_line_fen())
    terms.bank_line = reader.ReadAmount(message.bank_line_fen(), "bank_line_fen");
  if (message.has_bank_first_year_lent_fen())
    terms.bank_first_year_lent =
        reader.ReadAmount(message.bank_first_year_lent_fen(), "bank_first_year_lent_fen");
  terms.bank_covered_outstanding =
      reader.ReadAmount(message.bank_covered_outstanding_fen(), "bank_covered_outstanding_fen");
  if (message.has_lpr_ppm()) terms.lpr_ppm = message.lpr_ppm();
  terms.fees_collected_unknown = message.fees_collected_unknown();
  terms.fees_last_year_unknown = message.fees_last_year_unknown();
}

void Read(const v1::EnrolmentFacts& message, const AmountReader& reader, EnrolmentFacts& terms) {
  reader.ExpectKnown(message);
  terms.id = message.id();
  terms.enterprise = message.enterprise();
  terms.group = message.group();
  terms.bank = message.bank();
  terms.year = message.year();
  terms.amount = reader.ReadAmount(message.amount_fen(), "amount_fen");
  terms.mode = message.mode();
  terms.enterprise_size = reader.ReadOptionalEnum<FirmSize>(message.enterprise_size(),
                                                            kFirmSizeCount, "enterprise_size");
  terms.tags.assign(message.tags().begin(), message.tags().end());
  if (message.has_registered_days()) terms.registered_days = message.registered_days();
  if (message.has_clean_credit_years()) terms.clean_credit_years = message.clean_credit_years();
  ReadTerms(message.ip_kinds(), kIpKindCount, "ip_kinds", reader, terms.ip_kinds);
  terms.pledge_mode = message.pledge_mode();
  terms.security_role = message.security_role();
  if (message.has_ip_part_fen())
    terms.ip_part = reader.ReadAmount(message.ip_part_fen(), "ip_part_fen");
  if (message.has_ip_value_fen())
    terms.ip_value = reader.ReadAmount(message.ip_value_fen(), "ip_value_fen");
  if (message.has_annual_rate_ppm()) terms.annual_rate_ppm = message.annual_rate_ppm();
  if (message.has_term_months()) terms.term_months = message.term_months();
  terms.use_of_funds = message.use_of_funds();
  terms.disbursement_date =
      reader.ReadOptionalDate(message.disbursement_date(), "disbursement_date");
  terms.filing_date = reader.ReadOptionalDate(message.filing_date(), "filing_date");
  terms.pledge_date = reader.ReadOptionalDate(message.pledge_date(), "pledge_date");
  terms.enterprise_enrolled =
      reader.ReadAmount(message.enterprise_enrolled_fen(), "enterprise_enrolled_fen");
  terms.enterprise_year = reader.ReadAmount(message.enterprise_year_fen(), "enterprise_year_fen");
  terms.group_enrolled = reader.ReadAmount(message.group_enrolled_fen(), "group_enrolled_fen");
  terms.covered_elsewhere = message.covered_elsewhere();
  if (message.has_loan_amount_fen())
    terms.loan_amount = reader.ReadAmount(message.loan_amount_fen(), "loan_amount_fen");
}

void Read(const v1::LevelFiling& message, const AmountReader& reader, LevelFiling& terms) {
  reader.ExpectKnown(message);
  terms.party = message.party();
  terms.working_days = message.working_days();
}

void Read(const v1::ClaimFacts& message, const AmountReader& reader, ClaimFacts& terms) {
  reader.ExpectKnown(message);
  terms.id = message.id();
  terms.mode = message.mode();
  terms.bank = message.bank();
  terms.branch = message.branch();
  terms.region = message.region();
  terms.year = message.year();
  terms.batch = message.batch();
  terms.enterprise = message.enterprise();
  if (message.has_loan_amount_fen())
    terms.loan_amount = reader.ReadAmount(message.loan_amount_fen(), "loan_amount_fen");
  if (message.has_ip_part_fen())
    terms.ip_part = reader.ReadAmount(message.ip_part_fen(), "ip_part_fen");
  if (message.has_ip_part_ppm()) terms.ip_part_ppm = message.ip_part_ppm();
  if (message.has_covered_limit_fen())
    terms.covered_limit = reader.ReadAmount(message.covered_limit_fen(), "covered_limit_fen");
  terms.tags.assign(message.tags().begin(), message.tags().end());
  terms.enterprise_size = reader.ReadOptionalEnum<FirmSize>(message.enterprise_size(),
                                                            kFirmSizeCount, "enterprise_size");
  terms.security_role = message.security_role();
  terms.risk_class = message.risk_class();
  terms.collateral = message.collateral();
  if (message.has_annual_rate_ppm()) terms.annual_rate_ppm = message.annual_rate_ppm();
  if (message.has_given_loss_fen())
    terms.given_loss = reader.ReadAmount(message.given_loss_fen(), "given_loss_fen");
  if (message.has_principal_loss_fen())
    terms.principal_loss = reader.ReadAmount(message.principal_loss_fen(), "principal_loss_fen");
  if (message.has_disbursed_fen())
    terms.disbursed = reader.ReadAmount(message.disbursed_fen(), "disbursed_fen");
  terms.principal_repaid =
      reader.ReadAmount(message.principal_repaid_fen(), "principal_repaid_fen");
  if (message.has_principal_npl_fen())
    terms.principal_npl = reader.ReadAmount(message.principal_npl_fen(), "principal_npl_fen");
  terms.interest_unpaid = reader.ReadAmount(message.interest_unpaid_fen(), "interest_unpaid_fen");
  if (message.has_interest_npl_fen())
    terms.interest_npl = reader.ReadAmount(message.interest_npl_fen(), "interest_npl_fen");
  if (message.has_interest_days()) terms.interest_days = message.interest_days();
  terms.penalty_interest =
      reader.ReadAmount(message.penalty_interest_fen(), "penalty_interest_fen");
  terms.costs = reader.ReadAmount(message.costs_fen(), "costs_fen");
  if (message.has_guarantor_payout_fen())
    terms.guarantor_payout =
        reader.ReadAmount(message.guarantor_payout_fen(), "guarantor_payout_fen");
  terms.recovered_ip = reader.ReadAmount(message.recovered_ip_fen(), "recovered_ip_fen");
  terms.recovered_other = reader.ReadAmount(message.recovered_other_fen(), "recovered_other_fen");
  terms.recovered_unnamed =
      reader.ReadAmount(message.recovered_unnamed_fen(), "recovered_unnamed_fen");
  terms.recovery_costs = reader.ReadAmount(message.recovery_costs_fen(), "recovery_costs_fen");
  terms.insurer_paid = reader.ReadAmount(message.insurer_paid_fen(), "insurer_paid_fen");
  terms.guarantor_paid = reader.ReadAmount(message.guarantor_paid_fen(), "guarantor_paid_fen");
  if (message.has_claimed_fen())
    terms.claimed = reader.ReadAmount(message.claimed_fen(), "claimed_fen");
  if (message.has_enrolled()) terms.enrolled = message.enrolled();
  terms.compensated = message.compensated();
  terms.claim_open = message.claim_open();
  terms.covered_elsewhere = message.covered_elsewhere();
  terms.restructured = message.restructured();
  terms.restructure_consent = message.restructure_consent();
  terms.ip_lapsed = message.ip_lapsed();
  if (message.has_bank_business_year()) terms.bank_business_year = message.bank_business_year();
  if (message.has_overdue_days()) terms.overdue_days = message.overdue_days();
  terms.loan_class =
      reader.ReadOptionalEnum<LoanClass>(message.loan_class(), kLoanClassCount, "loan_class");
  ReadTerms(message.events(), Count<TriggerEvent>(), "events", reader, terms.events);
  terms.claim_date = reader.ReadOptionalDate(message.claim_date(), "claim_date");
  terms.default_date = reader.ReadOptionalDate(message.default_date(), "default_date");
  terms.npl_date = reader.ReadOptionalDate(message.npl_date(), "npl_date");
  terms.cover_start = reader.ReadOptionalDate(message.cover_start(), "cover_start");
  terms.last_disbursement =
      reader.ReadOptionalDate(message.last_disbursement(), "last_disbursement");
  terms.maturity_date = reader.ReadOptionalDate(message.maturity_date(), "maturity_date");
  terms.pledge_date = reader.ReadOptionalDate(message.pledge_date(), "pledge_date");
  terms.decree_date = reader.ReadOptionalDate(message.decree_date(), "decree_date");
  terms.recovery_ended = message.recovery_ended();
  terms.documents.assign(message.documents().begin(), message.documents().end());
  ReadAll(message.levels(), "levels", reader, terms.levels);
  terms.repair_ppm = message.repair_ppm();
  terms.committee_admitted = message.committee_admitted();
  terms.brake_waived = message.brake_waived();
}

void Read(const v1::BorneByParty& message, const AmountReader& reader, BorneByParty& terms) {
  reader.ExpectKnown(message);
  terms.party = message.party();
  terms.role = reader.ReadEnum<PartyRole>(message.role(), Count<PartyRole>(), "role");
  terms.amount = reader.ReadAmount(message.amount_fen(), "amount_fen");
  terms.recovered = reader.ReadAmount(message.recovered_fen(), "recovered_fen");
}

void Read(const v1::RecoveryFacts& message, const AmountReader& reader, RecoveryFacts& terms) {
  reader.ExpectKnown(message);
  terms.id = message.id();
  terms.claim = message.claim();
  ReadAll(message.borne(), "borne", reader, terms.borne);
  terms.gross = reader.ReadAmount(message.gross_fen(), "gross_fen");
  terms.costs = reader.ReadAmount(message.costs_fen(), "costs_fen");
  if (message.has_days_late()) terms.days_late = message.days_late();
  terms.due_date = reader.ReadOptionalDate(message.due_date(), "due_date");
  terms.remitted_date = reader.ReadOptionalDate(message.remitted_date(), "remitted_date");
}

void Read(const v1::ClawbackFacts& message, const AmountReader& reader, ClawbackFacts& terms) {
  reader.ExpectKnown(message);
  terms.id = message.id();
  terms.paid = reader.ReadAmount(message.paid_fen(), "paid_fen");
  terms.recovered = reader.ReadAmount(message.recovered_fen(), "recovered_fen");
  terms.repaired_ppm = message.repaired_ppm();
  terms.days = message.days();
}

template <typename Message, typename Facts>
void ReadStep(const Message& message, absl::string_view field, const AmountReader& reader,
              std::vector<FactStep>& steps) {
  Facts facts;
  Read(message, AmountReader(reader, field), facts);
  steps.emplace_back(std::move(facts));
}

void Read(const v1::FactStep& message, const AmountReader& reader, std::vector<FactStep>& steps) {
  reader.ExpectKnown(message);
  switch (message.step_case()) {
    case v1::FactStep::kEnrolment:
      return ReadStep<v1::EnrolmentFacts, EnrolmentFacts>(message.enrolment(), "enrolment", reader,
                                                          steps);
    case v1::FactStep::kClaim:
      return ReadStep<v1::ClaimFacts, ClaimFacts>(message.claim(), "claim", reader, steps);
    case v1::FactStep::kRecovery:
      return ReadStep<v1::RecoveryFacts, RecoveryFacts>(message.recovery(), "recovery", reader,
                                                        steps);
    case v1::FactStep::kClawback:
      return ReadStep<v1::ClawbackFacts, ClawbackFacts>(message.clawback(), "clawback", reader,
                                                        steps);
    default:
      reader.Require(false, "step");
  }
}

}  // namespace

std::optional<PolicyFacts> ParsePolicyFacts(const v1::PolicyFacts& message, absl::string_view path,
                                            Violations& violations) {
  Violations found;
  Violations shape;
  std::optional<PolicyFacts> facts(std::in_place);
  const AmountReader reader(path, found);
  reader.ExpectKnown(message);
  Read(message.portfolio(), AmountReader(reader, "portfolio"), facts->portfolio);
  for (int i = 0; i < message.steps_size(); ++i) {
    Read(message.steps(i), AmountReader(reader, "steps", i), facts->steps);
  }
  reader.Require(message.steps_size() > 0, "steps");
  if (found.empty()) CheckPolicyFacts(*facts, path, shape);
  if (!Merge(found, shape, violations)) facts.reset();
  return facts;
}

}  // namespace ippledge::wire
