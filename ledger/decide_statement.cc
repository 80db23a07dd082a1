// Accounts and statements: ledger/decide_reconciliation.h.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_steps.h"
#include "ledger/decide_checks.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/reconciliation_checks.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

std::string Text(std::int64_t number) { return absl::StrCat(number); }

absl::Status TooMany(std::int64_t got, std::int64_t limit) {
  return Refuse(Reason::kTooManyItems, "", {{"got", Text(got)}, {"limit", Text(limit)}});
}

absl::Status AccountExists(const RecordedAccount& known, absl::string_view field) {
  return Refuse(Reason::kAccountExists, field,
                {{"account_id", known.account.account_id}, {"first_entry", Text(known.entry)}});
}

// The parts of a file are imported once.
absl::Status CheckNewStatement(const Programme& programme, const StatementHeader& header) {
  const SharedLog<StatementRef>& statements = programme.reconciliation.statements();
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const RecordedStatement& known = *statements.at(i);
    if (known.withdrawn_entry > 0) continue;
    const bool same_id = known.header.import_id == header.import_id;
    const bool same_file = known.header.account_id == header.account_id &&
                           known.header.file_sha256 == header.file_sha256 &&
                           known.header.statement_in_file == header.statement_in_file;
    if (!same_id && !same_file) continue;
    return Refuse(
        Reason::kStatementExists, same_id ? "header.import_id" : "header.file_sha256",
        {{"import_id", known.header.import_id}, {"first_entry", Text(known.opened_entry)}});
  }
  return absl::OkStatus();
}

absl::Status CheckRoom(const ReconciliationBook& book, const StatementHeader& header) {
  const auto statements = static_cast<std::int64_t>(book.statements().size());
  if (statements >= kStatementsMax) return TooMany(statements + 1, kStatementsMax);
  if (book.open_statements() >= kOpenStatementsMax) {
    return TooMany(book.open_statements() + 1, kOpenStatementsMax);
  }
  const std::int64_t lines = book.lines() + header.line_count;
  return lines > kBankLinesMax ? TooMany(lines, kBankLinesMax) : absl::OkStatus();
}

absl::Status WrongState(const RecordedStatement& statement, absl::string_view want) {
  return Refuse(
      Reason::kStatementState, "import_id",
      {{"state", statement.closed_entry > 0 ? "CLOSED" : "OPEN"}, {"want", std::string(want)}});
}

absl::Status CheckLines(const Programme& programme, const RecordedStatement& statement,
                        const AddStatementLines& c) {
  const StatementHeader& header = statement.header;
  for (std::size_t i = 0; i < c.lines.size(); ++i) {
    const Date date = c.lines[i].booking_date;
    const std::string field = absl::StrCat("lines[", i, "].booking_date");
    if (date < header.from_date || date > header.to_date) {
      return Refuse(Reason::kDateOutside, field,
                    {{"got", date.ToString()},
                     {"from", header.from_date.ToString()},
                     {"to", header.to_date.ToString()}});
    }
    IPPLEDGE_RETURN_IF_ERROR(CheckMonthOpen(programme, header.account_id, date, field));
  }
  return absl::OkStatus();
}

absl::Status CheckGross(const ReconciliationBook& book, const AddStatementLines& c) {
  // A line is at most a quarter of the range, and a part has few lines.
  static_assert(kLinesPerPartMax <= 400);
  std::int64_t asked = 0;
  for (const BankLine& line : c.lines) asked += std::abs(line.amount.fen());
  if (book.gross_fen() <= kBankLinesFenMax - asked) return absl::OkStatus();
  return Refuse(Reason::kTotalOutOfRange, "lines",
                {{"measure", "bank lines"},
                 {"limit", Text(kBankLinesFenMax)},
                 {"used", Text(book.gross_fen())},
                 {"asked", Text(asked)}});
}

// What tells two lines of a day apart. Without a reference of the bank nothing does.
using LineKey = std::tuple<std::string, std::int64_t>;

// A line of `day` in both statements.
absl::Status CheckSharedDay(const RecordedStatement& known, const RecordedStatement& statement,
                            Date day) {
  std::set<LineKey> keys;
  const auto visit = [day](const RecordedStatement& of, const auto& see) {
    for (const auto& part : of.parts) {
      for (const BankLine& line : part->lines) {
        if (line.booking_date == day && !line.bank_reference.empty()) see(line);
      }
    }
  };
  visit(known, [&](const BankLine& line) { keys.emplace(line.bank_reference, line.amount.fen()); });
  std::string twice;
  visit(statement, [&](const BankLine& line) {
    if (keys.contains({line.bank_reference, line.amount.fen()})) twice = line.bank_reference;
  });
  if (twice.empty()) return absl::OkStatus();
  return Refuse(Reason::kLineExists, "",
                {{"bank_reference", twice}, {"first_entry", Text(known.opened_entry)}});
}

// `before` comes before `next`, by their days: they share one day at most, and where no day lies
// between them the balances follow.
absl::Status CheckNeighbours(const RecordedStatement& before, const RecordedStatement& next,
                             const RecordedStatement& known) {
  const Date end = before.header.to_date;
  const Date begin = next.header.from_date;
  const RecordedStatement& fresh = &known == &before ? next : before;
  if (begin < end) {
    return Refuse(Reason::kStatementOverlaps, "header.from_date",
                  {{"first_entry", Text(known.opened_entry)},
                   {"from", known.header.from_date.ToString()},
                   {"to", known.header.to_date.ToString()}});
  }
  if (begin == end) IPPLEDGE_RETURN_IF_ERROR(CheckSharedDay(known, fresh, begin));
  if (begin > end + 1 || before.header.closing == next.header.opening) return absl::OkStatus();
  return Refuse(Reason::kStatementChain, "header.opening_fen",
                {{"opening", Text(next.header.opening.fen())},
                 {"closing_before", Text(before.header.closing.fen())},
                 {"first_entry", Text(known.opened_entry)}});
}

bool ComesBefore(const RecordedStatement& a, const RecordedStatement& b) {
  return std::tie(a.header.from_date, a.header.to_date, a.opened_entry) <
         std::tie(b.header.from_date, b.header.to_date, b.opened_entry);
}

absl::Status CheckChain(const Programme& programme, const RecordedStatement& statement) {
  const std::vector<StatementRef> counting =
      StatementsAt(statement.header.account_id, programme.reconciliation, programme.last_entry);
  const RecordedStatement* before = nullptr;
  const RecordedStatement* next = nullptr;
  for (const StatementRef& each : counting) {
    if (ComesBefore(*each, statement)) {
      before = each.get();
    } else if (next == nullptr) {
      next = each.get();
    }
  }
  if (before != nullptr) {
    IPPLEDGE_RETURN_IF_ERROR(CheckNeighbours(*before, statement, *before));
  }
  return next == nullptr ? absl::OkStatus() : CheckNeighbours(statement, *next, *next);
}

// Balance, last day and gaps that statements give the sheet of a day.
bool SameOn(Date day, const std::vector<StatementRef>& a, const std::vector<StatementRef>& b) {
  const auto gaps = [day](const std::vector<StatementRef>& statements) {
    std::vector<StatementGap> found = GapsOf(statements);
    std::erase_if(found, [day](const StatementGap& gap) { return gap.from_date > day; });
    return found;
  };
  const BankBalanceOn of_a = BankBalance(a, day);
  const BankBalanceOn of_b = BankBalance(b, day);
  return of_a.balance == of_b.balance && of_a.through == of_b.through && gaps(a) == gaps(b);
}

// A month may be closed because a statement behind it begins with its last balance. So a statement
// of open months, too, comes or goes only where the sheets of closed ones stay as they are.
absl::Status CheckClosedSheets(const Programme& programme, const StatementRef& statement) {
  const std::string& account_id = statement->header.account_id;
  const std::vector<StatementRef> now =
      StatementsAt(account_id, programme.reconciliation, programme.last_entry);
  std::vector<StatementRef> then = now;
  if (statement->closed_entry > 0) {
    std::erase(then, statement);
  } else {
    then.push_back(statement);
    SortByDays(then);
  }
  // Up to the statement before it nothing changes.
  const auto changed =
      std::mismatch(now.begin(), now.end(), then.begin(), then.end()).first - now.begin();
  const Date same =
      changed == 0 ? Date() : now[static_cast<std::size_t>(changed) - 1]->header.to_date;
  for (const ClosedPeriod& period : programme.reconciliation.periods()) {
    const Date day = LastDayOfMonth(period.month);
    const bool stands = period.account_id == account_id && period.reopened_entry == 0;
    if (!stands || day < same || SameOn(day, now, then)) continue;
    return CheckMonthOpen(programme, account_id, day, "import_id");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const RegisterAccount& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  const Programme& programme = books.programme;
  const BankAccount& account = c.account;
  const RecordedAccount* known = programme.reconciliation.FindAccount(account.account_id);
  if (known != nullptr && known->account == account) return AlreadyRecorded(known->entry);
  if (account.holds == FundAccount::kDeposits) {
    const RegisteredBody* bank = programme.FindBody(account.bank);
    if (bank == nullptr) {
      return Refuse(Reason::kBankUnknown, "account.bank", {{"bank", account.bank}});
    }
    if (bank->body.kind != BodyKind::kPartnerBank) {
      return Refuse(Reason::kNotAPartnerBank, "account.bank",
                    {{"bank", account.bank}, {"kind", std::string(NameOf(bank->body.kind))}});
    }
  }
  if (known != nullptr) return AccountExists(*known, "account.account_id");
  for (const RecordedAccount& other : programme.reconciliation.accounts()) {
    if (other.account.number == account.number) return AccountExists(other, "account.number");
    const bool same = other.account.holds == account.holds && other.account.bank == account.bank;
    if (same) return AccountExists(other, "account.holds");
  }
  const auto count = static_cast<std::int64_t>(programme.reconciliation.accounts().size());
  if (count >= kBankAccountsMax) return TooMany(count + 1, kBankAccountsMax);
  return Happened(AccountRegistered{c});
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const OpenStatement& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  const StatementHeader& header = c.header;
  const StatementRef known = programme.reconciliation.FindStatement(header.import_id);
  if (known != nullptr && known->header == header) return AlreadyRecorded(known->opened_entry);
  IPPLEDGE_RETURN_IF_ERROR(AccountOf(programme, header.account_id, "header.account_id").status());
  IPPLEDGE_RETURN_IF_ERROR(CheckNewStatement(programme, header));
  for (const auto& [date, field] : {std::pair(header.from_date, "header.from_date"),
                                    std::pair(header.to_date, "header.to_date")}) {
    IPPLEDGE_RETURN_IF_ERROR(CheckMonthOpen(programme, header.account_id, date, field));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, header.to_date, "header.to_date"));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(programme.reconciliation, header));
  return Happened(StatementOpened{c});
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const AddStatementLines& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const StatementRef statement, StatementOf(programme, c.import_id));
  for (const auto& part : statement->parts) {
    if (part->first_line == c.first_line && part->lines == c.lines) {
      return AlreadyRecorded(part->entry);
    }
  }
  if (statement->closed_entry > 0) return WrongState(*statement, "OPEN");
  const std::int64_t left = statement->header.line_count - statement->lines;
  const auto count = static_cast<std::int64_t>(c.lines.size());
  if (c.first_line != statement->lines) {
    return Refuse(Reason::kStatementLines, "first_line",
                  {{"got", Text(c.first_line)}, {"want", Text(statement->lines)}});
  }
  if (count > left) {
    return Refuse(Reason::kStatementLines, "lines", {{"got", Text(count)}, {"want", Text(left)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckLines(programme, *statement, c));
  IPPLEDGE_RETURN_IF_ERROR(CheckGross(programme.reconciliation, c));
  return Happened(StatementLinesAdded{c});
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const CloseStatement& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const StatementRef statement, StatementOf(programme, c.import_id));
  if (statement->closed_entry > 0) return AlreadyRecorded(statement->closed_entry);
  const StatementHeader& header = statement->header;
  if (statement->lines != header.line_count) {
    return Refuse(Reason::kStatementLines, "import_id",
                  {{"got", Text(statement->lines)}, {"want", Text(header.line_count)}});
  }
  const std::int64_t made = header.opening.fen() + statement->net_fen;
  if (made != header.closing.fen()) {
    return Refuse(Reason::kStatementSum, "import_id",
                  {{"opening", Text(header.opening.fen())},
                   {"lines", Text(statement->net_fen)},
                   {"got", Text(made)},
                   {"want", Text(header.closing.fen())}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckChain(programme, *statement));
  for (const Date date : {header.from_date, header.to_date}) {
    IPPLEDGE_RETURN_IF_ERROR(CheckMonthOpen(programme, header.account_id, date, "import_id"));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckClosedSheets(programme, statement));
  return Happened(StatementClosed{
      .what = c, .line_count = statement->lines, .net = Money::OfFen(statement->net_fen)});
}

absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const WithdrawStatement& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayReconcile(caller));
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const StatementRef statement, StatementOf(programme, c.import_id));
  if (statement->closed_entry == 0) return Happened(StatementWithdrawn{c});
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  const ReconciliationBook& book = programme.reconciliation;
  for (std::size_t i = 0; i < book.matches().size(); ++i) {
    const RecordedMatch& match = book.matches().at(i);
    if (match.undone_entry > 0) continue;
    for (const LineName& line : match.match.lines) {
      if (line.statement != statement->opened_entry) continue;
      return Refuse(Reason::kAlreadyMatched, "import_id", {{"number", Text(match.number)}});
    }
  }
  const StatementHeader& header = statement->header;
  const int last = header.to_date.month_index();
  for (int month = header.from_date.month_index(); month <= last; ++month) {
    IPPLEDGE_RETURN_IF_ERROR(
        CheckMonthOpen(programme, header.account_id, FirstDayOfMonth(month), "import_id"));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckClosedSheets(programme, statement));
  return Happened(StatementWithdrawn{c});
}

}  // namespace ippledge
