// client/table.h: rows of cells, written as a table for people or as JSON, JSON lines or CSV.
//
// The forms say the same: a table rounds amounts for the eye and separates thousands; JSON has
// amounts in fen under "<key>_fen" and rates in ppm under "<key>_ppm", as numbers; CSV has exact
// decimals under a header that names the unit ("disbursed_yuan", "completion_percent") and puts an
// apostrophe before text that a spreadsheet would run as a formula.
//
// JSON, JSON lines and CSV are written as rows come; a table is written at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/display.h"
#include "client/texts.h"

namespace ippledge::client {

enum class Format { kTable, kJson, kJsonl, kCsv };
// "table", "json", "jsonl", "csv"; nullopt for others.
std::optional<Format> FormatNamed(absl::string_view name);

struct Amount {
  std::int64_t fen = 0;
};
struct Count {
  std::int64_t value = 0;
};
struct Rate {
  std::int64_t ppm = 0;
};
using Cell = std::variant<std::monostate, std::string, Amount, Count, Rate, bool>;
using Row = std::vector<Cell>;

// kMixed: amounts and counts, one a row; its key and label get no unit.
enum class ColumnKind { kText, kAmount, kCount, kRate, kMixed };

struct Column {
  std::string key;
  std::string label;
  ColumnKind kind = ColumnKind::kText;
};

struct Layout {
  Format format = Format::kTable;
  AmountUnit unit = AmountUnit::kYuan;
  std::string currency_code = "CNY";
  Language language = Language::kEnglish;
  // What spreadsheets like in a file: CRLF after each line of CSV.
  bool carriage_returns = false;
};

class RowWriter {
 public:
  virtual ~RowWriter() = default;
  // Precondition (checked): one cell a column.
  virtual void Write(const Row& row) = 0;
  // Once, after the last row.
  virtual void End() = 0;
};

// Writes the header, if any, at once. `out` outlives the writer.
std::unique_ptr<RowWriter> MakeRowWriter(const Layout& layout, std::vector<Column> columns,
                                         std::ostream& out);

// Names of a column in machine-readable forms: "disbursed_fen"; "disbursed_yuan".
std::string JsonKey(const Column& column);
std::string CsvKey(const Column& column, const Layout& layout);
// A cell as each form writes it. CSV: quoted and guarded.
std::string TableText(const Cell& cell, const Layout& layout);
std::string JsonText(const Cell& cell);
std::string CsvText(const Cell& cell, const Layout& layout);

}  // namespace ippledge::client
