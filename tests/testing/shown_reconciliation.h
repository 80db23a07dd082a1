// tests/testing/shown_reconciliation.h: what a scenario asks of an account at a bank, and what it
// is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/adjustment_sheet.h"
#include "ledger/reconciliation_book.h"
#include "ledger/reconciliation_commands.h"

namespace ippledge {

struct ReconciliationAsk {
  std::string account_id;    // empty: accounts alone
  std::optional<int> month;  // of the sheet; none: no sheet
  std::int64_t at = 0;       // 0: now
};

// An account as it stands now.
struct ShownAccount {
  BankAccount account;
  std::optional<Date> through;  // last day that statements cover
  std::optional<Money> balance;
  std::optional<int> closed_through;  // month
};

// A line or a movement, with what it is called: the line's reference, the movement's number.
struct ShownItem {
  TransitItem item;
  std::string called;
};

struct ShownSheet {
  AdjustmentSheet sums;  // without its items
  std::vector<ShownItem> bank_in, bank_out, book_in, book_out, corrections;
  bool reconciled = false;
};

struct ShownStatement {
  StatementHeader header;
  std::int64_t opened_entry = 0;
  std::int64_t closed_entry = 0;
  std::int64_t withdrawn_entry = 0;
  std::int64_t lines = 0;  // so far
  Money net;
  std::optional<StatementGap> gap_before;
};

struct ShownMatch {
  RecordedMatch recorded;  // without its text
  Money amount;
};

struct ShownSuggestion {
  Match match;
  Money amount;
};

struct ShownMonth {
  ClosedPeriod period;
  PeriodClosed figures;
};

struct ShownReconciliation {
  std::vector<ShownAccount> accounts;  // of the programme
  // Of the account.
  std::optional<ShownSheet> sheet;
  std::vector<ShownItem> open_items;  // lines, then movements
  std::vector<ShownSuggestion> suggestions;
  std::vector<ShownStatement> statements;  // by their days, withdrawn ones too
  std::vector<ShownMatch> matches;         // undone ones too
  std::vector<ShownMonth> months;          // closings, in their order
};

}  // namespace ippledge
