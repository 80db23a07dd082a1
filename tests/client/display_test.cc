#include "client/display.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace ippledge::client {
namespace {

TEST(DisplayTest, YuanHasSeparatorsAndTwoDecimals) {
  EXPECT_EQ(FormatAmount(0, AmountUnit::kYuan), "0.00");
  EXPECT_EQ(FormatAmount(5, AmountUnit::kYuan), "0.05");
  EXPECT_EQ(FormatAmount(123456789, AmountUnit::kYuan), "1,234,567.89");
  EXPECT_EQ(FormatAmount(-100000, AmountUnit::kYuan), "-1,000.00");
  EXPECT_EQ(FormatAmount(100000, AmountUnit::kFen), "100,000");
}

TEST(DisplayTest, LargerUnitsAreRoundedAwayFromZero) {
  EXPECT_EQ(FormatAmount(1'000'000, AmountUnit::kWan), "1.00");
  EXPECT_EQ(FormatAmount(1'005'000, AmountUnit::kWan), "1.01");
  EXPECT_EQ(FormatAmount(1'004'999, AmountUnit::kWan), "1.00");
  EXPECT_EQ(FormatAmount(-1'005'000, AmountUnit::kWan), "-1.01");
  EXPECT_EQ(FormatAmount(158'000'000'000, AmountUnit::kYi), "15.80");
  EXPECT_EQ(FormatAmount(1'000'000'000'000, AmountUnit::kYi), "100.00");
}

TEST(DisplayTest, WhatRoundsToZeroHasNoSign) {
  EXPECT_EQ(FormatAmount(-4'999, AmountUnit::kWan), "0.00");
  EXPECT_EQ(FormatPercent(-99), "0.00%");
}

TEST(DisplayTest, ExactLosesNothing) {
  EXPECT_EQ(FormatExact(123456789, AmountUnit::kYuan), "1234567.89");
  EXPECT_EQ(FormatExact(123456789, AmountUnit::kWan), "123.456789");
  EXPECT_EQ(FormatExact(123456789, AmountUnit::kYi), "0.0123456789");
  EXPECT_EQ(FormatExact(-5, AmountUnit::kYuan), "-0.05");
  EXPECT_EQ(FormatExact(-5, AmountUnit::kFen), "-5");
}

TEST(DisplayTest, TheSmallestNumberDoesNotOverflow) {
  EXPECT_EQ(FormatCount(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(DisplayTest, PercentagesAreRoundedDown) {
  EXPECT_EQ(FormatPercent(158'000), "15.80%");
  EXPECT_EQ(FormatPercent(999'999), "99.99%");
  EXPECT_EQ(FormatPercent(1'000'000), "100.00%");
  EXPECT_EQ(FormatPercent(0), "0.00%");
}

TEST(DisplayTest, UnitsAreNamedInTheCurrency) {
  EXPECT_EQ(UnitName(AmountUnit::kWan, "CNY", Language::kChinese), "万元");
  EXPECT_EQ(UnitName(AmountUnit::kWan, "CNY", Language::kEnglish), "wan yuan");
  EXPECT_EQ(UnitName(AmountUnit::kYuan, "USD", Language::kChinese), "USD");
  EXPECT_EQ(UnitName(AmountUnit::kYi, "USD", Language::kEnglish), "yi USD");
  EXPECT_EQ(UnitKey(AmountUnit::kYuan, "CNY"), "yuan");
  EXPECT_EQ(UnitKey(AmountUnit::kYuan, "USD"), "usd");
  EXPECT_EQ(UnitKey(AmountUnit::kYi, "CNY"), "yi_yuan");
  EXPECT_EQ(UnitKey(AmountUnit::kFen, "USD"), "fen");
}

}  // namespace
}  // namespace ippledge::client
