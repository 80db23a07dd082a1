// client/import/row_reader.h: fields of one record as values of the API, with every problem found.
//
// Each Read* puts the field into *out and returns true when something was there. An empty cell of a
// field that is needed is a problem, as is a cell that cannot be understood. One thread.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/import/expression.h"
#include "client/import/layout.h"
#include "client/import/problem.h"

namespace ippledge::client {

// Problems told of one row; more are not looked at.
inline constexpr int kProblemsPerRowMax = 20;

class RowReader {
 public:
  explicit RowReader(const BoundLayout* layout) : layout_(*layout) {}

  // Begins a record; its problems go to `problems`.
  void Begin(const CsvRecord* record, std::vector<Problem>* problems);

  enum class Need { kOptional, kRequired };

  // kText, kNumber and kCode fields, as their type says.
  bool ReadText(const Expression& expression, FieldId field, Need need, std::string* out);
  bool ReadAmount(const Expression& expression, Need need, std::int64_t* fen);
  bool ReadRate(const Expression& expression, Need need, std::int32_t* ppm);
  // As "YYYY-MM-DD".
  bool ReadDate(const Expression& expression, Need need, std::string* out);
  bool ReadWhole(const Expression& expression, Need need, std::int64_t* number);

  // The same by field, for those that are not of a right.
  bool Text(FieldId field, Need need, std::string* out) {
    return ReadText(layout_.of(field), field, need, out);
  }
  bool Amount(FieldId field, Need need, std::int64_t* fen) {
    return ReadAmount(layout_.of(field), need, fen);
  }
  bool Rate(FieldId field, Need need, std::int32_t* ppm) {
    return ReadRate(layout_.of(field), need, ppm);
  }
  bool Date(FieldId field, Need need, std::string* out) {
    return ReadDate(layout_.of(field), need, out);
  }
  bool Whole(FieldId field, Need need, std::int64_t* number) {
    return ReadWhole(layout_.of(field), need, number);
  }
  // A cell of a closed list: `parse` gives an optional; `words` are shown when it is none of them.
  template <typename T, typename Parse>
  bool Word(const Expression& expression, Need need, Parse parse, absl::string_view words, T* out) {
    absl::string_view text;
    if (!WordText(expression, need, &text)) return false;
    const auto value = parse(text);
    if (!value.has_value()) {
      Add(expression, Fault::kWordUnknown, text, words);
      return false;
    }
    *out = *value;
    return true;
  }

  // Adds a problem at a column.
  void Add(const Expression& expression, Fault fault, absl::string_view got,
           absl::string_view want = "");
  bool good() const { return problems_->empty(); }
  const BoundLayout& layout() const { return layout_; }
  Evaluator& evaluator() { return evaluator_; }

 private:
  bool WordText(const Expression& expression, Need need, absl::string_view* text);
  void AddFailure();
  // Adds FIELD_REQUIRED when it is; always false.
  bool Empty(const Expression& expression, Need need);

  const BoundLayout& layout_;
  Evaluator evaluator_;
  const CsvRecord* record_ = nullptr;
  std::vector<Problem>* problems_ = nullptr;
  std::string narrow_;
};

}  // namespace ippledge::client
