#include "tests/testing/scenario.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/testing/builders.h"
#include "tests/testing/scenario_callers.h"
#include "tests/testing/scenario_cover_lines.h"
#include "tests/testing/scenario_lines.h"
#include "tests/testing/scenario_reconciliation_lines.h"
#include "tests/testing/scenario_reconciliation_words.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {
namespace {

// One statement: the line it begins on, its words, and the lines below it that begin with a space.
struct Statement {
  int line = 0;
  std::vector<std::string> words;                // of all lines
  std::vector<std::string> first;                // of the first line alone
  std::vector<std::vector<std::string>> others;  // of each further line
};

// Words by white space; "double quotes" hold one together.
std::vector<std::string> WordsOf(absl::string_view line) {
  std::vector<std::string> words;
  bool quoted = false, begun = false;
  std::string word;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && absl::ascii_isspace(static_cast<unsigned char>(c))) {
      if (begun) words.push_back(std::exchange(word, ""));
      begun = false;
    } else {
      word.push_back(c);
      begun = true;
    }
  }
  if (begun) words.push_back(word);
  return words;
}

std::vector<Statement> StatementsOf(absl::string_view text) {
  std::vector<Statement> statements;
  int number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    const std::vector<std::string> words = WordsOf(line);
    if (words.empty() || absl::StartsWith(words[0], "#")) continue;
    if (line[0] != ' ' || statements.empty()) {
      statements.push_back({.line = number, .words = words, .first = words, .others = {}});
      continue;
    }
    Statement& last = statements.back();
    last.words.insert(last.words.end(), words.begin(), words.end());
    last.others.push_back(words);
  }
  return statements;
}

// 16 bytes made of a name: the same request id for the same name.
RequestId RequestIdOf(absl::string_view name) {
  RequestId id{};
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (std::size_t i = 0; i < id.size(); ++i) {
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    id[i] = static_cast<std::uint8_t>(hash >> 40);
  }
  // As version 8 of the standard has it.
  id[6] = static_cast<std::uint8_t>(0x80 | (id[6] & 0x0f));
  id[8] = static_cast<std::uint8_t>(0x80 | (id[8] & 0x3f));
  return id;
}

class Player {
 public:
  Player(absl::string_view name, ScenarioExecutor& executor) : name_(name), executor_(executor) {}

  ScenarioResult Play(absl::string_view text) {
    for (const Statement& statement : StatementsOf(text)) {
      line_ = statement.line;
      Words words(statement.words);
      const std::string what = words.Take("a statement");
      if (!founded_ && what != "programme") {
        words.Fail("before the programme: " + what);
      } else if (what == "programme") {
        Found(words);
      } else if (what == "banks") {
        while (!words.done()) RegisterBank(words.Take("a bank"));
      } else if (what == "day") {
        executor_.TurnTo(words.TakeDate());
      } else if (what == "do" || what == "try") {
        Do(statement, what == "try");
      } else if (what == "batch") {
        Batch(statement);
      } else if (what == "import") {
        Import(statement);
      } else if (what == "restart") {
        executor_.Restart();
      } else if (what == "show") {
        Show(statement);
      } else if (what == "check") {
        words.Expect("invariants");
        for (const absl::Status& status :
             {executor_.CheckInvariants(), CheckReconciliations(executor_)}) {
          if (!status.ok()) Fail(std::string(status.message()));
        }
      } else {
        words.Fail("no statement: " + what);
      }
      if (!words.error().empty()) broken_ = words.error();
      if (!broken_.empty()) {
        Fail("cannot be read: " + broken_);
        break;
      }
    }
    return std::move(result_);
  }

 private:
  void Fail(const std::string& what) {
    result_.failures.push_back(absl::StrCat(name_, ":", line_, ": ", what));
  }
  void Note(const std::string& text) {
    result_.transcript.push_back(absl::StrCat(line_, ": ", text));
  }

  ScenarioRequest RequestOf(Caller caller) {
    ScenarioRequest request;
    request.caller = std::move(caller);
    request.request_id = RequestIdOf(absl::StrCat(name_, " line ", line_, " ", ++requests_));
    return request;
  }
  void MustDo(Command command) {
    ScenarioRequest request = RequestOf(CallerNamed("ip-office"));
    request.rows.push_back(std::move(command));
    const ScenarioAnswer answer = executor_.Execute(request);
    if (!answer.status.ok()) Fail(AnswerLines(answer, labels_).at(0));
  }
  // "inner-mongolia 2024-01-02", "free-text 2024-01-02"
  void Found(Words& words) {
    const std::string which = words.Take("inner-mongolia or free-text");
    executor_.TurnTo(words.TakeDate());
    if (which != "inner-mongolia" && which != "free-text") words.Fail("no programme: " + which);
    founded_ = true;
    Constitution constitution = which == "free-text" ? AFreeTextConstitution() : AConstitution();
    constitution.time_zone = "Asia/Shanghai";
    MustDo(
        FoundProgramme{.programme = "inner-mongolia", .constitution = constitution, .today = {}});
  }
  void RegisterBank(const std::string& id) {
    Body bank = ABank(id);
    bank.branch_codes.clear();
    MustDo(RegisterBody{bank});
  }

  // The words before "->" and those after it.
  static std::pair<std::vector<std::string>, std::vector<std::string>> SplitAtArrow(
      const std::vector<std::string>& words) {
    const auto arrow = std::find(words.begin(), words.end(), "->");
    return {{words.begin(), arrow}, {arrow == words.end() ? arrow : std::next(arrow), words.end()}};
  }
  // Takes "request R7" out of the words, wherever it stands.
  static std::string TakeRequest(std::vector<std::string>& words) {
    const auto found = std::find(words.begin(), words.end(), "request");
    if (found == words.end() || std::next(found) == words.end()) return "";
    const std::string name = *std::next(found);
    words.erase(found, found + 2);
    return name;
  }

  void Do(const Statement& statement, bool validate_only) {
    auto [asked, expected] = SplitAtArrow(statement.words);
    const std::string request_name = TakeRequest(asked);
    Words words(asked);
    words.Take("do");
    const std::string who = words.Take("who");
    ScenarioRequest request = RequestOf(CallerNamed(who));
    request.rows.push_back(TakeCommand(words, BankOf(request.caller), labels_));
    if (!words.done() || !words.error().empty()) {
      broken_ = words.error().empty() ? "left over: " + words.Peek() : words.error();
      return;
    }
    if (!request_name.empty()) request.request_id = RequestIdOf(request_name);
    request.validate_only = validate_only;
    Answered(executor_.Execute(request), expected, validate_only);
  }

  static std::string BankOf(const Caller& caller) {
    return IsBank(caller.role) ? caller.organisation : "";
  }

  void Batch(const Statement& statement) {
    auto [asked, expected] = SplitAtArrow(statement.words);
    const auto first_row = std::find(asked.begin(), asked.end(), "-");
    std::vector<std::string> head(asked.begin(), first_row);
    const std::string request_name = TakeRequest(head);
    Words words(head);
    words.Take("batch");
    ScenarioRequest request = RequestOf(CallerNamed(words.Take("who")));
    request.is_batch = true;
    request.all_or_nothing = words.TakeIf("all-or-nothing");
    request.validate_only = words.TakeIf("dry-run");
    if (!words.done()) broken_ = "left over: " + words.Peek();
    for (auto row = first_row; row != asked.end();) {
      const auto end = std::find(std::next(row), asked.end(), "-");
      Words of_row({std::next(row), end});
      request.rows.push_back(TakeCommand(of_row, BankOf(request.caller), labels_));
      if (!of_row.done() || !of_row.error().empty()) {
        broken_ = of_row.error().empty() ? "left over: " + of_row.Peek() : of_row.error();
      }
      row = end;
    }
    if (!broken_.empty()) return;
    if (!request_name.empty()) request.request_id = RequestIdOf(request_name);
    Answered(executor_.Execute(request), expected, request.validate_only);
  }

  // All parts of a statement: the answer is the last one, or the first refusal. The label names the
  // entry that opens it.
  void Import(const Statement& statement) {
    auto [asked, expected] = SplitAtArrow(statement.words);
    Words words(asked);
    words.Take("import");
    const Caller caller = CallerNamed(words.Take("who"));
    const std::vector<Command> parts = TakeImport(words, labels_);
    if (!words.done()) words.Fail("left over: " + words.Peek());
    broken_ = words.error();
    if (!broken_.empty()) return;
    ScenarioAnswer answer;
    std::int64_t opened = 0;
    for (const Command& part : parts) {
      ScenarioRequest request = RequestOf(caller);
      request.rows.push_back(part);
      answer = executor_.Execute(request);
      if (!answer.status.ok()) break;
      if (opened == 0) opened = answer.entry;
    }
    answer.entry = opened;
    Answered(answer, expected, /*validate_only=*/false);
  }

  // Gives the label that the scenario asks for, then compares.
  void Answered(const ScenarioAnswer& answer, const std::vector<std::string>& expected,
                bool validate_only) {
    const bool names = expected.size() > 1 && expected[0] == "ok" &&
                       absl::StartsWith(expected[1], "[") && !labels_.contains(expected[1]);
    if (names && answer.status.ok() && !answer.replayed && !answer.already_recorded &&
        !validate_only) {
      const std::string label = expected[1];
      labels_[label] = answer.entry;
      std::int64_t entry = answer.first_entry;
      const std::string stem = label.substr(0, label.size() - 1);
      const auto rows = static_cast<std::size_t>(answer.recorded_rows) + answer.verdicts.size();
      for (std::size_t row = 0; answer.recorded_rows > 0 && row < rows; ++row) {
        const bool refused =
            std::any_of(answer.verdicts.begin(), answer.verdicts.end(),
                        [&](const BatchRow& v) { return v.row == static_cast<std::int32_t>(row); });
        if (!refused) labels_[absl::StrCat(stem, ".", row + 1, "]")] = entry++;
      }
    }
    const std::vector<std::string> lines = AnswerLines(answer, labels_);
    const std::string got = absl::StrJoin(lines, " ");
    Note(got);
    if (const std::string difference = AnswerDifference(expected, answer, labels_);
        !difference.empty()) {
      Fail(absl::StrCat(difference, "; it answers: ", got));
    }
  }

  // Nothing is asked before all words are understood.
  void Show(const Statement& statement) {
    Words words(statement.first);
    words.Take("show");
    const std::string what = words.Take("what to show");
    LoanId id;
    std::int64_t at = 0;
    TotalsAsk ask;
    if (what == "fund" || what == "movements") return ShowFund(what, words, statement);
    if (const auto shown = TakeCoverShow(what, words, labels_, executor_)) {
      broken_ = words.error();
      if (!broken_.empty()) return;
      for (const std::string& line : *shown) Note(line);
      return Compare(*shown, statement.others, /*all=*/what != "cover" && what != "claim");
    }
    if (const auto shown = TakeReconciliationShow(what, words, labels_, executor_)) {
      broken_ = words.error();
      if (!broken_.empty()) return;
      for (const std::string& line : *shown) Note(line);
      return Compare(*shown, statement.others, /*all=*/true);
    }
    if (what == "loan") {
      id.bank = words.Take("bank");
      id.contract_number = words.Take("contract number");
      if (words.TakeIf("at")) at = words.TakeEntry(labels_);
    } else if (what == "totals") {
      ask = TakeAsk(words);
    } else if (what != "reports") {
      words.Fail("nothing to show: " + what);
    }
    if (!words.done() || !words.error().empty()) {
      broken_ = words.error().empty() ? "left over: " + words.Peek() : words.error();
      return;
    }
    const std::vector<std::string> lines = what == "loan" ? LoanLines(executor_.ShowLoan(id, at))
                                           : what == "totals"
                                               ? TotalsLines(executor_.ShowTotals(ask))
                                               : ReportLines(executor_.ShowReports());
    for (const std::string& line : lines) Note(line);
    Compare(lines, statement.others, /*all=*/what != "loan");
  }

  void ShowFund(const std::string& what, Words& words, const Statement& statement) {
    std::int64_t at = 0;
    std::optional<Date> as_of;
    if (words.TakeIf("at")) at = words.TakeEntry(labels_);
    if (what == "fund" && words.TakeIf("as-of")) as_of = words.TakeDate();
    if (!words.done() || !words.error().empty()) {
      broken_ = words.error().empty() ? "left over: " + words.Peek() : words.error();
      return;
    }
    const std::vector<std::string> lines =
        what == "fund" ? FundLines(executor_.ShowFund(at, as_of))
                       : MovementLines(executor_.ShowMovements(at), labels_);
    for (const std::string& line : lines) Note(line);
    Compare(lines, statement.others, /*all=*/what == "movements");
  }

  TotalsAsk TakeAsk(Words& words) {
    TotalsAsk ask;
    while (!words.done()) {
      if (words.TakeIf("by")) {
        ask.by = words.TakeEnums<Dimension>("dimension", kDimensionCount);
      } else if (words.TakeIf("measures")) {
        ask.measures = words.TakeEnums<Measure>("measure", kMeasureCount);
      } else if (words.TakeIf("as-of")) {
        ask.as_of = words.TakeDate();
      } else if (words.TakeIf("from")) {
        ask.from = words.TakeDate();
      } else if (words.TakeIf("at")) {
        ask.at = words.TakeEntry(labels_);
      } else if (words.TakeIf("only")) {
        const auto dimension = words.TakeEnum<Dimension>("dimension", kDimensionCount);
        ask.filters.emplace_back(dimension, words.TakeList("values"));
      } else {
        words.Fail("no part of a question: " + words.Peek());
      }
    }
    return ask;
  }

  // Every expected line must be shown, in this order; with `all`, no other.
  void Compare(const std::vector<std::string>& shown,
               const std::vector<std::vector<std::string>>& expected, bool all) {
    const std::string whole = absl::StrCat("; it shows:\n    ", absl::StrJoin(shown, "\n    "));
    if (expected.empty()) return Fail("nothing is expected" + whole);
    auto next = shown.begin();
    for (const std::vector<std::string>& words : expected) {
      const std::string line = absl::StrJoin(words, " ");
      const auto found = std::find(next, shown.end(), line);
      if (found == shown.end() || (all && found != next)) {
        return Fail(absl::StrCat("not shown here: ", line, whole));
      }
      next = std::next(found);
    }
    if (all && next != shown.end()) Fail(absl::StrCat("not expected: ", *next, whole));
  }

  const std::string name_;
  ScenarioExecutor& executor_;
  int line_ = 0;
  int requests_ = 0;
  bool founded_ = false;
  std::string broken_;
  Labels labels_;
  ScenarioResult result_;
};

}  // namespace

ScenarioResult PlayScenario(absl::string_view name, absl::string_view text,
                            ScenarioExecutor& executor) {
  return Player(name, executor).Play(text);
}

}  // namespace ippledge
