// ledger/decide_checks.h: conditions that several loan rules share.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/loan.h"

namespace ippledge {

// The body of that name; never null. BANK_UNKNOWN.
absl::StatusOr<const Body*> FindBank(const Programme& programme, absl::string_view bank);
// Branch, division, industry and renewed loan of a loan of `bank` are known. BRANCH_UNKNOWN,
// DIVISION_UNKNOWN, TOO_MANY_UNITS, RENEWED_LOAN_UNKNOWN. Precondition (checked): the renewed loan
// is loaded.
absl::Status CheckReferences(const Books& books, const Body& bank, const NewLoan& loan);
// DATE_IN_FUTURE (got, limit).
absl::Status CheckNotFuture(const Programme& programme, Date date, absl::string_view field);
// The fund's book has room for one entry's movements more. TOO_MANY_ITEMS.
absl::Status CheckMovementRoom(const FundBook& fund, absl::string_view field);
// No date of a new loan lies in the future.
absl::Status CheckDatesNotFuture(const Programme& programme, const NewLoan& loan);
// The programme's sums stay within range when they change by after - before. TOTAL_OUT_OF_RANGE.
absl::Status CheckTotals(const Programme& programme, const Loan* before, const Loan& after);
// The loan balances: every fact names a draw or a right that stands; draws and events have keys of
// their own; draws are within the contract amount, repayments within what was drawn, overall and by
// draw; a right is registered and released once. Voided facts do not count, nor does anything of a
// voided loan. DRAW_UNKNOWN, RIGHT_UNKNOWN, DRAW_EXISTS, EVENT_EXISTS, CONTRACT_AMOUNT_EXCEEDED,
// REPAYMENT_EXCEEDS_OUTSTANDING, RIGHT_ALREADY_REGISTERED, RIGHT_ALREADY_RELEASED. Every loan after
// every entry satisfies it (invariants.h). Of two facts in each other's way, the refusal names the
// one that `corrected` did not record.
absl::Status CheckBalances(const Loan& loan, std::int64_t corrected = 0);
// No repayment, extension or class change lies before the first draw. DATE_ORDER. Holds of every
// loan as well.
absl::Status CheckDateOrder(const Loan& loan);

// Principal paid out on one draw and repaid on it by name.
struct DrawBalance {
  std::int64_t drawn_fen = 0;
  std::int64_t repaid_fen = 0;
};
// Nothing when no draw that stands has the number.
std::optional<DrawBalance> BalanceOfDraw(const Loan& loan, absl::string_view draw_number);

}  // namespace ippledge
