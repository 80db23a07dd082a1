// client/statement/xlsx_number.h: numbers of a workbook as the text that its reader sees.
//
// A workbook holds doubles as decimal text, which may have up to 17 digits: 1271.66 is there as
// "1271.6600000000001". A spreadsheet shows 15; so do we, by arithmetic on the text. There is no
// floating point. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

inline constexpr int kXlsxNumberBytesMax = 64;       // of one number as written
inline constexpr int kXlsxNumberExponentMax = 9999;  // beyond what any double has
// Digits that a spreadsheet keeps.
inline constexpr int kXlsxDigitsMax = 15;
// Digits before the point that leave two behind it. What has more of them and more than
// kXlsxDigitsMax in all would lose its fen by rounding.
inline constexpr int kXlsxRoundedWholeDigitsMax = kXlsxDigitsMax - 2;
// Zeros between the point and the first digit that are written out.
inline constexpr int kXlsxLeadingZerosMax = 40;

// What a cell's number format makes of its number.
enum class XlsxFormat : unsigned char { kNumber, kDate, kTime };

// "-1271.66" out of "-1271.6600000000001", "100" out of "1E+2", "0" out of "-0.0": without
// exponent, needless zeros and "+"; rounded half away from zero to kXlsxDigitsMax digits. As
// written stay: more than kXlsxDigitsMax digits before the point (an account number that a
// spreadsheet cut: not a number to trust), more than kXlsxRoundedWholeDigitsMax of more than
// kXlsxDigitsMax in all, and what is smaller than 10^-kXlsxLeadingZerosMax. nullopt when `written`
// is no decimal number or beyond the limits above.
std::optional<std::string> XlsxNumberText(absl::string_view written);

// Days since 1899-12-30 (1904: since 1904-01-01) as "2025-06-30", with a part of a day as
// "2025-06-30 14:05:09", rounded half up to a second. Day 60 of the 1900 system is the
// "1900-02-29" that never was, day 0 "1900-01-00", as a spreadsheet shows them; a part of day 0,
// and day 0 in a cell that shows times, is "14:05:09". What is negative or outside of ledger/date.h
// gives XlsxNumberText. nullopt as there.
std::optional<std::string> XlsxDateText(absl::string_view written, XlsxFormat format,
                                        bool system_1904);

}  // namespace ippledge::client
