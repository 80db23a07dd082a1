#include "client/import/amount.h"

#include <gtest/gtest.h>

#include <string>

namespace ippledge::client {
namespace {

// Fen, or the fault as a number below all amounts of these tests.
struct Read {
  Fault fault = Fault::kNone;
  std::int64_t fen = 0;

  friend bool operator==(const Read&, const Read&) = default;
};

Read ReadAmount(absl::string_view text, const AmountReading& reading = {}) {
  Read read;
  read.fault = ParseAmount(text, reading, &read.fen);
  return read;
}
Read Fen(std::int64_t fen) { return {Fault::kNone, fen}; }
Read Bad(Fault fault) { return {fault, 0}; }

AmountReading Unit(int power) {
  AmountReading reading;
  reading.power = power;
  reading.unit_named = true;
  return reading;
}

TEST(AmountTest, MainUnitIsExact) {
  EXPECT_EQ(ReadAmount("0"), Fen(0));
  EXPECT_EQ(ReadAmount("1"), Fen(100));
  EXPECT_EQ(ReadAmount("0.07"), Fen(7));
  EXPECT_EQ(ReadAmount("1234.5"), Fen(123450));
  EXPECT_EQ(ReadAmount("1234.50"), Fen(123450));
  EXPECT_EQ(ReadAmount("1234.5000"), Fen(123450));
  EXPECT_EQ(ReadAmount(".5"), Fen(50));
  EXPECT_EQ(ReadAmount("5."), Fen(500));
  // No binary fraction holds this.
  EXPECT_EQ(ReadAmount("90071992547409.93"), Fen(9007199254740993));
}

TEST(AmountTest, WhatIsFinerThanAFenIsRefusedUnlessRoundingIsAskedFor) {
  EXPECT_EQ(ReadAmount("0.005"), Bad(Fault::kAmountNotWhole));
  EXPECT_EQ(ReadAmount("10.001"), Bad(Fault::kAmountNotWhole));
  AmountReading half_up;
  half_up.round_half_up = true;
  EXPECT_EQ(ReadAmount("0.005", half_up), Fen(1));
  EXPECT_EQ(ReadAmount("0.00499", half_up), Fen(0));
  EXPECT_EQ(ReadAmount("-0.005", half_up), Fen(-1));
}

TEST(AmountTest, TenThousandsTakeSixDecimals) {
  EXPECT_EQ(ReadAmount("100", Unit(6)), Fen(100'000'000));
  EXPECT_EQ(ReadAmount("100.123456", Unit(6)), Fen(100'123'456));
  EXPECT_EQ(ReadAmount("100.1234567", Unit(6)), Bad(Fault::kAmountNotWhole));
  EXPECT_EQ(ReadAmount("100.1234560", Unit(6)), Fen(100'123'456));
  EXPECT_EQ(ReadAmount("1.0000000001", Unit(10)), Fen(10'000'000'001));
  EXPECT_EQ(ReadAmount("37", Unit(0)), Fen(37));
  EXPECT_EQ(ReadAmount("37.5", Unit(0)), Bad(Fault::kAmountNotWhole));
}

TEST(AmountTest, SeparatorsComeInGroupsOfThree) {
  EXPECT_EQ(ReadAmount("1,271.66"), Fen(127166));
  EXPECT_EQ(ReadAmount("1,234,567"), Fen(123456700));
  EXPECT_EQ(ReadAmount("12,34"), Bad(Fault::kAmountMalformed));
  EXPECT_EQ(ReadAmount("1234,567"), Bad(Fault::kAmountMalformed));
  EXPECT_EQ(ReadAmount(",123"), Bad(Fault::kAmountMalformed));
  EXPECT_EQ(ReadAmount("1,23,456"), Bad(Fault::kAmountMalformed));
  EXPECT_EQ(ReadAmount("1.234,56"), Bad(Fault::kAmountMalformed));
}

TEST(AmountTest, DecimalComma) {
  AmountReading comma;
  comma.decimal_comma = true;
  EXPECT_EQ(ReadAmount("1.234,56", comma), Fen(123456));
  EXPECT_EQ(ReadAmount("1 234,56", comma), Fen(123456));
  EXPECT_EQ(ReadAmount("1,5", comma), Fen(150));
  EXPECT_EQ(ReadAmount("1.5", comma), Bad(Fault::kAmountMalformed));
}

TEST(AmountTest, SignsAndBracketsAreStripped) {
  EXPECT_EQ(ReadAmount("￥1,000.00"), Fen(100000));
  EXPECT_EQ(ReadAmount("¥ 1000"), Fen(100000));
  EXPECT_EQ(ReadAmount("$60,000.00 "), Fen(6000000));
  EXPECT_EQ(ReadAmount("+10000.00"), Fen(1000000));
  EXPECT_EQ(ReadAmount("-5"), Fen(-500));
  EXPECT_EQ(ReadAmount("-$5"), Fen(-500));
  EXPECT_EQ(ReadAmount("($1,250.00)"), Fen(-125000));
  EXPECT_EQ(ReadAmount("100 €"), Fen(10000));
  EXPECT_EQ(ReadAmount("人民币100元"), Fen(10000));
  EXPECT_EQ(ReadAmount("--5"), Bad(Fault::kAmountMalformed));
  EXPECT_EQ(ReadAmount("5 Kč"), Bad(Fault::kAmountMalformed));
  AmountReading crowns;
  crowns.currency_signs = {"Kč"};
  EXPECT_EQ(ReadAmount("5 Kč", crowns), Fen(500));
}

TEST(AmountTest, FullWidthFormsAreUnderstood) {
  EXPECT_EQ(ReadAmount("１，２３４．５６"), Fen(123456));
  EXPECT_EQ(ReadAmount("１００万元"), Fen(100'000'000));
}

TEST(AmountTest, AUnitInTheCellCountsUnlessTheColumnNamesAnother) {
  EXPECT_EQ(ReadAmount("1000元"), Fen(100000));
  EXPECT_EQ(ReadAmount("12.5万元"), Fen(12'500'000));
  EXPECT_EQ(ReadAmount("12.5万"), Fen(12'500'000));
  EXPECT_EQ(ReadAmount("1.58亿元"), Fen(15'800'000'000));
  EXPECT_EQ(ReadAmount("12.5万元", Unit(6)), Fen(12'500'000));
  EXPECT_EQ(ReadAmount("12.5元", Unit(6)), Bad(Fault::kAmountUnits));
  EXPECT_EQ(ReadAmount("12.5万元", Unit(2)), Bad(Fault::kAmountUnits));
}

TEST(AmountTest, ScientificNotationIsRefused) {
  for (const char* text : {"1.23E+17", "1E+05", "5.6e7", "1.2E-3", "￥1.2E+5", "-1.5E+3"}) {
    EXPECT_EQ(ReadAmount(text), Bad(Fault::kScientific)) << text;
  }
}

TEST(AmountTest, NumbersOutOfRange) {
  EXPECT_EQ(ReadAmount("100000000000000"), Fen(10'000'000'000'000'000));
  EXPECT_EQ(ReadAmount("100000000000000.01"), Bad(Fault::kAmountRange));
  EXPECT_EQ(ReadAmount("99999999999999999999999999999999999999999999999"),
            Bad(Fault::kAmountRange));
  EXPECT_EQ(ReadAmount("999999999", Unit(10)), Bad(Fault::kAmountRange));
}

TEST(AmountTest, OtherTextsAreNoAmounts) {
  for (const char* text : {"-", "abc", "元", "1 2", "1..2", "１／２", "12a", "￥", "(", "()", ".",
                           "1.2.3", "0x10", "NaN", "inf", "1-2", "五万"}) {
    EXPECT_EQ(ReadAmount(text).fault, Fault::kAmountMalformed) << text;
  }
}

struct Rate {
  Fault fault = Fault::kNone;
  std::int32_t ppm = 0;
  friend bool operator==(const Rate&, const Rate&) = default;
};

Rate ReadRate(absl::string_view text, int power = 4, bool named = false) {
  RateReading reading;
  reading.power = power;
  reading.unit_named = named;
  Rate rate;
  rate.fault = ParseRate(text, reading, &rate.ppm);
  return rate;
}

TEST(RateTest, UnitsAreExact) {
  EXPECT_EQ(ReadRate("3.85"), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("3.85%"), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("３．８５％"), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("38.5‰"), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("0.0385", 6), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("38500", 0), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("385", 2), (Rate{Fault::kNone, 38'500}));
  EXPECT_EQ(ReadRate("0"), (Rate{Fault::kNone, 0}));
  EXPECT_EQ(ReadRate("100"), (Rate{Fault::kNone, 1'000'000}));
}

TEST(RateTest, WhatIsWrongIsRefused) {
  EXPECT_EQ(ReadRate("3.12345").fault, Fault::kRateNotWhole);
  EXPECT_EQ(ReadRate("100.0001").fault, Fault::kRateRange);
  EXPECT_EQ(ReadRate("-1").fault, Fault::kRateRange);
  EXPECT_EQ(ReadRate("LPR+50").fault, Fault::kRateMalformed);
  EXPECT_EQ(ReadRate("3.85‰", 4, true).fault, Fault::kRateMalformed);
  EXPECT_EQ(ReadRate("3.85E-2").fault, Fault::kScientific);
}

TEST(WholeTest, WholeNumbersOnly) {
  std::int64_t number = 0;
  EXPECT_TRUE(ParseWhole("84", &number));
  EXPECT_EQ(number, 84);
  EXPECT_TRUE(ParseWhole("1,200", &number));
  EXPECT_EQ(number, 1200);
  EXPECT_TRUE(ParseWhole("7.0", &number));
  EXPECT_EQ(number, 7);
  EXPECT_TRUE(ParseWhole("-3", &number));
  EXPECT_EQ(number, -3);
  EXPECT_FALSE(ParseWhole("7.5", &number));
  EXPECT_FALSE(ParseWhole("x", &number));
}

}  // namespace
}  // namespace ippledge::client
