// ledger/claim_facts.h: what is known when a policy is applied: one claim, or a sequence of
// enrolments, claims and recoveries, with the state of the portfolio before it.
//
// Units: money in fen, rates in ppm, dates civil days. Facts are never computed here: who evaluates
// reads them from the ledger or from a file. An absent fact (nullopt) is "not known": a rule that
// needs it refuses and says so. Regular values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"
#include "ledger/policy_terms.h"
#include "ledger/refusal.h"
#include "ledger/vocabulary.h"

namespace ippledge {

inline constexpr int kFactStepsMax = 10'000;

// Numerators and denominators of brakes, of one bank, branch, region or fund and one year, before
// the first step.
struct ScopeFigures {
  BrakeScope scope = BrakeScope::kBank;
  std::string name;  // of the bank, branch or region; empty: any
  int year = 0;      // 0: any
  Money npl_balance;
  Money loan_balance;
  Money loss_year;
  Money enrolled_year;
  Money paid;
  Money covered_balance;
  Money payout;
  Money guarantees_ended;
  bool guarantees_ended_unknown = false;  // nobody entered it: the amount says nothing
};

// An amount that a party has paid in the year so far.
struct PaidByParty {
  std::string party;
  Money paid_year;
};

// The portfolio before the first step. Amounts paid are those of the public levels; those of a year
// belong to `year` and count for claims of that year.
struct PortfolioFacts {
  int year = 0;
  std::vector<ScopeFigures> scopes;
  std::vector<PaidByParty> parties;
  Money library_loans;  // loans in the library, base of the joint rate cap
  Money fees_collected;
  Money fees_last_year;
  Money recoveries_last_year;
  Money joint_paid;  // by public levels and guarantor, in the period
  Money institution_paid_year;
  Money fund_paid_year;
  Money mode_paid_year;
  Money enterprise_paid;
  Money paid_to_date;         // since the fund began
  Money portfolio_principal;  // of the bank's year: base of bands and of the portfolio cap
  std::optional<Money> portfolio_covered;  // instead of principal x share
  Money portfolio_losses;                  // of that portfolio, before
  Money npl_balance;
  std::optional<Money> available;    // cash - reserved; LiabilityLimit::kFundBalance
  std::optional<Money> fund_total;   // LiabilityLimit::kFundTotal, and leverage
  std::optional<Money> budget_year;  // LiabilityLimit::kBudgetYear
  Money covered_outstanding;
  std::optional<Money> bank_deposit;
  std::optional<Money> bank_line;
  std::optional<Money> bank_first_year_lent;  // known once its first year is over
  Money bank_covered_outstanding;
  std::optional<std::int64_t> lpr_ppm;
  // Nobody entered it: the amount says nothing.
  bool fees_collected_unknown = false;
  bool fees_last_year_unknown = false;
};

struct EnrolmentFacts {
  std::string id;
  std::string enterprise;
  std::string group;
  std::string bank;
  int year = 0;
  Money amount;                      // to be covered
  std::optional<Money> loan_amount;  // of the whole loan: base of its IP part; nullopt: amount
  std::string mode;
  FirmSize enterprise_size = FirmSize::kUnspecified;
  std::vector<std::string> tags;
  std::optional<int> registered_days;
  std::optional<int> clean_credit_years;
  std::vector<IpKind> ip_kinds;
  std::string pledge_mode;
  std::string security_role;
  std::optional<Money> ip_part;
  std::optional<Money> ip_value;
  std::optional<std::int64_t> annual_rate_ppm;
  std::optional<int> term_months;
  std::string use_of_funds;
  std::optional<Date> disbursement_date;
  std::optional<Date> filing_date;
  std::optional<Date> pledge_date;
  Money enterprise_enrolled;  // before the first step
  Money enterprise_year;
  Money group_enrolled;
  bool covered_elsewhere = false;
  bool committee_admitted = false;  // late, and a committee lets it pass
};

// Days since the level above decided, of a party with apply_within_days.
struct LevelFiling {
  std::string party;
  int working_days = 0;
};

struct ClaimFacts {
  std::string id;
  std::string mode;
  std::string bank;
  std::string branch;
  std::string region;
  int year = 0;       // business year of the payment
  std::string batch;  // claims of one batch share a shortfall; empty: all claims are one batch
  std::string enterprise;
  // The loan.
  std::optional<Money> loan_amount;
  std::optional<Money> ip_part;  // of the loan amount; neither: all of it is IP part
  std::optional<std::int64_t> ip_part_ppm;
  std::optional<Money> covered_limit;  // cover ends here
  std::vector<std::string> tags;       // of loan and firm: uplifts
  FirmSize enterprise_size = FirmSize::kUnspecified;
  std::string security_role;
  std::string risk_class;
  std::string collateral;
  std::optional<std::int64_t> annual_rate_ppm;
  // The loss. The first that is known counts: given_loss; principal_loss; disbursed - repaid.
  std::optional<Money> given_loss;
  std::optional<Money> principal_loss;
  std::optional<Money> disbursed;
  Money principal_repaid;
  std::optional<Money> principal_npl;  // outstanding on the day the loan turned bad
  Money interest_unpaid;
  std::optional<Money> interest_npl;
  std::optional<int> interest_days;  // days for which interest_unpaid ran
  Money penalty_interest;
  Money costs;
  std::optional<Money> guarantor_payout;
  Money recovered_ip;
  Money recovered_other;
  Money recovered_unnamed;  // not from a named collateral
  Money recovery_costs;
  Money insurer_paid;
  Money guarantor_paid;
  std::optional<Money> claimed;  // what the bank asks to have shared
  // The claim.
  bool enrolled = true;
  bool compensated = false;
  bool claim_open = false;
  bool covered_elsewhere = false;
  bool restructured = false;
  bool restructure_consent = false;
  bool ip_lapsed = false;
  int bank_business_year = 1;
  std::optional<int> overdue_days;
  LoanClass loan_class = LoanClass::kUnspecified;
  std::vector<TriggerEvent> events;
  std::optional<Date> claim_date;
  std::optional<Date> default_date;
  std::optional<Date> npl_date;
  std::optional<Date> cover_start;
  std::optional<Date> last_disbursement;
  std::optional<Date> maturity_date;
  std::optional<Date> pledge_date;
  std::optional<Date> decree_date;
  bool recovery_ended = false;
  std::vector<std::string> documents;
  std::vector<LevelFiling> levels;
  std::int64_t repair_ppm = 0;      // decided cut for a breach
  bool committee_admitted = false;  // late, and a committee lets it pass
  bool brake_waived = false;        // a decision ended the deferral by a brake or a lapsed right
};

// What each party bore of the loss that a recovery belongs to.
struct BorneByParty {
  std::string party;
  PartyRole role = PartyRole::kUnspecified;
  Money amount;     // public levels: paid
  Money recovered;  // of it, so far
};

struct RecoveryFacts {
  std::string id;
  std::string claim;  // id of a claim before it in the sequence; or:
  std::vector<BorneByParty> borne;
  Money gross;
  Money costs;
  std::optional<int> days_late;  // or both dates:
  std::optional<Date> due_date;
  std::optional<Date> remitted_date;
};

struct ClawbackFacts {
  std::string id;
  Money paid;
  Money recovered;                // given back to the fund so far
  std::int64_t repaired_ppm = 0;  // the false part
  int days = 0;                   // since payment
};

using FactStep = std::variant<EnrolmentFacts, ClaimFacts, RecoveryFacts, ClawbackFacts>;

struct PolicyFacts {
  PortfolioFacts portfolio;
  std::vector<FactStep> steps;
};

// Amounts below 0 or beyond kLoanFenMax (portfolio: kFenMax), rates out of range, more than
// kFactStepsMax steps, a recovery without its claim, two steps of one kind with one id. Reasons:
// VALUE_OUT_OF_RANGE, TOO_MANY_ITEMS, DUPLICATE_ITEM, FIELD_REQUIRED, DATE_ORDER.
void CheckPolicyFacts(const PolicyFacts& facts, absl::string_view path, Violations& violations);

}  // namespace ippledge
