#include "client/import/cell.h"

#include <gtest/gtest.h>

#include "client/import/words.h"

namespace ippledge::client {
namespace {

std::string Clean(absl::string_view cell) {
  std::string scratch;
  return std::string(CleanCell(cell, &scratch));
}

TEST(CellTest, WhiteSpaceAroundIsLeftOut) {
  EXPECT_EQ(Clean("  a b \t"), "a b");
  EXPECT_EQ(Clean("\xE3\x80\x80甲\xC2\xA0"), "甲");
  EXPECT_EQ(Clean("\xEF\xBB\xBFx\xE2\x80\x8B"), "x");
  EXPECT_EQ(Clean("   "), "");
  EXPECT_EQ(Clean(""), "");
}

TEST(CellTest, WhatProtectsATextInASpreadsheetIsUnwrapped) {
  EXPECT_EQ(Clean("=\"00123\""), "00123");
  EXPECT_EQ(Clean("=\"a\"\"b\""), "a\"b");
  EXPECT_EQ(Clean("'00123"), "00123");
  EXPECT_EQ(Clean("'"), "'");
  EXPECT_EQ(Clean("=1+1"), "=1+1");
}

TEST(CellTest, LineBreaksBecomeSpaces) {
  std::string text = "a\nb\tc";
  MakeOneLine(&text);
  EXPECT_EQ(text, "a b c");
}

TEST(CellTest, CodesBecomeNarrowButKeepTheirSigns) {
  std::string scratch;
  EXPECT_EQ(NarrowLetters("（２０２３）借字第ＡＢ１号", &scratch), "（2023）借字第AB1号");
  EXPECT_EQ(NarrowAll("（２０２３）Ａ　％", &scratch), "(2023)A %");
  EXPECT_EQ(NarrowAll("abc", &scratch), "abc");
}

TEST(CellTest, ScientificNotation) {
  for (const char* text : {"1.23457E+17", "9.1E17", "5E+3", "-1.5e-3", "1E-10"}) {
    EXPECT_TRUE(LooksScientific(text)) << text;
  }
  for (const char* text :
       {"12E4", "E17", "1E", "1.2", "HT2024E+1", "", "1e+", "1.2.3E4", "+", "1E+x"}) {
    EXPECT_FALSE(LooksScientific(text)) << text;
  }
}

TEST(CellTest, HeadersHaveOneSpelling) {
  EXPECT_EQ(NormalHeader(" *Contract_Number "), "contractnumber");
  EXPECT_EQ(NormalHeader("合同金额（万元）"), "合同金额(万元)");
  EXPECT_EQ(NormalHeader("借 据 号"), "借据号");
}

TEST(WordsTest, ListsInBothLanguages) {
  EXPECT_EQ(ParseIpKindWord("专利")->kind, IpKind::kPatent);
  EXPECT_EQ(ParseIpKindWord("Trade Secret")->kind, IpKind::kTradeSecret);
  EXPECT_EQ(ParseIpKindWord("PLANT_VARIETY")->kind, IpKind::kPlantVariety);
  const IpKindWord farm = *ParseIpKindWord("农产品地理标志");
  EXPECT_EQ(farm.kind, IpKind::kGeographicalIndication);
  EXPECT_EQ(farm.form, GeographicalIndicationForm::kFarmProduct);
  EXPECT_FALSE(ParseIpKindWord("房产").has_value());
  EXPECT_EQ(*ParseFirmSizeWord("微型企业"), FirmSize::kMicro);
  EXPECT_EQ(*ParseFirmSizeWord("Medium"), FirmSize::kMedium);
  EXPECT_EQ(*ParseLoanClassWord("次级类"), LoanClass::kSubstandard);
  EXPECT_EQ(*ParseLoanClassWord("special_mention"), LoanClass::kSpecialMention);
  EXPECT_EQ(*ParseFactWord("还款"), FactWord::kRepayment);
  EXPECT_TRUE(*ParseYesNoWord("是"));
  EXPECT_FALSE(*ParseYesNoWord("No"));
}

}  // namespace
}  // namespace ippledge::client
