#include "client/import/expression.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/import/cell.h"
#include "client/import/stable_hash.h"
#include "ledger/money.h"

namespace ippledge::client {
namespace {

constexpr int kContentHashDigits = 16;

bool IsDate(const Expression& e) { return e.source == Expression::Source::kDatePlus; }
bool IsAmount(const Expression& e) {
  return e.source == Expression::Source::kSum || e.source == Expression::Source::kGreatest;
}

// Whether `text` is a view into `owner`.
bool LiesIn(absl::string_view text, const std::string& owner) {
  const std::less<const char*> before;
  return !text.empty() && !before(text.data(), owner.data()) &&
         before(text.data(), owner.data() + owner.size());
}

// The layouts of a column, as a person reads them.
std::string PatternsOf(const Expression& e) {
  return absl::StrJoin(e.dates, ", ", [](std::string* out, const DateLayout& layout) {
    absl::StrAppend(out, layout.pattern());
  });
}

}  // namespace

std::string* TextPool::New() {
  if (used_ == strings_.size()) strings_.push_back(std::make_unique<std::string>());
  std::string* text = strings_[used_++].get();
  text->clear();
  return text;
}

void Evaluator::Begin(const CsvRecord* record) {
  record_ = record;
  pool_.Clear();
}

bool Evaluator::Fail(const Expression& expression, Fault fault, absl::string_view got,
                     absl::string_view want) {
  failure_.fault = fault;
  failure_.column = expression.header;
  failure_.got = std::string(got);
  failure_.want = std::string(want);
  return false;
}

bool Evaluator::Concat(const Expression& expression, absl::string_view* text) {
  std::string* whole = pool_.New();
  for (const Expression& part : expression.parts) {
    absl::string_view piece;
    if (!Text(part, &piece)) return false;
    absl::StrAppend(whole, piece);
  }
  *text = *whole;
  return true;
}

bool Evaluator::ContentNumber(const Expression& expression, absl::string_view* text) {
  std::uint64_t hash = 0;
  for (const int column : expression.content_columns) {
    const auto index = static_cast<std::size_t>(column);
    const absl::string_view cell =
        index < record_->cells.size() ? CleanCell(record_->cells[index].text, &scratch_) : "";
    hash = StableHash(cell, hash);
  }
  const std::int32_t times = ++contents_[hash];
  std::string* number = pool_.New();
  *number = absl::StrCat(expression.constant, HexOf(hash, kContentHashDigits));
  if (times > 1) absl::StrAppend(number, "-", times);
  *text = *number;
  return true;
}

bool Evaluator::SourceText(const Expression& expression, absl::string_view* text) {
  switch (expression.source) {
    case Expression::Source::kNone:
      *text = "";
      return true;
    case Expression::Source::kColumn: {
      const auto column = static_cast<std::size_t>(expression.column);
      *text = "";
      if (expression.column < 0 || column >= record_->cells.size()) return true;
      const absl::string_view cell = record_->cells[column].text;
      *text = CleanCell(cell, &scratch_);
      // A text that had to be changed lives in the scratch, which the next cell overwrites.
      if (LiesIn(*text, scratch_)) {
        std::string* kept = pool_.New();
        kept->assign(text->data(), text->size());
        *text = *kept;
      }
      return true;
    }
    case Expression::Source::kConstant:
      *text = expression.constant;
      return true;
    case Expression::Source::kConcat:
      return Concat(expression, text);
    case Expression::Source::kFirstOf:
      for (const Expression& part : expression.parts) {
        if (!Text(part, text)) return false;
        if (!text->empty()) return true;
      }
      return true;
    case Expression::Source::kDatePlus: {
      Date date;
      bool found = false;
      if (!ComputeDay(expression, &found, &date)) return false;
      std::string* written = pool_.New();
      if (found) *written = date.ToString();
      *text = *written;
      return true;
    }
    case Expression::Source::kSum:
    case Expression::Source::kGreatest: {
      std::int64_t fen = 0;
      bool found = false;
      if (!ComputeAmount(expression, &found, &fen)) return false;
      std::string* written = pool_.New();
      if (found) *written = FormatYuan(Money::OfFen(fen));
      *text = *written;
      return true;
    }
    case Expression::Source::kRowNumber: {
      std::string* written = pool_.New();
      *written = absl::StrCat(record_->row);
      *text = *written;
      return true;
    }
    case Expression::Source::kContentNumber:
      return ContentNumber(expression, text);
  }
  return true;
}

// Transforms, table, if_empty.
bool Evaluator::Finish(const Expression& expression, absl::string_view* text) {
  for (const Transform& transform : expression.transforms) {
    std::string* changed = pool_.New();
    *changed = Apply(transform, *text);
    *text = *changed;
  }
  if (expression.table != nullptr) {
    const std::string* value = Find(*expression.table, *text, pool_.New());
    if (value == nullptr) return Fail(expression, Fault::kNotInTable, *text);
    *text = *value;
  }
  if (text->empty() && expression.has_if_empty) *text = expression.if_empty;
  return true;
}

bool Evaluator::Text(const Expression& expression, absl::string_view* text) {
  return SourceText(expression, text) && Finish(expression, text);
}

bool Evaluator::ComputeAmount(const Expression& expression, bool* found, std::int64_t* fen) {
  const bool sum = expression.source == Expression::Source::kSum;
  *found = false;
  *fen = 0;
  for (std::size_t i = 0; i < expression.parts.size(); ++i) {
    std::int64_t term = 0;
    bool has_term = false;
    if (!Amount(expression.parts[i], &has_term, &term)) return false;
    if (!has_term) continue;
    if (sum) {
      *fen += expression.minus[i] ? -term : term;
    } else if (!*found || term > *fen) {
      *fen = term;
    }
    *found = true;
    if (*fen > Money::kFenMax || *fen < -Money::kFenMax) {
      return Fail(expression, Fault::kAmountRange, absl::StrCat(*fen));
    }
  }
  return true;
}

bool Evaluator::Amount(const Expression& expression, bool* found, std::int64_t* fen) {
  absl::string_view text;
  if (IsAmount(expression)) {
    if (!ComputeAmount(expression, found, fen)) return false;
    if (*found) return true;
    text = expression.if_empty;
  } else if (!Text(expression, &text)) {
    return false;
  }
  *found = !text.empty();
  if (text.empty()) return true;
  const Fault fault = ParseAmount(text, expression.amount, fen);
  if (fault == Fault::kNone) return true;
  const bool units = fault == Fault::kAmountUnits;
  return Fail(expression, fault, text, units ? AmountUnitName(expression.amount.power) : "");
}

bool Evaluator::Rate(const Expression& expression, bool* found, std::int32_t* ppm) {
  *found = false;
  absl::string_view text;
  if (!Text(expression, &text)) return false;
  if (text.empty()) return true;
  const Fault fault = ParseRate(text, expression.rate, ppm);
  if (fault != Fault::kNone) return Fail(expression, fault, text);
  *found = true;
  return true;
}

bool Evaluator::ComputeDay(const Expression& expression, bool* found, Date* date) {
  Date base;
  std::int64_t count = 0;
  bool has_base = false;
  bool has_count = false;
  if (!Day(expression.parts[0], &has_base, &base)) return false;
  if (!Whole(expression.parts[1], &has_count, &count)) return false;
  *found = has_base && has_count;
  if (!*found) return true;
  if (expression.has_least && count < expression.least) count = expression.least;
  const bool fits = expression.in_days ? AddDays(base, count, date) : AddMonths(base, count, date);
  return fits || Fail(expression, Fault::kDateUnreal, absl::StrCat(base.ToString(), " + ", count));
}

bool Evaluator::Day(const Expression& expression, bool* found, Date* date) {
  absl::string_view text;
  if (IsDate(expression)) {
    if (!ComputeDay(expression, found, date)) return false;
    if (*found) return true;
    text = expression.if_empty;
  } else if (!Text(expression, &text)) {
    return false;
  }
  *found = !text.empty();
  if (text.empty()) return true;
  const Fault fault = ParseDate(text, expression.dates, expression.pivot, date);
  return fault == Fault::kNone || Fail(expression, fault, text, PatternsOf(expression));
}

bool Evaluator::Whole(const Expression& expression, bool* found, std::int64_t* number) {
  *found = false;
  absl::string_view text;
  if (!Text(expression, &text)) return false;
  if (text.empty()) return true;
  if (!ParseWhole(text, number)) return Fail(expression, Fault::kNumberMalformed, text);
  *found = true;
  return true;
}

}  // namespace ippledge::client
