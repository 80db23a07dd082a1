// Values of accounts at banks, statements, matches and periods into messages:
// proto/wire/reconciliation.h.
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/check.h"
#include "ledger/fund_book.h"
#include "ledger/reconciliation_fields.h"
#include "proto/wire/message_fields.h"
#include "proto/wire/reconciliation.h"

namespace ippledge::wire {
namespace {

// The numbers of the ledger's lists are those of the API.
static_assert(kMatchReasonCount == v1::MatchReason_ARRAYSIZE);

// 0 beyond the position: then it is not known yet.
std::int64_t KnownAt(std::int64_t position, std::int64_t entry) {
  return entry <= position ? entry : 0;
}

using Items = google::protobuf::RepeatedPtrField<v1::TransitItem>;

}  // namespace

void FormatWords(const LineWords& words, v1::BankLine& message) {
  message.set_text(words.text);
  message.set_counterparty_name(words.counterparty_name);
  message.set_counterparty_account(words.counterparty_account);
  message.set_counterparty_bank(words.counterparty_bank);
}

void FormatBankAccount(const BankAccount& account, v1::BankAccount& message) {
  FillFields(account, message);
}

void FormatStatementHeader(const StatementHeader& header, v1::StatementHeader& message) {
  FillFields(header, message);
}

void FormatBankLine(const BankLine& line, v1::BankLine& message) {
  message.set_booking_date(line.booking_date.ToString());
  if (line.value_date) message.set_value_date(line.value_date->ToString());
  message.set_amount_fen(line.amount.fen());
  if (line.balance) message.set_balance_fen(line.balance->fen());
  message.set_bank_reference(line.bank_reference);
  message.set_own_reference(line.own_reference);
  for (const std::string& number : line.numbers) message.add_numbers(number);
  message.set_party(line.party);
  message.set_code(line.code);
  message.set_reversal(line.reversal);
}

void FormatLineName(const LineName& name, v1::LineName& message) { FillFields(name, message); }

void FormatMatch(const Match& match, v1::Match& message) { FillFields(match, message); }

void FormatStatementGap(const StatementGap& gap, v1::StatementGap& message) {
  message.set_after_statement(gap.after_statement);
  message.set_before_statement(gap.before_statement);
  message.set_from_date(gap.from_date.ToString());
  message.set_to_date(gap.to_date.ToString());
  message.set_apart_fen(gap.apart.fen());
}

void FormatRecordedMatch(const RecordedMatch& match, const ReconciliationBook& book,
                         std::int64_t position, v1::RecordedMatch& message) {
  message.set_number(match.number);
  message.set_account_id(match.account_id);
  FormatMatch(match.match, *message.mutable_match());
  message.set_text(match.text);
  message.set_entry(match.entry);
  message.set_undone_entry(KnownAt(position, match.undone_entry));
  // Both sides sum to the same; where one is empty, to nothing.
  std::int64_t fen = 0;
  for (const LineName& name : match.match.lines) {
    fen += book.StatementOf(name.statement)->line(name.line).amount.fen();
  }
  message.set_amount_fen(fen);
}

void FormatStatement(const RecordedStatement& statement, std::int64_t position,
                     v1::RecordedStatement& message) {
  FormatStatementHeader(statement.header, *message.mutable_header());
  message.set_opened_entry(statement.opened_entry);
  message.set_closed_entry(KnownAt(position, statement.closed_entry));
  message.set_withdrawn_entry(KnownAt(position, statement.withdrawn_entry));
  message.set_state(message.withdrawn_entry() > 0 ? v1::STATEMENT_STATE_WITHDRAWN
                    : message.closed_entry() > 0  ? v1::STATEMENT_STATE_COUNTS
                                                  : v1::STATEMENT_STATE_OPEN);
  message.set_lines(statement.lines);
  message.set_net_fen(statement.net_fen);
  if (message.closed_entry() > 0) return;
  std::int64_t lines = 0;
  std::int64_t net_fen = 0;
  for (const auto& part : statement.parts) {
    if (part->entry > position) break;
    lines += static_cast<std::int64_t>(part->lines.size());
    for (const BankLine& line : part->lines) net_fen += line.amount.fen();
  }
  message.set_lines(lines);
  message.set_net_fen(net_fen);
}

void FormatPeriod(const ClosedPeriod& period, std::int64_t position, v1::RecordedPeriod& message) {
  message.set_account_id(period.account_id);
  message.set_month(FormatMonth(period.month));
  message.set_closed_entry(period.closed_entry);
  message.set_reopened_entry(KnownAt(position, period.reopened_entry));
}

void FormatPeriodFigures(const PeriodClosed& closed, v1::PeriodFigures& message) {
  message.set_book_balance_fen(closed.book_balance.fen());
  message.set_bank_balance_fen(closed.bank_balance.fen());
  message.set_bank_in_fen(closed.bank_in.fen());
  message.set_bank_out_fen(closed.bank_out.fen());
  message.set_book_in_fen(closed.book_in.fen());
  message.set_book_out_fen(closed.book_out.fen());
  message.set_items(closed.items);
}

const RecordedMovement& MovementNamed(const FundBook& fund, const MovementName& name) {
  const std::size_t place = fund.PlaceOf(name.entry) + static_cast<std::size_t>(name.ordinal);
  IPPLEDGE_CHECK(place < fund.size() && fund.at(place)->entry == name.entry);
  return *fund.at(place);
}

void FormatTransitItem(const TransitItem& item, const ReconciliationBook& book,
                       const FundBook& fund, v1::TransitItem& message) {
  message.set_item_date(item.date.ToString());
  message.set_amount_fen(item.amount.fen());
  message.set_age_days(item.age_days);
  message.set_match(item.match);
  if (item.line) {
    FormatLineName(*item.line, *message.mutable_line());
    const BankLine& line = book.StatementOf(item.line->statement)->line(item.line->line);
    message.set_reference(line.bank_reference.empty() ? line.own_reference : line.bank_reference);
    message.set_counterparty(line.party);
    return;
  }
  FillFields(*item.movement, *message.mutable_movement());
  const FundMovement& movement = MovementNamed(fund, *item.movement).movement;
  message.set_reference(movement.bank_reference);
  message.set_movement_id(movement.movement_id);
  message.set_kind(static_cast<v1::FundMovementKind>(movement.kind));
  message.set_counterparty(movement.counterparty);
}

std::int64_t ItemsOf(const AdjustmentSheet& sheet) {
  return static_cast<std::int64_t>(sheet.bank_in.size() + sheet.bank_out.size() +
                                   sheet.book_in.size() + sheet.book_out.size() +
                                   sheet.corrections.size());
}

void FormatSheet(const AdjustmentSheet& sheet, const BankAccount& account,
                 const ReconciliationBook& book, const FundBook& fund, SheetItems items,
                 v1::AdjustmentSheet& message) {
  FormatBankAccount(account, *message.mutable_account());
  message.set_month(FormatMonth(sheet.day.month_index()));
  message.set_sheet_date(sheet.day.ToString());
  message.set_position(sheet.position);
  message.set_book_balance_fen(sheet.book_balance.fen());
  if (sheet.bank_balance) message.set_bank_balance_fen(sheet.bank_balance->fen());
  if (sheet.bank_through) message.set_bank_through_date(sheet.bank_through->ToString());
  const auto put = [&](const std::vector<TransitItem>& from, Items& to) {
    if (items == SheetItems::kLeftOut) return;
    for (const TransitItem& item : from) FormatTransitItem(item, book, fund, *to.Add());
  };
  put(sheet.bank_in, *message.mutable_bank_in());
  put(sheet.bank_out, *message.mutable_bank_out());
  put(sheet.book_in, *message.mutable_book_in());
  put(sheet.book_out, *message.mutable_book_out());
  put(sheet.corrections, *message.mutable_corrections());
  message.set_bank_in_count(static_cast<std::int64_t>(sheet.bank_in.size()));
  message.set_bank_out_count(static_cast<std::int64_t>(sheet.bank_out.size()));
  message.set_book_in_count(static_cast<std::int64_t>(sheet.book_in.size()));
  message.set_book_out_count(static_cast<std::int64_t>(sheet.book_out.size()));
  message.set_bank_in_fen(sheet.bank_in_sum.fen());
  message.set_bank_out_fen(sheet.bank_out_sum.fen());
  message.set_book_in_fen(sheet.book_in_sum.fen());
  message.set_book_out_fen(sheet.book_out_sum.fen());
  message.set_adjusted_book_fen(sheet.adjusted_book.fen());
  if (sheet.bank_balance) {
    message.set_adjusted_bank_fen(sheet.adjusted_bank.fen());
    message.set_difference_fen(sheet.difference.fen());
  }
  for (const StatementGap& gap : sheet.gaps) FormatStatementGap(gap, *message.add_gaps());
  message.set_closed_entry(sheet.closed_entry);
  message.set_reconciled(sheet.bank_balance && sheet.bank_through == sheet.day &&
                         sheet.gaps.empty() && sheet.difference == Money());
}

}  // namespace ippledge::wire
