#include "ledger/cover_facts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/evaluate.h"
#include "ledger/portfolio_facts.h"

namespace ippledge {
namespace {

// Started months count: a term of one day more than 12 months is 13.
int MonthsBetween(Date from, Date to) {
  const int months = to.month_index() - from.month_index();
  return to.day() > from.day() ? months + 1 : months;
}

std::vector<IpKind> KindsOf(const NewLoan& terms) {
  std::vector<IpKind> kinds;
  for (const IpRight& right : terms.rights) {
    if (std::find(kinds.begin(), kinds.end(), right.kind) == kinds.end()) {
      kinds.push_back(right.kind);
    }
  }
  return kinds;
}

std::string Found(const std::vector<std::pair<std::string, std::string>>& inputs,
                  absl::string_view name) {
  for (const auto& [key, value] : inputs) {
    if (key == name) return value;
  }
  return "-";
}

}  // namespace

Judgement Judge(const Policy& policy, PolicyFacts facts) {
  Judgement judgement{.policy_id = policy.policy_id,
                      .policy_version = policy.version,
                      .facts = std::move(facts),
                      .verdict = {}};
  judgement.verdict = std::move(Evaluate(policy, judgement.facts).steps[0]);
  return judgement;
}

Money PaidByFund(const Cover& cover, const StepVerdict& verdict) {
  Money sum;
  for (const PartAmount& part : verdict.parts) {
    const auto& paid = cover.fund_parties;
    if (std::find(paid.begin(), paid.end(), part.party) == paid.end()) continue;
    sum = Plus(sum, part.amount);
  }
  return sum;
}

Money AmountToCover(const Loan& loan, const Policy& policy) {
  const NewLoan& terms = *loan.terms;
  const Money whole = policy.life_cycle.exposure_on == ExposureOn::kCommitted
                          ? terms.contract_amount
                          : FiguresOf(loan).disbursed;
  if (policy.loss.combined_base == CombinedBase::kWhole || !IsCombined(terms)) return whole;
  return MultiplyHalfUp(whole, terms.ip_part.fen(), terms.contract_amount.fen());
}

PolicyFacts EnrolmentFactsOf(const Books& books, const Loan& loan,
                             const CoverApplication& application, const Policy& policy,
                             Date applied) {
  const NewLoan& terms = *loan.terms;
  Loan without = loan;
  without.cover = nullptr;
  const SumsBefore sums(books, loan, without);
  const int year = applied.year();
  const std::string firm = FirmNameOf(terms.borrower);
  EnrolmentFacts facts;
  facts.id = terms.id.contract_number;
  facts.enterprise = firm;
  facts.group = application.group;
  facts.bank = terms.id.bank;
  facts.year = year;
  facts.amount = AmountToCover(loan, policy);
  facts.mode = application.mode;
  facts.enterprise_size = terms.borrower.firm_size;
  facts.tags = application.tags;
  if (application.firm_registration_date) {
    facts.registered_days = applied.days() - application.firm_registration_date->days();
  }
  facts.clean_credit_years = application.clean_credit_years;
  facts.ip_kinds = KindsOf(terms);
  facts.pledge_mode = application.pledge_mode;
  facts.security_role = application.security_role;
  facts.loan_amount = terms.contract_amount;
  if (terms.ip_part > Money()) facts.ip_part = terms.ip_part;
  facts.ip_value = application.ip_value;
  facts.annual_rate_ppm = terms.annual_rate_ppm;
  facts.term_months = MonthsBetween(StartDateOf(loan), MaturityDateOf(loan));
  facts.use_of_funds = application.use_of_funds;
  facts.disbursement_date = StartDateOf(loan);
  facts.filing_date = applied;
  facts.pledge_date = PledgeDateOf(loan);
  facts.enterprise_enrolled =
      MoneyIn(sums.At(CoverScope::kFirm, firm, 0), CoverSum::kCoveredBalance);
  facts.enterprise_year = MoneyIn(sums.At(CoverScope::kFirm, firm, year), CoverSum::kEnrolled);
  if (!application.group.empty()) {
    facts.group_enrolled =
        MoneyIn(sums.At(CoverScope::kGroup, application.group, 0), CoverSum::kCoveredBalance);
  }
  facts.covered_elsewhere = application.covered_elsewhere;
  PolicyFacts all{.portfolio = PortfolioOf(books, loan, sums, policy, application.mode, year),
                  .steps = {}};
  all.steps.emplace_back(std::move(facts));
  return all;
}

absl::Status RefusalOf(const Judgement& judgement, absl::string_view field) {
  const StepVerdict& verdict = judgement.verdict;
  const TraceLine* line = nullptr;
  for (const TraceLine& each : verdict.trace) {
    if (each.rule == verdict.rule) line = &each;
  }
  std::string found(NameOf(verdict.outcome));
  std::string limit = "-";
  std::vector<std::pair<std::string, std::string>> inputs;
  if (line != nullptr) {
    inputs = line->inputs;
    if (!line->limit.empty()) limit = line->limit;
    // What has a name of its own below is not said twice.
    std::vector<std::string> others;
    for (const auto& [name, value] : inputs) {
      if (name != "used" && name != "asked" && name != "remaining") {
        others.push_back(absl::StrCat(name, " ", value));
      }
    }
    found = others.empty() ? line->result : absl::StrJoin(others, ", ");
  }
  std::string asked = Found(inputs, "asked");
  if (asked == "-") asked = Found(inputs, "claimed");
  return Refuse(Reason::kPolicyRefuses, field,
                {{"rule", verdict.rule},
                 {"found", found},
                 {"limit", limit},
                 {"used", Found(inputs, "used")},
                 {"asked", asked},
                 {"remaining", Found(inputs, "remaining")},
                 {"policy_id", judgement.policy_id},
                 {"policy_version", absl::StrCat(judgement.policy_version)}});
}

}  // namespace ippledge
