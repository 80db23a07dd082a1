// ledger/portfolio_facts.h: the state of the portfolio before a step, from the sums over covered
// loans.
//
// Inner header of cover_facts.h. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

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
  Money At(CoverScope scope, absl::string_view name, int year, CoverSum sum) const {
    return Of(CoverSumsKey(scope, name, year), sum);
  }

 private:
  using Rows = std::vector<std::pair<std::string, CoverSums>>;

  static std::int64_t In(const Rows& rows, const std::string& key, CoverSum sum) {
    for (const auto& [row_key, sums] : rows) {
      if (row_key == key) return sums[sum];
    }
    return 0;
  }
  Money Of(const std::string& key, CoverSum sum) const {
    const std::int64_t fen =
        books_.cover_sums(key)[sum] - In(now_, key, sum) + In(before_, key, sum);
    return Money::OfFen(std::max<std::int64_t>(0, fen));
  }

  const Books& books_;
  std::string unit_;
  Rows now_, before_;
};

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
