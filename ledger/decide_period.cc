// Closing and re-opening months: ledger/decide_reconciliation.h.
#include "absl/strings/str_cat.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/claim_steps.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/reconciliation_checks.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

std::string Text(std::int64_t number) { return absl::StrCat(number); }

absl::Status OutOfOrder(int want) {
  return Refuse(Reason::kPeriodOrder, "month", {{"want", FormatMonth(want)}});
}

// The first month that is open, from the account's first on.
int FirstOpen(const ReconciliationBook& book, const BankAccount& account) {
  int month = account.reconcile_from.month_index();
  while (book.FindClosed(account.account_id, month) != nullptr) ++month;
  return month;
}

// Ledger and bank agree on the last day, or every difference is an item in transit.
absl::Status CheckReconciled(const AdjustmentSheet& sheet) {
  const bool covered = sheet.bank_balance && sheet.bank_through == sheet.day;
  if (covered && sheet.gaps.empty() && sheet.difference == Money()) return absl::OkStatus();
  return Refuse(Reason::kNotReconciled, "month",
                {{"statements_through", sheet.bank_through ? sheet.bank_through->ToString() : ""},
                 {"want", sheet.day.ToString()},
                 {"gaps", absl::StrCat(sheet.gaps.size())},
                 {"difference", Text(sheet.difference.fen())}});
}

}  // namespace

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const ClosePeriod& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* account,
                            AccountOf(programme, c.account_id, "account_id"));
  const ReconciliationBook& book = programme.reconciliation;
  if (const ClosedPeriod* closed = book.FindClosed(c.account_id, c.month); closed != nullptr) {
    return AlreadyRecorded(closed->closed_entry);
  }
  const int first = FirstOpen(book, *account);
  if (c.month != first || c.month >= programme.today.month_index()) return OutOfOrder(first);
  const AdjustmentSheet sheet =
      SheetOf(*account, book, programme.fund, LastDayOfMonth(c.month), programme.last_entry);
  IPPLEDGE_RETURN_IF_ERROR(CheckReconciled(sheet));
  if (book.periods().size() >= static_cast<std::size_t>(kPeriodClosingsMax)) {
    return Refuse(Reason::kTooManyItems, "",
                  {{"got", Text(kPeriodClosingsMax + 1)}, {"limit", Text(kPeriodClosingsMax)}});
  }
  return Happened(PeriodClosed{
      .what = c,
      .book_balance = sheet.book_balance,
      .bank_balance = *sheet.bank_balance,
      .bank_in = sheet.bank_in_sum,
      .bank_out = sheet.bank_out_sum,
      .book_in = sheet.book_in_sum,
      .book_out = sheet.book_out_sum,
      .items = static_cast<std::int64_t>(sheet.bank_in.size() + sheet.bank_out.size() +
                                         sheet.book_in.size() + sheet.book_out.size())});
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const ReopenPeriod& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_RETURN_IF_ERROR(AccountOf(programme, c.account_id, "account_id").status());
  const ReconciliationBook& book = programme.reconciliation;
  if (book.FindClosed(c.account_id, c.month) == nullptr) {
    return Refuse(Reason::kPeriodOpen, "month",
                  {{"account_id", c.account_id}, {"month", FormatMonth(c.month)}});
  }
  if (book.FindClosed(c.account_id, c.month + 1) != nullptr) {
    int last = c.month + 1;
    while (book.FindClosed(c.account_id, last + 1) != nullptr) ++last;
    return OutOfOrder(last);
  }
  return Happened(PeriodReopened{c});
}

}  // namespace ippledge
