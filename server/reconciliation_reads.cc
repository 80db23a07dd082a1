#include "server/reconciliation_reads.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/adjustment_sheet.h"
#include "proto/wire/reconciliation.h"
#include "server/reconciliation_picture.h"

namespace ippledge::server {
namespace {

// An account that may be left out, when all are meant.
absl::Status CheckAccount(const engine::ReadView& view, const std::string& account_id,
                          std::int64_t position) {
  return account_id.empty() ? absl::OkStatus() : AccountAt(view, account_id, position).status();
}

// Statements of an account that were opened by `position`, by their days.
std::vector<StatementRef> StatementsBy(const ReconciliationBook& book,
                                       const std::string& account_id, std::int64_t position) {
  std::vector<StatementRef> statements;
  for (std::size_t i = 0; i < book.statements().size(); ++i) {
    const StatementRef& statement = book.statements().at(i);
    if (statement->opened_entry > position) break;
    if (statement->header.account_id == account_id) statements.push_back(statement);
  }
  SortByDays(statements);
  return statements;
}

absl::StatusOr<StatementRef> FindStatement(const ReconciliationBook& book,
                                           const v1::GetStatementRequest& request) {
  if (request.statement() != 0 && !request.import_id().empty()) {
    return Refuse(Reason::kFieldNotAllowed, "statement", {{"why", "import_id names it"}});
  }
  if (request.statement() != 0) {
    if (StatementRef found = book.StatementOf(request.statement())) return found;
    return Refuse(Reason::kStatementUnknown, "statement",
                  {{"import_id", absl::StrCat("of entry ", request.statement())}});
  }
  if (request.import_id().empty()) return Refuse(Reason::kFieldRequired, "import_id");
  if (StatementRef found = book.FindStatement(request.import_id())) return found;
  return Refuse(Reason::kStatementUnknown, "import_id", {{"import_id", request.import_id()}});
}

// Of lines of a statement that are matched at `position` the number of the match.
absl::flat_hash_map<std::int64_t, std::int64_t> MatchedLines(const ReconciliationBook& book,
                                                             const RecordedStatement& statement,
                                                             std::int64_t position) {
  absl::flat_hash_map<std::int64_t, std::int64_t> numbers;
  for (std::size_t i = 0; i < book.matches().size(); ++i) {
    const RecordedMatch& match = book.matches().at(i);
    if (match.account_id != statement.header.account_id || !match.StandsAt(position)) continue;
    for (const LineName& line : match.match.lines) {
      if (line.statement == statement.opened_entry) numbers[line.line] = match.number;
    }
  }
  return numbers;
}

absl::Status FormatFiguresOf(const engine::ReadView& view, const ClosedPeriod& period,
                             v1::PeriodFigures& message) {
  IPPLEDGE_ASSIGN_OR_RETURN(const auto entries, view.Entries(period.closed_entry, 1));
  for (const engine::StoredEntry& stored : entries) {
    for (const Event& event : stored.entry.events) {
      const auto* closed = std::get_if<PeriodClosed>(&event);
      if (closed != nullptr) wire::FormatPeriodFigures(*closed, message);
    }
  }
  return absl::OkStatus();
}

absl::Status TooManyItems(std::int64_t got, std::int64_t limit) {
  return Refuse(Reason::kTooManyItems, "without_items",
                {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(limit)}});
}

absl::StatusOr<int> MonthOf(const std::string& text) {
  if (text.empty()) return Refuse(Reason::kFieldRequired, "month");
  const absl::StatusOr<int> month = ParseMonth(text);
  if (month.ok()) return month;
  return Refuse(Reason::kDateMalformed, "month", {{"got", text}});
}

}  // namespace

absl::Status ReadAccounts(const Backend& backend, const v1::ListAccountsRequest& request,
                          v1::ListAccountsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  const ReconciliationBook& book = view.programme().reconciliation;
  for (const RecordedAccount& recorded : book.accounts()) {
    v1::RegisteredAccount& message = *response.add_accounts();
    wire::FormatBankAccount(recorded.account, *message.mutable_account());
    message.set_entry(recorded.entry);
    const std::string& id = recorded.account.account_id;
    const BankBalanceOn bank =
        BankBalance(StatementsAt(id, book, view.position()), view.picture().today);
    if (bank.through) message.set_statements_through_date(bank.through->ToString());
    if (bank.balance) message.set_bank_balance_fen(bank.balance->fen());
    const ClosedPeriod* last = nullptr;
    for (const ClosedPeriod& period : book.periods()) {
      const bool stands = period.account_id == id && period.StandsAt(view.position());
      if (stands && (last == nullptr || last->month < period.month)) last = &period;
    }
    if (last != nullptr) message.set_closed_through_month(FormatMonth(last->month));
  }
  response.set_position(view.position());
  return absl::OkStatus();
}

absl::Status ReadStatements(const Backend& backend, const v1::ListStatementsRequest& request,
                            v1::ListStatementsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  if (!v1::StatementState_IsValid(request.state())) {
    return Refuse(Reason::kEnumUnknown, "state", {{"got", absl::StrCat(request.state())}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(
      const Page page,
      PageOf(backend, view, request,
             absl::StrCat(request.programme(), "/", request.account_id(), "/", request.state())));
  IPPLEDGE_RETURN_IF_ERROR(AccountAt(view, request.account_id(), page.position).status());
  const ReconciliationBook& book = view.programme().reconciliation;
  std::map<std::int64_t, StatementGap> gaps;
  for (const StatementGap& gap : GapsOf(StatementsAt(request.account_id(), book, page.position))) {
    gaps[gap.before_statement] = gap;
  }
  const std::vector<StatementRef> statements =
      StatementsBy(book, request.account_id(), page.position);
  for (std::size_t i = page.first; i < statements.size(); ++i) {
    v1::RecordedStatement message;
    wire::FormatStatement(*statements[i], page.position, message);
    if (request.state() != 0 && request.state() != message.state()) continue;
    if (response.statements_size() == page.size) {
      response.set_next_page_token(page.TokenFor(backend, i));
      break;
    }
    const auto gap = gaps.find(statements[i]->opened_entry);
    if (gap != gaps.end()) wire::FormatStatementGap(gap->second, *message.mutable_gap_before());
    *response.add_statements() = std::move(message);
  }
  response.set_position(page.position);
  return absl::OkStatus();
}

absl::Status ReadStatement(const Backend& backend, const Caller& caller,
                           const v1::GetStatementRequest& request,
                           v1::GetStatementResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(const Page page,
                            PageOf(backend, view, request,
                                   absl::StrCat(request.programme(), "/", request.statement(), "/",
                                                request.import_id())));
  const ReconciliationBook& book = view.programme().reconciliation;
  IPPLEDGE_ASSIGN_OR_RETURN(const StatementRef statement, FindStatement(book, request));
  if (statement->opened_entry > page.position) {
    return Refuse(Reason::kStatementUnknown, "at", {{"import_id", statement->header.import_id}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const WordsReader words,
                            WordsReader::For(backend, caller, request.programme()));
  wire::FormatStatement(*statement, page.position, *response.mutable_statement());
  response.set_position(page.position);
  const auto numbers = MatchedLines(book, *statement, page.position);
  const auto end = static_cast<std::size_t>(response.statement().lines());
  std::size_t bytes = 0;
  for (std::size_t i = page.first; i < end; ++i) {
    if (response.lines_size() == page.size || bytes >= kAnswerBytesMax) {
      response.set_next_page_token(page.TokenFor(backend, i));
      break;
    }
    const auto place = static_cast<std::int64_t>(i);
    v1::StatementLine& message = *response.add_lines();
    wire::FormatLineName({statement->opened_entry, place}, *message.mutable_name());
    IPPLEDGE_RETURN_IF_ERROR(words.Put(statement->line(place), *message.mutable_line()));
    const auto number = numbers.find(place);
    if (number != numbers.end()) message.set_match(number->second);
    bytes += message.ByteSizeLong();
  }
  return absl::OkStatus();
}

absl::Status ReadMatches(const Backend& backend, const v1::ListMatchesRequest& request,
                         v1::ListMatchesResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(const Page page,
                            PageOf(backend, view, request,
                                   absl::StrCat(request.programme(), "/", request.account_id(), "/",
                                                request.with_undone())));
  IPPLEDGE_RETURN_IF_ERROR(CheckAccount(view, request.account_id(), page.position));
  const ReconciliationBook& book = view.programme().reconciliation;
  std::size_t bytes = 0;
  for (std::size_t i = page.first; i < book.matches().size(); ++i) {
    const RecordedMatch& match = book.matches().at(i);
    if (match.entry > page.position) break;
    if (!request.account_id().empty() && request.account_id() != match.account_id) continue;
    if (!request.with_undone() && !match.StandsAt(page.position)) continue;
    if (response.matches_size() == page.size || bytes >= kAnswerBytesMax) {
      response.set_next_page_token(page.TokenFor(backend, i));
      break;
    }
    v1::RecordedMatch& message = *response.add_matches();
    wire::FormatRecordedMatch(match, book, page.position, message);
    bytes += message.ByteSizeLong();
  }
  response.set_position(page.position);
  return absl::OkStatus();
}

absl::Status ReadSheet(const Backend& backend, const v1::GetSheetRequest& request,
                       v1::GetSheetResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(const int month, MonthOf(request.month()));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(request.at()));
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* const account,
                            AccountAt(view, request.account_id(), position));
  const Programme& programme = view.programme();
  const AdjustmentSheet sheet =
      SheetOf(*account, programme.reconciliation, programme.fund, LastDayOfMonth(month), position);
  const std::int64_t items = wire::ItemsOf(sheet);
  if (!request.without_items() && items > kSheetItemsMax) {
    return TooManyItems(items, kSheetItemsMax);
  }
  wire::FormatSheet(sheet, *account, programme.reconciliation, programme.fund,
                    request.without_items() ? wire::SheetItems::kLeftOut : wire::SheetItems::kShown,
                    *response.mutable_sheet());
  // References may be long.
  const auto bytes = static_cast<std::int64_t>(response.ByteSizeLong());
  return bytes <= kSheetBytesMax ? absl::OkStatus()
                                 : TooManyItems(items, items * kSheetBytesMax / bytes);
}

absl::Status ReadPeriods(const Backend& backend, const v1::ListPeriodsRequest& request,
                         v1::ListPeriodsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(
      const Page page,
      PageOf(backend, view, request, absl::StrCat(request.programme(), "/", request.account_id())));
  IPPLEDGE_RETURN_IF_ERROR(CheckAccount(view, request.account_id(), page.position));
  const std::vector<ClosedPeriod>& periods = view.programme().reconciliation.periods();
  for (std::size_t i = page.first; i < periods.size(); ++i) {
    const ClosedPeriod& period = periods[i];
    if (period.closed_entry > page.position) break;
    if (!request.account_id().empty() && request.account_id() != period.account_id) continue;
    if (response.periods_size() == page.size) {
      response.set_next_page_token(page.TokenFor(backend, i));
      break;
    }
    v1::RecordedPeriod& message = *response.add_periods();
    wire::FormatPeriod(period, page.position, message);
    IPPLEDGE_RETURN_IF_ERROR(FormatFiguresOf(view, period, *message.mutable_figures()));
  }
  response.set_position(page.position);
  return absl::OkStatus();
}

}  // namespace ippledge::server
