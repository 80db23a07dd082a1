// client/display.h: numbers as people read and type them.
//
// Amounts come and go as int64 fen (1/100 of the programme's currency unit). Rounding is for the
// eye only: FormatExact() loses nothing. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "client/texts.h"

namespace ippledge::client {

// 分, 元, 万元, 亿元; of another currency its 1/100, unit, 10^4 units, 10^8 units.
enum class AmountUnit { kFen, kYuan, kWan, kYi };

// "1,234,567.89": thousands separators, two decimals (none for kFen), half away from zero.
std::string FormatAmount(std::int64_t fen, AmountUnit unit);
// The same without separators or rounding: 2 decimals for kYuan, 6 for kWan, 10 for kYi.
std::string FormatExact(std::int64_t fen, AmountUnit unit);
// "12,345".
std::string FormatCount(std::int64_t count);
// Parts per million as a percentage, rounded down so that 100.00% means reached: "99.99%".
std::string FormatPercent(std::int64_t ppm);

// "元", "万元", "wan yuan" (10^4), "yi USD" (10^8): the words of the trade, also in English.
std::string UnitName(AmountUnit unit, absl::string_view currency_code, Language language);
// For column keys: "fen", "yuan", "wan_yuan", "yi_yuan"; of another currency "usd", "wan_usd".
std::string UnitKey(AmountUnit unit, absl::string_view currency_code);

}  // namespace ippledge::client
