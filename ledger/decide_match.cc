// Matches: ledger/decide_reconciliation.h.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/claim_steps.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/open_items.h"
#include "ledger/reconciliation_checks.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

std::string Text(std::int64_t number) { return absl::StrCat(number); }

// What a match is about.
struct Content {
  std::int64_t line_fen = 0;
  std::int64_t movement_fen = 0;
  std::int64_t gross_fen = 0;  // of the side that has items, without signs
  std::vector<Date> dates;
};

absl::StatusOr<Content> ContentOf(const Programme& programme, const BankAccount& account,
                                  const std::vector<LineName>& lines,
                                  const std::vector<MovementName>& movements) {
  Content content;
  std::int64_t movement_gross = 0;
  std::set<LineName> lines_seen;
  for (const LineName& name : lines) {
    if (!lines_seen.insert(name).second) {
      return Refuse(Reason::kDuplicateItem, "lines",
                    {{"got", absl::StrCat(name.statement, "/", name.line)}});
    }
    const BankLine* line = FindLine(programme, account, name);
    if (line == nullptr) {
      return Refuse(Reason::kLineUnknown, "lines",
                    {{"statement", Text(name.statement)}, {"line", Text(name.line)}});
    }
    content.line_fen += line->amount.fen();
    content.gross_fen += std::abs(line->amount.fen());
    content.dates.push_back(line->booking_date);
  }
  std::set<MovementName> movements_seen;
  for (const MovementName& name : movements) {
    if (!movements_seen.insert(name).second) {
      return Refuse(Reason::kDuplicateItem, "movements",
                    {{"got", absl::StrCat(name.entry, "/", name.ordinal)}});
    }
    const std::optional<TouchingMovement> found = FindTouching(programme, account, name);
    if (!found) {
      return Refuse(Reason::kMovementUnknown, "movements",
                    {{"movement_id", absl::StrCat(name.entry, "/", name.ordinal)}});
    }
    content.movement_fen += found->effect.fen();
    movement_gross += std::abs(found->effect.fen());
    content.dates.push_back(found->recorded->movement.date);
  }
  content.gross_fen = std::max(content.gross_fen, movement_gross);
  return content;
}

// Every item of it lies in a month that is closed: its sheet would change.
absl::Status CheckSomeOpen(const Programme& programme, const BankAccount& account,
                           const std::vector<Date>& dates) {
  absl::Status closed;
  for (const Date date : dates) {
    const absl::Status open = CheckMonthOpen(programme, account.account_id, date, "");
    if (open.ok()) return open;
    closed = open;
  }
  return closed;
}

absl::Status CheckPersons(const Caller& caller, const BankAccount& account, std::int64_t fen) {
  return fen > account.two_person_above.fen() ? NeedTwoPersons(caller) : absl::OkStatus();
}

absl::Status CheckMatchRoom(const ReconciliationBook& book, std::size_t more) {
  const std::size_t limit = static_cast<std::size_t>(kMatchesMax);
  if (book.matches().size() + more <= limit) return absl::OkStatus();
  return Refuse(Reason::kTooManyItems, "",
                {{"got", Text(kMatchesMax + 1)}, {"limit", Text(kMatchesMax)}});
}

// The match that stands and has one of the items; nullptr when none has.
const RecordedMatch* FindMatchWith(const ReconciliationBook& book, const RecordMatch& c) {
  const std::set<LineName> lines(c.lines.begin(), c.lines.end());
  const std::set<MovementName> movements(c.movements.begin(), c.movements.end());
  for (std::size_t i = 0; i < book.matches().size(); ++i) {
    const RecordedMatch& match = book.matches().at(i);
    if (match.undone_entry > 0 || match.account_id != c.account_id) continue;
    const bool meets =
        std::any_of(match.match.lines.begin(), match.match.lines.end(),
                    [&](const LineName& line) { return lines.contains(line); }) ||
        std::any_of(match.match.movements.begin(), match.match.movements.end(),
                    [&](const MovementName& movement) { return movements.contains(movement); });
    if (meets) return &match;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const RunMatching& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* account,
                            AccountOf(programme, c.account_id, "account_id"));
  const ReconciliationBook& book = programme.reconciliation;
  const UnmatchedItems items(programme, *account, programme.last_entry);
  std::vector<FoundMatch> found = FindCertain(items.bank(), items.book());
  MatchesMade event;
  event.what = c;
  event.first_number = static_cast<std::int64_t>(book.matches().size()) + 1;
  event.lines_left = static_cast<std::int64_t>(items.bank().size());
  event.movements_left = static_cast<std::int64_t>(items.book().size());
  std::int64_t names = 0;
  for (const FoundMatch& each : found) {
    // What lies in closed months alone stays as their sheets have it.
    if (!CheckSomeOpen(programme, *account, items.DatesOf(each)).ok()) continue;
    names += static_cast<std::int64_t>(each.bank.size() + each.book.size());
    if (names > kNamesPerRunMax ||
        event.matches.size() == static_cast<std::size_t>(kMatchesPerRunMax)) {
      event.more = true;
      break;
    }
    event.lines_left -= static_cast<std::int64_t>(each.bank.size());
    event.movements_left -= static_cast<std::int64_t>(each.book.size());
    event.matches.push_back(items.Named(each));
  }
  if (event.matches.empty()) {
    return Refuse(Reason::kNothingToMatch, "",
                  {{"lines", Text(event.lines_left)}, {"movements", Text(event.movements_left)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckMatchRoom(book, event.matches.size()));
  return Happened(std::move(event));
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const RecordMatch& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* account,
                            AccountOf(programme, c.account_id, "account_id"));
  IPPLEDGE_ASSIGN_OR_RETURN(const Content content,
                            ContentOf(programme, *account, c.lines, c.movements));
  const ReconciliationBook& book = programme.reconciliation;
  if (const RecordedMatch* known = FindMatchWith(book, c); known != nullptr) {
    const bool same = known->match.lines == c.lines && known->match.movements == c.movements;
    if (same) return AlreadyRecorded(known->entry);
    return Refuse(Reason::kAlreadyMatched, "", {{"number", Text(known->number)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckSomeOpen(programme, *account, content.dates));
  if (content.line_fen != content.movement_fen) {
    return Refuse(Reason::kMatchSum, "",
                  {{"lines", Text(content.line_fen)},
                   {"movements", Text(content.movement_fen)},
                   {"difference", Text(content.line_fen - content.movement_fen)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckPersons(caller, *account, content.gross_fen));
  IPPLEDGE_RETURN_IF_ERROR(CheckMatchRoom(book, 1));
  return Happened(MatchRecorded{c, static_cast<std::int64_t>(book.matches().size()) + 1});
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const UndoMatch& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  const RecordedMatch* match = programme.reconciliation.FindMatch(c.number);
  if (match == nullptr) {
    return Refuse(Reason::kMatchUnknown, "number", {{"number", Text(c.number)}});
  }
  if (match->undone_entry > 0) return AlreadyRecorded(match->undone_entry);
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* account,
                            AccountOf(programme, match->account_id, "number"));
  IPPLEDGE_ASSIGN_OR_RETURN(
      const Content content,
      ContentOf(programme, *account, match->match.lines, match->match.movements));
  IPPLEDGE_RETURN_IF_ERROR(CheckPersons(caller, *account, content.gross_fen));
  IPPLEDGE_RETURN_IF_ERROR(CheckSomeOpen(programme, *account, content.dates));
  return Happened(MatchUndone{c});
}

}  // namespace ippledge
