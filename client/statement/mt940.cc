#include "client/statement/mt940.h"

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/statement/mt940_message.h"
#include "client/statement/mt940_remarks.h"
#include "client/statement/mt940_tag.h"
#include "ledger/money.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Statements with their number have it before the page's: "19322/1".
absl::string_view WithoutPage(absl::string_view number) {
  return number.substr(0, number.find('/'));
}

// True for a line that ends a message. Where no text can go on, whatever begins with "-" does: some
// banks have another letter for "}". ING has three X behind it.
bool IsEnd(absl::string_view line, bool in_text) {
  line = TrimMt940(line);
  if (line.empty() || line[0] != '-') return false;
  return !in_text || line.find_first_not_of('X', 1) == line.npos || absl::StartsWith(line, "-}");
}

class Mt940Reader {
 public:
  Mt940Reader(StatementFaults* faults, Mt940Remarks* remarks)
      : faults_(faults), remarks_(remarks) {}

  // False when there is no point in going on.
  bool Take(const Mt940Line& line);
  std::vector<Statement> End();

 private:
  void TakeOutside(const Mt940Line& line, absl::string_view text);
  void TakeEnvelope(const Mt940Line& line, absl::string_view text);
  void Begin(const Mt940Line& line, bool has_reference);
  void EndMessage();
  bool IsNextPage(const Mt940Page& page) const;
  void Join(Mt940Page page);
  // What stands outside of messages is too much, or no message follows it.
  void TellPreamble();

  StatementFaults* const faults_;
  Mt940Remarks* const remarks_;
  std::optional<Mt940Message> message_;
  std::vector<Statement> statements_;
  std::int64_t lines_ = 0;  // of all statements
  bool to_go_on_ = false;   // the last page of statements_ is not its statement's last
  bool any_message_ = false;
  int preamble_lines_ = 0;   // since the last message
  Mt940Line preamble_line_;  // the first of them
};

void Mt940Reader::Begin(const Mt940Line& line, bool has_reference) {
  EndMessage();
  preamble_lines_ = 0;
  any_message_ = true;
  message_.emplace(line.number, has_reference, faults_, remarks_);
}

bool Mt940Reader::IsNextPage(const Mt940Page& page) const {
  if (!to_go_on_ || !page.goes_on) return false;
  const Statement& before = statements_.back();
  return before.account == page.statement.account && before.currency == page.statement.currency &&
         WithoutPage(before.statement_number) == WithoutPage(page.statement.statement_number);
}

// Appends a page to the statement that it goes on with.
void Mt940Reader::Join(Mt940Page page) {
  ++remarks_->pages_joined;
  Statement& statement = statements_.back();
  std::vector<Balance> balances;
  Money carried;
  for (const Balance& balance : statement.balances) {
    if (balance.kind == BalanceKind::kOpening) balances.push_back(balance);
    if (balance.kind == BalanceKind::kClosing) carried = balance.amount;
  }
  for (const Balance& balance : page.statement.balances) {
    if (balance.kind != BalanceKind::kOpening) {
      balances.push_back(balance);
    } else if (balance.amount != carried) {
      const Mt940Field field = FieldOfMt940(page.opening_line.text);
      AddMt940Fault(page.opening_line, field.value_at, Kind::kStatementsMismatch, field.name,
                    FormatYuan(balance.amount), FormatYuan(carried), *faults_);
    }
  }
  statement.balances = std::move(balances);
  if (statement.account_name.empty()) statement.account_name = page.statement.account_name;
  statement.lines.insert(statement.lines.end(),
                         std::make_move_iterator(page.statement.lines.begin()),
                         std::make_move_iterator(page.statement.lines.end()));
}

void Mt940Reader::EndMessage() {
  if (!message_.has_value()) return;
  Mt940Page page = message_->End();
  message_.reset();
  if (!faults_->empty()) return;
  lines_ += static_cast<std::int64_t>(page.statement.lines.size());
  const bool to_go_on = page.to_go_on;
  if (IsNextPage(page)) {
    Join(std::move(page));
  } else {
    if (to_go_on_ || page.goes_on) ++remarks_->pages_alone;
    if (statements_.size() >= kStatementsPerFileMax) {
      AddMt940Fault({"", page.statement.source_line}, 0, Kind::kTooLarge, ":20:", "",
                    absl::StrCat(kStatementsPerFileMax), *faults_);
      return;
    }
    statements_.push_back(std::move(page.statement));
  }
  to_go_on_ = to_go_on;
}

// "{1:…}{2:O940…}{4:"; a field may follow it.
void Mt940Reader::TakeEnvelope(const Mt940Line& line, absl::string_view text) {
  const std::size_t at = text.find("{2:");
  if (at != text.npos && text.size() - at >= 7 && (text[at + 3] == 'I' || text[at + 3] == 'O')) {
    const absl::string_view type = text.substr(at + 4, 3);
    if (IsDigit(type[0]) && IsDigit(type[1]) && IsDigit(type[2]) && type != "940" &&
        type != "950") {
      const auto offset = static_cast<std::size_t>(text.data() - line.text.data());
      AddMt940Fault(line, offset + at + 4, Kind::kMalformed, "{2:", type, "940", *faults_);
    }
  }
  const std::size_t block = text.find("{4:");
  if (block == text.npos) return;
  const absl::string_view rest = text.substr(block + 3);
  if (FieldOfMt940(rest).tag == Mt940Tag::kReference) {
    Begin(line, true);
  } else if (!TrimMt940(rest).empty()) {
    AddMt940Fault(line, static_cast<std::size_t>(rest.data() - line.text.data()), Kind::kMalformed,
                  "{4:", rest, ":20:", *faults_);
  }
}

void Mt940Reader::TakeOutside(const Mt940Line& line, absl::string_view text) {
  text = TrimMt940(text);
  if (text.empty() || text[0] == '-') return;
  if (text[0] == '{') return TakeEnvelope(line, text);
  if (preamble_lines_++ == 0) preamble_line_ = line;
  if (preamble_lines_ == kMt940PreambleLinesMax + 1) TellPreamble();
}

void Mt940Reader::TellPreamble() {
  AddMt940Fault(preamble_line_, 0, any_message_ ? Kind::kMalformed : Kind::kNotRecognised, "",
                preamble_line_.text, ":20:", *faults_);
}

bool Mt940Reader::Take(const Mt940Line& line) {
  if (faults_->full()) return false;
  const absl::string_view text = TrimMt940(line.text);
  if (text.empty()) return true;
  const Mt940Field field = FieldOfMt940(line.text);
  if (line.text.size() > static_cast<std::size_t>(kMt940LineBytesMax)) {
    AddMt940Fault(line, 0, Kind::kFieldTooLong, field.name, line.text,
                  absl::StrCat(kMt940LineBytesMax), *faults_);
    return true;
  }
  const bool is_text =
      field.tag == Mt940Tag::kNone || (message_.has_value() && message_->IsBrokenTime(line));
  if (message_.has_value() && is_text) {
    if (!IsEnd(line.text, message_->in_text())) {
      message_->Continue(line);
      return true;
    }
    EndMessage();
    preamble_lines_ = 0;
    absl::string_view rest = text.substr(1);
    if (absl::ConsumePrefix(&rest, "}")) TakeOutside(line, rest);
    return true;
  }
  if (field.tag == Mt940Tag::kReference) {
    Begin(line, true);
    return true;
  }
  if (!message_.has_value()) {
    if (is_text || field.tag == Mt940Tag::kPassedOver || field.tag == Mt940Tag::kUnknown) {
      TakeOutside(line, line.text);
      return true;
    }
    AddMt940Fault(line, 0, Kind::kFieldMissing, ":20:", line.text, ":20:", *faults_);
    Begin(line, false);
  }
  message_->Field(line, field);
  if (lines_ + message_->lines() > kStatementLinesMax) {
    AddMt940Fault(line, 0, Kind::kTooLarge, ":61:", "", absl::StrCat(kStatementLinesMax), *faults_);
    return false;
  }
  return true;
}

std::vector<Statement> Mt940Reader::End() {
  EndMessage();
  if (to_go_on_) ++remarks_->pages_alone;
  if (preamble_lines_ > 0 && preamble_lines_ <= kMt940PreambleLinesMax) {
    TellPreamble();
  } else if (!any_message_ && faults_->empty()) {
    faults_->Add({.kind = Kind::kNotRecognised, .want = "MT940"});
  }
  if (!faults_->empty()) return {};
  return std::move(statements_);
}

}  // namespace

bool LooksLikeMt940(absl::string_view text) {
  text = text.substr(0, kMt940SampleBytes);
  absl::ConsumePrefix(&text, kByteOrderMark);
  Mt940Line line;
  int others = 0;
  while (others <= kMt940PreambleLinesMax && NextMt940Line(&text, &line)) {
    const absl::string_view trimmed = TrimMt940(line.text);
    if (trimmed.empty()) continue;
    if (absl::StartsWith(trimmed, "{1:") || absl::StartsWith(trimmed, "{4:")) return true;
    switch (FieldOfMt940(line.text).tag) {
      case Mt940Tag::kNone:
      case Mt940Tag::kPassedOver:
      case Mt940Tag::kUnknown:
        ++others;
        break;
      default:
        return true;
    }
  }
  return false;
}

std::vector<Statement> ReadMt940(absl::string_view text, StatementFaults& faults,
                                 std::vector<std::string>* remarks) {
  Mt940Remarks found;
  Mt940Reader reader(&faults, &found);
  absl::ConsumePrefix(&text, kByteOrderMark);
  Mt940Line line;
  while (NextMt940Line(&text, &line) && reader.Take(line)) {
  }
  std::vector<Statement> statements = reader.End();
  if (remarks != nullptr && faults.empty()) {
    for (std::string& each : found.Texts()) remarks->push_back(std::move(each));
  }
  return statements;
}

}  // namespace ippledge::client
