#include "client/statement/duplicates.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/statement/check.h"
#include "client/statement/sheet_cell.h"

namespace ippledge::client {
namespace {

// A line within its account. Views into the statements.
struct LineOfAccount {
  const Statement* statement;
  const StatementLine* line;
};

// What makes lines without a reference equal: all but where they stand and the balance behind.
auto Content(const LineOfAccount& each) {
  const StatementLine& line = *each.line;
  return std::tuple<absl::string_view, absl::string_view, std::int32_t, std::int32_t, std::int64_t,
                    absl::string_view, absl::string_view, absl::string_view, absl::string_view,
                    absl::string_view, absl::string_view, bool>(
      each.statement->account, each.statement->currency, line.booking_date.days(),
      line.value_date.has_value() ? line.value_date->days() : 0, line.amount.fen(),
      line.own_reference, line.text, line.code, line.counterparty_name, line.counterparty_account,
      line.counterparty_bank, line.reversal);
}

struct ContentHash {
  std::size_t operator()(const LineOfAccount& each) const { return absl::HashOf(Content(each)); }
};
struct ContentEqual {
  bool operator()(const LineOfAccount& a, const LineOfAccount& b) const {
    return Content(a) == Content(b);
  }
};

using Booking = std::tuple<absl::string_view, absl::string_view, absl::string_view, std::int32_t,
                           std::int64_t>;  // account, currency, reference, day, fen

using StatementKey = std::tuple<absl::string_view, absl::string_view, absl::string_view,
                                std::size_t, std::int32_t, std::int32_t, std::int64_t>;

StatementKey KeyOf(const Statement& statement) {
  const Balance* const opening = FindBalance(statement, BalanceKind::kOpening);
  return {statement.account,
          statement.currency,
          statement.statement_number,
          statement.lines.size(),
          statement.from_date.has_value() ? statement.from_date->days() : 0,
          statement.to_date.has_value() ? statement.to_date->days() : 0,
          opening == nullptr ? 0 : opening->amount.fen()};
}

bool SameBalances(const Statement& a, const Statement& b) {
  return std::equal(a.balances.begin(), a.balances.end(), b.balances.begin(), b.balances.end(),
                    [](const Balance& x, const Balance& y) {
                      return x.kind == y.kind && x.date == y.date && x.amount == y.amount;
                    });
}

bool SameLines(const Statement& a, const Statement& b) {
  return std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(),
                    [&a, &b](const StatementLine& x, const StatementLine& y) {
                      return x.bank_reference == y.bank_reference && x.balance == y.balance &&
                             Content({&a, &x}) == Content({&b, &y});
                    });
}

}  // namespace

std::vector<bool> CheckStatementsTwice(const std::vector<Statement>& statements,
                                       StatementFaults& faults) {
  absl::flat_hash_map<StatementKey, std::size_t> seen;
  std::vector<bool> twice(statements.size(), false);
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    const auto [first, is_new] = seen.try_emplace(KeyOf(statement), i);
    if (is_new) continue;
    const Statement& other = statements[first->second];
    if (!SameBalances(statement, other) || !SameLines(statement, other)) continue;
    // An account at rest has many equal statements, which only numbers or days tell apart.
    if (statement.lines.empty() && statement.statement_number.empty() &&
        !statement.from_date.has_value()) {
      continue;
    }
    twice[i] = true;
    faults.Add({.kind = StatementFaultKind::kDuplicateStatement,
                .line = statement.source_line,
                .got = ShortText(absl::StrCat(statement.account, " ", statement.statement_number)),
                .want = absl::StrCat("only that of line ", other.source_line)});
  }
  return twice;
}

void CheckLinesTwice(const std::vector<Statement>& statements, const std::vector<bool>& twice,
                     std::vector<std::string>& remarks, StatementFaults& faults) {
  absl::flat_hash_map<Booking, std::int64_t> bookings;
  absl::flat_hash_map<LineOfAccount, std::int64_t, ContentHash, ContentEqual> contents;
  std::vector<std::string> equal;
  std::int64_t more = 0;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& statement = statements[i];
    if (twice[i]) continue;
    for (const StatementLine& line : statement.lines) {
      if (!line.bank_reference.empty()) {
        const auto [first, is_new] =
            bookings.try_emplace(Booking(statement.account, statement.currency, line.bank_reference,
                                         line.booking_date.days(), line.amount.fen()),
                                 line.source_line);
        if (is_new) continue;
        faults.Add({.kind = StatementFaultKind::kDuplicateLine,
                    .line = std::max(line.source_line, first->second),
                    .got = ShortText(line.bank_reference),
                    .want = absl::StrCat("only line ", std::min(line.source_line, first->second))});
        continue;
      }
      const auto [first, is_new] =
          contents.try_emplace(LineOfAccount{&statement, &line}, line.source_line);
      if (is_new) continue;
      if (equal.size() == kRemarkLinesMax) {
        ++more;
        continue;
      }
      equal.push_back(absl::StrCat(std::min(line.source_line, first->second), " = ",
                                   std::max(line.source_line, first->second)));
    }
  }
  if (equal.empty()) return;
  const std::string rows =
      absl::StrCat(absl::StrJoin(equal, ", "), more > 0 ? absl::StrCat(" + ", more) : "");
  remarks.push_back(absl::StrCat("没有流水号且内容相同的流水：", rows,
                                 " / equal lines without a bank reference: ", rows));
}

}  // namespace ippledge::client
