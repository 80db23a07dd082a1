// client/import/amount.h: amounts of money and rates as people write them, exactly.
//
// There is no floating point: "100.56" in 万元 is 100,560,000 fen or a fault, never nearly so.
// Texts are cleaned (cell.h); full-width forms are understood. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/import/problem.h"

namespace ippledge::client {

// How amounts of a column are read.
struct AmountReading {
  // Power of ten from the number written to fen: 0 for 分, 2 for 元 (or another currency's main
  // unit), 6 for 万元, 10 for 亿元.
  int power = 2;
  // True when the mapping, the header or a title row named the unit: a cell may then not name
  // another.
  bool unit_named = false;
  // "1.234,56" instead of "1,234.56".
  bool decimal_comma = false;
  // True: half up to a fen, away from zero. False: what is finer is a fault.
  bool round_half_up = false;
  // Signs to strip beside ¥ ￥ $ € £ RMB CNY USD 人民币.
  std::vector<std::string> currency_signs;
};

// Power of a unit's name ("元", "万元", "亿元", "分", "fen", "yuan", "main", "人民币元", …); -1
// when it is none. `name` is normal in the sense of NormalHeader.
int AmountPowerOf(absl::string_view name);
// "元" for 2, and so on.
absl::string_view AmountUnitName(int power);

// Accepts: sign, currency signs, thousands separators in groups of three, parentheses for a
// negative amount, a unit at the end ("12.5万元"). `text` is not empty. Sets *fen only on kNone.
// Faults: kScientific, kAmountMalformed, kAmountUnits, kAmountNotWhole, kAmountRange.
Fault ParseAmount(absl::string_view text, const AmountReading& reading, std::int64_t* fen);

// How rates of a column are read.
struct RateReading {
  // Power of ten from the number written to ppm: 4 for %, 3 for ‰, 2 for basis points, 0 for ppm,
  // 6 for a fraction.
  int power = 4;
  bool unit_named = false;
  bool decimal_comma = false;
  bool round_half_up = false;
};

// Power of "%", "‰", "bp", "ppm", "fraction", "percent"; -1 when it is none of them.
int RatePowerOf(absl::string_view name);
absl::string_view RateUnitName(int power);

// Faults: kScientific, kRateMalformed (also when the cell's sign is not the column's),
// kRateNotWhole, kRateRange.
Fault ParseRate(absl::string_view text, const RateReading& reading, std::int32_t* ppm);

// Whole numbers ("84", "1,200", "7.0"); false when it is none or beyond int64.
bool ParseWhole(absl::string_view text, std::int64_t* number);

}  // namespace ippledge::client
