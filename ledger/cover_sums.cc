#include "ledger/cover_sums.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/loan.h"

namespace ippledge {
namespace {

using Rows = std::map<std::string, CoverSums>;

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

// Calls `visit` with each scope and name of a loan.
template <typename Visit>
void VisitScopes(const Names& names, const Visit& visit) {
  visit(CoverScope::kFund, "");
  visit(CoverScope::kBank, names.bank);
  visit(CoverScope::kBranch, names.branch);
  visit(CoverScope::kUnit, names.unit);
  visit(CoverScope::kFirm, names.firm);
  visit(CoverScope::kMode, names.mode);
  if (!names.group.empty()) visit(CoverScope::kGroup, names.group);
}

void AddEverywhere(const Names& names, int year, const CoverSums& sums, Rows& rows) {
  VisitScopes(names, [&](CoverScope scope, absl::string_view name) {
    AddTo(rows[CoverSumsKey(scope, name, year)], sums, +1);
  });
}

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
void AddParties(const Claim& claim, Rows& rows) {
  if (!Stands(claim) || claim.state == ClaimState::kDeferred) return;
  for (const BorneLoss& borne : claim.borne) {
    if (borne.role == PartyRole::kBank) continue;
    for (const int year : {0, claim.year}) {
      rows[CoverSumsKey(CoverScope::kParty, borne.party, year)][CoverSum::kCommitted] +=
          borne.amount.fen();
    }
  }
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
  absl::StrAppend(&key, name);
  key.push_back('\0');
  absl::StrAppend(&key, absl::Dec(year, absl::kZeroPad4));
  return key;
}

std::vector<std::pair<std::string, CoverSums>> SumsOfCover(const Loan& loan,
                                                           absl::string_view unit) {
  if (loan.cover == nullptr || loan.voided) return {};
  const Cover& cover = *loan.cover;
  const Names names = NamesOf(loan, unit);
  const Money outstanding = FiguresOf(loan).outstanding;
  Rows rows;
  CoverSums now;
  CoverSums enrolled;
  if (WasEnrolled(cover.state)) {
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
    AddEverywhere(names, cover.applied_date.year(), enrolled, rows);
  }
  AddTo(now, enrolled, +1);
  for (const Claim& claim : cover.claims) {
    const CoverSums sums = SumsOf(claim);
    AddTo(now, sums, +1);
    AddEverywhere(names, claim.year, sums, rows);
    AddParties(claim, rows);
    for (const Recovery& recovery : claim.recoveries) {
      CoverSums recovered;
      recovered[CoverSum::kRecovered] = recovery.remitted.fen();
      AddTo(now, recovered, +1);
      AddEverywhere(names, recovery.what.received_date.year(), recovered, rows);
    }
  }
  AddEverywhere(names, 0, now, rows);
  std::vector<std::pair<std::string, CoverSums>> sums;
  for (auto& [key, row] : rows) {
    if (!row.IsZero()) sums.emplace_back(key, row);
  }
  return sums;
}

std::vector<std::string> CoverSumsKeysOf(const Loan& loan, absl::string_view unit, int year) {
  std::set<std::string> keys;
  // What it adds now, whatever its terms become: a correction may move it.
  for (const auto& [key, sums] : SumsOfCover(loan, unit)) keys.insert(key);
  const Names names = NamesOf(loan, unit);
  // Caps of a year look at the year before it too.
  std::set<int> years = {0, year - 1, year};
  const auto with_last = [&years](int of) { years.insert({of - 1, of}); };
  std::set<std::string> parties;
  if (loan.cover != nullptr) {
    if (loan.cover->applied_entry > 0) with_last(loan.cover->applied_date.year());
    for (const Claim& claim : loan.cover->claims) {
      with_last(claim.year);
      for (const BorneLoss& borne : claim.borne) parties.insert(borne.party);
      for (const Recovery& recovery : claim.recoveries) {
        years.insert(recovery.what.received_date.year());
      }
    }
  }
  for (const int each : years) {
    VisitScopes(names, [&](CoverScope scope, absl::string_view name) {
      keys.insert(CoverSumsKey(scope, name, each));
    });
    for (const std::string& party : parties) {
      keys.insert(CoverSumsKey(CoverScope::kParty, party, each));
    }
  }
  return {keys.begin(), keys.end()};
}

CoverTotals CoverTotalsOf(const Loan& loan) {
  CoverTotals totals;
  if (loan.cover == nullptr || loan.voided) return totals;
  const std::string whole = CoverSumsKey(CoverScope::kFund, "", 0);
  for (const auto& [key, sums] : SumsOfCover(loan, "")) {
    if (key == whole) totals.sums = sums;
  }
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
