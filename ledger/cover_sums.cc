#include "ledger/cover_sums.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "ledger/loan.h"

namespace ippledge {
namespace {

bool WasEnrolled(CoverState state) {
  switch (state) {
    case CoverState::kEnrolled:
    case CoverState::kDefaulted:
    case CoverState::kCompensated:
    case CoverState::kSettled:
    case CoverState::kWrittenOff:
      return true;
    default:
      return false;
  }
}

bool IsCovered(CoverState state) {
  return state == CoverState::kEnrolled || state == CoverState::kDefaulted;
}

// It was computed, and nobody ended it without payment.
bool Stands(const Claim& claim) {
  switch (claim.state) {
    case ClaimState::kUnspecified:
    case ClaimState::kFiled:
    case ClaimState::kReturned:
    case ClaimState::kRefused:
    case ClaimState::kLapsed:
    case ClaimState::kWithdrawn:
      return false;
    default:
      return true;
  }
}

// What the fund is bound to pay, or paid: nothing while a brake holds it back.
Money CommittedOf(const Claim& claim) {
  return claim.state == ClaimState::kDeferred ? claim.paid : claim.fund_amount;
}

struct Names {
  std::string bank, branch, unit, firm, group, mode;
};

Names NamesOf(const Loan& loan, absl::string_view unit) {
  const NewLoan& terms = *loan.terms;
  Names names{.bank = terms.id.bank,
              .branch = terms.branch_code,
              .unit = std::string(unit),
              .firm = FirmNameOf(terms.borrower),
              .group = "",
              .mode = ""};
  if (loan.cover != nullptr) {
    names.group = loan.cover->application.group;
    names.mode = loan.cover->mode;
  }
  return names;
}

// Calls `visit` with each scope and name of a loan, in order of keys: those below the parties', and
// those above.
template <typename Visit>
void VisitScopesBelowParties(const Names& names, const Visit& visit) {
  visit(CoverScope::kBank, names.bank);
  visit(CoverScope::kFirm, names.firm);
  visit(CoverScope::kFund, "");
  if (!names.group.empty()) visit(CoverScope::kGroup, names.group);
  visit(CoverScope::kMode, names.mode);
}
template <typename Visit>
void VisitScopesAboveParties(const Names& names, const Visit& visit) {
  visit(CoverScope::kBranch, names.branch);
  visit(CoverScope::kUnit, names.unit);
}

// What a loan adds: in every scope the same, but of parties.
struct Added {
  // Of a few years, in order; 0 for ever.
  absl::InlinedVector<std::pair<int, CoverSums>, 4> years;
  // Of each party that a fund pays, by year.
  std::map<std::pair<absl::string_view, int>, std::int64_t> committed_fen;

  CoverSums& Of(int year) {
    const auto at = std::lower_bound(years.begin(), years.end(), year,
                                     [](const auto& of, int y) { return of.first < y; });
    if (at != years.end() && at->first == year) return at->second;
    return years.emplace(at, year, CoverSums())->second;
  }
};

CoverSums SumsOf(const Claim& claim) {
  CoverSums sums;
  sums[CoverSum::kReserved] = claim.reserved.fen();
  sums[CoverSum::kPaid] = claim.paid.fen();
  if (Stands(claim)) {
    sums[CoverSum::kLosses] = claim.loss.fen();
    sums[CoverSum::kCommitted] = CommittedOf(claim).fen();
    for (const BorneLoss& borne : claim.borne) {
      if (borne.role == PartyRole::kGuarantor) sums[CoverSum::kGuarantor] += borne.amount.fen();
    }
  }
  if (claim.clawback) sums[CoverSum::kClawedBack] = claim.clawback->received.fen();
  return sums;
}

// Parties of the share model that the fund pays: their caps are by party.
void AddParties(const Claim& claim, Added& added) {
  if (!Stands(claim) || claim.state == ClaimState::kDeferred) return;
  for (const BorneLoss& borne : claim.borne) {
    if (borne.role == PartyRole::kBank) continue;
    for (const int year : {0, claim.year}) {
      added.committed_fen[{borne.party, year}] += borne.amount.fen();
    }
  }
}

// Precondition: the loan has cover, and is not voided.
Added AddedBy(const Loan& loan) {
  const Cover& cover = *loan.cover;
  const Money outstanding = FiguresOf(loan).outstanding;
  Added added;
  CoverSums now;
  if (WasEnrolled(cover.state)) {
    CoverSums enrolled;
    enrolled[CoverSum::kEnrolled] = cover.covered.fen();
    enrolled[CoverSum::kLoans] = 1;
    // A loan that is written off is a balance no more, but it was enrolled as its loss is a loss.
    if (cover.state != CoverState::kWrittenOff) {
      now[CoverSum::kLoanBalance] = outstanding.fen();
      const std::optional<ClassChange> latest = LatestClassOf(loan);
      const bool bad = latest && latest->loan_class >= LoanClass::kSubstandard;
      if (bad) now[CoverSum::kNplBalance] = outstanding.fen();
    }
    if (IsCovered(cover.state)) {
      now[CoverSum::kCoveredBalance] = std::min(cover.covered, outstanding).fen();
    }
    AddTo(added.Of(cover.applied_date.year()), enrolled, +1);
    AddTo(now, enrolled, +1);
  }
  for (const Claim& claim : cover.claims) {
    const CoverSums sums = SumsOf(claim);
    AddTo(now, sums, +1);
    AddTo(added.Of(claim.year), sums, +1);
    AddParties(claim, added);
    for (const Recovery& recovery : claim.recoveries) {
      now[CoverSum::kRecovered] += recovery.remitted.fen();
      added.Of(recovery.what.received_date.year())[CoverSum::kRecovered] += recovery.remitted.fen();
    }
  }
  AddTo(added.Of(0), now, +1);
  return added;
}

}  // namespace

std::string FirmNameOf(const Borrower& borrower) {
  const std::string& code = borrower.unified_social_credit_code;
  return code.empty() ? borrower.name : code;
}

void AddTo(CoverSums& sums, const CoverSums& more, int sign) {
  for (std::size_t i = 0; i < sums.fen.size(); ++i) sums.fen[i] += sign * more.fen[i];
}

std::string CoverSumsKey(CoverScope scope, absl::string_view name, int year) {
  std::string key(1, static_cast<char>(scope));
  key.reserve(1 + name.size() + 5);
  absl::StrAppend(&key, name);
  key.push_back('\0');
  absl::StrAppend(&key, absl::Dec(year, absl::kZeroPad4));
  return key;
}

CoverSumsRows SumsOfCover(const Loan& loan, absl::string_view unit) {
  CoverSumsRows sums;
  if (loan.cover == nullptr || loan.voided) return sums;
  const Names names = NamesOf(loan, unit);
  const Added added = AddedBy(loan);
  const auto append = [&](CoverScope scope, absl::string_view name) {
    for (const auto& [year, of_year] : added.years) {
      if (!of_year.IsZero()) sums.emplace_back(CoverSumsKey(scope, name, year), of_year);
    }
  };
  VisitScopesBelowParties(names, append);
  for (const auto& [party, fen] : added.committed_fen) {
    if (fen == 0) continue;
    CoverSums of_party;
    of_party[CoverSum::kCommitted] = fen;
    sums.emplace_back(CoverSumsKey(CoverScope::kParty, party.first, party.second), of_party);
  }
  VisitScopesAboveParties(names, append);
  return sums;
}

std::vector<std::string> CoverSumsKeysOf(const Loan& loan, absl::string_view unit, int year) {
  std::vector<std::string> keys;
  // What it adds now, whatever its terms become: a correction may move it.
  for (auto& [key, sums] : SumsOfCover(loan, unit)) keys.push_back(std::move(key));
  const Names names = NamesOf(loan, unit);
  std::set<int> years = {0, year};
  std::set<int> last = {year - 1};
  std::set<absl::string_view> parties;
  const auto with_last = [&](int of) {
    years.insert(of);
    last.insert(of - 1);
  };
  if (loan.cover != nullptr) {
    if (loan.cover->applied_entry > 0) with_last(loan.cover->applied_date.year());
    for (const Claim& claim : loan.cover->claims) {
      with_last(claim.year);
      for (const BorneLoss& borne : claim.borne) {
        if (borne.role != PartyRole::kBank) parties.insert(borne.party);
      }
      for (const Recovery& recovery : claim.recoveries) {
        years.insert(recovery.what.received_date.year());
      }
    }
  }
  const auto append = [&](CoverScope scope, absl::string_view name) {
    for (const int each : years) keys.push_back(CoverSumsKey(scope, name, each));
  };
  VisitScopesBelowParties(names, append);
  for (const absl::string_view party : parties) append(CoverScope::kParty, party);
  VisitScopesAboveParties(names, append);
  // What came back in the year before, of all and of the bank.
  for (const int each : last) {
    keys.push_back(CoverSumsKey(CoverScope::kFund, "", each));
    keys.push_back(CoverSumsKey(CoverScope::kBank, names.bank, each));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

CoverTotals CoverTotalsOf(const Loan& loan) {
  CoverTotals totals;
  if (loan.cover == nullptr || loan.voided) return totals;
  totals.sums = AddedBy(loan).Of(0);
  const auto count = [](auto& counts, auto state) { ++counts[static_cast<std::size_t>(state)]; };
  count(totals.covers, loan.cover->state);
  for (const Claim& claim : loan.cover->claims) {
    count(totals.claims, claim.state);
    for (const Recovery& recovery : claim.recoveries) count(totals.recoveries, recovery.state());
  }
  return totals;
}

void AddTo(CoverTotals& totals, const CoverTotals& more, int sign) {
  AddTo(totals.sums, more.sums, sign);
  const auto add = [sign](auto& counts, const auto& others) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += sign * others[i];
  };
  add(totals.covers, more.covers);
  add(totals.claims, more.claims);
  add(totals.recoveries, more.recoveries);
}

}  // namespace ippledge
