// client/statement/check.h: whether a statement adds up, to the fen.
//
// Opening and lines make the closing balance; every running balance follows from the one before;
// one statement's closing balance is the next one's opening. What the file does not say comes from
// the running balances, or from the person who imports it. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/statement/fault.h"
#include "client/statement/statement.h"
#include "ledger/money.h"

namespace ippledge::client {

// At most that many lines are named in one remark.
inline constexpr int kRemarkLinesMax = 10;

// Balances that a person gives for a file that has none; only for files of one account.
struct CheckOptions {
  std::optional<Money> opening;  // before the first line
  std::optional<Money> closing;  // behind the last
};

// What a table says of its lines beside them.
struct StatedFacts {
  bool falling_times = false;  // days and times of day fall from line to line, at least once
  std::optional<Money> came_in;
  std::optional<Money> went_out;  // not negative
  std::optional<std::int64_t> count;
  std::optional<std::int64_t> came_in_count;
  std::optional<std::int64_t> went_out_count;
  std::int64_t source_line = 0;  // of the last of them
};

// Puts the lines of each statement into the order of booking, adds opening and closing balances
// that are missing, and checks. `stated` is empty or has one for each statement.
//
// Faults, in this order for each statement: kBalanceContradicts, kBalanceMismatch (with the row),
// kBalanceMissing, kSumMismatch (the sums in `want`; also sums and counts that the file states,
// which are only told where opening and closing balance prove the lines), kDateOutside (a line
// outside of the stated period; told, and the period made to hold it, where opening and closing
// balance of the file prove the lines, the first is dated before it and the second not before it);
// then kDuplicateStatement, kDuplicateLine and kStatementsMismatch. kAmountRange for a balance
// beyond Money.
void CheckStatements(std::vector<Statement>& statements, const std::vector<StatedFacts>& stated,
                     const CheckOptions& options, std::vector<std::string>& remarks,
                     StatementFaults& faults);

}  // namespace ippledge::client
