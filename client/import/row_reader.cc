#include "client/import/row_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

constexpr std::size_t kCreditCodeChars = 18;
constexpr std::size_t kCnapsCodeChars = 12;

// Credit codes and bank codes are often typed in groups or in lower case. What does not look like
// one is some other country's code, and stays as it is.
void NormaliseCode(std::string* code) {
  std::string compact;
  for (const char c : *code) {
    if (c == ' ') continue;
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) return;
    compact.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  }
  const bool looks_right = compact.size() == kCreditCodeChars || compact.size() == kCnapsCodeChars;
  if (looks_right) *code = std::move(compact);
}

}  // namespace

void RowReader::Begin(const CsvRecord* record, std::vector<Problem>* problems) {
  record_ = record;
  problems_ = problems;
  evaluator_.Begin(record);
}

void RowReader::Add(const Expression& expression, Fault fault, absl::string_view got,
                    absl::string_view want) {
  evaluator_.Fail(expression, fault, got, want);
  AddFailure();
}

void RowReader::AddFailure() {
  if (problems_->size() >= kProblemsPerRowMax) return;
  const CellFailure& failure = evaluator_.failure();
  Problem problem = ProblemOf(failure.fault, failure.got, failure.want);
  problem.row = record_->row;
  problem.column = failure.column;
  // One cell may fill two fields; its fault is told once.
  if (std::find(problems_->begin(), problems_->end(), problem) != problems_->end()) return;
  problems_->push_back(std::move(problem));
}

bool RowReader::Empty(const Expression& expression, Need need) {
  if (need == Need::kRequired) Add(expression, Fault::kRequired, "");
  return false;
}

bool RowReader::ReadText(const Expression& expression, FieldId field, Need need, std::string* out) {
  absl::string_view text;
  if (!evaluator_.Text(expression, &text)) {
    AddFailure();
    return false;
  }
  if (text.empty()) return Empty(expression, need);
  const FieldType type = InfoOf(field).type;
  if (type != FieldType::kText) {
    text = type == FieldType::kNumber ? NarrowLetters(text, &narrow_) : NarrowAll(text, &narrow_);
    if (LooksScientific(text)) {
      Add(expression, Fault::kScientific, text);
      return false;
    }
  }
  out->assign(text.data(), text.size());
  MakeOneLine(out);
  if (type == FieldType::kCode) NormaliseCode(out);
  return true;
}

bool RowReader::ReadAmount(const Expression& expression, Need need, std::int64_t* fen) {
  bool found = false;
  if (!evaluator_.Amount(expression, &found, fen)) {
    AddFailure();
    return false;
  }
  return found || Empty(expression, need);
}

bool RowReader::ReadRate(const Expression& expression, Need need, std::int32_t* ppm) {
  bool found = false;
  if (!evaluator_.Rate(expression, &found, ppm)) {
    AddFailure();
    return false;
  }
  return found || Empty(expression, need);
}

bool RowReader::ReadDate(const Expression& expression, Need need, std::string* out) {
  bool found = false;
  ippledge::Date date;
  if (!evaluator_.Day(expression, &found, &date)) {
    AddFailure();
    return false;
  }
  if (!found) return Empty(expression, need);
  *out = date.ToString();
  return true;
}

bool RowReader::ReadWhole(const Expression& expression, Need need, std::int64_t* number) {
  bool found = false;
  if (!evaluator_.Whole(expression, &found, number)) {
    AddFailure();
    return false;
  }
  return found || Empty(expression, need);
}

bool RowReader::WordText(const Expression& expression, Need need, absl::string_view* text) {
  if (!evaluator_.Text(expression, text)) {
    AddFailure();
    return false;
  }
  return !text->empty() || Empty(expression, need);
}

}  // namespace ippledge::client
