// client/statement/xlsx_book.h: what a workbook consists of: sheets, strings, styles, and where.
//
// One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/statement/fault.h"
#include "client/statement/xlsx_archive.h"

namespace ippledge::client {

inline constexpr std::size_t kXlsxSheetsMax = 1'000;
inline constexpr std::size_t kXlsxLinksMax = 10'000;   // of one part to others
inline constexpr std::size_t kXlsxNameBytesMax = 255;  // of a sheet, of a part

struct XlsxSheet {
  std::string name;
  std::string part;  // "xl/worksheets/sheet1.xml"
  bool visible = true;
};

struct XlsxBook {
  std::vector<XlsxSheet> sheets;  // with cells, not charts; in the order of their tabs
  std::string strings_part;       // empty: there are none
  std::string styles_part;
  bool system_1904 = false;  // how days are counted
};

// False with a fault. kFieldMissing: a part. kNotRecognised: a binary workbook, .xlsb. kMalformed:
// a sheet that is nowhere. kTooLarge: sheets or links. kFieldTooLong: a name.
bool ReadXlsxBook(XlsxArchive& archive, XlsxBook& book, StatementFaults& faults);

}  // namespace ippledge::client
