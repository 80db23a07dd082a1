// What facts cannot be: ledger/claim_facts.h.
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "ledger/claim_facts.h"
#include "ledger/limits.h"
#include "ledger/policy_check.h"

namespace ippledge {
namespace {

using Checker = PolicyChecker;

// Steps: at most kLoanFenMax, so that sums and products stay in range.
void Amount(const Checker& checker, absl::string_view field, const std::optional<Money>& amount) {
  if (amount.has_value()) checker.Range(field, amount->fen(), 0, kLoanFenMax);
}

void Check(const PortfolioFacts& facts, const Checker& checker) {
  const std::pair<absl::string_view, std::optional<Money>> amounts[] = {
      {"library_loans_fen", facts.library_loans},
      {"fees_collected_fen", facts.fees_collected},
      {"fees_last_year_fen", facts.fees_last_year},
      {"recoveries_last_year_fen", facts.recoveries_last_year},
      {"joint_paid_fen", facts.joint_paid},
      {"institution_paid_year_fen", facts.institution_paid_year},
      {"fund_paid_year_fen", facts.fund_paid_year},
      {"mode_paid_year_fen", facts.mode_paid_year},
      {"enterprise_paid_fen", facts.enterprise_paid},
      {"paid_to_date_fen", facts.paid_to_date},
      {"portfolio_principal_fen", facts.portfolio_principal},
      {"portfolio_covered_fen", facts.portfolio_covered},
      {"portfolio_losses_fen", facts.portfolio_losses},
      {"npl_balance_fen", facts.npl_balance},
      {"available_fen", facts.available},
      {"fund_total_fen", facts.fund_total},
      {"budget_year_fen", facts.budget_year},
      {"covered_outstanding_fen", facts.covered_outstanding},
      {"bank_deposit_fen", facts.bank_deposit},
      {"bank_line_fen", facts.bank_line},
      {"bank_first_year_lent_fen", facts.bank_first_year_lent},
      {"bank_covered_outstanding_fen", facts.bank_covered_outstanding}};
  for (const auto& [field, amount] : amounts) checker.Amount(field, amount);
  checker.Range("lpr_ppm", facts.lpr_ppm, 0, kWholePpm);
  checker.Few("scopes", facts.scopes);
  for (std::size_t i = 0; i < facts.scopes.size(); ++i) {
    const ScopeFigures& figures = facts.scopes[i];
    const Checker scope(checker, "scopes", static_cast<int>(i));
    if (figures.scope == BrakeScope::kUnspecified) scope.Add(Reason::kFieldRequired, "scope", {});
    scope.Amount("npl_balance_fen", figures.npl_balance);
    scope.Amount("loan_balance_fen", figures.loan_balance);
    scope.Amount("loss_year_fen", figures.loss_year);
    scope.Amount("enrolled_year_fen", figures.enrolled_year);
    scope.Amount("paid_fen", figures.paid);
    scope.Amount("covered_balance_fen", figures.covered_balance);
    scope.Amount("payout_fen", figures.payout);
    scope.Amount("guarantees_ended_fen", figures.guarantees_ended);
  }
  checker.Few("parties", facts.parties);
  for (std::size_t i = 0; i < facts.parties.size(); ++i) {
    const Checker party(checker, "parties", static_cast<int>(i));
    party.Name("party", facts.parties[i].party);
    party.Amount("paid_year_fen", facts.parties[i].paid_year);
  }
}

void Check(const EnrolmentFacts& facts, const Checker& checker) {
  checker.Range("amount_fen", facts.amount.fen(), 1, kLoanFenMax);
  Amount(checker, "loan_amount_fen", facts.loan_amount);
  Amount(checker, "ip_part_fen", facts.ip_part);
  const Money whole = facts.loan_amount.value_or(facts.amount);
  if (facts.ip_part.has_value() && *facts.ip_part > whole) {
    checker.Add(
        Reason::kIpPartAboveLoan, "ip_part_fen",
        {{"asked", absl::StrCat(facts.ip_part->fen())}, {"limit", absl::StrCat(whole.fen())}});
  }
  Amount(checker, "ip_value_fen", facts.ip_value);
  checker.Amount("enterprise_enrolled_fen", facts.enterprise_enrolled);
  checker.Amount("enterprise_year_fen", facts.enterprise_year);
  checker.Amount("group_enrolled_fen", facts.group_enrolled);
  checker.Range("annual_rate_ppm", facts.annual_rate_ppm, 0, kWholePpm);
  checker.Range("registered_days", facts.registered_days, 0, 366 * 1000);
  checker.Range("clean_credit_years", facts.clean_credit_years, 0, 1000);
  checker.Range("term_months", facts.term_months, 0, 12 * 1000);
}

void Check(const ClaimFacts& facts, const Checker& checker) {
  const std::pair<absl::string_view, std::optional<Money>> amounts[] = {
      {"loan_amount_fen", facts.loan_amount},
      {"ip_part_fen", facts.ip_part},
      {"covered_limit_fen", facts.covered_limit},
      {"given_loss_fen", facts.given_loss},
      {"principal_loss_fen", facts.principal_loss},
      {"disbursed_fen", facts.disbursed},
      {"principal_repaid_fen", facts.principal_repaid},
      {"principal_npl_fen", facts.principal_npl},
      {"interest_unpaid_fen", facts.interest_unpaid},
      {"interest_npl_fen", facts.interest_npl},
      {"penalty_interest_fen", facts.penalty_interest},
      {"costs_fen", facts.costs},
      {"guarantor_payout_fen", facts.guarantor_payout},
      {"recovered_ip_fen", facts.recovered_ip},
      {"recovered_other_fen", facts.recovered_other},
      {"recovered_unnamed_fen", facts.recovered_unnamed},
      {"recovery_costs_fen", facts.recovery_costs},
      {"insurer_paid_fen", facts.insurer_paid},
      {"guarantor_paid_fen", facts.guarantor_paid},
      {"claimed_fen", facts.claimed}};
  for (const auto& [field, amount] : amounts) Amount(checker, field, amount);
  if (facts.ip_part.has_value() && facts.loan_amount.has_value() &&
      *facts.ip_part > *facts.loan_amount) {
    checker.Add(Reason::kIpPartAboveLoan, "ip_part_fen",
                {{"asked", absl::StrCat(facts.ip_part->fen())},
                 {"limit", absl::StrCat(facts.loan_amount->fen())}});
  }
  if (facts.ip_part.has_value() && facts.ip_part_ppm.has_value()) {
    checker.Contradicts("ip_part_ppm", "ip_part_fen", "one of them states the IP part");
  }
  checker.Range("ip_part_ppm", facts.ip_part_ppm, 0, kWholePpm);
  checker.Range("annual_rate_ppm", facts.annual_rate_ppm, 0, kWholePpm);
  checker.Range("interest_days", facts.interest_days, 0, kOverdueDaysMax);
  checker.Range("bank_business_year", facts.bank_business_year, 1, 1000);
  checker.Range("overdue_days", facts.overdue_days, 0, kOverdueDaysMax);
  checker.Range("repair_ppm", facts.repair_ppm, 0, kWholePpm);
  checker.Few("documents", facts.documents);
  checker.Few("levels", facts.levels);
}

void Check(const RecoveryFacts& facts, const Checker& checker) {
  checker.Range("gross_fen", facts.gross.fen(), 0, kLoanFenMax);
  checker.Range("costs_fen", facts.costs.fen(), 0, kLoanFenMax);
  checker.Range("days_late", facts.days_late, 0, kOverdueDaysMax);
  if (facts.due_date.has_value() != facts.remitted_date.has_value()) {
    checker.Add(Reason::kFieldRequired, facts.due_date ? "remitted_date" : "due_date", {});
  }
  if (facts.borne.empty() && facts.claim.empty()) {
    checker.Add(Reason::kFieldRequired, "claim", {});
  }
  checker.Few("borne", facts.borne);
  for (std::size_t i = 0; i < facts.borne.size(); ++i) {
    const BorneByParty& party = facts.borne[i];
    const Checker borne(checker, "borne", static_cast<int>(i));
    borne.Name("party", party.party);
    if (party.role == PartyRole::kUnspecified) borne.Add(Reason::kFieldRequired, "role", {});
    Amount(borne, "amount_fen", party.amount);
    borne.Range("recovered_fen", party.recovered.fen(), 0, party.amount.fen());
  }
}

void Check(const ClawbackFacts& facts, const Checker& checker) {
  Amount(checker, "paid_fen", facts.paid);
  checker.Range("recovered_fen", facts.recovered.fen(), 0, facts.paid.fen());
  checker.Range("repaired_ppm", facts.repaired_ppm, 0, kWholePpm);
  checker.Range("days", facts.days, 0, kOverdueDaysMax);
}

}  // namespace

void CheckPolicyFacts(const PolicyFacts& facts, absl::string_view path, Violations& violations) {
  const Checker checker{std::string(path), violations};
  Check(facts.portfolio, Checker(checker, "portfolio"));
  if (!checker.Few("steps", facts.steps, kFactStepsMax)) return;
  std::set<std::pair<std::size_t, std::string>> ids;  // a loan and the claim on it may share one
  std::set<std::string> claims;
  for (std::size_t i = 0; i < facts.steps.size(); ++i) {
    // The names of the API, in the order of FactStep.
    static constexpr absl::string_view kNames[] = {"enrolment", "claim", "recovery", "clawback"};
    const Checker item(checker, "steps", static_cast<int>(i));
    const Checker step(item, kNames[facts.steps[i].index()]);
    std::visit([&](const auto& value) { Check(value, step); }, facts.steps[i]);
    const std::string id = std::visit([](const auto& value) { return value.id; }, facts.steps[i]);
    if (!id.empty() && !ids.insert({facts.steps[i].index(), id}).second) {
      step.Add(Reason::kDuplicateItem, "id", {{"got", id}});
    }
    if (std::holds_alternative<ClaimFacts>(facts.steps[i])) claims.insert(id);
    const auto* recovery = std::get_if<RecoveryFacts>(&facts.steps[i]);
    if (recovery != nullptr && recovery->borne.empty() && claims.count(recovery->claim) == 0) {
      step.Add(Reason::kFieldRequired, "borne", {});
    }
  }
}

}  // namespace ippledge
