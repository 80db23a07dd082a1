// client/document.h: one answer of the program: a heading, facts, rows, notes.
//
// As a table a person reads heading, rows and notes; as JSON a program reads the facts and the rows
// ("rows", or those of `json`); JSON lines and CSV are the rows alone.
#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "client/table.h"

namespace ippledge::client {

struct Document {
  std::vector<std::string> heading;                        // lines, tables only
  std::vector<std::pair<std::string, std::string>> facts;  // key, JSON text; JSON only
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<std::string> notes;  // lines, tables only
  std::string rows_key = "rows";   // what JSON calls the rows
  // One thing, not a list: JSON shows its row as an object with the facts.
  bool single = false;
  // When not empty, what JSON shows instead of facts and rows.
  std::string json;
  // When not empty, columns and rows of tables; the others are for machines.
  std::vector<Column> table_columns;
  std::vector<Row> table_rows;
};

void WriteDocument(const Document& document, const Layout& layout, std::ostream& out);

// "key  value" lines with the values below each other, for headings.
std::vector<std::string> AlignedLines(
    const std::vector<std::pair<std::string, std::string>>& lines);

}  // namespace ippledge::client
