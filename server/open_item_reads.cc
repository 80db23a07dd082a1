// Open items and explanations; exceptions are in exception_reads.cc.
#include "server/open_item_reads.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/matching.h"
#include "ledger/open_items.h"
#include "proto/wire/reconciliation.h"
#include "server/reconciliation_picture.h"

namespace ippledge::server {
namespace {

TransitItem LineItem(const UnmatchedItems& items, std::size_t place, Date today) {
  const BankItem& line = items.bank()[place];
  TransitItem item{.date = line.date, .amount = line.amount};
  item.age_days = today.days() - line.date.days();
  item.line = items.line(place);
  return item;
}

TransitItem MovementItem(const UnmatchedItems& items, std::size_t place, Date today) {
  const BookItem& movement = items.book()[place];
  TransitItem item{.date = movement.date, .amount = movement.amount};
  item.age_days = today.days() - movement.date.days();
  item.movement = items.movement(place);
  return item;
}

void FormatSuggestion(const UnmatchedItems& items, const FoundMatch& found,
                      const BankAccount& account, v1::Suggestion& message) {
  wire::FormatMatch(items.Named(found), *message.mutable_match());
  std::int64_t lines = 0;
  std::int64_t lines_gross = 0;
  std::int64_t movements_gross = 0;
  for (const std::size_t place : found.bank) {
    lines += items.bank()[place].amount.fen();
    lines_gross += std::abs(items.bank()[place].amount.fen());
  }
  for (const std::size_t place : found.book) {
    movements_gross += std::abs(items.book()[place].amount.fen());
  }
  message.set_amount_fen(lines);
  message.set_two_persons(std::max(lines_gross, movements_gross) > account.two_person_above.fen());
}

// The match among `matches` that has the line.
const FoundMatch* WithLine(const std::vector<FoundMatch>& matches, std::size_t place) {
  for (const FoundMatch& match : matches) {
    if (std::binary_search(match.bank.begin(), match.bank.end(), place)) return &match;
  }
  return nullptr;
}

// The match that stands and has the line.
const RecordedMatch* MatchOf(const ReconciliationBook& book, const LineName& name) {
  for (std::size_t i = book.matches().size(); i-- > 0;) {
    const RecordedMatch& match = book.matches().at(i);
    if (match.undone_entry > 0) continue;
    const std::vector<LineName>& lines = match.match.lines;
    if (std::find(lines.begin(), lines.end(), name) != lines.end()) return &match;
  }
  return nullptr;
}

// A run leaves it as it is: all of it lies in months that are closed.
bool IsClosed(const ReconciliationBook& book, const BankAccount& account,
              const std::vector<Date>& dates) {
  return std::all_of(dates.begin(), dates.end(), [&](Date date) {
    return book.FindClosed(account.account_id, date.month_index()) != nullptr;
  });
}

// Of a line that counts and is not matched.
void ExplainOpen(const engine::ReadView& view, const BankAccount& account, const LineName& name,
                 v1::ExplainLineResponse& response) {
  const Programme& programme = view.programme();
  const ReconciliationBook& book = programme.reconciliation;
  const UnmatchedItems items(programme, account, view.position());
  std::size_t place = 0;
  while (place < items.bank().size() && items.line(place) != name) ++place;
  if (place == items.bank().size()) {
    return response.set_standing(v1::LINE_STANDING_BEFORE_FIRST_DAY);
  }
  bool near = false;
  for (const NearCandidate& candidate : FindNear(items.bank()[place], items.book())) {
    v1::NearMovement& message = *response.add_candidates();
    wire::FormatTransitItem(MovementItem(items, candidate.book, view.picture().today), book,
                            programme.fund, *message.mutable_movement());
    message.set_amount_equal(candidate.amount_equal);
    message.set_reference_equal(candidate.reference_equal);
    message.set_party_equal(candidate.party_equal);
    message.set_amount_apart_fen(candidate.amount_apart.fen());
    message.set_days_apart(candidate.days_apart);
    near = near || candidate.amount_equal || candidate.reference_equal;
  }
  const std::vector<FoundMatch> certain = FindCertain(items.bank(), items.book());
  if (const FoundMatch* match = WithLine(certain, place); match != nullptr) {
    FormatSuggestion(items, *match, account, *response.mutable_suggestion());
    response.set_standing(IsClosed(book, account, items.DatesOf(*match))
                              ? v1::LINE_STANDING_PERIOD_CLOSED
                              : v1::LINE_STANDING_CERTAIN);
    return;
  }
  const std::vector<FoundMatch> likely = FindLikely(items.bank(), items.book());
  if (const FoundMatch* match = WithLine(likely, place); match != nullptr) {
    FormatSuggestion(items, *match, account, *response.mutable_suggestion());
    return response.set_standing(v1::LINE_STANDING_SUGGESTED);
  }
  response.set_standing(near ? v1::LINE_STANDING_UNDECIDED : v1::LINE_STANDING_UNEXPLAINED);
}

}  // namespace

absl::Status ReadOpenItems(const Backend& backend, const Caller& caller,
                           const v1::ListOpenItemsRequest& request,
                           v1::ListOpenItemsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  IPPLEDGE_ASSIGN_OR_RETURN(
      const Page page,
      PageOf(backend, view, request, absl::StrCat(request.programme(), "/", request.account_id())));
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* const account,
                            AccountAt(view, request.account_id(), page.position));
  IPPLEDGE_ASSIGN_OR_RETURN(const WordsReader words,
                            WordsReader::For(backend, caller, request.programme()));
  const Programme& programme = view.programme();
  const ReconciliationBook& book = programme.reconciliation;
  const Date today = view.picture().today;
  const UnmatchedItems items(programme, *account, page.position);
  const std::size_t lines = items.bank().size();
  const std::size_t all = lines + items.book().size();
  std::size_t bytes = 0;
  std::size_t end = page.first;
  for (; end < all; ++end) {
    if (response.items_size() == page.size || bytes >= kAnswerBytesMax) break;
    v1::OpenItem& message = *response.add_items();
    const bool of_bank = end < lines;
    const TransitItem item =
        of_bank ? LineItem(items, end, today) : MovementItem(items, end - lines, today);
    wire::FormatTransitItem(item, book, programme.fund, *message.mutable_item());
    if (of_bank) {
      const BankLine& line = book.StatementOf(item.line->statement)->line(item.line->line);
      IPPLEDGE_RETURN_IF_ERROR(words.Put(line, *message.mutable_line()));
    } else {
      message.set_memo(wire::MovementNamed(programme.fund, *item.movement).movement.memo);
    }
    bytes += message.ByteSizeLong();
  }
  if (end < all) response.set_next_page_token(page.TokenFor(backend, end));
  if (!request.without_suggestions()) {
    for (const FoundMatch& found : FindLikely(items.bank(), items.book())) {
      const std::size_t place =
          found.bank.empty() ? lines + found.book.front() : found.bank.front();
      if (place < page.first || place >= end) continue;
      FormatSuggestion(items, found, *account, *response.add_suggestions());
    }
  }
  std::int64_t lines_fen = 0;
  std::int64_t movements_fen = 0;
  for (const BankItem& item : items.bank()) lines_fen += item.amount.fen();
  for (const BookItem& item : items.book()) movements_fen += item.amount.fen();
  response.set_lines(static_cast<std::int64_t>(lines));
  response.set_lines_fen(lines_fen);
  response.set_movements(static_cast<std::int64_t>(items.book().size()));
  response.set_movements_fen(movements_fen);
  response.set_position(page.position);
  return absl::OkStatus();
}

absl::Status ReadExplanation(const Backend& backend, const Caller& caller,
                             const v1::ExplainLineRequest& request,
                             v1::ExplainLineResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  if (!request.has_line()) return Refuse(Reason::kFieldRequired, "line");
  const LineName name{request.line().statement(), request.line().line()};
  const ReconciliationBook& book = view.programme().reconciliation;
  const StatementRef statement = book.StatementOf(name.statement);
  if (statement == nullptr || name.line < 0 || name.line >= statement->lines) {
    return Refuse(Reason::kLineUnknown, "line",
                  {{"statement", absl::StrCat(name.statement)}, {"line", absl::StrCat(name.line)}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const WordsReader words,
                            WordsReader::For(backend, caller, request.programme()));
  wire::FormatLineName(name, *response.mutable_line()->mutable_name());
  IPPLEDGE_RETURN_IF_ERROR(
      words.Put(statement->line(name.line), *response.mutable_line()->mutable_line()));
  response.set_account_id(statement->header.account_id);
  response.set_import_id(statement->header.import_id);
  response.set_position(view.position());
  if (statement->withdrawn_entry > 0) {
    response.set_standing(v1::LINE_STANDING_STATEMENT_WITHDRAWN);
  } else if (statement->closed_entry == 0) {
    response.set_standing(v1::LINE_STANDING_STATEMENT_OPEN);
  } else if (const RecordedMatch* match = MatchOf(book, name); match != nullptr) {
    response.set_standing(v1::LINE_STANDING_MATCHED);
    response.mutable_line()->set_match(match->number);
    wire::FormatRecordedMatch(*match, book, view.position(), *response.mutable_match());
  } else {
    IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* const account,
                              AccountAt(view, statement->header.account_id, view.position()));
    ExplainOpen(view, *account, name, response);
  }
  return absl::OkStatus();
}

}  // namespace ippledge::server
