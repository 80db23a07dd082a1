// ledger/reconciliation_commands.h: what the bureau asks for when it reconciles, and what happens.
//
// Part of command.h and event.h. Values are not validated by construction; shapes are checked at
// the edge (bank_statement.h), rules in decide_reconciliation.h. Persisted: see
// reconciliation_fields.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/bank_statement.h"
#include "ledger/reconciliation_book.h"

namespace ippledge {

struct RegisterAccount {
  BankAccount account;
};
// The first entry of a statement; its lines follow in parts, then it is closed.
struct OpenStatement {
  StatementHeader header;
};
struct AddStatementLines {
  std::string import_id;
  std::int64_t first_line = 0;  // 0-based: as many as were added before
  std::vector<BankLine> lines;
};
struct CloseStatement {
  std::string import_id;
};
// Gives up a statement that is open, or takes one back that was imported.
struct WithdrawStatement {
  std::string import_id;
  std::string text;  // why
};
// Matches what is certain, at most kMatchesPerRunMax.
struct RunMatching {
  std::string account_id;
};
// A person's word.
struct RecordMatch {
  std::string account_id;
  std::vector<LineName> lines;
  std::vector<MovementName> movements;
  std::string text;  // why
};
struct UndoMatch {
  std::int64_t number = 0;
  std::string text;  // why
};
struct ClosePeriod {
  std::string account_id;
  std::int32_t month = 0;  // Date::month_index()
};
struct ReopenPeriod {
  std::string account_id;
  std::int32_t month = 0;
  std::string text;  // why
};

struct AccountRegistered {
  RegisterAccount what;
};
struct StatementOpened {
  OpenStatement what;
};
struct StatementLinesAdded {
  AddStatementLines what;
};
// Gives the statement effect.
struct StatementClosed {
  CloseStatement what;
  std::int64_t line_count = 0;
  Money net;  // sum of the lines
};
struct StatementWithdrawn {
  WithdrawStatement what;
};
struct MatchesMade {
  RunMatching what;
  std::int64_t first_number = 0;  // of `matches`; they count on
  std::vector<Match> matches;
  bool more = false;            // another run finds more
  std::int64_t lines_left = 0;  // without match, after it
  std::int64_t movements_left = 0;
};
struct MatchRecorded {
  RecordMatch what;
  std::int64_t number = 0;
};
struct MatchUndone {
  UndoMatch what;
};
// The sheet of the month's last day, as it was closed.
struct PeriodClosed {
  ClosePeriod what;
  Money book_balance;
  Money bank_balance;
  Money bank_in, bank_out, book_in, book_out;  // sums of the four classes, signed
  std::int64_t items = 0;                      // in transit
};
struct PeriodReopened {
  ReopenPeriod what;
};

}  // namespace ippledge
