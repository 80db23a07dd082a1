#include "client/statement/statement_chain.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/statement/sheet_cell.h"

namespace ippledge::client {
namespace {

// The day by which a statement is put in order.
std::int32_t DayOf(const Statement& statement) {
  if (statement.from_date.has_value()) return statement.from_date->days();
  if (!statement.lines.empty()) {
    // The lines may stand in either order.
    return std::min(statement.lines.front().booking_date, statement.lines.back().booking_date)
        .days();
  }
  const Balance* const closing = FindBalance(statement, BalanceKind::kClosing);
  return closing == nullptr ? 0 : closing->date.days();
}

void TellPeriods(const Statement& before, const Statement& after,
                 std::vector<std::string>& remarks) {
  if (!before.to_date.has_value() || !after.from_date.has_value()) return;
  const bool gap = *after.from_date > *before.to_date + 1;
  // Statements within a day begin on the day on which the one before ended.
  const bool overlap = *after.from_date < *before.to_date;
  if (!gap && !overlap) return;
  const std::string days =
      absl::StrCat(before.to_date->ToString(), " - ", after.from_date->ToString());
  remarks.push_back(absl::StrCat(ShortText(before.account), ": ", gap ? "期间不连续 " : "期间重叠 ",
                                 days, " / ", gap ? "gap " : "overlap ", days));
}

}  // namespace

std::vector<std::size_t> OrderOfStatements(const std::vector<Statement>& statements) {
  std::vector<std::size_t> order(statements.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&statements](std::size_t a, std::size_t b) {
    return DayOf(statements[a]) < DayOf(statements[b]);
  });
  return order;
}

void CheckChain(const std::vector<Statement>& statements, const std::vector<std::size_t>& order,
                const std::vector<bool>& twice, std::vector<std::string>& remarks,
                StatementFaults& faults) {
  absl::flat_hash_map<std::pair<absl::string_view, absl::string_view>, const Statement*> last;
  for (const std::size_t i : order) {
    const Statement& statement = statements[i];
    const Balance* const opening = FindBalance(statement, BalanceKind::kOpening);
    if (twice[i] || opening == nullptr ||
        FindBalance(statement, BalanceKind::kClosing) == nullptr) {
      continue;
    }
    const Statement*& before = last[{statement.account, statement.currency}];
    if (before != nullptr) {
      TellPeriods(*before, statement, remarks);
      const Balance* const closing = FindBalance(*before, BalanceKind::kClosing);
      if (closing->amount != opening->amount) {
        faults.Add(
            {.kind = StatementFaultKind::kStatementsMismatch,
             .line = opening->source_line > 0 ? opening->source_line : statement.source_line,
             .field = ShortText(absl::StrCat(statement.account, " ", statement.statement_number)),
             .got = FormatYuan(opening->amount),
             .want = FormatYuan(closing->amount)});
      }
    }
    before = &statement;
  }
}

}  // namespace ippledge::client
