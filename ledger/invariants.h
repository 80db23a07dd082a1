// ledger/invariants.h: what holds of every loan and of the books as a whole after every entry.
//
// Counted afresh from the loans: no sum that was kept is trusted. For verification and for tests.
// Errors are DATA_LOSS and say what was found and what should be.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/cover_sums.h"
#include "ledger/loan.h"
#include "ledger/programme.h"

namespace ippledge {

// One loan: its entries rise and end within the journal, each fact has one of them, the programme
// knows its bank, unit and industry, it balances (CheckBalances), and its contributions sum to what
// it adds to the headline.
absl::Status CheckLoanInvariants(const Loan& loan, const Programme& programme);

// A loan's cover: at most one claim is open; of each claim the parties bear the loss exactly, what
// is paid and reserved stays within what was decided, an order within what is reserved, nobody has
// back more than was borne; an ended claim has nothing reserved; and each deadline is that of a
// state that has one.
absl::Status CheckCoverInvariants(const Loan& loan);

// The fund: each movement posts again to the figures it states, reversals stand against what they
// reverse, debits equal credits, cash is what came in less what went out, by kind as by account, no
// balance of cash, deposits or reserved money is below zero, and available is not; but for what a
// bank took without an order, which may leave cash and available below zero.
absl::Status CheckFundInvariants(const FundBook& fund);

// The whole: give it every loan once, then every right that anybody holds once, then ask. Keeps who
// should hold each right: about 100 bytes for each. One thread.
class BooksInvariants {
 public:
  // Borrows `programme`, which must outlive it.
  explicit BooksInvariants(const Programme* programme) : programme_(*programme) {}

  // The loan's own invariants. After an error the sums mean nothing.
  absl::Status AddLoan(const Loan& loan);
  // The same but for the rights that it holds, for who counts those (CheckPledges()).
  absl::Status AddLoanOnly(const Loan& loan);
  // Takes over what `part` added up of other loans of the same programme.
  void Merge(BooksInvariants&& part);
  // As many loans as `pledges` have pledged the right and not released it.
  absl::Status AddRight(absl::string_view key, std::int64_t pledges);
  // The row is the sum over the loans.
  absl::Status AddCoverSums(absl::string_view key, const CoverSums& sums);
  // The headline, the totals of cover and the open work are the sums over the loans, no right lacks
  // its pledges and no sum its row, the fund balances, and what it reserved, paid and got back is
  // that of its claims.
  absl::Status Finish() const;

 private:
  // The sums of claims against the fund's accounts.
  absl::Status CheckFundOfClaims() const;
  absl::Status AddCover(const Loan& loan);

  const Programme& programme_;
  Headline sum_;
  absl::flat_hash_map<std::string, std::int64_t> pledges_;  // by key, not yet seen as a right
  CoverTotals cover_;
  std::int64_t late_interest_fen_ = 0;
  std::map<std::string, CoverSums> cover_sums_;  // by key, not yet seen as a row
  std::size_t work_ = 0;
};

// A right is pledged by as many loans as have pledged it and not released it.
absl::Status CheckPledges(absl::string_view key, std::int64_t found, std::int64_t expected);
// "PATENT ZL2021…" of a right's key, for people.
std::string RightText(absl::string_view key);
// Names the first sum in which both differ, with both values: "disbursed_fen is 5, not 7". Empty
// when they are equal.
std::string DifferenceOf(const Headline& found, const Headline& expected);

}  // namespace ippledge
