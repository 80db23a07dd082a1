#include "client/table.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "client/width.h"

namespace ippledge::client {
namespace {

std::vector<Column> Columns() {
  return {{"unit", "地区", ColumnKind::kText},
          {"disbursed", "放款金额", ColumnKind::kAmount},
          {"loans", "笔数", ColumnKind::kCount},
          {"completion", "完成率", ColumnKind::kRate}};
}

std::string Written(Format format, const std::vector<Row>& rows,
                    AmountUnit unit = AmountUnit::kYuan, Language language = Language::kChinese) {
  Layout layout;
  layout.format = format;
  layout.unit = unit;
  layout.language = language;
  std::ostringstream out;
  const auto writer = MakeRowWriter(layout, Columns(), out);
  for (const Row& row : rows) writer->Write(row);
  writer->End();
  return out.str();
}

const Row kHohhot = {std::string("呼和浩特市"), Amount{123456789}, Count{1234}, Rate{158000}};
const Row kEmpty = {std::string("-"), Amount{0}, Count{0}, {}};

TEST(WidthTest, EastAsianCharactersTakeTwoColumns) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("呼和浩特"), 8);
  EXPECT_EQ(DisplayWidth("（元）"), 6);
  EXPECT_EQ(DisplayWidth("Ａ"), 2);
  EXPECT_EQ(DisplayWidth("ｱ"), 1);             // half-width katakana
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);     // e and a combining accent
  EXPECT_EQ(DisplayWidth("\xE2\x80\x8B"), 0);  // zero-width space
  EXPECT_EQ(DisplayWidth("\xFF"), 1);
}

TEST(WidthTest, PaddingNeverCuts) {
  EXPECT_EQ(PadRight("银行", 6), "银行  ");
  EXPECT_EQ(PadLeft("银行", 6), "  银行");
  EXPECT_EQ(PadRight("银行", 3), "银行");
}

TEST(TableTest, ColumnsAreAlignedByWidth) {
  EXPECT_EQ(Written(Format::kTable, {kHohhot, kEmpty}),
            "地区        放款金额（元）   笔数  完成率\n"
            "----------  --------------  -----  ------\n"
            "呼和浩特市    1,234,567.89  1,234  15.80%\n"
            "-                     0.00      0\n");
}

TEST(TableTest, UnitIsNamedInTheHeader) {
  const std::string table =
      Written(Format::kTable, {kHohhot}, AmountUnit::kWan, Language::kEnglish);
  EXPECT_NE(table.find("放款金额 (wan yuan)"), std::string::npos) << table;
  EXPECT_NE(table.find(" 123.46 "), std::string::npos) << table;
}

TEST(TableTest, JsonHasFenAndPpmAsNumbers) {
  EXPECT_EQ(Written(Format::kJson, {kHohhot, kEmpty}),
            "[\n"
            "{\"unit\":\"呼和浩特市\",\"disbursed_fen\":123456789,\"loans\":1234,"
            "\"completion_ppm\":158000},\n"
            "{\"unit\":\"-\",\"disbursed_fen\":0,\"loans\":0,\"completion_ppm\":null}\n"
            "]\n");
  EXPECT_EQ(Written(Format::kJson, {}), "[]\n");
  EXPECT_EQ(Written(Format::kJsonl, {kEmpty}),
            "{\"unit\":\"-\",\"disbursed_fen\":0,\"loans\":0,\"completion_ppm\":null}\n");
}

TEST(TableTest, CsvIsExactAndNamesItsUnits) {
  EXPECT_EQ(Written(Format::kCsv, {kHohhot}),
            "unit,disbursed_yuan,loans,completion_percent\n"
            "呼和浩特市,1234567.89,1234,15.8000\n");
  EXPECT_EQ(Written(Format::kCsv, {kHohhot}, AmountUnit::kWan),
            "unit,disbursed_wan_yuan,loans,completion_percent\n"
            "呼和浩特市,123.456789,1234,15.8000\n");
}

TEST(TableTest, CsvGuardsTextAgainstFormulas) {
  const Layout layout;
  EXPECT_EQ(CsvText(std::string("=1+1"), layout), "'=1+1");
  EXPECT_EQ(CsvText(std::string("+86"), layout), "'+86");
  EXPECT_EQ(CsvText(std::string("-x"), layout), "'-x");
  EXPECT_EQ(CsvText(std::string("@SUM(A1)"), layout), "'@SUM(A1)");
  EXPECT_EQ(CsvText(std::string("\ttab"), layout), "'\ttab");
  EXPECT_EQ(CsvText(std::string("\rx"), layout), "\"'\rx\"");
  EXPECT_EQ(CsvText(std::string("=HYPERLINK(\"a\",\"b\")"), layout),
            "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"");
  EXPECT_EQ(CsvText(std::string("ZL-1"), layout), "ZL-1");
  // Numbers are numbers, also below zero.
  EXPECT_EQ(CsvText(Amount{-5}, layout), "-0.05");
  EXPECT_EQ(CsvText(Count{-5}, layout), "-5");
}

TEST(TableTest, CsvQuotesWhatWouldBreakARow) {
  const Layout layout;
  EXPECT_EQ(CsvText(std::string("a,b"), layout), "\"a,b\"");
  EXPECT_EQ(CsvText(std::string("a\nb"), layout), "\"a\nb\"");
  EXPECT_EQ(CsvText(std::string("say \"hi\""), layout), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(CsvText(std::string(), layout), "");
}

TEST(TableTest, JsonEscapesControlCharacters) {
  EXPECT_EQ(JsonText(std::string("a\"\\\n\x01")), "\"a\\\"\\\\\\n\\u0001\"");
  EXPECT_EQ(JsonText(true), "true");
}

}  // namespace
}  // namespace ippledge::client
