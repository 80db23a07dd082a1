#include "client/workbook/financial_numeral.h"

#include <gtest/gtest.h>
#include <unicode/rbnf.h>

#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace ippledge::client {
namespace {

TEST(FinancialNumeral, AsVouchersWriteIt) {
  const struct {
    std::int64_t fen;
    absl::string_view text;
  } kCases[] = {
      {0, "零元整"},
      {1, "壹分"},
      {5, "伍分"},
      {10, "壹角整"},
      {35, "叁角伍分"},
      {50, "伍角整"},
      {1'00, "壹元整"},
      {1'05, "壹元零伍分"},
      {1'50, "壹元伍角整"},
      {1'55, "壹元伍角伍分"},
      {10'00, "壹拾元整"},
      {10'50, "壹拾元伍角整"},
      {10'05, "壹拾元零伍分"},
      {11'00, "壹拾壹元整"},
      {20'00, "贰拾元整"},
      {100'00, "壹佰元整"},
      {101'00, "壹佰零壹元整"},
      {110'01, "壹佰壹拾元零壹分"},
      {325'04, "叁佰贰拾伍元零肆分"},
      {1'000'00, "壹仟元整"},
      {1'001'00, "壹仟零壹元整"},
      {1'010'00, "壹仟零壹拾元整"},
      {1'409'50, "壹仟肆佰零玖元伍角整"},
      {1'680'32, "壹仟陆佰捌拾元叁角贰分"},
      {6'007'14, "陆仟零柒元壹角肆分"},
      {10'000'00, "壹万元整"},
      {10'001'00, "壹万零壹元整"},
      {10'100'00, "壹万零壹佰元整"},
      {16'409'02, "壹万陆仟肆佰零玖元零贰分"},
      {100'000'00, "壹拾万元整"},
      {107'000'53, "壹拾万柒仟元伍角叁分"},
      {100'010'00, "壹拾万零壹拾元整"},
      {1'000'010'00, "壹佰万零壹拾元整"},
      {1'001'000'00, "壹佰万壹仟元整"},
      {10'010'001'00, "壹仟零壹万零壹元整"},
      {12'346'827'12, "壹仟贰佰叁拾肆万陆仟捌佰贰拾柒元壹角贰分"},
      {100'000'000'00, "壹亿元整"},
      {100'000'001'00, "壹亿零壹元整"},
      {100'010'000'00, "壹亿零壹万元整"},
      {100'100'000'00, "壹亿零壹拾万元整"},
      {110'000'000'00, "壹亿壹仟万元整"},
      {1'100'000'000'00, "壹拾壹亿元整"},
      {1'000'000'000'000'00, "壹万亿元整"},
      {1'000'100'000'001'00, "壹万零壹亿零壹元整"},
      {99'999'999'999'999'99, "玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"},
      {Money::kFenMax, "壹佰万亿元整"},
      {-35, "负叁角伍分"},
      {-10'50, "负壹拾元伍角整"},
      {-Money::kFenMax, "负壹佰万亿元整"},
  };
  for (const auto& row : kCases) {
    EXPECT_EQ(FinancialNumeral(Money::OfFen(row.fen)), row.text) << row.fen;
  }
}

// Another way to the same: every place gets its figure and its unit, then rules take away.
std::string ByPlaces(std::int64_t fen) {
  const absl::string_view figures[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
  const absl::string_view places[] = {"元", "拾", "佰", "仟", "万", "拾", "佰", "仟",
                                      "亿", "拾", "佰", "仟", "万", "拾", "佰"};
  if (fen == 0) return "零元整";
  const std::string digits = absl::StrCat(fen < 0 ? -fen : fen);
  const std::string cents =
      absl::StrCat(std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0'), digits);
  const std::string yuan = cents.substr(0, cents.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < yuan.size(); ++i) {
    const std::size_t place = yuan.size() - 1 - i;
    const int digit = yuan[i] - '0';
    // A group of four ends with its unit, whatever its last figure is.
    if (digit == 0) {
      absl::StrAppend(&text, "零", place % 4 == 0 ? places[place] : "");
    } else {
      absl::StrAppend(&text, figures[digit], places[place]);
    }
  }
  for (std::string before; before != text;) {
    before = text;
    text =
        absl::StrReplaceAll(text, {{"零零", "零"}, {"零万", "万"}, {"零亿", "亿"}, {"零元", "元"}});
    // Of an empty group nothing is left but that something is missing.
    if (!absl::StrContains(text, "零零")) {
      text = absl::StrReplaceAll(text, {{"亿万", "亿零"}});
      text = absl::StrReplaceAll(text, {{"亿零元", "亿元"}});
    }
  }
  if (yuan == "0") text.clear();
  const int jiao = cents[cents.size() - 2] - '0';
  const int last = cents[cents.size() - 1] - '0';
  if (jiao > 0) absl::StrAppend(&text, figures[jiao], "角");
  if (jiao == 0 && last > 0 && !text.empty()) absl::StrAppend(&text, "零");
  absl::StrAppend(&text, last > 0 ? absl::StrCat(figures[last], "分") : "整");
  return absl::StrCat(fen < 0 ? "负" : "", text);
}

// Random figures, most of them noughts: those are what is hard.
std::int64_t Sparse(std::mt19937_64& random) {
  std::int64_t fen = 0;
  const int digits = static_cast<int>(random() % 16) + 1;
  for (int i = 0; i < digits; ++i) {
    fen = fen * 10 + (random() % 3 == 0 ? static_cast<std::int64_t>(random() % 10) : 0);
  }
  return fen;
}

TEST(FinancialNumeral, AnotherWayGivesTheSame) {
  for (std::int64_t fen = 0; fen <= 2'000'000; ++fen) {
    ASSERT_EQ(FinancialNumeral(Money::OfFen(fen)), ByPlaces(fen)) << fen;
  }
  std::mt19937_64 random(20250630);
  for (int i = 0; i < 200'000; ++i) {
    const std::int64_t fen = Sparse(random);
    ASSERT_EQ(FinancialNumeral(Money::OfFen(fen)), ByPlaces(fen)) << fen;
    ASSERT_EQ(FinancialNumeral(Money::OfFen(-fen)), ByPlaces(-fen)) << fen;
  }
}

// Inside of a group of four, and of two groups where the upper one is above 19, ICU keeps the norm.
TEST(FinancialNumeral, IcuSaysTheSameOfWholeYuan) {
  UErrorCode status = U_ZERO_ERROR;
  icu::RuleBasedNumberFormat format(icu::URBNF_SPELLOUT, icu::Locale("zh"), status);
  format.setDefaultRuleSet("%spellout-cardinal-financial", status);
  ASSERT_TRUE(U_SUCCESS(status)) << u_errorName(status);
  const auto icu_says = [&format](std::int64_t yuan) {
    icu::UnicodeString text;
    std::string utf8;
    format.format(yuan, text).toUTF8String(utf8);
    return absl::StartsWith(utf8, "拾") ? absl::StrCat("壹", utf8) : utf8;
  };
  for (std::int64_t yuan = 1; yuan < 100'000'000; yuan += yuan < 20'000 ? 1 : 19'997) {
    ASSERT_EQ(FinancialNumeral(Money::OfFen(yuan * 100)), absl::StrCat(icu_says(yuan), "元整"));
  }
}

}  // namespace
}  // namespace ippledge::client
