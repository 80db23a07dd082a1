#include "tests/testing/scenario_reconciliation_words.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/wire/line_words.h"
#include "tests/testing/scenario_cover_words.h"

namespace ippledge {
namespace {

// Lines of a statement that `import` sends at a time.
constexpr std::size_t kLinesPerPart = 3;

// "2024-06-01..2024-06-30"
std::pair<Date, Date> TakeDays(Words& words) {
  const std::vector<std::string> days = absl::StrSplit(words.Take("from..to"), "..");
  if (days.size() != 2) {
    words.Fail("no from..to");
    return {};
  }
  Words both(days);
  const Date from = both.TakeDate();
  const Date to = both.TakeDate();
  words.Fail(both.error());
  return {from, to};
}

std::string TakeBecause(Words& words) {
  words.Expect("because");
  return words.Take("reason");
}

// "special holds deposits at qingcao from 2024-06-01 two-persons-above 1,000.00"
BankAccount TakeAccount(Words& words) {
  BankAccount account;
  account.account_id = words.Take("account");
  account.number = absl::StrCat("0602-", account.account_id);
  account.name = "风险补偿资金专户";
  account.bank_name = "内蒙古银行";
  while (!words.done()) {
    if (words.TakeIf("holds")) {
      account.holds = words.TakeEnum<FundAccount>("account of the books", kFundAccountCount);
      if (words.TakeIf("at")) account.bank = words.Take("bank");
    } else if (words.TakeIf("from")) {
      account.reconcile_from = words.TakeDate();
    } else if (words.TakeIf("two-persons-above")) {
      account.two_person_above = words.TakeMoney();
    } else if (words.TakeIf("number")) {
      account.number = words.Take("number at the bank");
    } else {
      words.Fail("no part of an account: " + words.Peek());
    }
  }
  return account;
}

// "S1 of special 2024-06-01..2024-06-30 from 0.00 to 10.00 file F1 part 1"
StatementHeader TakeHeader(Words& words) {
  StatementHeader header;
  header.import_id = words.Take("number of the import");
  words.Expect("of");
  header.account_id = words.Take("account");
  std::tie(header.from_date, header.to_date) = TakeDays(words);
  words.Expect("from");
  header.opening = words.TakeMoney();
  words.Expect("to");
  header.closing = words.TakeMoney();
  std::string file = header.import_id;
  if (words.TakeIf("file")) file = words.Take("file");
  if (words.TakeIf("part")) header.statement_in_file = static_cast<int>(words.TakeNumber());
  header.format = "MT940";
  header.file_bytes = 1'000;
  const std::size_t size = std::min(file.size(), header.file_sha256.size());
  std::copy_n(file.begin(), size, header.file_sha256.begin());
  return header;
}

// "line 2024-06-05 1,000.00 reference B-1 text "fee of PZ-2"". Of a text only the words that may be
// numbers reach the ledger in clear.
BankLine TakeLine(Words& words, const Labels& labels) {
  BankLine line;
  line.booking_date = words.TakeDate();
  line.amount = words.TakeMoney();
  while (!words.done() && words.Peek() != "line") {
    if (words.TakeIf("reference")) {
      line.bank_reference = WithoutLabel(words.Take("reference"), labels);
    } else if (words.TakeIf("own")) {
      line.own_reference = WithoutLabel(words.Take("reference"), labels);
    } else if (words.TakeIf("text")) {
      line.numbers = wire::NumbersIn(WithoutLabel(words.Take("text"), labels));
    } else if (words.TakeIf("party")) {
      line.party = words.Take("body");
    } else if (words.TakeIf("value")) {
      line.value_date = words.TakeDate();
    } else if (words.TakeIf("balance")) {
      line.balance = words.TakeMoney();
    } else if (words.TakeIf("reversal")) {
      line.reversal = true;
    } else {
      words.Fail("no part of a line: " + words.Peek());
    }
  }
  return line;
}

std::vector<BankLine> TakeLines(Words& words, const Labels& labels) {
  std::vector<BankLine> lines;
  while (words.TakeIf("line")) lines.push_back(TakeLine(words, labels));
  return lines;
}

// "[S]/2,[S]/3": entries and places; a place that is left out is 0.
template <typename Name>
std::vector<Name> TakeNames(Words& words, const Labels& labels) {
  std::vector<Name> names;
  for (const std::string& word : words.TakeList("names of items")) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(word, absl::MaxSplits('/', 1));
    Words entry({parts.first});
    std::int64_t place = 0;
    const std::int64_t number = entry.TakeEntry(labels);
    if (!entry.error().empty()) words.Fail(entry.error());
    if (!parts.second.empty() && !absl::SimpleAtoi(parts.second, &place)) {
      words.Fail("no item: " + word);
    }
    names.push_back(Name{number, place});
  }
  // As they come in from the line.
  std::sort(names.begin(), names.end());
  return names;
}

// "special lines [S]/2 movements [A],[B] because text"
RecordMatch TakeMatch(Words& words, const Labels& labels) {
  RecordMatch match;
  match.account_id = words.Take("account");
  if (words.TakeIf("lines")) match.lines = TakeNames<LineName>(words, labels);
  if (words.TakeIf("movements")) match.movements = TakeNames<MovementName>(words, labels);
  match.text = TakeBecause(words);
  return match;
}

}  // namespace

int TakeMonth(Words& words) {
  const std::string word = words.Take("month");
  const absl::StatusOr<int> month = ParseMonth(word);
  if (!month.ok()) words.Fail("no month: " + word);
  return month.value_or(0);
}

std::optional<Command> TakeReconciliationCommand(const std::string& verb, Words& words,
                                                 const Labels& labels) {
  if (verb == "register-account") return RegisterAccount{TakeAccount(words)};
  if (verb == "open-statement") {
    OpenStatement open{TakeHeader(words)};
    words.Expect("lines");
    open.header.line_count = words.TakeNumber();
    return open;
  }
  if (verb == "add-lines") {
    AddStatementLines add;
    add.import_id = words.Take("number of the import");
    words.Expect("after");
    add.first_line = words.TakeNumber();
    add.lines = TakeLines(words, labels);
    return add;
  }
  if (verb == "close-statement") return CloseStatement{words.Take("number of the import")};
  if (verb == "withdraw-statement") {
    WithdrawStatement withdraw{words.Take("number of the import"), ""};
    withdraw.text = TakeBecause(words);
    return withdraw;
  }
  if (verb == "run-matching") return RunMatching{words.Take("account")};
  if (verb == "record-match") return TakeMatch(words, labels);
  if (verb == "undo-match") {
    UndoMatch undo{words.TakeNumber(), ""};
    undo.text = TakeBecause(words);
    return undo;
  }
  if (verb == "close-month") {
    ClosePeriod close{words.Take("account"), 0};
    close.month = TakeMonth(words);
    return close;
  }
  if (verb == "reopen-month") {
    ReopenPeriod reopen{words.Take("account"), 0, ""};
    reopen.month = TakeMonth(words);
    reopen.text = TakeBecause(words);
    return reopen;
  }
  return std::nullopt;
}

std::vector<Command> TakeImport(Words& words, const Labels& labels) {
  StatementHeader header = TakeHeader(words);
  const std::vector<BankLine> lines = TakeLines(words, labels);
  header.line_count = static_cast<std::int64_t>(lines.size());
  std::vector<Command> commands = {OpenStatement{header}};
  for (std::size_t at = 0; at < lines.size(); at += kLinesPerPart) {
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(at);
    const auto count = static_cast<std::ptrdiff_t>(std::min(kLinesPerPart, lines.size() - at));
    commands.push_back(
        AddStatementLines{header.import_id, static_cast<std::int64_t>(at), {begin, begin + count}});
  }
  commands.push_back(CloseStatement{header.import_id});
  return commands;
}

std::string NameText(const LineName& name, const Labels& labels) {
  return absl::StrCat(LabelOf(labels, name.statement), "/", name.line);
}

std::string NameText(const MovementName& name, const Labels& labels) {
  const std::string label = LabelOf(labels, name.entry);
  return name.ordinal == 0 ? label : absl::StrCat(label, "/", name.ordinal);
}

}  // namespace ippledge
