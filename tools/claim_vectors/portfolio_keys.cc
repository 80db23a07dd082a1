// Keys of portfolio facts: tools/claim_vectors/fact_keys.h.
#include "tools/claim_vectors/fact_keys.h"

namespace ippledge::vectors {
namespace {

constexpr Key<ScopeFigures> kFigureKeys[] = {
    {"enrolled_principal_year|enrolled_principal|enrolled_year|enrolled_this_year|"
     "principal_enrolled_year",
     [](const Value& v, ScopeFigures& f) { f.enrolled_year = v.AsMoney(); }},
    {"loss_year_to_date|loss_to_date|losses_year_to_date|npl_loss_year_to_date|loss_year|"
     "npl_loss_year",
     [](const Value& v, ScopeFigures& f) { f.loss_year = v.AsMoney(); }},
    {"npl_balance|npl|npl_principal_balance|bank_npl",
     [](const Value& v, ScopeFigures& f) { f.npl_balance = v.AsMoney(); }},
    {"loan_balance|loans_balance|loans_outstanding|outstanding_loans|portfolio_balance",
     [](const Value& v, ScopeFigures& f) { f.loan_balance = v.AsMoney(); }},
    {"covered_balance|covered_principal_balance",
     [](const Value& v, ScopeFigures& f) { f.covered_balance = v.AsMoney(); }},
    {"payouts_to_date|payout_to_date|payout",
     [](const Value& v, ScopeFigures& f) { f.payout = v.AsMoney(); }},
    {"guarantees_ended|guarantees_released",
     [](const Value& v, ScopeFigures& f) { f.guarantees_ended = v.AsMoney(); }},
};

void PaidInYear(const Value& v, PortfolioDraft& d) {
  d.facts.institution_paid_year = v.AsMoney();
  d.facts.fund_paid_year = v.AsMoney();
  d.facts.mode_paid_year = v.AsMoney();
}

void PaidToDate(const Value& v, PortfolioDraft& d) {
  d.facts.joint_paid = v.AsMoney();
  d.facts.paid_to_date = v.AsMoney();
  d.figures.paid = v.AsMoney();
}

constexpr Key<PortfolioDraft> kPortfolioKeys[] = {
    {"banks|scopes",
     [](const Value& v, PortfolioDraft& d) {
       for (const Value& bank : v.Members()) {
         ScopeFigures figures{.name = bank.key.substr(v.key.size() + 1)};
         ApplyAll(kFigureKeys, bank, figures);
         d.named.push_back(figures);
       }
     }},
    {"npl_rate_ppm|npl_ratio_ppm",
     [](const Value& v, PortfolioDraft& d) { d.npl_rate_ppm = v.AsWhole(); }},
    {"library_loans|loans_in_library|library_balance",
     [](const Value& v, PortfolioDraft& d) { d.facts.library_loans = v.AsMoney(); }},
    {"fees_collected|guarantee_fees_collected|fees",
     [](const Value& v, PortfolioDraft& d) { d.facts.fees_collected = v.AsMoney(); }},
    {"fees_last_year|annual_fees_last_year|last_year_fees|fees_previous_year|fees_received_last_"
     "year|fees_paid_last_year",
     [](const Value& v, PortfolioDraft& d) { d.facts.fees_last_year = v.AsMoney(); }},
    {"recoveries_last_year|last_year_recoveries|recoveries_remitted_last_year|recovery_last_year|"
     "recoveries_previous_"
     "year",
     [](const Value& v, PortfolioDraft& d) { d.facts.recoveries_last_year = v.AsMoney(); }},
    {"already_paid|paid_before|paid_so_far",
     [](const Value& v, PortfolioDraft& d) {
       PaidInYear(v, d);
       PaidToDate(v, d);
     }},
    {"paid_to_date|guarantee_paid_to_date|claims_paid_to_date|paid_total|compensated_to_date",
     PaidToDate},
    {"joint_paid|joint_paid_to_date",
     [](const Value& v, PortfolioDraft& d) { d.facts.joint_paid = v.AsMoney(); }},
    {"paid_this_year|paid_so_far_this_year|paid_to_lender_this_year|payouts_this_year|paid_year_to_"
     "date|paid_year|year_paid|already_paid_this_year|"
     "already_paid_year",
     PaidInYear},
    {"institution_paid_year|bank_paid_year|institution_paid_this_year|bank_paid_this_year|"
     "institution_paid_year_to_date",
     [](const Value& v, PortfolioDraft& d) { d.facts.institution_paid_year = v.AsMoney(); }},
    {"fund_paid_year|fund_paid_this_year|fund_paid_year_to_date",
     [](const Value& v, PortfolioDraft& d) { d.facts.fund_paid_year = v.AsMoney(); }},
    {"mode_paid_year|mode_paid_this_year",
     [](const Value& v, PortfolioDraft& d) { d.facts.mode_paid_year = v.AsMoney(); }},
    {"enterprise_paid",
     [](const Value& v, PortfolioDraft& d) { d.facts.enterprise_paid = v.AsMoney(); }},
    {"paid_year_by_party|level_paid_year",
     [](const Value& v, PortfolioDraft& d) {
       for (const Value& party : v.Members()) {
         d.facts.parties.push_back({NameFrom(party.key.substr(v.key.size() + 1)), party.AsMoney()});
       }
     }},
    {"portfolio|portfolio_principal|portfolio_volume|plan_loans|plan_principal|plan_loan_balance|"
     "bank_year_balance|plan_loans_balance|portfolio_loans|bank_plan_loans|plan_balance",
     [](const Value& v, PortfolioDraft& d) { d.facts.portfolio_principal = v.AsMoney(); }},
    {"portfolio_covered|guaranteed_portfolio|covered_portfolio|guaranteed_volume|"
     "guarantee_volume",
     [](const Value& v, PortfolioDraft& d) { d.facts.portfolio_covered = v.AsMoney(); }},
    {"portfolio_losses|losses_before|losses_to_date|npl_before|portfolio_losses_before|"
     "npl_to_date|loss_before",
     [](const Value& v, PortfolioDraft& d) { d.facts.portfolio_losses = v.AsMoney(); }},
    {"available|available_balance|fund_available|cash_available",
     [](const Value& v, PortfolioDraft& d) { d.facts.available = v.AsMoney(); }},
    {"fund_balance|balance|fund_cash",
     [](const Value& v, PortfolioDraft& d) { d.facts.available = v.AsMoney(); }},
    {"reserved|fund_reserved", [](const Value& v, PortfolioDraft& d) { d.reserved = v.AsMoney(); }},
    {"fund_total|fund_size|fund",
     [](const Value& v, PortfolioDraft& d) { d.facts.fund_total = v.AsMoney(); }},
    {"budget_year|year_budget|budget",
     [](const Value& v, PortfolioDraft& d) { d.facts.budget_year = v.AsMoney(); }},
    {"covered_outstanding|outstanding_covered",
     [](const Value& v, PortfolioDraft& d) { d.facts.covered_outstanding = v.AsMoney(); }},
    {"bank_deposit|deposit",
     [](const Value& v, PortfolioDraft& d) { d.facts.bank_deposit = v.AsMoney(); }},
    {"bank_line|committed_line|line",
     [](const Value& v, PortfolioDraft& d) { d.facts.bank_line = v.AsMoney(); }},
    {"bank_first_year_lent|first_year_lent",
     [](const Value& v, PortfolioDraft& d) { d.facts.bank_first_year_lent = v.AsMoney(); }},
    {"bank_covered_outstanding|bank_outstanding",
     [](const Value& v, PortfolioDraft& d) { d.facts.bank_covered_outstanding = v.AsMoney(); }},
    {"lpr_ppm", [](const Value& v, PortfolioDraft& d) { d.facts.lpr_ppm = v.AsWhole(); }},
    {"portfolio_year", [](const Value& v, PortfolioDraft& d) { d.facts.year = v.AsInt(); }},
};

}  // namespace

std::string LikePortfolioKey(absl::string_view name) {
  const std::string like = NameMeaning(kPortfolioKeys, name);
  return like.empty() ? NameMeaning(kFigureKeys, name) : like;
}

bool ApplyFigureKey(absl::string_view name, const Value& value, ScopeFigures& figures) {
  if (name == "npl_rate_ppm" || name == "npl_ratio_ppm") {
    figures.npl_balance = value.AsMoney();
    figures.loan_balance = Money::OfFen(1'000'000);
    return true;
  }
  return Apply(kFigureKeys, name, value, figures);
}

bool ApplyPortfolioKey(absl::string_view name, const Value& value, PortfolioDraft& draft) {
  if (name == "npl_balance") draft.facts.npl_balance = value.AsMoney();
  return Apply(kPortfolioKeys, name, value, draft) ||
         Apply(kFigureKeys, name, value, draft.figures);
}

}  // namespace ippledge::vectors
