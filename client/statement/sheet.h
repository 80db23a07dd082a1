// client/statement/sheet.h: tables of banks into statements, through profiles.
//
// Text with cells parted by comma, tab, semicolon or "|" (whatever its name ends in), or rows of a
// workbook. Delimiter, header and profile are found by content. Money is in fen, days are civil.
// Limits: statement.h, csv.h, kSheetLabelsMax. What cannot be read is told with line and column;
// nothing is then returned. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/profile.h"
#include "client/statement/sheet_builder.h"
#include "client/statement/sheet_row.h"

namespace ippledge::client {

struct SheetFile {
  std::string profile;  // its id
  SheetStatements content;
};

// `text` is UTF-8, whole.
std::optional<SheetFile> ReadSheetText(absl::string_view text,
                                       const std::vector<StatementProfile>& profiles,
                                       StatementFaults& faults);

std::optional<SheetFile> ReadSheetRows(const std::vector<SheetRow>& rows,
                                       const std::vector<StatementProfile>& profiles,
                                       StatementFaults& faults);

}  // namespace ippledge::client
