#include "client/statement/statement.h"

namespace ippledge::client {

absl::string_view NameOf(StatementFormat format) {
  switch (format) {
    case StatementFormat::kCamt053:
      return "camt.053";
    case StatementFormat::kMt940:
      return "MT940";
    case StatementFormat::kSheet:
      return "sheet";
    default:
      return "unknown";
  }
}

const Balance* FindBalance(const Statement& statement, BalanceKind kind) {
  for (const Balance& balance : statement.balances) {
    if (balance.kind == kind) return &balance;
  }
  return nullptr;
}

}  // namespace ippledge::client
