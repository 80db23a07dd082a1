// client/statement/sheet_line.h: one row of a bank's table into a line of a statement. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/statement/fault.h"
#include "client/statement/sheet_cell.h"
#include "client/statement/sheet_header.h"
#include "client/statement/statement.h"

namespace ippledge::client {

// A row on its way; views are of the file.
struct TableRow {
  std::int64_t line = 0;  // at which it begins; of a workbook its row
  absl::Span<const absl::string_view> cells;
  absl::string_view raw;                   // of a text: the row as it stands
  absl::Span<const std::uint32_t> begins;  // of a text: where each cell begins in it

  // Line and column, from 1, of a cell: of a text in characters, of a workbook the cell's number.
  std::pair<std::int64_t, std::int64_t> PlaceOf(int cell) const;
  // "" where the row is shorter.
  absl::string_view cell(int at) const;
};

// What a row tells beside the line.
struct LineFacts {
  std::string account;  // of the column "account", without white space
  std::string account_name;
  std::string currency;  // ISO 4217; empty: not told
  int seconds = -1;      // of the day; -1: not told
  bool masked = false;   // the balance is unreadable on purpose
  bool moves = true;     // false: neither came in nor went out was filled in
};

class LineReader {
 public:
  // Both outlive it.
  LineReader(const SheetHeader* header, StatementFaults* faults)
      : header_(header), faults_(faults) {}

  // True when the row's date cell holds a day, so that it is a line.
  bool IsLine(const TableRow& row) const;
  // True when the cell holds an amount that is not zero.
  bool HasAmount(const TableRow& row, int column) const;
  // Adds faults and says false when something is wrong with it.
  bool Read(const TableRow& row, StatementLine* line, LineFacts* facts) const;

  // Tells a fault of a cell.
  void Add(StatementFaultKind kind, const TableRow& row, int cell, std::string want = "") const;

 private:
  absl::string_view Cell(const TableRow& row, ColumnIs is) const {
    return row.cell(header_->column(is));
  }
  CellReading Amount(const TableRow& row, int column, bool may_be_masked, std::int64_t* fen) const;
  bool Text(const TableRow& row, ColumnIs is, std::string* text) const;
  bool Code(const TableRow& row, ColumnIs is, std::string* text) const;
  bool ReadSum(const TableRow& row, StatementLine* line, LineFacts* facts) const;
  bool ReadTwoColumns(const TableRow& row, StatementLine* line, LineFacts* facts) const;
  bool ReadDirected(const TableRow& row, StatementLine* line, LineFacts* facts) const;
  bool SetDirected(const TableRow& row, int column, std::int64_t fen, bool in,
                   StatementLine* line) const;
  bool ReadTexts(const TableRow& row, StatementLine* line) const;
  bool ReadCounterparty(const TableRow& row, StatementLine* line) const;

  const SheetHeader* header_;
  StatementFaults* faults_;
};

}  // namespace ippledge::client
