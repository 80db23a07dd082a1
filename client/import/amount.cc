#include "client/import/amount.h"

#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "client/import/cell.h"
#include "ledger/money.h"

namespace ippledge::client {
namespace {

enum class Decimal { kOk, kMalformed, kNotWhole, kTooLarge };

// Beyond this no amount is: 10^16 fen with room for one more digit.
constexpr std::int64_t kDecimalMax = 100'000'000'000'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// `text` x 10^power: digits, thousands separators in groups of three, a decimal mark, more digits.
Decimal ParseDecimal(absl::string_view text, int power, bool decimal_comma, bool round_half_up,
                     std::int64_t* number) {
  const char mark = decimal_comma ? ',' : '.';
  const char separator = decimal_comma ? '.' : ',';
  absl::int128 value = 0;
  std::size_t at = 0;
  int digits = 0;
  int group = -1;  // digits since the last separator; -1 before the first
  for (; at < text.size() && text[at] != mark; ++at) {
    const char c = text[at];
    if (IsDigit(c)) {
      value = value * 10 + (c - '0');
      if (value > kDecimalMax) return Decimal::kTooLarge;
      ++digits;
      if (group >= 0) ++group;
    } else if (c == separator || (c == ' ' && digits > 0)) {
      if (digits == 0 || (group < 0 ? digits > 3 : group != 3)) return Decimal::kMalformed;
      group = 0;
    } else {
      return Decimal::kMalformed;
    }
  }
  if (group >= 0 && group != 3) return Decimal::kMalformed;
  bool round_up = false;
  bool whole = true;
  if (at < text.size()) {
    ++at;
    if (at == text.size() && digits == 0) return Decimal::kMalformed;
    bool first_left = true;
    for (; at < text.size(); ++at) {
      if (!IsDigit(text[at])) return Decimal::kMalformed;
      ++digits;
      if (power > 0) {
        value = value * 10 + (text[at] - '0');
        --power;
        continue;
      }
      if (text[at] != '0') whole = false;
      if (first_left && text[at] >= '5') round_up = true;
      first_left = false;
    }
  }
  if (digits == 0) return Decimal::kMalformed;
  if (!whole && !round_half_up) return Decimal::kNotWhole;
  for (; power > 0; --power) value *= 10;
  if (round_up) ++value;
  if (value > kDecimalMax) return Decimal::kTooLarge;
  *number = static_cast<std::int64_t>(value);
  return Decimal::kOk;
}

struct Unit {
  absl::string_view name;
  int power;
};

// Longer names first: each is looked for at the end of a cell.
constexpr Unit kAmountUnits[] = {
    {"人民币万元", 6}, {"人民币亿元", 10}, {"人民币元", 2}, {"万元", 6}, {"亿元", 10},
    {"元", 2},         {"万", 6},          {"亿", 10},      {"圆", 2},   {"角分", -1},
    {"分", 0},         {"fen", 0},         {"cents", 0},    {"yuan", 2}, {"main", 2},
    {"rmb", 2},        {"cny", 2},         {"usd", 2},      {"eur", 2},
};

constexpr Unit kRateUnits[] = {
    {"%", 4},   {"percent", 4},  {"‰", 3},    {"permille", 3}, {"bp", 2},     {"bps", 2},
    {"ppm", 0}, {"fraction", 6}, {"小数", 6}, {"百分比", 4},   {"千分比", 3},
};

constexpr absl::string_view kCurrencySigns[] = {"¥",   "$",   "€",   "£",  "人民币",
                                                "RMB", "CNY", "USD", "EUR"};

bool ConsumeCurrency(absl::string_view* text, const std::vector<std::string>& more) {
  for (const absl::string_view sign : kCurrencySigns) {
    if (absl::ConsumePrefix(text, sign) || absl::ConsumeSuffix(text, sign)) return true;
  }
  for (const std::string& sign : more) {
    if (!sign.empty() && (absl::ConsumePrefix(text, sign) || absl::ConsumeSuffix(text, sign))) {
      return true;
    }
  }
  return false;
}

// Strips sign, parentheses and currency signs around the digits. False when they contradict.
bool Unwrap(absl::string_view* text, const std::vector<std::string>& signs, bool* negative) {
  bool signed_before = false;
  *negative = false;
  while (true) {
    *text = TrimCell(*text);
    if (text->empty()) return false;
    const char c = text->front();
    if (IsDigit(c) && IsDigit(text->back())) return true;
    if (c == '-' || c == '+') {
      if (std::exchange(signed_before, true)) return false;
      *negative = c == '-';
      text->remove_prefix(1);
    } else if (c == '(' && text->back() == ')' && text->size() > 2) {
      if (std::exchange(signed_before, true)) return false;
      *negative = true;
      *text = text->substr(1, text->size() - 2);
    } else if (!ConsumeCurrency(text, signs)) {
      return true;
    }
  }
}

Fault FaultOf(Decimal result) {
  switch (result) {
    case Decimal::kOk:
      return Fault::kNone;
    case Decimal::kMalformed:
      return Fault::kAmountMalformed;
    case Decimal::kNotWhole:
      return Fault::kAmountNotWhole;
    case Decimal::kTooLarge:
      return Fault::kAmountRange;
  }
  return Fault::kAmountMalformed;
}

}  // namespace

int AmountPowerOf(absl::string_view name) {
  for (const Unit& unit : kAmountUnits) {
    if (name == unit.name) return unit.power;
  }
  return -1;
}

absl::string_view AmountUnitName(int power) {
  switch (power) {
    case 0:
      return "分";
    case 6:
      return "万元";
    case 10:
      return "亿元";
    default:
      return "元";
  }
}

Fault ParseAmount(absl::string_view text, const AmountReading& reading, std::int64_t* fen) {
  std::int64_t number = 0;
  int power = reading.power;
  bool negative = false;
  if (IsDigit(text.front()) && IsDigit(text.back()) && !LooksScientific(text)) {
    // The common case: nothing but the number.
    const Decimal result =
        ParseDecimal(text, power, reading.decimal_comma, reading.round_half_up, &number);
    if (result != Decimal::kMalformed) {
      if (result == Decimal::kOk && number > Money::kFenMax) return Fault::kAmountRange;
      if (result == Decimal::kOk) *fen = number;
      return FaultOf(result);
    }
  }
  std::string narrowed;
  absl::string_view rest = NarrowAll(text, &narrowed);
  // U+FFE5 is no ASCII form, so narrowing leaves it.
  std::string one_sign;
  if (rest.find("￥") != rest.npos) {
    one_sign = std::string(rest);
    for (std::size_t at; (at = one_sign.find("￥")) != one_sign.npos;) one_sign.replace(at, 3, "¥");
    rest = one_sign;
  }
  if (LooksScientific(rest)) return Fault::kScientific;
  for (const Unit& unit : kAmountUnits) {
    if (unit.power < 0 || !absl::ConsumeSuffix(&rest, unit.name)) continue;
    if (reading.unit_named && unit.power != reading.power) return Fault::kAmountUnits;
    power = unit.power;
    break;
  }
  if (!Unwrap(&rest, reading.currency_signs, &negative)) return Fault::kAmountMalformed;
  if (LooksScientific(rest)) return Fault::kScientific;
  const Decimal result =
      ParseDecimal(rest, power, reading.decimal_comma, reading.round_half_up, &number);
  if (result != Decimal::kOk) return FaultOf(result);
  if (number > Money::kFenMax) return Fault::kAmountRange;
  *fen = negative ? -number : number;
  return Fault::kNone;
}

int RatePowerOf(absl::string_view name) {
  for (const Unit& unit : kRateUnits) {
    if (name == unit.name) return unit.power;
  }
  return -1;
}

absl::string_view RateUnitName(int power) {
  for (const Unit& unit : kRateUnits) {
    if (power == unit.power) return unit.name;
  }
  return "%";
}

Fault ParseRate(absl::string_view text, const RateReading& reading, std::int32_t* ppm) {
  std::string narrowed;
  absl::string_view rest = NarrowAll(text, &narrowed);
  if (LooksScientific(rest)) return Fault::kScientific;
  int power = reading.power;
  for (const absl::string_view sign : {"%", "‰"}) {
    if (!absl::ConsumeSuffix(&rest, sign)) continue;
    power = RatePowerOf(sign);
    if (reading.unit_named && power != reading.power) return Fault::kRateMalformed;
  }
  rest = TrimCell(rest);
  absl::ConsumePrefix(&rest, "+");
  if (absl::StartsWith(rest, "-")) return Fault::kRateRange;
  std::int64_t number = 0;
  switch (ParseDecimal(rest, power, reading.decimal_comma, reading.round_half_up, &number)) {
    case Decimal::kOk:
      break;
    case Decimal::kMalformed:
      return Fault::kRateMalformed;
    case Decimal::kNotWhole:
      return Fault::kRateNotWhole;
    case Decimal::kTooLarge:
      return Fault::kRateRange;
  }
  if (number > 1'000'000) return Fault::kRateRange;
  *ppm = static_cast<std::int32_t>(number);
  return Fault::kNone;
}

bool ParseWhole(absl::string_view text, std::int64_t* number) {
  std::string narrowed;
  absl::string_view rest = NarrowAll(text, &narrowed);
  bool negative = false;
  if (!Unwrap(&rest, {}, &negative)) return false;
  if (ParseDecimal(rest, 0, false, false, number) != Decimal::kOk) return false;
  if (negative) *number = -*number;
  return true;
}

}  // namespace ippledge::client
