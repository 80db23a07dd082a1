// Accounts at banks through the whole server: tests/testing/server_executor.h.
#include <google/protobuf/util/message_differencer.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "tests/testing/commands_as_messages.h"
#include "tests/testing/reconciliation_messages.h"
#include "tests/testing/server_executor.h"

namespace ippledge {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr char kProgramme[] = "inner-mongolia";

template <typename Request>
Request ReadOf(const ReconciliationAsk& ask) {
  Request request;
  request.set_programme(kProgramme);
  request.set_account_id(ask.account_id);
  request.set_at(ask.at);
  return request;
}

// Calls `take` with each page, two items a page, so that there are pages.
template <typename Response, typename Request, typename Take>
absl::Status Paged(const Rpc& rpc, Request request, const Take& take) {
  request.set_page_size(2);
  do {
    const auto page = rpc.Ask<Response>(request);
    if (!page.status.ok()) return RefusalOf(page);
    take(page.response);
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

// A statement one by one, under its entry and with its lines: what the list says of it.
absl::Status CheckStatement(const Rpc& rpc, v1::RecordedStatement listed, std::int64_t at) {
  v1::GetStatementRequest request;
  request.set_programme(kProgramme);
  request.set_statement(listed.opened_entry());
  request.set_at(at);
  std::int64_t lines = 0;
  std::int64_t net_fen = 0;
  bool same = true;
  // Only the list says what lies between.
  listed.clear_gap_before();
  IPPLEDGE_RETURN_IF_ERROR(
      Paged<v1::GetStatementResponse>(rpc, request, [&](const v1::GetStatementResponse& page) {
        same = same && MessageDifferencer::Equals(page.statement(), listed);
        for (const v1::StatementLine& line : page.lines()) {
          same = same && line.name().line() == lines++;
          net_fen += line.line().amount_fen();
        }
      }));
  if (same && lines == listed.lines() && net_fen == listed.net_fen()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("statement ", listed.header().import_id(), " differs by the way it is read"));
}

// The sheet of a month, again under the position that it was read at, and without its items.
absl::StatusOr<ShownSheet> SheetOf(const Rpc& rpc, const ReconciliationAsk& ask) {
  auto request = ReadOf<v1::GetSheetRequest>(ask);
  request.set_month(FormatMonth(*ask.month));
  const auto now = rpc.Ask<v1::GetSheetResponse>(request);
  if (!now.status.ok()) return RefusalOf(now);
  request.set_at(now.response.sheet().position());
  const auto again = rpc.Ask<v1::GetSheetResponse>(request);
  if (again.bytes != now.bytes) return absl::DataLossError("a sheet at its position is another");
  request.set_without_items(true);
  const auto sums = rpc.Ask<v1::GetSheetResponse>(request);
  v1::AdjustmentSheet bare = now.response.sheet();
  bare.clear_bank_in();
  bare.clear_bank_out();
  bare.clear_book_in();
  bare.clear_book_out();
  bare.clear_corrections();
  if (!MessageDifferencer::Equals(sums.response.sheet(), bare)) {
    return absl::DataLossError("a sheet without its items has other sums");
  }
  return ShownSheetOf(now.response.sheet());
}

}  // namespace

absl::StatusOr<ShownReconciliation> ServerExecutor::ShowReconciliation(
    const ReconciliationAsk& ask) {
  const Rpc office = Office();
  ShownReconciliation shown;
  v1::ListAccountsRequest accounts;
  accounts.set_programme(kProgramme);
  const auto registered = office.Ask<v1::ListAccountsResponse>(accounts);
  if (!registered.status.ok()) return RefusalOf(registered);
  for (const v1::RegisteredAccount& account : registered.response.accounts()) {
    shown.accounts.push_back(ShownAccountOf(account));
  }
  if (ask.account_id.empty()) return shown;
  if (ask.month) {
    IPPLEDGE_ASSIGN_OR_RETURN(shown.sheet, SheetOf(office, ask));
  }
  IPPLEDGE_RETURN_IF_ERROR(Paged<v1::ListOpenItemsResponse>(
      office, ReadOf<v1::ListOpenItemsRequest>(ask), [&](const v1::ListOpenItemsResponse& page) {
        for (const v1::OpenItem& item : page.items()) {
          shown.open_items.push_back(ShownItemOf(item.item()));
        }
        for (const v1::Suggestion& suggestion : page.suggestions()) {
          shown.suggestions.push_back(ShownSuggestionOf(suggestion));
        }
      }));
  std::vector<v1::RecordedStatement> statements;
  IPPLEDGE_RETURN_IF_ERROR(Paged<v1::ListStatementsResponse>(
      office, ReadOf<v1::ListStatementsRequest>(ask), [&](const v1::ListStatementsResponse& page) {
        statements.insert(statements.end(), page.statements().begin(), page.statements().end());
      }));
  for (const v1::RecordedStatement& statement : statements) {
    shown.statements.push_back(ShownStatementOf(statement));
    IPPLEDGE_RETURN_IF_ERROR(CheckStatement(office, statement, ask.at));
  }
  auto matches = ReadOf<v1::ListMatchesRequest>(ask);
  matches.set_with_undone(true);
  IPPLEDGE_RETURN_IF_ERROR(
      Paged<v1::ListMatchesResponse>(office, matches, [&](const v1::ListMatchesResponse& page) {
        for (const v1::RecordedMatch& match : page.matches()) {
          shown.matches.push_back(ShownMatchOf(match));
        }
      }));
  IPPLEDGE_RETURN_IF_ERROR(Paged<v1::ListPeriodsResponse>(
      office, ReadOf<v1::ListPeriodsRequest>(ask), [&](const v1::ListPeriodsResponse& page) {
        for (const v1::RecordedPeriod& period : page.periods()) {
          shown.months.push_back(ShownMonthOf(period));
        }
      }));
  return shown;
}

}  // namespace ippledge
