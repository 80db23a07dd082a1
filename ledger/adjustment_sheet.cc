#include "ledger/adjustment_sheet.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "ledger/check.h"
#include "ledger/claim_arithmetic.h"

namespace ippledge {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;

Pair KeyOf(const LineName& name) { return {name.statement, name.line}; }
Pair KeyOf(const MovementName& name) { return {name.entry, name.ordinal}; }

// Calls `visit` with each movement that touches the account and was known at `position`.
template <typename Visit>
void VisitMovements(const BankAccount& account, const FundBook& fund, std::int64_t position,
                    const Visit& visit) {
  MovementName name;
  for (std::size_t i = 0; i < fund.size(); ++i) {
    const RecordedMovement& movement = *fund.at(i);
    if (movement.entry > position) break;
    name.ordinal = movement.entry == name.entry ? name.ordinal + 1 : 0;
    name.entry = movement.entry;
    const Money effect = EffectOn(account, movement.movement, movement.sign());
    if (effect != Money()) visit(name, movement, effect);
  }
}

template <typename Visit>
void VisitLines(const std::vector<StatementRef>& statements, const Visit& visit) {
  for (const StatementRef& statement : statements) {
    for (const auto& part : statement->parts) {
      LineName name{statement->opened_entry, part->first_line};
      for (const BankLine& line : part->lines) {
        visit(name, line);
        ++name.line;
      }
    }
  }
}

// Of each matched item of an account at a position the number of its match.
struct Matched {
  absl::flat_hash_map<Pair, std::int64_t> lines;
  absl::flat_hash_map<Pair, std::int64_t> movements;
};

Matched MatchedAt(absl::string_view account_id, const ReconciliationBook& book,
                  std::int64_t position) {
  Matched matched;
  // Most matches are of one line and one movement.
  matched.lines.reserve(book.matches().size());
  matched.movements.reserve(book.matches().size());
  for (std::size_t i = 0; i < book.matches().size(); ++i) {
    const RecordedMatch& recorded = book.matches().at(i);
    if (recorded.account_id != account_id || !recorded.StandsAt(position)) continue;
    for (const LineName& line : recorded.match.lines) {
      matched.lines[KeyOf(line)] = recorded.number;
    }
    for (const MovementName& movement : recorded.match.movements) {
      matched.movements[KeyOf(movement)] = recorded.number;
    }
  }
  return matched;
}

std::int64_t NumberOf(const absl::flat_hash_map<Pair, std::int64_t>& numbers, const Pair& key) {
  const auto found = numbers.find(key);
  return found == numbers.end() ? 0 : found->second;
}

void Sort(std::vector<TransitItem>& items) {
  std::sort(items.begin(), items.end(), [](const TransitItem& a, const TransitItem& b) {
    if (a.date != b.date) return a.date < b.date;
    return a.line ? a.line < b.line : a.movement < b.movement;
  });
}

TransitItem Item(Date date, Money amount, Date day) {
  return {.date = date, .amount = amount, .age_days = day.days() - date.days()};
}

// Items that `wanted` lets through, by the number of their match.
template <typename Wanted>
OpenItems Items(const BankAccount& account, const ReconciliationBook& book, const FundBook& fund,
                Date day, std::int64_t position, const Matched& matched, const Wanted& wanted) {
  OpenItems items;
  VisitLines(StatementsAt(account.account_id, book, position),
             [&](const LineName& name, const BankLine& line) {
               if (line.booking_date < account.reconcile_from) return;
               const std::int64_t match = NumberOf(matched.lines, KeyOf(name));
               if (!wanted(line.booking_date, match)) return;
               TransitItem item = Item(line.booking_date, line.amount, day);
               item.line = name;
               item.match = match;
               items.bank.push_back(std::move(item));
             });
  VisitMovements(account, fund, position,
                 [&](const MovementName& name, const RecordedMovement& recorded, Money effect) {
                   const Date date = recorded.movement.date;
                   if (date < account.reconcile_from) return;
                   const std::int64_t match = NumberOf(matched.movements, KeyOf(name));
                   if (!wanted(date, match)) return;
                   TransitItem item = Item(date, effect, day);
                   item.movement = name;
                   item.match = match;
                   items.book.push_back(std::move(item));
                 });
  Sort(items.bank);
  Sort(items.book);
  return items;
}

// No account comes near the end of the range; what would pass it stays there.
Money Sum(Money a, Money b) {
  return Money::OfFen(std::clamp(a.fen() + b.fen(), -Money::kFenMax, Money::kFenMax));
}

void Deal(std::vector<TransitItem> items, std::vector<TransitItem>& in,
          std::vector<TransitItem>& out, Money& in_sum, Money& out_sum) {
  for (TransitItem& item : items) {
    const bool comes = item.amount >= Money();
    Money& sum = comes ? in_sum : out_sum;
    sum = Sum(sum, item.amount);
    (comes ? in : out).push_back(std::move(item));
  }
}

// What is dated in the month of `day` and takes back a movement of an earlier month.
std::vector<TransitItem> CorrectionsOf(const BankAccount& account, const FundBook& fund, Date day,
                                       std::int64_t position) {
  std::vector<TransitItem> corrections;
  VisitMovements(account, fund, position,
                 [&](const MovementName& name, const RecordedMovement& recorded, Money effect) {
                   const Date date = recorded.movement.date;
                   if (recorded.reverses_entry == 0 || date > day) return;
                   if (date.month_index() != day.month_index()) return;
                   const RecordedMovement* reversed = fund.OfEntry(recorded.reverses_entry);
                   const Date was = reversed->movement.date;
                   if (was.month_index() >= date.month_index()) return;
                   TransitItem item = Item(date, effect, day);
                   item.movement = name;
                   corrections.push_back(std::move(item));
                 });
  return corrections;
}

}  // namespace

Money BookBalance(const BankAccount& account, const FundBook& fund, Date day,
                  std::int64_t position) {
  Money balance;
  VisitMovements(account, fund, position,
                 [&](const MovementName&, const RecordedMovement& recorded, Money effect) {
                   if (recorded.movement.date <= day) balance = Sum(balance, effect);
                 });
  return balance;
}

std::vector<StatementRef> StatementsAt(absl::string_view account_id, const ReconciliationBook& book,
                                       std::int64_t position) {
  std::vector<StatementRef> statements;
  for (std::size_t i = 0; i < book.statements().size(); ++i) {
    const StatementRef& statement = book.statements().at(i);
    const bool counts = statement->header.account_id == account_id && statement->CountsAt(position);
    if (counts) statements.push_back(statement);
  }
  SortByDays(statements);
  return statements;
}

void SortByDays(std::vector<StatementRef>& statements) {
  std::stable_sort(statements.begin(), statements.end(),
                   [](const StatementRef& a, const StatementRef& b) {
                     const StatementHeader& x = a->header;
                     const StatementHeader& y = b->header;
                     return std::tie(x.from_date, x.to_date) < std::tie(y.from_date, y.to_date);
                   });
}

BankBalanceOn BankBalance(const std::vector<StatementRef>& statements, Date day) {
  BankBalanceOn found;
  for (const StatementRef& statement : statements) {
    const StatementHeader& header = statement->header;
    if (header.from_date > day) {
      // Nothing was booked up to its beginning.
      if (found.balance == header.opening) found.through = day;
      break;
    }
    if (header.to_date <= day) {
      found.balance = header.closing;
      found.through = header.to_date;
      continue;
    }
    Money balance = header.opening;
    VisitLines({statement}, [&](const LineName&, const BankLine& line) {
      if (line.booking_date <= day) balance = Sum(balance, line.amount);
    });
    found.balance = balance;
    found.through = day;
  }
  return found;
}

std::vector<StatementGap> GapsOf(const std::vector<StatementRef>& statements) {
  std::vector<StatementGap> gaps;
  for (std::size_t i = 1; i < statements.size(); ++i) {
    const RecordedStatement& before = *statements[i - 1];
    const RecordedStatement& next = *statements[i];
    const Money apart = Minus(next.header.opening, before.header.closing);
    const int days = next.header.from_date.days() - before.header.to_date.days() - 1;
    if (apart == Money() && days < kDaysWithoutStatementMax) continue;
    gaps.push_back({.after_statement = before.opened_entry,
                    .before_statement = next.opened_entry,
                    .from_date = before.header.to_date + 1,
                    .to_date = next.header.from_date + -1,
                    .apart = apart});
  }
  return gaps;
}

OpenItems OpenItemsOf(const BankAccount& account, const ReconciliationBook& book,
                      const FundBook& fund, Date day, std::int64_t position) {
  return Items(account, book, fund, day, position, MatchedAt(account.account_id, book, position),
               [](Date, std::int64_t match) { return match == 0; });
}

AdjustmentSheet SheetOf(const BankAccount& account, const ReconciliationBook& book,
                        const FundBook& fund, Date day, std::int64_t position) {
  IPPLEDGE_CHECK(position > 0 && book.FindAccount(account.account_id) != nullptr);
  AdjustmentSheet sheet;
  sheet.account_id = account.account_id;
  sheet.day = day;
  sheet.position = position;
  sheet.book_balance = BookBalance(account, fund, day, position);
  const std::vector<StatementRef> statements = StatementsAt(account.account_id, book, position);
  const BankBalanceOn bank = BankBalance(statements, day);
  sheet.bank_balance = bank.balance;
  sheet.bank_through = bank.through;
  const Matched matched = MatchedAt(account.account_id, book, position);
  // Matches with an item of a later day are not complete on the day.
  absl::flat_hash_set<std::int64_t> later;
  Items(account, book, fund, day, position, matched, [&](Date date, std::int64_t match) {
    if (match > 0 && date > day) later.insert(match);
    return false;
  });
  OpenItems items =
      Items(account, book, fund, day, position, matched, [&](Date date, std::int64_t match) {
        return date <= day && (match == 0 || later.contains(match));
      });
  Deal(std::move(items.bank), sheet.bank_in, sheet.bank_out, sheet.bank_in_sum, sheet.bank_out_sum);
  Deal(std::move(items.book), sheet.book_in, sheet.book_out, sheet.book_in_sum, sheet.book_out_sum);
  sheet.corrections = CorrectionsOf(account, fund, day, position);
  sheet.adjusted_book = Sum(sheet.book_balance, Sum(sheet.bank_in_sum, sheet.bank_out_sum));
  if (sheet.bank_balance) {
    sheet.adjusted_bank = Sum(*sheet.bank_balance, Sum(sheet.book_in_sum, sheet.book_out_sum));
    sheet.difference = Sum(sheet.adjusted_bank, Money::OfFen(-sheet.adjusted_book.fen()));
  }
  for (const StatementGap& gap : GapsOf(statements)) {
    if (gap.from_date <= day) sheet.gaps.push_back(gap);
  }
  for (const ClosedPeriod& period : book.periods()) {
    const bool it = period.account_id == account.account_id && period.month == day.month_index() &&
                    period.StandsAt(position);
    if (it) sheet.closed_entry = period.closed_entry;
  }
  return sheet;
}

}  // namespace ippledge
