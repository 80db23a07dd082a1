#include "client/display.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

constexpr std::uint64_t Magnitude(std::int64_t value) {
  return value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
}

// Decimals of one fen in that unit.
constexpr int ExactDecimals(AmountUnit unit) {
  switch (unit) {
    case AmountUnit::kFen:
      return 0;
    case AmountUnit::kYuan:
      return 2;
    case AmountUnit::kWan:
      return 6;
    case AmountUnit::kYi:
      return 10;
  }
  return 0;
}

constexpr std::uint64_t PowerOfTen(int exponent) {
  std::uint64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string Grouped(std::uint64_t value) {
  std::string text = absl::StrCat(value);
  for (std::size_t left = text.size(); left > 3;) {
    left -= 3;
    text.insert(left, 1, ',');
  }
  return text;
}

// "05" for 5 with width 2.
std::string Padded(std::uint64_t value, int width) {
  std::string text = absl::StrCat(value);
  const auto wanted = static_cast<std::size_t>(width);
  return text.size() < wanted ? std::string(wanted - text.size(), '0') + text : text;
}

}  // namespace

std::string FormatAmount(std::int64_t fen, AmountUnit unit) {
  const absl::string_view sign = fen < 0 ? "-" : "";
  if (unit == AmountUnit::kFen) return absl::StrCat(sign, Grouped(Magnitude(fen)));
  const std::uint64_t step = PowerOfTen(ExactDecimals(unit) - 2);
  const std::uint64_t hundredths = (Magnitude(fen) + step / 2) / step;
  // What rounds to zero has no sign.
  return absl::StrCat(hundredths == 0 ? "" : sign, Grouped(hundredths / 100), ".",
                      Padded(hundredths % 100, 2));
}

std::string FormatExact(std::int64_t fen, AmountUnit unit) {
  const absl::string_view sign = fen < 0 ? "-" : "";
  if (unit == AmountUnit::kFen) return absl::StrCat(fen);
  const int decimals = ExactDecimals(unit);
  const std::uint64_t step = PowerOfTen(decimals);
  return absl::StrCat(sign, Magnitude(fen) / step, ".", Padded(Magnitude(fen) % step, decimals));
}

std::string FormatCount(std::int64_t count) {
  return absl::StrCat(count < 0 ? "-" : "", Grouped(Magnitude(count)));
}

std::string FormatPercent(std::int64_t ppm) {
  const std::uint64_t hundredths = Magnitude(ppm) / 100;
  return absl::StrCat(ppm < 0 && hundredths > 0 ? "-" : "", Grouped(hundredths / 100), ".",
                      Padded(hundredths % 100, 2), "%");
}

std::string UnitName(AmountUnit unit, absl::string_view currency_code, Language language) {
  const bool chinese = language == Language::kChinese;
  const bool yuan = currency_code.empty() || currency_code == "CNY";
  const absl::string_view base = yuan ? (chinese ? "元" : "yuan") : currency_code;
  const absl::string_view gap = yuan ? "" : " ";
  switch (unit) {
    case AmountUnit::kFen:
      return yuan ? (chinese ? "分" : "fen") : absl::StrCat("1/100 ", base);
    case AmountUnit::kYuan:
      return std::string(base);
    case AmountUnit::kWan:
      return chinese ? absl::StrCat("万", gap, base) : absl::StrCat("wan ", base);
    case AmountUnit::kYi:
      return chinese ? absl::StrCat("亿", gap, base) : absl::StrCat("yi ", base);
  }
  return std::string(base);
}

std::string UnitKey(AmountUnit unit, absl::string_view currency_code) {
  const bool yuan = currency_code.empty() || currency_code == "CNY";
  const std::string base = yuan ? "yuan" : absl::AsciiStrToLower(currency_code);
  switch (unit) {
    case AmountUnit::kFen:
      return "fen";
    case AmountUnit::kYuan:
      return base;
    case AmountUnit::kWan:
      return absl::StrCat("wan_", base);
    case AmountUnit::kYi:
      return absl::StrCat("yi_", base);
  }
  return base;
}

}  // namespace ippledge::client
