// client/import/expression.h: a value made from a row, and how it is made.
//
// An expression is compiled from a mapping's Field (mapping.h), bound to the columns of one header
// (header.h), and then evaluated for each record. Expressions are immutable then; an Evaluator
// belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "client/import/amount.h"
#include "client/import/csv.h"
#include "client/import/date_layout.h"
#include "client/import/problem.h"
#include "client/import/transform.h"
#include "ledger/date.h"

namespace ippledge::client {

struct Expression {
  enum class Source : std::uint8_t {
    kNone,  // nothing fills the field
    kColumn,
    kConstant,
    kConcat,
    kFirstOf,
    kDatePlus,
    kSum,
    kGreatest,
    kRowNumber,
    kContentNumber,
  };

  Source source = Source::kNone;
  std::vector<std::string>
      columns;            // names to look for, the first best; of a content number: what counts
  bool optional = false;  // a missing column counts as empty
  int column = -1;        // 0-based, once bound; -1 for a missing optional one
  std::string constant;   // or the prefix of a content number
  std::vector<Expression> parts;  // terms; for a date: date, months or days
  std::vector<bool> minus;        // of a sum: which terms are taken away
  bool in_days = false;           // of a date: days, not months
  bool has_least = false;
  std::int64_t least = 0;
  std::vector<int> content_columns;  // bound columns of a content number

  std::vector<Transform> transforms;  // none behind a computed date or amount
  std::shared_ptr<const ValueTable> table;
  bool has_if_empty = false;
  std::string if_empty;

  std::vector<DateLayout> dates;
  int pivot = 70;
  AmountReading amount;
  RateReading rate;

  std::string where;   // "12:3" in the mapping; empty for the built-in
  std::string header;  // the column's header as the file has it; else the field's name
};

// What went wrong with the last value.
struct CellFailure {
  Fault fault = Fault::kNone;
  std::string column;
  std::string got;
  std::string want;
};

// Keeps the texts of one row that are not views of the record. Strings are reused from row to row.
class TextPool {
 public:
  std::string* New();
  void Clear() { used_ = 0; }

 private:
  std::vector<std::unique_ptr<std::string>> strings_;
  std::size_t used_ = 0;
};

class Evaluator {
 public:
  // Begins a row; views given out for the last one end. `record` outlives the calls for it.
  void Begin(const CsvRecord* record);

  // Each returns false and keeps a CellFailure when the value cannot be made. An empty text is a
  // value: *text is then empty, *found false.
  bool Text(const Expression& expression, absl::string_view* text);
  bool Amount(const Expression& expression, bool* found, std::int64_t* fen);
  bool Rate(const Expression& expression, bool* found, std::int32_t* ppm);
  bool Day(const Expression& expression, bool* found, Date* date);
  bool Whole(const Expression& expression, bool* found, std::int64_t* number);

  // The text before transforms, table and if_empty: a bank's name behind its id.
  bool SourceText(const Expression& expression, absl::string_view* text);

  const CellFailure& failure() const { return failure_; }
  // Keeps a failure at `expression` and returns false.
  bool Fail(const Expression& expression, Fault fault, absl::string_view got,
            absl::string_view want = "");
  TextPool& pool() { return pool_; }

 private:
  bool Concat(const Expression& expression, absl::string_view* text);
  bool ContentNumber(const Expression& expression, absl::string_view* text);
  bool ComputeAmount(const Expression& expression, bool* found, std::int64_t* fen);
  bool ComputeDay(const Expression& expression, bool* found, Date* date);
  bool Finish(const Expression& expression, absl::string_view* text);

  const CsvRecord* record_ = nullptr;
  TextPool pool_;
  std::string scratch_;
  CellFailure failure_;
  // How often a content was seen in this file; only grows when a mapping makes content numbers.
  absl::flat_hash_map<std::uint64_t, std::int32_t> contents_;
};

}  // namespace ippledge::client
