#include "client/table.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/json.h"
#include "client/width.h"
#include "ledger/check.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kColumnGap = "  ";

bool IsRightAligned(ColumnKind kind) { return kind != ColumnKind::kText; }

std::string HeaderLabel(const Column& column, const Layout& layout) {
  if (column.kind != ColumnKind::kAmount) return column.label;
  const std::string unit = UnitName(layout.unit, layout.currency_code, layout.language);
  return layout.language == Language::kChinese ? absl::StrCat(column.label, "（", unit, "）")
                                               : absl::StrCat(column.label, " (", unit, ")");
}

class TableWriter final : public RowWriter {
 public:
  TableWriter(Layout layout, std::vector<Column> columns, std::ostream& out)
      : layout_(std::move(layout)), columns_(std::move(columns)), out_(out) {
    std::vector<std::string> header;
    for (const Column& column : columns_) header.push_back(HeaderLabel(column, layout_));
    lines_.push_back(std::move(header));
  }

  void Write(const Row& row) override {
    IPPLEDGE_CHECK(row.size() == columns_.size());
    std::vector<std::string> line;
    for (const Cell& cell : row) line.push_back(TableText(cell, layout_));
    lines_.push_back(std::move(line));
  }

  void End() override {
    std::vector<int> widths(columns_.size(), 0);
    for (const std::vector<std::string>& line : lines_) {
      for (std::size_t i = 0; i < line.size(); ++i) {
        widths[i] = std::max(widths[i], DisplayWidth(line[i]));
      }
    }
    WriteLine(lines_.front(), widths);
    std::vector<std::string> rule;
    for (const int width : widths) rule.emplace_back(static_cast<std::size_t>(width), '-');
    WriteLine(rule, widths);
    for (std::size_t i = 1; i < lines_.size(); ++i) WriteLine(lines_[i], widths);
  }

 private:
  void WriteLine(const std::vector<std::string>& line, const std::vector<int>& widths) {
    std::vector<std::string> padded;
    for (std::size_t i = 0; i < line.size(); ++i) {
      padded.push_back(IsRightAligned(columns_[i].kind) ? PadLeft(line[i], widths[i])
                                                        : PadRight(line[i], widths[i]));
    }
    const std::string text = absl::StrJoin(padded, kColumnGap);
    out_ << absl::StripTrailingAsciiWhitespace(text) << '\n';
  }

  const Layout layout_;
  const std::vector<Column> columns_;
  std::ostream& out_;
  std::vector<std::vector<std::string>> lines_;  // the header first
};

class JsonWriter final : public RowWriter {
 public:
  JsonWriter(bool lines, std::vector<Column> columns, std::ostream& out)
      : lines_(lines), columns_(std::move(columns)), out_(out) {
    if (!lines_) out_ << '[';
  }

  void Write(const Row& row) override {
    IPPLEDGE_CHECK(row.size() == columns_.size());
    if (!lines_) out_ << (first_ ? "\n" : ",\n");
    first_ = false;
    out_ << '{';
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out_ << ',';
      out_ << JsonString(JsonKey(columns_[i])) << ':' << JsonText(row[i]);
    }
    out_ << '}';
    if (lines_) out_ << '\n';
  }

  void End() override {
    if (!lines_) out_ << (first_ ? "]\n" : "\n]\n");
  }

 private:
  const bool lines_;
  const std::vector<Column> columns_;
  std::ostream& out_;
  bool first_ = true;
};

class CsvWriter final : public RowWriter {
 public:
  CsvWriter(Layout layout, const std::vector<Column>& columns, std::ostream& out)
      : layout_(std::move(layout)), columns_(columns.size()), out_(out) {
    std::vector<std::string> header;
    for (const Column& column : columns) header.push_back(CsvKey(column, layout_));
    WriteLine(header);
  }

  void Write(const Row& row) override {
    IPPLEDGE_CHECK(row.size() == columns_);
    std::vector<std::string> line;
    for (const Cell& cell : row) line.push_back(CsvText(cell, layout_));
    WriteLine(line);
  }

  void End() override {}

 private:
  void WriteLine(const std::vector<std::string>& fields) {
    out_ << absl::StrJoin(fields, ",") << (layout_.carriage_returns ? "\r\n" : "\n");
  }

  const Layout layout_;
  const std::size_t columns_;
  std::ostream& out_;
};

// Spreadsheets take a text that begins so as a formula.
std::string Guarded(absl::string_view text) {
  const bool risky =
      !text.empty() && absl::string_view("=+-@\t\r").find(text.front()) != absl::string_view::npos;
  return absl::StrCat(risky ? "'" : "", text);
}

std::string Quoted(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

// ppm as a percentage: "15.8000".
std::string ExactPercent(std::int64_t ppm) {
  const std::string digits = absl::StrCat(ppm < 0 ? -ppm : ppm);
  const std::string padded =
      digits.size() < 5 ? std::string(5 - digits.size(), '0') + digits : digits;
  return absl::StrCat(ppm < 0 ? "-" : "", padded.substr(0, padded.size() - 4), ".",
                      padded.substr(padded.size() - 4));
}

}  // namespace

std::optional<Format> FormatNamed(absl::string_view name) {
  if (name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "jsonl") return Format::kJsonl;
  if (name == "csv") return Format::kCsv;
  return std::nullopt;
}

std::unique_ptr<RowWriter> MakeRowWriter(const Layout& layout, std::vector<Column> columns,
                                         std::ostream& out) {
  switch (layout.format) {
    case Format::kTable:
      return std::make_unique<TableWriter>(layout, std::move(columns), out);
    case Format::kCsv:
      return std::make_unique<CsvWriter>(layout, columns, out);
    case Format::kJson:
    case Format::kJsonl:
      break;
  }
  return std::make_unique<JsonWriter>(layout.format == Format::kJsonl, std::move(columns), out);
}

std::string JsonKey(const Column& column) {
  if (column.kind == ColumnKind::kAmount) return absl::StrCat(column.key, "_fen");
  if (column.kind == ColumnKind::kRate) return absl::StrCat(column.key, "_ppm");
  return column.key;
}

std::string CsvKey(const Column& column, const Layout& layout) {
  if (column.kind == ColumnKind::kAmount) {
    return absl::StrCat(column.key, "_", UnitKey(layout.unit, layout.currency_code));
  }
  if (column.kind == ColumnKind::kRate) return absl::StrCat(column.key, "_percent");
  return column.key;
}

std::string TableText(const Cell& cell, const Layout& layout) {
  const bool chinese = layout.language == Language::kChinese;
  return std::visit(
      Overloaded{[](std::monostate) { return std::string(); },
                 [](const std::string& text) { return text; },
                 [&](Amount amount) { return FormatAmount(amount.fen, layout.unit); },
                 [](Count count) { return FormatCount(count.value); },
                 [](Rate rate) { return FormatPercent(rate.ppm); },
                 [&](bool yes) {
                   return std::string(yes ? (chinese ? "是" : "yes") : (chinese ? "否" : "no"));
                 }},
      cell);
}

std::string JsonText(const Cell& cell) {
  return std::visit(Overloaded{[](std::monostate) { return std::string("null"); },
                               [](const std::string& text) { return JsonString(text); },
                               [](Amount amount) { return absl::StrCat(amount.fen); },
                               [](Count count) { return absl::StrCat(count.value); },
                               [](Rate rate) { return absl::StrCat(rate.ppm); },
                               [](bool yes) { return std::string(yes ? "true" : "false"); }},
                    cell);
}

std::string CsvText(const Cell& cell, const Layout& layout) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [](const std::string& text) { return Quoted(Guarded(text)); },
                               [&](Amount amount) { return FormatExact(amount.fen, layout.unit); },
                               [](Count count) { return absl::StrCat(count.value); },
                               [](Rate rate) { return ExactPercent(rate.ppm); },
                               [](bool yes) { return std::string(yes ? "true" : "false"); }},
                    cell);
}

}  // namespace ippledge::client
