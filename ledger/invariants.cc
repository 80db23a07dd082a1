#include "ledger/invariants.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/contribution.h"
#include "ledger/decide_checks.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

absl::Status Broken(const Loan& loan, absl::string_view what) {
  const LoanId& id = loan.terms->id;
  return absl::DataLossError(
      absl::StrCat("loan ", Printable(id.bank), " ", Printable(id.contract_number), ": ", what));
}

struct NamedSum {
  absl::string_view name;
  std::int64_t Headline::*sum;
};
constexpr std::array<NamedSum, 11> kHeadlineSums = {{
    {"contract_fen", &Headline::contract_fen},
    {"disbursed_fen", &Headline::disbursed_fen},
    {"registered_fen", &Headline::registered_fen},
    {"ip_part_fen", &Headline::ip_part_fen},
    {"disbursed_ip_part_fen", &Headline::disbursed_ip_part_fen},
    {"loans", &Headline::loans},
    {"registrations", &Headline::registrations},
    {"loans_open", &Headline::loans_open},
    {"loans_repaid", &Headline::loans_repaid},
    {"loans_voided", &Headline::loans_voided},
    {"repaid_fen", &Headline::repaid_fen},
}};

absl::Status CheckEntries(const Loan& loan, std::int64_t last_entry) {
  const std::vector<std::int64_t>& entries = loan.entries;
  if (entries.empty() || entries.front() < 1) return Broken(loan, "it has no first entry");
  const auto falls = std::adjacent_find(entries.begin(), entries.end(), std::greater_equal<>());
  if (falls != entries.end()) return Broken(loan, absl::StrCat("entry ", *falls, " comes twice"));
  if (entries.back() > last_entry) {
    return Broken(loan, absl::StrCat("entry ", entries.back(), " is beyond ", last_entry));
  }
  return absl::OkStatus();
}

template <typename T>
absl::Status CheckFacts(const Loan& loan, const std::vector<Fact<T>>& facts) {
  const auto is_of_loan = [&](std::int64_t entry) {
    return std::binary_search(loan.entries.begin(), loan.entries.end(), entry);
  };
  for (const Fact<T>& fact : facts) {
    if (!is_of_loan(fact.entry) || (fact.corrected_by != 0 && !is_of_loan(fact.corrected_by))) {
      return Broken(loan, absl::StrCat("the fact of entry ", fact.entry, " is not among its own"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAllFacts(const Loan& loan) {
  const std::array<absl::Status, 6> found = {
      CheckFacts(loan, loan.further_draws), CheckFacts(loan, loan.repayments),
      CheckFacts(loan, loan.extensions),    CheckFacts(loan, loan.class_changes),
      CheckFacts(loan, loan.registrations), CheckFacts(loan, loan.releases)};
  for (const absl::Status& status : found) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Everything that ContributionsOf() relies on.
absl::Status CheckKnown(const Loan& loan, const Programme& programme) {
  const NewLoan& terms = *loan.terms;
  if (!programme.body_numbers.Find(terms.id.bank)) return Broken(loan, "its bank is unknown");
  if (!programme.unit_numbers.Find(UnitCodeOf(programme, terms.borrower.division_code))) {
    return Broken(loan, "its reporting unit is unknown");
  }
  if (!programme.industries.Find(IndustryOf(programme, terms.borrower.industry_code))) {
    return Broken(loan, "its industry is unknown");
  }
  if (terms.rights.empty()) return Broken(loan, "it has no right");
  return absl::OkStatus();
}

// Contributions know nothing of repayments and states: those are not compared.
absl::Status CheckContributions(const Loan& loan, const Programme& programme,
                                const Headline& headline) {
  Sums sums;
  for (const Contribution& row : ContributionsOf(loan, programme)) sums += row.sums;
  Headline from_contributions = headline;
  from_contributions.contract_fen = sums.contract_fen;
  from_contributions.disbursed_fen = sums.disbursed_fen;
  from_contributions.registered_fen = sums.registered_fen;
  from_contributions.ip_part_fen = sums.ip_part_fen;
  from_contributions.disbursed_ip_part_fen = sums.disbursed_ip_part_fen;
  from_contributions.loans = sums.loans;
  from_contributions.registrations = sums.registrations;
  const std::string difference = DifferenceOf(from_contributions, headline);
  if (difference.empty()) return absl::OkStatus();
  return Broken(loan, absl::StrCat("of its contributions ", difference));
}

absl::Status CheckState(const Loan& loan, const Headline& headline) {
  const bool one_state = headline.loans_open + headline.loans_repaid + headline.loans_voided == 1 &&
                         headline.loans == headline.loans_open + headline.loans_repaid;
  const LoanState state = StateOf(loan);
  const bool as_named = headline.loans_open == (state == LoanState::kOpen ? 1 : 0) &&
                        headline.loans_voided == (state == LoanState::kVoided ? 1 : 0);
  if (one_state && as_named) return absl::OkStatus();
  return Broken(loan, absl::StrCat("it is not counted once, as ", NameOf(state)));
}

}  // namespace

absl::Status CheckPledges(absl::string_view key, std::int64_t found, std::int64_t expected) {
  if (found == expected) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("right ", RightText(key), " is pledged by ", found, " loans, not ", expected));
}

std::string RightText(absl::string_view key) {
  if (key.empty()) return "";
  const auto kind = static_cast<unsigned char>(key.front());
  const IpKind known = kind < kIpKindCount ? static_cast<IpKind>(kind) : IpKind::kUnspecified;
  return absl::StrCat(NameOf(known), " ", Printable(key.substr(1)));
}

std::string DifferenceOf(const Headline& found, const Headline& expected) {
  for (const auto& [name, sum] : kHeadlineSums) {
    if (found.*sum != expected.*sum) {
      return absl::StrCat(name, " is ", found.*sum, ", not ", expected.*sum);
    }
  }
  return "";
}

absl::Status CheckLoanInvariants(const Loan& loan, const Programme& programme) {
  IPPLEDGE_RETURN_IF_ERROR(CheckEntries(loan, programme.last_entry));
  IPPLEDGE_RETURN_IF_ERROR(CheckAllFacts(loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckKnown(loan, programme));
  if (const absl::Status status = CheckBalances(loan); !status.ok()) {
    return Broken(loan, absl::StrCat("it does not balance: ", status.message()));
  }
  if (const absl::Status status = CheckDateOrder(loan); !status.ok()) {
    return Broken(loan, absl::StrCat("its dates are out of order: ", status.message()));
  }
  const Headline headline = HeadlineOf(loan);
  IPPLEDGE_RETURN_IF_ERROR(CheckState(loan, headline));
  return CheckContributions(loan, programme, headline);
}

absl::Status BooksInvariants::AddLoan(const Loan& loan) {
  IPPLEDGE_RETURN_IF_ERROR(AddLoanOnly(loan));
  for (std::string& key : PledgedKeysOf(loan)) ++pledges_[std::move(key)];
  return absl::OkStatus();
}

absl::Status BooksInvariants::AddLoanOnly(const Loan& loan) {
  IPPLEDGE_RETURN_IF_ERROR(CheckLoanInvariants(loan, programme_));
  AddTo(sum_, HeadlineOf(loan), +1);
  return AddCover(loan);
}

void BooksInvariants::Merge(BooksInvariants&& part) {
  AddTo(sum_, part.sum_, +1);
  if (pledges_.size() < part.pledges_.size()) pledges_.swap(part.pledges_);
  for (const auto& [key, pledges] : part.pledges_) pledges_[key] += pledges;
  AddTo(cover_, part.cover_, +1);
  late_interest_fen_ += part.late_interest_fen_;
  for (const auto& [key, sums] : part.cover_sums_) AddTo(cover_sums_[key], sums, +1);
  work_ += part.work_;
}

absl::Status BooksInvariants::AddRight(absl::string_view key, std::int64_t pledges) {
  const auto found = pledges_.find(key);
  const std::int64_t expected = found == pledges_.end() ? 0 : found->second;
  IPPLEDGE_RETURN_IF_ERROR(CheckPledges(key, pledges, expected));
  if (found != pledges_.end()) pledges_.erase(found);
  return absl::OkStatus();
}

absl::Status BooksInvariants::Finish() const {
  if (const std::string difference = DifferenceOf(programme_.headline, sum_); !difference.empty()) {
    return absl::DataLossError(absl::StrCat("headline: ", difference, " (sum over the loans)"));
  }
  if (pledges_.empty()) {
    IPPLEDGE_RETURN_IF_ERROR(CheckFundInvariants(programme_.fund));
    return CheckFundOfClaims();
  }
  const auto first =
      std::min_element(pledges_.begin(), pledges_.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
  return CheckPledges(first->first, 0, first->second);
}

}  // namespace ippledge
