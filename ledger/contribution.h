// ledger/contribution.h: what a loan adds to the totals.
//
// ContributionsOf(loan) is a pure function of the loan. An event contributes the difference between
// the loan after and before it: so a correction bears the dates of what it corrects, and all rows
// of all entries up to a position always sum to the loans as known there. Repayments add nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/date.h"
#include "ledger/loan.h"
#include "ledger/programme.h"
#include "ledger/vocabulary.h"

namespace ippledge {

// The seven additive measures. `loans` is 1 in one row of a loan, `kind_loans` 1 in one row of each
// of its kinds: totals sliced by IP kind sum the latter, all others the former.
struct Sums {
  std::int64_t contract_fen = 0;
  std::int64_t disbursed_fen = 0;
  std::int64_t registered_fen = 0;
  std::int64_t ip_part_fen = 0;
  std::int64_t disbursed_ip_part_fen = 0;
  std::int64_t loans = 0;
  std::int64_t kind_loans = 0;
  std::int64_t registrations = 0;

  Sums& operator+=(const Sums& other);
  Sums& operator-=(const Sums& other);
  bool IsZero() const;
  friend bool operator==(const Sums&, const Sums&) = default;
};

// Sum of an additive measure; `by_kind` chooses between the two counts of loans.
std::int64_t SumOf(const Sums& sums, Measure measure, bool by_kind);

// The slice that a row falls in. bank, unit and industry are the programme's dense numbers.
struct Slice {
  Date date;
  std::uint32_t bank = 0;
  std::uint32_t unit = 0;
  std::uint32_t industry = 0;
  IpKind kind = IpKind::kUnspecified;
  FirmSize firm_size = FirmSize::kUnspecified;
  std::uint64_t firm = 0;  // FirmNumber of the borrower

  friend auto operator<=>(const Slice&, const Slice&) = default;
};

struct Contribution {
  Slice slice;
  Sums sums;

  friend bool operator==(const Contribution&, const Contribution&) = default;
};

// 64-bit number of a borrower: by credit code, or by name when it has none. A fixed function
// (FNV-1a with a final mix), the same on every machine for ever.
std::uint64_t FirmNumber(const Borrower& borrower);

// Rows of a loan as it stands, in order of slice, none zero. A voided loan has none.
// Precondition (checked): the programme knows its bank, unit and industry.
std::vector<Contribution> ContributionsOf(const Loan& loan, const Programme& programme);

// after - before, in order of slice, zero rows dropped. `before` may be null.
std::vector<Contribution> ContributionsOfChange(const Loan* before, const Loan& after,
                                                const Programme& programme);

// Amounts of one loan, once; what the headline changes by.
Headline HeadlineOf(const Loan& loan);
void AddTo(Headline& headline, const Headline& delta, int sign);

// What was paid out on each right (ListPledgedPatents): the loan's IP part of what was disbursed,
// split over terms->rights by secured amounts.
std::vector<Money> FinancedByRight(const Loan& loan);

}  // namespace ippledge
