// ledger/portfolio_facts.h: the state of the portfolio before a step, from the sums over covered
// loans.
//
// Inner header of cover_facts.h. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "ledger/books.h"
#include "ledger/claim_facts.h"
#include "ledger/cover_sums.h"
#include "ledger/policy.h"

namespace ippledge {

// The books' sums without what a loan adds to them in its present state, and with what it would
// add in another: as if its step had not been taken.
class SumsBefore {
 public:
  SumsBefore(const Books& books, const Loan& loan, const Loan& without) : books_(books) {
    unit_ = UnitCodeOf(books.programme, loan.terms->borrower.division_code);
    now_ = SumsOfCover(loan, unit_);
    before_ = SumsOfCover(without, unit_);
  }

  const std::string& unit() const { return unit_; }
  // A row, never below 0.
  CoverSums At(CoverScope scope, absl::string_view name, int year) const {
    const std::string key = CoverSumsKey(scope, name, year);
    CoverSums sums = books_.cover_sums(key);
    if (const CoverSums* now = Find(now_, key); now != nullptr) AddTo(sums, *now, -1);
    if (const CoverSums* before = Find(before_, key); before != nullptr) AddTo(sums, *before, +1);
    for (std::int64_t& fen : sums.fen) fen = std::max<std::int64_t>(0, fen);
    return sums;
  }

 private:
  // Rows are in order of key.
  static const CoverSums* Find(const CoverSumsRows& rows, const std::string& key) {
    const auto at =
        std::lower_bound(rows.begin(), rows.end(), key,
                         [](const auto& row, const std::string& k) { return row.first < k; });
    return at == rows.end() || at->first != key ? nullptr : &at->second;
  }

  const Books& books_;
  std::string unit_;
  CoverSumsRows now_, before_;
};

inline Money MoneyIn(const CoverSums& sums, CoverSum sum) { return Money::OfFen(sums[sum]); }

// The portfolio in a year for a loan of `mode`. The caller adds what the fund has available.
PortfolioFacts PortfolioOf(const Books& books, const Loan& loan, const SumsBefore& sums,
                           const Policy& policy, const std::string& mode, int year);

struct FundOfYear {
  Money budget;       // that treasuries and others paid in, not below 0
  Money claims_paid;  // out of the account
};
// By the dates of its movements. Walks all of them.
FundOfYear FundOfYearOf(const FundBook& fund, int year);

// Facts of the loan that enrolments and claims share.
// The first registration among its rights; nullopt when none is registered.
std::optional<Date> PledgeDateOf(const Loan& loan);
// Its IP part is a part only.
bool IsCombined(const NewLoan& terms);

}  // namespace ippledge
