// ledger/decide_checks.h: conditions that several loan rules share.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/loan.h"

namespace ippledge {

// The bank is a registered partner bank. BANK_UNKNOWN, NOT_A_PARTNER_BANK.
absl::Status CheckBank(const Programme& programme, absl::string_view bank);
// Branch, division, industry and renewed loan are known. BRANCH_UNKNOWN, DIVISION_UNKNOWN,
// TOO_MANY_UNITS, RENEWED_LOAN_UNKNOWN. Precondition (checked): the renewed loan is loaded.
absl::Status CheckReferences(const Books& books, const NewLoan& loan);
// DATE_IN_FUTURE (got, limit).
absl::Status CheckNotFuture(const Programme& programme, Date date, absl::string_view field);
// No date of a new loan lies in the future.
absl::Status CheckDatesNotFuture(const Programme& programme, const NewLoan& loan);
// The programme's sums stay within range when they change by after - before. TOTAL_OUT_OF_RANGE.
absl::Status CheckTotals(const Programme& programme, const Loan* before, const Loan& after);
// The loan balances: draws within the contract amount, numbers unique; repayments within what was
// drawn, overall and by draw, none before the first draw; every fact names a draw or a right that
// stands. CONTRACT_AMOUNT_EXCEEDED, REPAYMENT_EXCEEDS_OUTSTANDING, DRAW_EXISTS, DRAW_UNKNOWN,
// RIGHT_UNKNOWN, DATE_ORDER. Every loan after every entry satisfies it (invariants.h).
absl::Status CheckBalances(const Loan& loan);

// Principal paid out on one draw and repaid on it by name.
struct DrawBalance {
  std::int64_t drawn_fen = 0;
  std::int64_t repaid_fen = 0;
};
// Nothing when no draw that stands has the number.
std::optional<DrawBalance> BalanceOfDraw(const Loan& loan, absl::string_view draw_number);

}  // namespace ippledge
