#include "client/workbook/financial_numeral.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace ippledge::client {
namespace {

constexpr std::array<absl::string_view, 10> kFigures = {"零", "壹", "贰", "叁", "肆",
                                                        "伍", "陆", "柒", "捌", "玖"};

absl::string_view Figure(std::int64_t digit) { return kFigures[static_cast<std::size_t>(digit)]; }

struct Unit {
  std::int64_t size;
  absl::string_view word;
};
// A number is so many of the largest of them that fits, and a rest: so 万亿 needs no line.
constexpr Unit kUnits[] = {
    {100'000'000, "亿"}, {10'000, "万"}, {1'000, "仟"}, {100, "佰"}, {10, "拾"}};

// Precondition: above 0.
std::string Whole(std::int64_t number) {
  for (const Unit& unit : kUnits) {
    if (number < unit.size) continue;
    std::string text = absl::StrCat(Whole(number / unit.size), unit.word);
    const std::int64_t rest = number % unit.size;
    if (rest == 0) return text;
    // The place right below the unit is empty.
    return absl::StrCat(text, rest < unit.size / 10 ? "零" : "", Whole(rest));
  }
  return std::string(Figure(number));
}

}  // namespace

std::string FinancialNumeral(Money amount) {
  const std::int64_t fen = amount.fen() < 0 ? -amount.fen() : amount.fen();
  const std::int64_t yuan = fen / 100;
  const std::int64_t jiao = fen / 10 % 10;
  const std::int64_t rest = fen % 10;
  if (fen == 0) return "零元整";
  std::string text = amount.fen() < 0 ? "负" : "";
  if (yuan > 0) absl::StrAppend(&text, Whole(yuan), "元");
  if (jiao > 0) absl::StrAppend(&text, Figure(jiao), "角");
  if (rest == 0) return absl::StrCat(text, "整");
  if (yuan > 0 && jiao == 0) absl::StrAppend(&text, "零");
  return absl::StrCat(text, Figure(rest), "分");
}

}  // namespace ippledge::client
