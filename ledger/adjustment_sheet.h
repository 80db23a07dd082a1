// ledger/adjustment_sheet.h: 余额调节表, the sheet that makes the balance of the books and that of
// the bank meet.
//
// An account, a day (the end of a month) and a position of the journal determine it for ever: two
// runs give equal values. Items in transit are of four classes; a match all of whose items are
// dated up to the day is complete and leaves the sheet, of any other each item up to the day is in
// transit. Adjusted book balance = book + what the bank received and paid and the books do not
// have; adjusted bank balance = bank + what the books received and paid and the bank does not have.
// Money in fen. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/fund_book.h"
#include "ledger/reconciliation_book.h"

namespace ippledge {

struct TransitItem {
  Date date;
  Money amount;                          // signed, as the account sees it
  int age_days = 0;                      // on the day of the sheet
  std::optional<LineName> line;          // of the bank; or
  std::optional<MovementName> movement;  // of the books
  std::int64_t match = 0;  // its number, when it is matched with something of later days
};

// Between two statements lie days that none covers, or their balances do not follow.
struct StatementGap {
  std::int64_t after_statement = 0;  // opening entry; 0: before the first
  std::int64_t before_statement = 0;
  Date from_date;  // first day without statement
  Date to_date;    // last; the day before `from_date` when only the balances differ
  Money apart;     // opening - closing before

  friend bool operator==(const StatementGap&, const StatementGap&) = default;
};

struct AdjustmentSheet {
  std::string account_id;
  Date day;
  std::int64_t position = 0;
  Money book_balance;
  std::optional<Money> bank_balance;  // none: no statement begins by the day
  std::optional<Date> bank_through;   // the last day up to it that statements cover
  std::vector<TransitItem> bank_in;   // 银行已收，账上未收
  std::vector<TransitItem> bank_out;  // 银行已付，账上未付
  std::vector<TransitItem> book_in;   // 账上已收，银行未收
  std::vector<TransitItem> book_out;  // 账上已付，银行未付
  // Movements dated in the month of the sheet that correct a month that was closed.
  std::vector<TransitItem> corrections;
  Money bank_in_sum, bank_out_sum, book_in_sum, book_out_sum;
  Money adjusted_book;
  Money adjusted_bank;             // with bank_balance
  Money difference;                // adjusted_bank - adjusted_book
  std::vector<StatementGap> gaps;  // up to the day
  std::int64_t closed_entry = 0;   // of the month, at the position; 0: open
};

// Preconditions (checked): the account is registered; `position` is above 0.
AdjustmentSheet SheetOf(const BankAccount& account, const ReconciliationBook& book,
                        const FundBook& fund, Date day, std::int64_t position);

// The account's balance in the books: movements dated up to `day`, known at `position`.
Money BookBalance(const BankAccount& account, const FundBook& fund, Date day,
                  std::int64_t position);
// The bank's, by the statements that count, sorted by their days (StatementsAt).
struct BankBalanceOn {
  std::optional<Money> balance;  // none: no statement begins by the day
  // The last day up to `day` that a statement covers, or that a next one with the same balance
  // shows to be without bookings.
  std::optional<Date> through;
};
BankBalanceOn BankBalance(const std::vector<StatementRef>& statements, Date day);
// Statements of an account that count, by from_date, to_date, opening entry.
std::vector<StatementRef> StatementsAt(absl::string_view account_id, const ReconciliationBook& book,
                                       std::int64_t position);
// By from_date and to_date; those of the same days stay in their order.
void SortByDays(std::vector<StatementRef>& statements);
// A gap is where balances do not follow, or where a month and more has no statement.
inline constexpr int kDaysWithoutStatementMax = 31;
std::vector<StatementGap> GapsOf(const std::vector<StatementRef>& statements);

// What is not matched at a position: the account's lines and movements from reconcile_from on, by
// date, then name. `amount` is set, age on `day`.
struct OpenItems {
  std::vector<TransitItem> bank;
  std::vector<TransitItem> book;
};
OpenItems OpenItemsOf(const BankAccount& account, const ReconciliationBook& book,
                      const FundBook& fund, Date day, std::int64_t position);

}  // namespace ippledge
