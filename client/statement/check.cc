#include "client/statement/check.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/statement/duplicates.h"
#include "client/statement/line_order.h"
#include "client/statement/statement_chain.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;
using Fen = absl::int128;  // a million of the greatest amounts add up in it

// "-1234.56", however great.
std::string Yuan(Fen fen) {
  const bool negative = fen < 0;
  absl::uint128 rest = negative ? absl::uint128(-fen) : absl::uint128(fen);
  const auto cents = static_cast<int>(rest % 100);
  rest /= 100;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest > 0);
  return absl::StrCat(negative ? "-" : "", digits, ".", cents < 10 ? "0" : "", cents);
}

std::string Yuan(Money money) { return Yuan(Fen(money.fen())); }

// What came in and went out of all lines.
struct Sums {
  Fen came_in = 0;
  Fen went_out = 0;  // not negative
  std::int64_t came_in_count = 0;
  std::int64_t went_out_count = 0;
};

Sums SumsOf(const Statement& statement) {
  Sums sums;
  for (const StatementLine& line : statement.lines) {
    const std::int64_t fen = line.amount.fen();
    // What takes money back that came in lessens what came in, as banks add it up.
    const bool in = line.reversal ? fen < 0 : fen > 0;
    const bool out = line.reversal ? fen > 0 : fen < 0;
    if (in) sums.came_in += fen;
    if (out) sums.went_out -= fen;
    sums.came_in_count += in ? 1 : 0;
    sums.went_out_count += out ? 1 : 0;
  }
  return sums;
}

// One statement's check.
class StatementCheck {
 public:
  StatementCheck(Statement& statement, bool named, const CheckOptions& options,
                 std::vector<std::string>& remarks, StatementFaults& faults)
      : statement_(statement), options_(options), remarks_(remarks), faults_(faults) {
    if (named) {
      name_ = absl::StrCat(statement.account, statement.statement_number.empty() ? "" : " ",
                           statement.statement_number);
    }
  }

  void Run(const StatedFacts& stated);

 private:
  void Add(Kind kind, std::int64_t line, std::string got, std::string want) {
    faults_.Add({.kind = kind,
                 .line = line,
                 .field = name_,
                 .got = std::move(got),
                 .want = std::move(want)});
  }
  // Chinese, then English, as in all remarks.
  void Remark(absl::string_view zh, absl::string_view en) {
    const std::string name = name_.empty() ? "" : absl::StrCat(name_, ": ");
    remarks_.push_back(absl::StrCat(name, zh, " / ", en));
  }

  bool CheckContradictions();
  const Balance* OpeningOfFile();
  bool CheckGiven(const Balance* balance, const std::optional<Money>& given);
  bool CheckRunning(std::optional<Money> opening);
  bool Derive(BalanceKind kind, Fen fen, std::int64_t line, Date date);
  bool AddMissing(bool has_opening, bool has_closing);
  bool CheckSum();
  void CheckStated(const StatedFacts& stated, bool proved);
  bool LiesBetweenBalances(Date day) const;
  void CheckDates(bool adds_up);

  Statement& statement_;
  const CheckOptions& options_;
  std::vector<std::string>& remarks_;
  StatementFaults& faults_;
  std::string name_;
};

// Two opening or two closing balances, or two of another kind for one day, must be equal.
bool StatementCheck::CheckContradictions() {
  const auto one_for_the_day = [](BalanceKind kind) {
    return kind == BalanceKind::kOpeningAvailable || kind == BalanceKind::kClosingAvailable;
  };
  for (const BalanceKind kind :
       {BalanceKind::kOpening, BalanceKind::kClosing, BalanceKind::kPreviousClosing,
        BalanceKind::kOpeningAvailable, BalanceKind::kClosingAvailable}) {
    const Balance* const first = FindBalance(statement_, kind);
    for (const Balance& balance : statement_.balances) {
      if (balance.kind != kind || balance.amount == first->amount) continue;
      if (one_for_the_day(kind) && balance.date != first->date) continue;
      Add(Kind::kBalanceContradicts, balance.source_line, Yuan(balance.amount),
          Yuan(first->amount));
      return false;
    }
  }
  const Balance* const opening = FindBalance(statement_, BalanceKind::kOpening);
  const Balance* const previous = FindBalance(statement_, BalanceKind::kPreviousClosing);
  if (opening != nullptr && previous != nullptr && opening->amount != previous->amount) {
    Add(Kind::kBalanceContradicts, previous->source_line, Yuan(previous->amount),
        Yuan(opening->amount));
    return false;
  }
  return true;
}

// The opening balance; where there is none, the closing one of the day before is it.
const Balance* StatementCheck::OpeningOfFile() {
  const Balance* const previous = FindBalance(statement_, BalanceKind::kPreviousClosing);
  if (FindBalance(statement_, BalanceKind::kOpening) == nullptr && previous != nullptr) {
    Balance opening = *previous;
    opening.kind = BalanceKind::kOpening;
    statement_.balances.push_back(opening);
  }
  return FindBalance(statement_, BalanceKind::kOpening);
}

bool StatementCheck::CheckGiven(const Balance* balance, const std::optional<Money>& given) {
  if (balance == nullptr || !given.has_value() || balance->amount == *given) return true;
  Add(Kind::kBalanceContradicts, balance->source_line, Yuan(balance->amount), Yuan(*given));
  return false;
}

// Each running balance from the one before; a break is told once, not for all that follows.
bool StatementCheck::CheckRunning(std::optional<Money> opening) {
  std::optional<Fen> balance;
  if (opening.has_value()) balance = opening->fen();
  bool follows = true;
  for (const StatementLine& line : statement_.lines) {
    if (balance.has_value()) *balance += line.amount.fen();
    if (!line.balance.has_value()) continue;
    if (balance.has_value() && *balance != line.balance->fen()) {
      follows = false;
      Add(Kind::kBalanceMismatch, line.source_line, Yuan(*line.balance), Yuan(*balance));
      if (faults_.full()) return false;
    }
    balance = line.balance->fen();
  }
  return follows;
}

bool StatementCheck::Derive(BalanceKind kind, Fen fen, std::int64_t line, Date date) {
  if (fen > Money::kFenMax || fen < -Money::kFenMax) {
    Add(Kind::kAmountRange, line, Yuan(fen), "");
    return false;
  }
  statement_.balances.push_back({kind, date, Money::OfFen(static_cast<std::int64_t>(fen)), 0});
  return true;
}

// Opening and closing balance out of what was given and the running balances.
bool StatementCheck::AddMissing(bool has_opening, bool has_closing) {
  const std::vector<StatementLine>& lines = statement_.lines;
  const Date first_day = statement_.from_date.value_or(
      lines.empty() ? statement_.to_date.value_or(Date()) : lines.front().booking_date);
  const Date last_day =
      statement_.to_date.value_or(lines.empty() ? first_day : lines.back().booking_date);
  if (!has_opening && options_.opening.has_value()) {
    statement_.balances.push_back({BalanceKind::kOpening, first_day, *options_.opening, 0});
    has_opening = true;
  }
  if (!has_closing && options_.closing.has_value()) {
    statement_.balances.push_back({BalanceKind::kClosing, last_day, *options_.closing, 0});
    has_closing = true;
  }
  if (has_opening && has_closing) return true;
  const auto bare = std::find_if(lines.begin(), lines.end(), [](const StatementLine& line) {
    return !line.balance.has_value();
  });
  if (lines.empty() || bare != lines.end()) {
    // Amounts without a balance behind them would be proved by nothing.
    const bool some = std::any_of(lines.begin(), lines.end(), [](const StatementLine& line) {
      return line.balance.has_value();
    });
    Add(Kind::kBalanceMissing, some ? bare->source_line : 0, "", "");
    return false;
  }
  const StatementLine& first = lines.front();
  const StatementLine& last = lines.back();
  Remark("期初或期末余额按逐笔余额推算",
         "opening or closing balance taken from the running balances");
  if (!has_opening && !Derive(BalanceKind::kOpening, Fen(first.balance->fen()) - first.amount.fen(),
                              first.source_line, first_day)) {
    return false;
  }
  return has_closing ||
         Derive(BalanceKind::kClosing, last.balance->fen(), last.source_line, last_day);
}

bool StatementCheck::CheckSum() {
  const Balance* const opening = FindBalance(statement_, BalanceKind::kOpening);
  const Balance* const closing = FindBalance(statement_, BalanceKind::kClosing);
  const Sums sums = SumsOf(statement_);
  const Fen sum = Fen(opening->amount.fen()) + sums.came_in - sums.went_out;
  if (sum == closing->amount.fen()) return true;
  Add(Kind::kSumMismatch, closing->source_line > 0 ? closing->source_line : statement_.source_line,
      Yuan(closing->amount),
      absl::StrCat(Yuan(opening->amount), " + ", Yuan(sums.came_in), " - ", Yuan(sums.went_out),
                   " = ", Yuan(sum)));
  return false;
}

// Sums and counts that the file states. Where its balances prove the lines they can only be
// rounded, masked or of more than this file, so they are told, not refused.
void StatementCheck::CheckStated(const StatedFacts& stated, bool proved) {
  const Sums sums = SumsOf(statement_);
  const auto lines = static_cast<std::int64_t>(statement_.lines.size());
  std::vector<std::pair<std::string, std::string>> differ;  // got, want
  const auto sum = [&differ](const std::optional<Money>& told, Fen is) {
    if (told.has_value() && is != told->fen()) differ.emplace_back(Yuan(*told), Yuan(is));
  };
  const auto count = [&differ](const std::optional<std::int64_t>& told, std::int64_t is) {
    if (told.has_value() && *told != is) differ.emplace_back(absl::StrCat(*told), absl::StrCat(is));
  };
  sum(stated.came_in, sums.came_in);
  sum(stated.went_out, sums.went_out);
  count(stated.count, lines);
  count(stated.came_in_count, sums.came_in_count);
  count(stated.went_out_count, sums.went_out_count);
  for (auto& [got, want] : differ) {
    if (proved) {
      Remark(absl::StrCat("第 ", stated.source_line, " 行列示 ", got, "，流水为 ", want,
                          "；以期初、期末余额为准"),
             absl::StrCat("line ", stated.source_line, " states ", got, ", the lines make ", want,
                          "; the balances prove the lines"));
    } else {
      Add(Kind::kSumMismatch, stated.source_line, std::move(got), std::move(want));
    }
  }
}

// The bank's own balances enclose the day: one is of a day before it, the other of it or a later
// one. A line of the opening balance's day would have to be in that balance.
bool StatementCheck::LiesBetweenBalances(Date day) const {
  const Balance* const opening = FindBalance(statement_, BalanceKind::kOpening);
  const Balance* const closing = FindBalance(statement_, BalanceKind::kClosing);
  // Those that were given or derived are of no line of the file.
  const bool of_file = opening->source_line > 0 && closing->source_line > 0;
  return of_file && opening->date != Date() && opening->date < day && day <= closing->date;
}

// Some banks state a period that begins with the first working day. Where opening balance, lines
// and closing balance add up and enclose the days of all lines, the period is made to hold them.
void StatementCheck::CheckDates(bool adds_up) {
  const std::string stated =
      absl::StrCat(statement_.from_date.has_value() ? statement_.from_date->ToString() : "", " - ",
                   statement_.to_date.has_value() ? statement_.to_date->ToString() : "");
  std::optional<Date> first = statement_.from_date;
  std::optional<Date> last = statement_.to_date;
  std::int64_t outside = 0;
  bool enclosed = true;
  for (const StatementLine& line : statement_.lines) {
    const Date day = line.booking_date;
    const bool early = statement_.from_date.has_value() && day < *statement_.from_date;
    const bool late = statement_.to_date.has_value() && day > *statement_.to_date;
    if (!early && !late) continue;
    ++outside;
    if (early) first = std::min(*first, day);
    if (late) last = std::max(*last, day);
    if (adds_up && LiesBetweenBalances(day)) continue;
    enclosed = false;
    Add(Kind::kDateOutside, line.source_line, day.ToString(), stated);
    if (faults_.full()) return;
  }
  if (outside == 0 || !enclosed) return;
  statement_.from_date = first;
  statement_.to_date = last;
  Remark(absl::StrCat("所载期间 ", stated, " 以外的流水：", outside,
                      "；余额相符且日期在期初、期末余额之间，已扩展期间"),
         absl::StrCat("lines outside of the period ", stated, " that the file states: ", outside,
                      "; they lie between its balances, which they make: the period was made to "
                      "hold them"));
}

void StatementCheck::Run(const StatedFacts& stated) {
  if (!CheckContradictions()) return;
  const Balance* const opening = OpeningOfFile();
  const Balance* const closing = FindBalance(statement_, BalanceKind::kClosing);
  if (!CheckGiven(opening, options_.opening) || !CheckGiven(closing, options_.closing)) return;
  const bool has_opening = opening != nullptr;
  const bool has_closing = closing != nullptr;
  std::optional<Money> before = options_.opening;
  if (has_opening) before = opening->amount;
  const LineOrder order = PutInOrder(statement_, before, stated.falling_times);
  if (order != LineOrder::kAsItStands) {
    const bool turned = order == LineOrder::kTurned;
    Remark(turned ? "原文件最新流水在前，已倒序" : "已按逐笔余额重排流水",
           turned ? "the newest line stood first: turned round"
                  : "lines put in the order of their running balances");
  }
  if (!CheckRunning(before) || !AddMissing(has_opening, has_closing)) return;
  const bool adds_up = CheckSum();
  const bool proved = (has_opening || options_.opening.has_value()) &&
                      (has_closing || options_.closing.has_value());
  CheckStated(stated, proved);
  CheckDates(adds_up);
}

}  // namespace

void CheckStatements(std::vector<Statement>& statements, const std::vector<StatedFacts>& stated,
                     const CheckOptions& options, std::vector<std::string>& remarks,
                     StatementFaults& faults) {
  absl::flat_hash_set<std::string> accounts;
  for (const Statement& statement : statements) {
    accounts.insert(absl::StrCat(statement.account, " ", statement.currency));
  }
  const bool given = options.opening.has_value() || options.closing.has_value();
  if (given && accounts.size() > 1) {
    remarks.push_back(
        "文件含多个账号，未采用所给余额 / several accounts: the balances given are not used");
  }
  const std::vector<std::size_t> order = OrderOfStatements(statements);
  const StatedFacts nothing;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t i = order[place];
    CheckOptions own;
    if (accounts.size() == 1 && place == 0) own.opening = options.opening;
    if (accounts.size() == 1 && place + 1 == order.size()) own.closing = options.closing;
    StatementCheck(statements[i], statements.size() > 1, own, remarks, faults)
        .Run(i < stated.size() ? stated[i] : nothing);
    if (faults.full()) return;
  }
  const std::vector<bool> twice = CheckStatementsTwice(statements, faults);
  CheckLinesTwice(statements, twice, remarks, faults);
  CheckChain(statements, order, twice, remarks, faults);
}

}  // namespace ippledge::client
