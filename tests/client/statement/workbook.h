// tests/client/statement/workbook.h: workbooks made of parts written by hand.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "client/statement/sheet_row.h"

namespace ippledge::client {

struct ZipPart {
  std::string name;
  std::string bytes;
  bool encrypted = false;
};

// How a failed test shows a row.
inline void PrintTo(const SheetRow& row, std::ostream* out) {
  *out << row.row << ": " << absl::StrJoin(row.cells, " | ");
}

// A zip archive of these parts, in this order. Stored: bytes as they are instead of deflated.
std::string ZipOf(const std::vector<ZipPart>& parts, bool stored = false);

struct SheetPart {
  std::string name = "明细";
  std::string rows;   // inside of <sheetData>
  std::string state;  // "hidden"
};

// What a workbook is made of; empty parts are left out.
struct WorkbookParts {
  std::vector<SheetPart> sheets;
  std::string strings;     // inside of <sst>
  std::string styles;      // inside of <styleSheet>
  std::string properties;  // attributes of <workbookPr>
};
std::vector<ZipPart> PartsOf(const WorkbookParts& parts);
std::string WorkbookOf(const WorkbookParts& parts);
// One sheet with these rows.
std::string WorkbookOfRows(absl::string_view rows);

}  // namespace ippledge::client
