#include "ledger/loan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/identifier.h"

namespace ippledge {

std::string LoanKey(const LoanId& id) {
  std::string key;
  key.reserve(id.bank.size() + 1 + id.contract_number.size());
  key.append(id.bank);
  key.push_back('\0');
  key.append(id.contract_number);
  return key;
}

std::string RightKey(IpKind kind, absl::string_view number) {
  if (number.empty()) return "";
  std::string key;
  key.reserve(1 + number.size());
  key.push_back(static_cast<char>(kind));
  AppendNormalIpRightNumber(kind, number, key);
  return key;
}

bool SameLoan(const Loan& a, const Loan& b) {
  const auto same_terms = [](const std::shared_ptr<const NewLoan>& x,
                             const std::shared_ptr<const NewLoan>& y) {
    return x == y || (x != nullptr && y != nullptr && *x == *y);
  };
  const bool same_cover =
      a.cover == b.cover || (a.cover != nullptr && b.cover != nullptr && *a.cover == *b.cover);
  return same_terms(a.terms, b.terms) && same_terms(a.recorded_as, b.recorded_as) &&
         a.terms_corrected_by == b.terms_corrected_by && a.voided == b.voided &&
         a.entries == b.entries && a.further_draws == b.further_draws &&
         a.repayments == b.repayments && a.extensions == b.extensions &&
         a.class_changes == b.class_changes && a.registrations == b.registrations &&
         a.releases == b.releases && same_cover;
}

std::vector<const Draw*> DrawsOf(const Loan& loan) {
  std::vector<const Draw*> draws;
  if (loan.voided) return draws;
  draws.reserve(1 + loan.further_draws.size());
  draws.push_back(&loan.terms->draw);
  for (const Fact<Draw>& fact : loan.further_draws) {
    if (!fact.voided) draws.push_back(&fact.value);
  }
  return draws;
}

LoanFigures FiguresOf(const Loan& loan) {
  std::int64_t disbursed = 0;
  if (!loan.voided) disbursed = loan.terms->draw.principal.fen();
  for (const Fact<Draw>& fact : loan.further_draws) {
    if (!loan.voided && !fact.voided) disbursed += fact.value.principal.fen();
  }
  std::int64_t repaid = 0;
  for (const Fact<Repayment>& fact : loan.repayments) {
    if (!fact.voided) repaid += fact.value.principal.fen();
  }
  const std::int64_t contract = loan.voided ? 0 : loan.terms->contract_amount.fen();
  return LoanFigures{.disbursed = Money::OfFen(disbursed),
                     .repaid = Money::OfFen(repaid),
                     .outstanding = Money::OfFen(disbursed - repaid),
                     .undrawn = Money::OfFen(contract - disbursed)};
}

LoanState StateOf(const Loan& loan) {
  if (loan.voided) return LoanState::kVoided;
  return FiguresOf(loan).outstanding.fen() == 0 ? LoanState::kRepaid : LoanState::kOpen;
}

Date StartDateOf(const Loan& loan) {
  Date start = loan.terms->draw.disbursement_date;
  for (const Fact<Draw>& fact : loan.further_draws) {
    if (!fact.voided) start = std::min(start, fact.value.disbursement_date);
  }
  return start;
}

Date MaturityDateOf(const Loan& loan, const Draw& draw) {
  Date maturity = draw.maturity_date;
  for (const Fact<Extension>& fact : loan.extensions) {
    if (fact.voided) continue;
    const bool concerns =
        fact.value.draw_number.empty() || fact.value.draw_number == draw.draw_number;
    if (concerns) maturity = std::max(maturity, fact.value.maturity_date);
  }
  return maturity;
}

Date MaturityDateOf(const Loan& loan) {
  Date latest = MaturityDateOf(loan, loan.terms->draw);
  for (const Draw* draw : DrawsOf(loan)) latest = std::max(latest, MaturityDateOf(loan, *draw));
  return latest;
}

std::optional<ClassChange> LatestClassOf(const Loan& loan) {
  const ClassChange* latest = nullptr;
  for (const Fact<ClassChange>& fact : loan.class_changes) {
    if (fact.voided) continue;
    if (latest == nullptr || fact.value.change_date >= latest->change_date) latest = &fact.value;
  }
  if (latest == nullptr) return std::nullopt;
  return *latest;
}

namespace {

bool IsOf(const IpRight& right, IpKind kind, absl::string_view number) {
  if (right.kind != kind) return false;
  return right.number == number ||
         NormalIpRightNumber(kind, right.number) == NormalIpRightNumber(kind, number);
}

}  // namespace

std::optional<RegistrationState> RegistrationOf(const Loan& loan, const IpRight& right) {
  if (right.registration_date) {
    return RegistrationState{right.registration_number, *right.registration_date,
                             loan.first_entry()};
  }
  for (const Fact<PledgeRegistration>& fact : loan.registrations) {
    if (!fact.voided && IsOf(right, fact.value.kind, fact.value.number)) {
      return RegistrationState{fact.value.registration_number, fact.value.registration_date,
                               fact.entry};
    }
  }
  return std::nullopt;
}

std::optional<Date> ReleaseDateOf(const Loan& loan, const IpRight& right) {
  for (const Fact<PledgeRelease>& fact : loan.releases) {
    if (!fact.voided && IsOf(right, fact.value.kind, fact.value.number)) {
      return fact.value.release_date;
    }
  }
  return std::nullopt;
}

int FindRight(const Loan& loan, IpKind kind, absl::string_view number) {
  const std::vector<IpRight>& rights = loan.terms->rights;
  for (std::size_t i = 0; i < rights.size(); ++i) {
    if (IsOf(rights[i], kind, number)) return static_cast<int>(i);
  }
  return -1;
}

std::vector<std::string> PledgedKeysOf(const Loan& loan) {
  std::vector<std::string> keys;
  if (loan.voided) return keys;
  for (const IpRight& right : loan.terms->rights) {
    std::string key = RightKey(right.kind, right.number);
    if (!key.empty() && !ReleaseDateOf(loan, right)) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace ippledge
