// client/statement/xlsx_styles.h: which cells of a workbook show their number as a date.
//
// Pure but for reading the part; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/xlsx_archive.h"
#include "client/statement/xlsx_number.h"

namespace ippledge::client {

inline constexpr std::size_t kXlsxStylesMax = 65'536;  // cell formats, and number formats

// What a format that the file spells out makes of numbers above zero, that is its first section:
// kDate with a token y, e, d or a month; kTime with h or s only; kNumber with digits to fill (0 but
// for parts of seconds, # or ?) or none of these. Quotes, escapes, fills and brackets do not count
// but for elapsed time: [h], [mm].
XlsxFormat XlsxFormatOfCode(absl::string_view code);
// What a format that every spreadsheet knows by number makes of them; with those of China.
XlsxFormat XlsxFormatOfId(int id);

// Formats of cells, by the number that a cell has in "s". False with a fault. kTooLarge:
// kXlsxStylesMax. kMalformed: not a number where one has to stand.
bool ReadXlsxStyles(XlsxArchive& archive, absl::string_view part, std::vector<XlsxFormat>& formats,
                    StatementFaults& faults);

}  // namespace ippledge::client
