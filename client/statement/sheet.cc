#include "client/statement/sheet.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/import/csv.h"
#include "client/statement/sheet_cell.h"
#include "client/statement/sheet_header.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr char kDelimiters[] = {',', '\t', ';', '|'};

// Records of a text that is all there.
class TextRows {
 public:
  TextRows(absl::string_view text, char delimiter) : text_(text), parser_(delimiter) {}

  enum class Result { kRow, kEnd, kOpenQuote, kTooLong };

  Result Next(CsvRecord* record) {
    if (text_.empty()) return Result::kEnd;
    std::size_t consumed = 0;
    switch (parser_.Parse(text_, true, record, &consumed)) {
      case CsvParser::Result::kRecord:
        break;
      case CsvParser::Result::kOpenQuote:
        quote_ = text_.substr(0, consumed);
        return Result::kOpenQuote;
      default:
        return Result::kTooLong;
    }
    record->line = line_;
    const absl::string_view taken = text_.substr(0, consumed);
    line_ += std::count(taken.begin(), taken.end(), '\n') + (taken.back() == '\r' ? 1 : 0);
    text_.remove_prefix(consumed);
    return Result::kRow;
  }

  std::int64_t line() const { return line_; }
  // The record up to the quote that is never closed.
  absl::string_view before_quote() const { return quote_; }

 private:
  absl::string_view text_;
  absl::string_view quote_;
  CsvParser parser_;
  std::int64_t line_ = 1;
};

struct FirstRows {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> lines;
};

FirstRows FirstRowsOf(absl::string_view text, char delimiter) {
  FirstRows first;
  TextRows rows(text, delimiter);
  CsvRecord record;
  while (first.rows.size() < kSheetHeaderRows && rows.Next(&record) == TextRows::Result::kRow) {
    std::vector<std::string>& cells = first.rows.emplace_back();
    for (const CsvCell& cell : record.cells) cells.emplace_back(cell.text);
    first.lines.push_back(record.line);
  }
  return first;
}

void AddNotRecognised(const NearestHeader& nearest, std::int64_t line, StatementFaults& faults) {
  StatementFault fault{.kind = Kind::kNotRecognised};
  // Two columns by chance are no likeness.
  if (nearest.bound > 2) {
    fault.line = line;
    fault.field = nearest.profile;
    fault.want = ShortText(nearest.missing);
  }
  faults.Add(std::move(fault));
}

// A header whose date, sum or balance stands there twice says nothing certain.
bool CheckHeader(const SheetHeader& header, std::int64_t line, StatementFaults& faults) {
  if (header.twice < 0) return true;
  faults.Add({.kind = Kind::kMalformed,
              .line = line,
              .field = ShortText(header.names[static_cast<std::size_t>(header.twice)]),
              .want = "one column of that name"});
  return false;
}

// What breaks a row of a text; false when it is whole.
bool AddRowFault(const CsvRecord& record, const TableRow& row, const LineReader& reader) {
  switch (record.fault) {
    case Fault::kNone:
      return false;
    case Fault::kCellTooLong:
      reader.Add(Kind::kFieldTooLong, row, record.fault_cell, absl::StrCat(kCsvCellBytesMax));
      return true;
    case Fault::kTooManyColumns:
      reader.Add(Kind::kTooLarge, row, record.fault_cell, absl::StrCat(kCsvColumnsMax, " columns"));
      return true;
    default:
      reader.Add(Kind::kMalformed, row, record.fault_cell, "nothing behind the quotes");
      return true;
  }
}

void AddBrokenText(TextRows::Result result, const TextRows& rows, StatementFaults& faults) {
  if (result == TextRows::Result::kTooLong) {
    faults.Add({.kind = Kind::kTooLarge,
                .line = rows.line(),
                .want = absl::StrCat(kCsvRowBytesMax, " bytes")});
    return;
  }
  const absl::string_view before = rows.before_quote();
  const std::size_t newline = before.rfind('\n');
  const absl::string_view tail = newline == before.npos ? before : before.substr(newline + 1);
  faults.Add({.kind = Kind::kMalformed,
              .line = rows.line() + std::count(before.begin(), before.end(), '\n'),
              .column = CountCharacters(tail) + 1,
              .got = "\"",
              .want = "a closing quote"});
}

std::optional<SheetFile> Finish(const SheetHeader& header, SheetBuilder& builder,
                                StatementFaults& faults) {
  SheetFile file{header.profile->id, builder.Finish()};
  if (faults.empty() && file.content.statements.empty()) {
    faults.Add({.kind = Kind::kFieldMissing, .want = "lines, or balances beside them"});
  }
  if (!faults.empty()) return std::nullopt;
  return file;
}

}  // namespace

std::optional<SheetFile> ReadSheetText(absl::string_view text,
                                       const std::vector<StatementProfile>& profiles,
                                       StatementFaults& faults) {
  std::optional<SheetHeader> header;
  NearestHeader nearest;
  std::int64_t line = 0;
  char delimiter = ',';
  for (const char each : kDelimiters) {
    const FirstRows first = FirstRowsOf(text, each);
    NearestHeader near;
    std::optional<SheetHeader> found = FindSheetHeader(first.rows, profiles, &near);
    if (found.has_value()) {
      if (header.has_value() && !IsBetterHeader(*found, *header)) continue;
      line = first.lines[static_cast<std::size_t>(found->row)];
      header = std::move(found);
      delimiter = each;
    } else if (!header.has_value() && near.bound > nearest.bound) {
      nearest = near;
      line = first.lines[static_cast<std::size_t>(near.row)];
    }
  }
  if (!header.has_value()) {
    AddNotRecognised(nearest, line, faults);
    return std::nullopt;
  }
  if (!CheckHeader(*header, line, faults)) return std::nullopt;
  SheetBuilder builder(&*header, &faults);
  const LineReader reader(&*header, &faults);
  TextRows rows(text, delimiter);
  CsvRecord record;
  std::vector<absl::string_view> cells;
  std::vector<std::uint32_t> begins;
  for (std::int64_t number = 0; builder.wants_more(); ++number) {
    const TextRows::Result result = rows.Next(&record);
    if (result == TextRows::Result::kEnd) break;
    if (result != TextRows::Result::kRow) {
      AddBrokenText(result, rows, faults);
      break;
    }
    cells.clear();
    begins.clear();
    for (const CsvCell& cell : record.cells) {
      cells.push_back(cell.text);
      begins.push_back(cell.raw_begin);
    }
    const TableRow row{record.line, cells, record.raw, begins};
    if (number < header->row) {
      builder.AddAbove(row);
    } else if (number > header->row && !AddRowFault(record, row, reader)) {
      builder.AddBelow(row);
    }
  }
  return Finish(*header, builder, faults);
}

std::optional<SheetFile> ReadSheetRows(const std::vector<SheetRow>& rows,
                                       const std::vector<StatementProfile>& profiles,
                                       StatementFaults& faults) {
  std::vector<std::vector<std::string>> first;
  for (const SheetRow& row : rows) {
    if (first.size() == kSheetHeaderRows) break;
    first.push_back(row.cells);
  }
  NearestHeader nearest;
  const std::optional<SheetHeader> header = FindSheetHeader(first, profiles, &nearest);
  if (!header.has_value()) {
    const std::int64_t line = first.empty() ? 0 : rows[static_cast<std::size_t>(nearest.row)].row;
    AddNotRecognised(nearest, line, faults);
    return std::nullopt;
  }
  const auto header_row = static_cast<std::size_t>(header->row);
  if (!CheckHeader(*header, rows[header_row].row, faults)) return std::nullopt;
  SheetBuilder builder(&*header, &faults);
  std::vector<absl::string_view> cells;
  for (std::size_t i = 0; i < rows.size() && builder.wants_more(); ++i) {
    cells.assign(rows[i].cells.begin(), rows[i].cells.end());
    const TableRow row{rows[i].row, cells, "", {}};
    if (i < header_row) {
      builder.AddAbove(row);
    } else if (i > header_row) {
      builder.AddBelow(row);
    }
  }
  return Finish(*header, builder, faults);
}

}  // namespace ippledge::client
