#include "ledger/open_items.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "ledger/check.h"

namespace ippledge {

UnmatchedItems::UnmatchedItems(const Programme& programme, const BankAccount& account,
                               std::int64_t position)
    : items_(OpenItemsOf(account, programme.reconciliation, programme.fund, programme.today,
                         position)) {
  const ReconciliationBook& book = programme.reconciliation;
  StatementRef statement;
  bank_.reserve(items_.bank.size());
  book_.reserve(items_.book.size());
  for (const TransitItem& item : items_.bank) {
    if (statement == nullptr || statement->opened_entry != item.line->statement) {
      statement = book.StatementOf(item.line->statement);
      statements_.push_back(statement);
    }
    const BankLine& line = statement->line(item.line->line);
    bank_.push_back({.date = item.date,
                     .amount = item.amount,
                     .bank_reference = line.bank_reference,
                     .own_reference = line.own_reference,
                     .numbers = line.numbers,
                     .party = line.party,
                     .reversal = line.reversal});
  }
  // Movements by entry, so that a reversal finds what it reverses.
  absl::flat_hash_map<std::int64_t, std::size_t> places;
  places.reserve(items_.book.size());
  std::vector<std::pair<std::size_t, std::int64_t>> reversals;  // with what they reverse
  const FundBook& fund = programme.fund;
  for (std::size_t i = 0; i < items_.book.size(); ++i) {
    const MovementName& name = *items_.book[i].movement;
    const RecordedMovement& recorded =
        *fund.at(fund.PlaceOf(name.entry) + static_cast<std::size_t>(name.ordinal));
    book_.push_back({.date = items_.book[i].date,
                     .amount = items_.book[i].amount,
                     .movement_id = recorded.movement.movement_id,
                     .bank_reference = recorded.movement.bank_reference,
                     .party = recorded.movement.counterparty});
    if (name.ordinal == 0) places.emplace(name.entry, i);
    if (recorded.reverses_entry != 0) reversals.emplace_back(i, recorded.reverses_entry);
  }
  for (const auto& [place, reverses] : reversals) {
    const auto reversed = places.find(reverses);
    if (reversed == places.end()) continue;
    book_[place].reversal_of = static_cast<std::ptrdiff_t>(reversed->second);
    book_[reversed->second].reversal_of = static_cast<std::ptrdiff_t>(place);
  }
}

Match UnmatchedItems::Named(const FoundMatch& found) const {
  Match match;
  for (const std::size_t place : found.bank) match.lines.push_back(line(place));
  for (const std::size_t place : found.book) match.movements.push_back(movement(place));
  match.reason = found.reason;
  return match;
}

std::vector<Date> UnmatchedItems::DatesOf(const FoundMatch& found) const {
  std::vector<Date> dates;
  for (const std::size_t place : found.bank) dates.push_back(bank_[place].date);
  for (const std::size_t place : found.book) dates.push_back(book_[place].date);
  return dates;
}

}  // namespace ippledge
