#include "client/statement/xlsx_number.h"

#include <cstddef>
#include <cstdint>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/date.h"

namespace ippledge::client {
namespace {

constexpr int kSecondsPerDay = 86'400;
constexpr int kFractionDigitsMax = 18;  // more do not move a second
constexpr int kDayDigitsMax = 7;
// Days from 1970-01-01 back to day 0 of each system; of 1900 for days behind its false leap day.
constexpr std::int64_t kEpoch1900 = -25'569;
constexpr std::int64_t kEpoch1904 = -24'107;
constexpr std::int64_t kFalseLeapDay = 60;  // "1900-02-29"

// 0.DIGITS times 10^point. No zeros at either end of the digits; zero has none.
struct Decimal {
  bool negative = false;
  std::string digits;
  int point = 0;
};

void StripZeros(Decimal& number) {
  const std::size_t first = number.digits.find_first_not_of('0');
  if (first == std::string::npos) {
    number = {};
    return;
  }
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  number.digits.erase(0, first);
  number.point -= static_cast<int>(first);
}

bool TakeSign(absl::string_view& text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return negative;
}

absl::string_view TakeDigits(absl::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[size]))) ++size;
  const absl::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return digits;
}

std::optional<Decimal> ParseDecimal(absl::string_view text) {
  if (text.size() > kXlsxNumberBytesMax) return std::nullopt;
  Decimal number;
  number.negative = TakeSign(text);
  const absl::string_view whole = TakeDigits(text);
  absl::string_view fraction;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    fraction = TakeDigits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  int exponent = 0;
  if (!text.empty() && (text[0] == 'E' || text[0] == 'e')) {
    text.remove_prefix(1);
    const bool negative = TakeSign(text);
    const absl::string_view digits = TakeDigits(text);
    if (digits.empty()) return std::nullopt;
    for (const char digit : digits) {
      exponent = exponent * 10 + (digit - '0');
      if (exponent > kXlsxNumberExponentMax) return std::nullopt;
    }
    if (negative) exponent = -exponent;
  }
  if (!text.empty()) return std::nullopt;
  number.digits = absl::StrCat(whole, fraction);
  number.point = static_cast<int>(whole.size()) + exponent;
  StripZeros(number);
  return number;
}

int CountOf(const std::string& digits) { return static_cast<int>(digits.size()); }

// Half away from zero.
void RoundToDigits(Decimal& number, int count) {
  if (CountOf(number.digits) <= count) return;
  const bool up = number.digits[static_cast<std::size_t>(count)] >= '5';
  number.digits.resize(static_cast<std::size_t>(count));
  if (up) {
    std::size_t at = number.digits.size();
    while (at > 0 && number.digits[at - 1] == '9') number.digits[--at] = '0';
    if (at > 0) {
      ++number.digits[at - 1];
    } else {
      number.digits.insert(0, 1, '1');
      ++number.point;
    }
  }
  StripZeros(number);
}

std::string Zeros(int count) { return std::string(static_cast<std::size_t>(count), '0'); }

std::string TextOf(Decimal number, absl::string_view written) {
  if (number.digits.empty()) return "0";
  if (number.point > kXlsxDigitsMax || -number.point > kXlsxLeadingZerosMax) {
    return std::string(written);
  }
  if (CountOf(number.digits) > kXlsxDigitsMax) {
    if (number.point > kXlsxRoundedWholeDigitsMax) return std::string(written);
    RoundToDigits(number, kXlsxDigitsMax);
  }
  const absl::string_view sign = number.negative ? "-" : "";
  const int count = CountOf(number.digits);
  if (number.point <= 0) return absl::StrCat(sign, "0.", Zeros(-number.point), number.digits);
  if (number.point >= count) {
    return absl::StrCat(sign, number.digits, Zeros(number.point - count));
  }
  const absl::string_view digits = number.digits;
  const auto whole = static_cast<std::size_t>(number.point);
  return absl::StrCat(sign, digits.substr(0, whole), ".", digits.substr(whole));
}

// Whole days and seconds of the day; false for what is negative or too many days.
bool Split(const Decimal& number, std::int64_t* days, int* seconds) {
  if (number.negative || number.point > kDayDigitsMax) return false;
  const int count = CountOf(number.digits);
  *days = 0;
  for (int i = 0; i < number.point; ++i) {
    *days = *days * 10 + (i < count ? number.digits[static_cast<std::size_t>(i)] - '0' : 0);
  }
  absl::uint128 part = 0;
  absl::uint128 scale = 1;
  for (int i = number.point; i < count && i - number.point < kFractionDigitsMax; ++i) {
    part = part * 10;
    if (i >= 0) part += static_cast<unsigned>(number.digits[static_cast<std::size_t>(i)] - '0');
    scale = scale * 10;
  }
  *seconds = static_cast<int>((part * kSecondsPerDay * 2 + scale) / (scale * 2));
  if (*seconds == kSecondsPerDay) {
    ++*days;
    *seconds = 0;
  }
  return true;
}

std::string DayText(std::int64_t day, bool system_1904) {
  if (!system_1904 && day == 0) return "1900-01-00";
  if (!system_1904 && day == kFalseLeapDay) return "1900-02-29";
  std::int64_t days = day + (system_1904 ? kEpoch1904 : kEpoch1900);
  if (!system_1904 && day < kFalseLeapDay) ++days;
  static const std::int64_t latest = Date::Of(2199, 12, 31).days();
  if (days > latest) return "";
  return Date::OfDays(static_cast<std::int32_t>(days)).ToString();
}

}  // namespace

std::optional<std::string> XlsxNumberText(absl::string_view written) {
  const std::optional<Decimal> number = ParseDecimal(written);
  if (!number.has_value()) return std::nullopt;
  return TextOf(*number, written);
}

std::optional<std::string> XlsxDateText(absl::string_view written, XlsxFormat format,
                                        bool system_1904) {
  const std::optional<Decimal> number = ParseDecimal(written);
  if (!number.has_value()) return std::nullopt;
  std::int64_t day = 0;
  int seconds = 0;
  if (!Split(*number, &day, &seconds)) return TextOf(*number, written);
  const std::string time =
      absl::StrFormat("%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (day == 0 && (seconds != 0 || format == XlsxFormat::kTime)) return time;
  std::string text = DayText(day, system_1904);
  if (text.empty()) return TextOf(*number, written);
  if (seconds != 0) absl::StrAppend(&text, " ", time);
  return text;
}

}  // namespace ippledge::client
