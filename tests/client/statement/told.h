// tests/client/statement/told.h: statements and faults as short texts, for tests to compare.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"
#include "ledger/money.h"

namespace ippledge::client {

// "BALANCE_MISMATCH: line 7, …".
inline std::vector<std::string> Told(const StatementFaults& faults) {
  std::vector<std::string> texts;
  for (const StatementFault& fault : faults.faults()) {
    texts.push_back(absl::StrCat(NameOf(fault.kind), ": ", TextEn(fault)));
  }
  return texts;
}

// "7: 2025-01-10 -5.00 = 95.00"; without a balance "7: 2025-01-10 -5.00".
inline std::string Told(const StatementLine& line) {
  return absl::StrCat(
      line.source_line, ": ", line.booking_date.ToString(), " ", FormatYuan(line.amount),
      line.balance.has_value() ? absl::StrCat(" = ", FormatYuan(*line.balance)) : "");
}

inline std::vector<std::string> ToldLines(const Statement& statement) {
  std::vector<std::string> texts;
  for (const StatementLine& line : statement.lines) texts.push_back(Told(line));
  return texts;
}

// "opening 100.00, closing 95.00", as far as there are any.
inline std::string ToldBalances(const Statement& statement) {
  std::string text;
  for (const Balance& balance : statement.balances) {
    const bool opening = balance.kind == BalanceKind::kOpening;
    if (!opening && balance.kind != BalanceKind::kClosing) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", opening ? "opening " : "closing ",
                    FormatYuan(balance.amount));
  }
  return text;
}

}  // namespace ippledge::client
