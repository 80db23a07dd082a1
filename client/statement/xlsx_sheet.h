// client/statement/xlsx_sheet.h: the cells of one worksheet as text.
//
// Streaming; memory is the rows, within the limits below. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/sheet_row.h"
#include "client/statement/statement.h"
#include "client/statement/xlsx_archive.h"
#include "client/statement/xlsx_number.h"
#include "client/statement/xlsx_strings.h"

namespace ippledge::client {

inline constexpr std::int64_t kXlsxRowNumberMax = 1'048'576;  // as spreadsheets have it
// Rows with text: those of a statement, with what stands above and below.
inline constexpr std::size_t kXlsxRowsMax = kStatementLinesMax + 1'000;
inline constexpr std::size_t kXlsxAllRows = std::numeric_limits<std::size_t>::max();
inline constexpr int kXlsxColumnsMax = 512;                // with text
inline constexpr std::int64_t kXlsxCellsMax = 16'000'000;  // with empty ones before others
inline constexpr std::int64_t kXlsxTextBytesMax = 512LL * 1024 * 1024;  // of all cells

// What the cells of all sheets refer to.
struct XlsxCellContext {
  const XlsxStrings* strings = nullptr;
  const std::vector<XlsxFormat>* formats = nullptr;  // by style; missing ones are numbers
  bool system_1904 = false;
};

// Adds the rows that hold text to `rows`, without empty cells at their ends, and stops after
// `rows_wanted`. Texts: strings as they are; numbers and dates as in xlsx_number.h; "TRUE" and
// "FALSE"; "#REF!" and other errors as they stand; the formula itself, "=B2-C2", when the file
// holds no result. False with a fault, which has row and column. kMalformed: rows or cells that are
// not in order, a kind of cell, a number or a string that does not exist. kTooDeep: columns.
// kFieldTooLong: kXlsxCellBytesMax. kTooLarge: rows, cells, text.
bool ReadXlsxSheet(XlsxArchive& archive, absl::string_view part, const XlsxCellContext& context,
                   std::vector<SheetRow>& rows, StatementFaults& faults,
                   std::size_t rows_wanted = kXlsxAllRows);

}  // namespace ippledge::client
