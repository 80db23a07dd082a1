#include "tests/testing/reconciliation_messages.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge {
namespace {

using TransitItems = google::protobuf::RepeatedPtrField<v1::TransitItem>;

Date DateOf(const std::string& text) { return *Date::Parse(text); }
std::optional<Date> OptionalDateOf(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(DateOf(text));
}
Money MoneyOf(std::int64_t fen) { return Money::OfFen(fen); }
std::string Text(std::int64_t fen) { return FormatYuanGrouped(MoneyOf(fen)); }

LineName NameOf(const v1::LineName& message) { return {message.statement(), message.line()}; }
MovementName NameOf(const v1::MovementName& message) {
  return {message.entry(), message.ordinal()};
}

Match MatchOf(const v1::Match& message) {
  Match match;
  for (const v1::LineName& name : message.lines()) match.lines.push_back(NameOf(name));
  for (const v1::MovementName& name : message.movements()) {
    match.movements.push_back(NameOf(name));
  }
  match.reason = static_cast<MatchReason>(message.reason());
  return match;
}

StatementGap GapOf(const v1::StatementGap& message) {
  return {.after_statement = message.after_statement(),
          .before_statement = message.before_statement(),
          .from_date = DateOf(message.from_date()),
          .to_date = DateOf(message.to_date()),
          .apart = MoneyOf(message.apart_fen())};
}

std::vector<ShownItem> ItemsOf(const TransitItems& messages, std::int64_t count) {
  IPPLEDGE_CHECK(messages.size() == count);
  std::vector<ShownItem> items;
  for (const v1::TransitItem& message : messages) items.push_back(ShownItemOf(message));
  return items;
}

}  // namespace

ShownAccount ShownAccountOf(const v1::RegisteredAccount& message) {
  const v1::BankAccount& account = message.account();
  ShownAccount shown{.account = {.account_id = account.account_id(),
                                 .number = account.number(),
                                 .name = account.name(),
                                 .bank_name = account.bank_name(),
                                 .holds = static_cast<FundAccount>(account.holds()),
                                 .bank = account.bank(),
                                 .reconcile_from = DateOf(account.reconcile_from_date()),
                                 .two_person_above = MoneyOf(account.two_person_above_fen())},
                     .through = OptionalDateOf(message.statements_through_date()),
                     .balance = {},
                     .closed_through = {}};
  if (message.has_bank_balance_fen()) shown.balance = MoneyOf(message.bank_balance_fen());
  if (!message.closed_through_month().empty()) {
    shown.closed_through = *ParseMonth(message.closed_through_month());
  }
  return shown;
}

ShownItem ShownItemOf(const v1::TransitItem& message) {
  ShownItem shown;
  shown.item = {.date = DateOf(message.item_date()),
                .amount = MoneyOf(message.amount_fen()),
                .age_days = message.age_days(),
                .line = {},
                .movement = {},
                .match = message.match()};
  if (message.has_line()) shown.item.line = NameOf(message.line());
  if (message.has_movement()) shown.item.movement = NameOf(message.movement());
  shown.called = message.has_line() ? message.reference() : message.movement_id();
  return shown;
}

ShownSheet ShownSheetOf(const v1::AdjustmentSheet& message) {
  ShownSheet shown;
  AdjustmentSheet& sheet = shown.sums;
  sheet.account_id = message.account().account_id();
  sheet.day = DateOf(message.sheet_date());
  sheet.position = message.position();
  sheet.book_balance = MoneyOf(message.book_balance_fen());
  if (message.has_bank_balance_fen()) sheet.bank_balance = MoneyOf(message.bank_balance_fen());
  sheet.bank_through = OptionalDateOf(message.bank_through_date());
  shown.bank_in = ItemsOf(message.bank_in(), message.bank_in_count());
  shown.bank_out = ItemsOf(message.bank_out(), message.bank_out_count());
  shown.book_in = ItemsOf(message.book_in(), message.book_in_count());
  shown.book_out = ItemsOf(message.book_out(), message.book_out_count());
  shown.corrections = ItemsOf(message.corrections(), message.corrections_size());
  sheet.bank_in_sum = MoneyOf(message.bank_in_fen());
  sheet.bank_out_sum = MoneyOf(message.bank_out_fen());
  sheet.book_in_sum = MoneyOf(message.book_in_fen());
  sheet.book_out_sum = MoneyOf(message.book_out_fen());
  sheet.adjusted_book = MoneyOf(message.adjusted_book_fen());
  sheet.adjusted_bank = MoneyOf(message.adjusted_bank_fen());
  sheet.difference = MoneyOf(message.difference_fen());
  for (const v1::StatementGap& gap : message.gaps()) sheet.gaps.push_back(GapOf(gap));
  sheet.closed_entry = message.closed_entry();
  shown.reconciled = message.reconciled();
  return shown;
}

ShownSuggestion ShownSuggestionOf(const v1::Suggestion& message) {
  return {MatchOf(message.match()), MoneyOf(message.amount_fen())};
}

ShownStatement ShownStatementOf(const v1::RecordedStatement& message) {
  const v1::StatementHeader& header = message.header();
  ShownStatement shown;
  shown.header.import_id = header.import_id();
  shown.header.account_id = header.account_id();
  shown.header.from_date = DateOf(header.from_date());
  shown.header.to_date = DateOf(header.to_date());
  shown.header.opening = MoneyOf(header.opening_fen());
  shown.header.closing = MoneyOf(header.closing_fen());
  shown.header.line_count = header.line_count();
  shown.opened_entry = message.opened_entry();
  shown.closed_entry = message.closed_entry();
  shown.withdrawn_entry = message.withdrawn_entry();
  const auto state = shown.withdrawn_entry > 0 ? v1::STATEMENT_STATE_WITHDRAWN
                     : shown.closed_entry > 0  ? v1::STATEMENT_STATE_COUNTS
                                               : v1::STATEMENT_STATE_OPEN;
  IPPLEDGE_CHECK(message.state() == state);
  shown.lines = message.lines();
  shown.net = MoneyOf(message.net_fen());
  if (message.has_gap_before()) shown.gap_before = GapOf(message.gap_before());
  return shown;
}

ShownMatch ShownMatchOf(const v1::RecordedMatch& message) {
  return {{.number = message.number(),
           .account_id = message.account_id(),
           .match = MatchOf(message.match()),
           .text = "",
           .entry = message.entry(),
           .undone_entry = message.undone_entry()},
          MoneyOf(message.amount_fen())};
}

ShownMonth ShownMonthOf(const v1::RecordedPeriod& message) {
  const v1::PeriodFigures& figures = message.figures();
  ShownMonth shown;
  shown.period = {.account_id = message.account_id(),
                  .month = *ParseMonth(message.month()),
                  .closed_entry = message.closed_entry(),
                  .reopened_entry = message.reopened_entry()};
  shown.figures.book_balance = MoneyOf(figures.book_balance_fen());
  shown.figures.bank_balance = MoneyOf(figures.bank_balance_fen());
  shown.figures.bank_in = MoneyOf(figures.bank_in_fen());
  shown.figures.bank_out = MoneyOf(figures.bank_out_fen());
  shown.figures.book_in = MoneyOf(figures.book_in_fen());
  shown.figures.book_out = MoneyOf(figures.book_out_fen());
  shown.figures.items = figures.items();
  return shown;
}

Told ToldOf(const v1::AddStatementLinesResponse& response) {
  return {{"next", absl::StrCat(response.next_line())}};
}

Told ToldOf(const v1::CloseStatementResponse& response) {
  return {{"lines", absl::StrCat(response.line_count())}, {"net", Text(response.net_fen())}};
}

Told ToldOf(const v1::RunMatchingResponse& response) {
  Told told = {{"matches", absl::StrCat(response.matches_size())},
               {"first", absl::StrCat(response.first_number())},
               {"lines-left", absl::StrCat(response.lines_left())},
               {"movements-left", absl::StrCat(response.movements_left())}};
  if (response.more()) told.emplace_back("more", "yes");
  return told;
}

Told ToldOf(const v1::RecordMatchResponse& response) {
  return {{"number", absl::StrCat(response.number())}};
}

Told ToldOf(const v1::ClosePeriodResponse& response) {
  const v1::PeriodFigures& figures = response.figures();
  return {{"books", Text(figures.book_balance_fen())},
          {"bank", Text(figures.bank_balance_fen())},
          {"items", absl::StrCat(figures.items())}};
}

}  // namespace ippledge
