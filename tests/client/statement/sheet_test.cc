#include "client/statement/sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/client/statement/sheet_text.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(SheetText, DelimitersAreFoundOut) {
  for (const char* delimiter : {",", "\t", ";", "|"}) {
    const std::string text = absl::StrReplaceAll(
        "账号^1500\n日期^收入^支出^余额^\n2025-01-10^5.00^^5.00^\n", {{"^", delimiter}});
    const SheetResult result = Read(text);
    ASSERT_THAT(result.faults, IsEmpty()) << delimiter;
    EXPECT_EQ(result.only().account, "1500") << delimiter;
    EXPECT_THAT(ToldLines(result.only()), ElementsAre("3: 2025-01-10 5.00 = 5.00")) << delimiter;
  }
}

TEST(SheetText, SpreadsheetsAndPaddingAreUndone) {
  EXPECT_THAT(LinesOf("=\"20250110\"\t=\"1,000.00\"\t\t1000.000  \t\r\n"
                      " 2025/1/11 \t-\t\xEF\xBF\xA5１．５０\t+998.50\r\n",
                      "日期\t收入(元)\t支出(元)\t余额\t\r"),
              ElementsAre("2: 2025-01-10 1000.00 = 1000.00", "3: 2025-01-11 -1.50 = 998.50"));
  EXPECT_THAT(LinesOf("2025年1月10日,0.00,2.00000,-0.00\n"),
              ElementsAre("2: 2025-01-10 -2.00 = 0.00"));
  EXPECT_THAT(LinesOf("2025-01-10 17:57:17,1.00,,\n20250111175717,1.00,,\n"
                      "2025-01-12-17.57.17.000,1.00,,\n20250113 175717,1.00,,\n"),
              ElementsAre("2: 2025-01-10 1.00", "3: 2025-01-11 1.00", "4: 2025-01-12 1.00",
                          "5: 2025-01-13 1.00"));
}

TEST(SheetText, UnitsOfTheHeaderCount) {
  EXPECT_THAT(LinesOf("2025-01-10,1.5,,1.5\n", "日期,收入(万元),支出(万元),余额(万元)"),
              ElementsAre("2: 2025-01-10 15000.00 = 15000.00"));
  EXPECT_THAT(LinesOf("2025-01-10,1.5,,1.5\n", "日期[ Date ],收入[ In ],支出(RMB),余额[x]"),
              ElementsAre("2: 2025-01-10 1.50 = 1.50"));
}

TEST(SheetText, TextsAreJoinedAndCleaned) {
  const SheetResult result = Read(
      "日期,收入,支出,摘要,用途,流水号,对方账号\n"
      "2025-01-10,1.00,,\"财政\n拨款\",  补偿金　,=\"001\",6222 0000 １２\n"
      "2025-01-10,1.00,,冲正,冲正,----,/\n");
  ASSERT_THAT(result.faults, IsEmpty());
  const StatementLine& line = result.only().lines[0];
  EXPECT_EQ(line.text, "财政 拨款 补偿金");
  EXPECT_EQ(line.bank_reference, "001");
  EXPECT_EQ(line.counterparty_account, "6222000012");
  EXPECT_FALSE(line.reversal);
  const StatementLine& other = result.only().lines[1];
  EXPECT_EQ(other.source_line, 4);
  EXPECT_EQ(other.text, "冲正");  // once
  EXPECT_EQ(other.bank_reference, "");
  EXPECT_EQ(other.counterparty_account, "");
  EXPECT_TRUE(other.reversal);
}

TEST(SheetText, FactsStandAboveAndBelow) {
  const SheetResult result = Read(
      "某银行单位账户对账单\n"
      "账  号： 1501 2345  户名：补偿资金专户 开户行：某支行,,\n"
      "起止日期：2025-01-01 至 2025-03-31\n"
      ",期初余额(万元):,0.01,\n"
      "\n"
      "日期,收入,支出,余额\n"
      "2025-01-10,5.00,,105.00\n"
      "小计,5.00\n"
      "合计,5.00,0.00\n"
      "期末余额：105.00  合计笔数：1笔\n"
      "1、本对账单仅供核对\n"
      "打印时间 2025-04-01\n");
  ASSERT_THAT(result.faults, IsEmpty());
  const Statement& statement = result.only();
  EXPECT_EQ(statement.account, "15012345");
  EXPECT_EQ(statement.account_name, "补偿资金专户");
  EXPECT_EQ(statement.bank, "某银行");
  EXPECT_EQ(statement.currency, "CNY");
  EXPECT_EQ(statement.from_date, Date::Of(2025, 1, 1));
  EXPECT_EQ(statement.to_date, Date::Of(2025, 3, 31));
  EXPECT_EQ(ToldBalances(statement), "opening 100.00, closing 105.00");
  EXPECT_EQ(statement.balances[0].date, Date::Of(2025, 1, 1));
  EXPECT_EQ(statement.balances[1].source_line, 10);
  EXPECT_EQ(result.content.stated[0].count, 1);
  EXPECT_EQ(result.content.stated[0].came_in, Money::OfFen(500));
  EXPECT_THAT(result.content.remarks,
              ElementsAre("未采用的行：8, 11, 12 / rows left out: 8, 11, 12"));
}

TEST(SheetText, FactsStandBelowLabelsAndAmongLines) {
  const SheetResult result = Read(
      "账号,户名,起始日期\n"
      "1500,专户,20250101\n"
      "日期,收入,支出,余额,摘要\n"
      "2025-01-01,,,100.00,期初余额\n"
      "2025-01-10,5.00,,105.00,拨款\n"
      "2025-01-31,0.00,0.00,105.00,期末余额\n");
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(result.only().account, "1500");
  EXPECT_EQ(result.only().account_name, "专户");
  EXPECT_EQ(result.only().from_date, Date::Of(2025, 1, 1));
  EXPECT_THAT(ToldLines(result.only()), ElementsAre("5: 2025-01-10 5.00 = 105.00"));
  EXPECT_EQ(ToldBalances(result.only()), "opening 100.00, closing 105.00");
}

TEST(SheetText, PeriodsAreWrittenInManyWays) {
  for (const char* period :
       {"20250101-20250331", "2025年1月1日—2025年3月31日", "2025.01.01~2025.03.31",
        "2025/1/1 到 2025/3/31", "2025-01-01 00:00:00 至 2025-03-31 23:59:59",
        "2025-01-01 - 2025-03-31"}) {
    const SheetResult result =
        Read(absl::StrCat("起止日期：", period, "\n日期,收入,支出\n2025-01-10,1,\n"));
    ASSERT_THAT(result.faults, IsEmpty()) << period;
    EXPECT_EQ(result.only().from_date, Date::Of(2025, 1, 1)) << period;
    EXPECT_EQ(result.only().to_date, Date::Of(2025, 3, 31)) << period;
  }
  const SheetResult none = Read("起止日期：全部\n日期,收入,支出\n2025-01-10,1,\n");
  EXPECT_THAT(none.content.remarks,
              ElementsAre(HasSubstr("line 1, not understood and left out: 起止日期 “全部”")));
}

TEST(SheetText, DirectionsAndSigns) {
  constexpr absl::string_view kDirected = R"(
    id: "d" column { is: "date" name: "日期" } column { is: "amount" name: "金额" }
    column { is: "direction" name: "借贷标志" }
    direction { came_in: "贷" went_out: "借" })";
  EXPECT_THAT(LinesOf("2025-01-10,5.00,贷\n2025-01-10,5.00,借\n2025-01-10,0.00,\n",
                      "日期,金额,借贷标志", kDirected),
              ElementsAre("2: 2025-01-10 5.00", "3: 2025-01-10 -5.00", "4: 2025-01-10 0.00"));
  EXPECT_THAT(LinesOf("2025-01-10,5.00,收\n", "日期,金额,借贷标志", kDirected),
              ElementsAre("MALFORMED: line 2, column 17, 借贷标志: not what its format says, got "
                          "\"收\", want \"贷, 借\""));
  EXPECT_THAT(LinesOf("2025-01-10,-5.00,借\n", "日期,金额,借贷标志", kDirected),
              ElementsAre(HasSubstr("AMOUNT_NEGATIVE: line 2, column 12, 金额: ")));
  EXPECT_THAT(LinesOf("2025-01-10,-5.00,\n2025-01-10,(5.00),\n", "日期,金额", kDirected),
              ElementsAre("2: 2025-01-10 -5.00", "3: 2025-01-10 -5.00"));
  const std::string opposite = absl::StrReplaceAll(
      kDirected, {{"came_in: \"贷\" went_out: \"借\"", "came_in: \"借\" went_out: \"贷\""}});
  EXPECT_THAT(LinesOf("2025-01-10,5.00,贷\n", "日期,金额,借贷标志", opposite),
              ElementsAre("2: 2025-01-10 -5.00"));
}

TEST(SheetText, MinusWhereTheDirectionStandsApart) {
  EXPECT_THAT(LinesOf("2025-01-10,,-5.00,\n"),
              ElementsAre(HasSubstr("AMOUNT_NEGATIVE: line 2, column 13, 支出: ")));
  const std::string reversal = absl::StrCat(kProfile, " reading { minus: \"reversal\" }");
  const SheetResult red = Read("日期,收入,支出\n2025-01-10,,-5.00\n2025-01-10,-3.00,\n", reversal);
  ASSERT_THAT(red.faults, IsEmpty());
  EXPECT_THAT(ToldLines(red.only()), ElementsAre("2: 2025-01-10 5.00", "3: 2025-01-10 -3.00"));
  EXPECT_TRUE(red.only().lines[0].reversal);
  const std::string printed = absl::StrCat(kProfile, " reading { minus: \"went_out\" }");
  EXPECT_THAT(LinesOf("2025-01-10,,-5.00,\n", "日期,收入,支出,余额", printed),
              ElementsAre("2: 2025-01-10 -5.00"));
  EXPECT_THAT(LinesOf("2025-01-10,-5.00,,\n", "日期,收入,支出,余额", printed),
              ElementsAre(HasSubstr("AMOUNT_NEGATIVE")));
}

TEST(SheetText, CounterpartyIsTheOtherSide) {
  constexpr absl::string_view kSides = R"(
    id: "s" column { is: "date" name: "日期" } column { is: "amount" name: "金额" }
    column { is: "payer_name" name: "付款人" } column { is: "payee_name" name: "收款人" })";
  const SheetResult result = Read(
      "日期,金额,付款人,收款人\n2025-01-10,5.00,财政局,基金\n2025-01-10,-5.00,基金,银行\n", kSides);
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(result.only().lines[0].counterparty_name, "财政局");
  EXPECT_EQ(result.only().lines[1].counterparty_name, "银行");
}

TEST(SheetText, AccountsOfAColumnAreParted) {
  const SheetResult result = Read(
      "本方账号,日期,收入,支出,币种\n1500,2025-01-10,5.00,,人民币\n1600,2025-01-10,6.00,,USD\n"
      "1500,2025-01-11,7.00,,CNY\n");
  ASSERT_THAT(result.faults, IsEmpty());
  ASSERT_EQ(result.content.statements.size(), 2u);
  EXPECT_EQ(result.content.statements[0].account, "1500");
  EXPECT_EQ(result.content.statements[0].lines.size(), 2u);
  EXPECT_EQ(result.content.statements[1].currency, "USD");
  EXPECT_EQ(
      Read("账号：6222 3167\n本方账号,日期,收入,支出\n3167,2025-01-10,5.00,\n").only().account,
      "62223167");
  EXPECT_THAT(Read("账号：6222 3168\n本方账号,日期,收入,支出\n3167,2025-01-10,5.00,\n").faults,
              ElementsAre(HasSubstr("MALFORMED: line 3, not what its format says, got \"3167\"")));
}

TEST(SheetText, PagesAndStatementsOfOneFile) {
  const SheetResult pages = Read(
      "账号：1500\n日期,收入,支出\n2025-01-10,5.00,\n小计,5.00\n账号：1500\n日期,收入,支出\n"
      "2025-01-11,6.00,\n日期,收入,支出\n2025-01-12,7.00,\n");
  ASSERT_THAT(pages.faults, IsEmpty());
  ASSERT_EQ(pages.content.statements.size(), 1u);
  EXPECT_EQ(pages.only().lines.size(), 3u);
  const SheetResult months = Read(
      "起止日期：20250101-20250131\n期初余额：0.00\n日期,收入,支出\n2025-01-10,5.00,\n"
      "期末余额：5.00\n\n"
      "起止日期：20250201-20250228\n期初余额：5.00\n日期,收入,支出\n2025-02-10,,1.00\n"
      "期末余额：4.00\n");
  ASSERT_THAT(months.faults, IsEmpty());
  ASSERT_EQ(months.content.statements.size(), 2u);
  EXPECT_EQ(ToldBalances(months.content.statements[0]), "opening 0.00, closing 5.00");
  EXPECT_EQ(ToldBalances(months.content.statements[1]), "opening 5.00, closing 4.00");
  EXPECT_EQ(months.content.statements[1].to_date, Date::Of(2025, 2, 28));
}

TEST(SheetText, AMonthWithoutLinesIsAStatement) {
  const SheetResult result = Read("账号：1500\n期初余额：5.00\n日期,收入,支出\n期末余额：5.00\n");
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_THAT(result.only().lines, IsEmpty());
  EXPECT_EQ(ToldBalances(result.only()), "opening 5.00, closing 5.00");
  EXPECT_THAT(Read("日期,收入,支出\n").faults, ElementsAre(HasSubstr("FIELD_MISSING")));
}

TEST(SheetText, MaskedBalancesAreNone) {
  const SheetResult result =
      Read("日期,收入,支出,余额\n2025-01-10,5.00,,\"xx,yyy.zz\"\n2025-01-11,5.00,,**.**\n");
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_FALSE(result.only().lines[0].balance.has_value());
  EXPECT_THAT(result.content.remarks,
              ElementsAre(HasSubstr("lines whose balance is made unreadable: 2")));
  EXPECT_THAT(LinesOf("2025-01-10,*.**,,\n"), ElementsAre(HasSubstr("AMOUNT_MALFORMED")));
}

TEST(SheetText, TimesTellTheOrder) {
  EXPECT_TRUE(Read("日期,时间,收入,支出\n2025-01-10,17:57:17,1,\n2025-01-10,09:00:00,1,\n")
                  .content.stated[0]
                  .falling_times);
  EXPECT_TRUE(Read("日期,收入,支出\n20250110175717,1,\n20250110090000,1,\n")
                  .content.stated[0]
                  .falling_times);
  EXPECT_FALSE(Read("日期,时间,收入,支出\n2025-01-10,090000,1,\n2025-01-10,175717,1,\n")
                   .content.stated[0]
                   .falling_times);
}

TEST(SheetRows, AreReadAsTextIs) {
  const std::vector<SheetRow> rows = {
      {2, {"账号：", "", "1500"}},
      {4, {"", "日期", "收入", "支出"}},
      {5, {"", "2025-01-10", "5", ""}},
      {9, {"", "2025-01-11", "", "x"}},
  };
  StatementFaults faults;
  EXPECT_FALSE(ReadSheetRows(rows, {ProfileOf(kProfile)}, faults).has_value());
  EXPECT_THAT(Told(faults), ElementsAre(HasSubstr("AMOUNT_MALFORMED: line 9, column 4, 支出")));
  StatementFaults none;
  const auto file = ReadSheetRows({rows.begin(), rows.end() - 1}, {ProfileOf(kProfile)}, none);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->content.statements[0].account, "1500");
  EXPECT_THAT(ToldLines(file->content.statements[0]), ElementsAre("5: 2025-01-10 5.00"));
  StatementFaults empty;
  EXPECT_FALSE(ReadSheetRows({}, {ProfileOf(kProfile)}, empty).has_value());
  EXPECT_THAT(Told(empty), Contains(HasSubstr("NOT_RECOGNISED")));
}

TEST(SheetProfiles, TheOneThatDemandsMostWins) {
  const StatementProfile plain = ProfileOf(kProfile);
  StatementProfile special =
      ProfileOf(R"(id: "special" recognise: "特别" column { is: "date" name: "日期" }
                   column { is: "amount" name: "收入" })");
  StatementFaults faults;
  const absl::string_view text = "特别对账单\n日期,收入,支出,余额\n2025-01-10,1,,1\n";
  EXPECT_EQ(ReadSheetText(text, {plain, special}, faults)->profile, "special");
  EXPECT_EQ(ReadSheetText(text, {special, plain}, faults)->profile, "special");
  EXPECT_EQ(ReadSheetText(text.substr(text.find("日")), {special, plain}, faults)->profile, "fund");
}

}  // namespace
}  // namespace ippledge::client
