// client/statement/xlsx.h: a workbook (Office Open XML, .xlsx) as rows of text.
//
// Knows nothing of statements: which row is what, a profile says. Bytes of anyone: archive, XML and
// cells have limits (xlsx_archive.h, xml.h, xlsx_book.h, xlsx_sheet.h). No formula is computed and
// nothing outside of the bytes is read. One thread.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/sheet_row.h"

namespace ippledge::client {

// By content: a zip archive with names of a workbook in it, whole or damaged.
bool LooksLikeXlsx(absl::string_view bytes);
// The compound file of Excel 97 to 2003, or what hides a workbook behind a password. Neither can be
// read: ReadXlsx refuses each by its name.
bool LooksLikeOldXls(absl::string_view bytes);

// The rows with text of the sheet of that name, hidden or not; of the first visible sheet that has
// any when `sheet_name` is empty. *left_out, if given, gets the names of the other visible sheets
// with text. Empty with a fault. kTooLarge: beyond a limit. kNotRecognised: an old or a binary
// workbook. kUnreadable: behind a password. kFieldMissing: no such sheet, no text, a part. Others:
// those of the headers named above.
std::vector<SheetRow> ReadXlsx(absl::string_view bytes, absl::string_view sheet_name,
                               StatementFaults& faults,
                               std::vector<std::string>* left_out = nullptr);

}  // namespace ippledge::client
