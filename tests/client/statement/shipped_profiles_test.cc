// Every profile in programmes/statements reads a file of its form. The files are made up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/statement/read.h"
#include "tests/client/statement/told.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Form {
  std::string profile;
  std::string bytes;
};

const std::vector<Form>& Forms() {
  static const auto* const forms = new std::vector<Form>{
      {"icbc-debit",
       "明细查询文件下载\n\n卡号: 6222****0001,\"卡别名: 专户\"\n\n"
       "交易日期,摘要,交易详情,交易场所,交易国家或地区简称,钞/汇,交易金额(收入),交易金额(支出),"
       "交易币种,记账金额(收入),记账金额(支出),记账币种,余额,对方户名,对方账户\n"
       "2025-01-20 \t,\"代偿 \t\",\" \t\",\" \t\",\"CHN \t\",钞 \t,\"- \t\",\"- \t\",- \t,\" \t\","
       "\"1,200.00 \t\",人民币 \t,\"8,800.00 \t\",\"某银行 \t\",\"1234****0002 \t\",\n"
       "2025-01-10 \t,\"拨款 \t\",\" \t\",\" \t\",\"CHN \t\",钞 \t,\"- \t\",\"- \t\",- \t,"
       "\"10,000.00 \t\",\" \t\",人民币 \t,\"10,000.00 \t\",\"某财政局 \t\",\"1234****0003 \t\",\n"
       " \n人民币合计,,,,,,,,,\"10,000.00 \t\",\"1,200.00 \t\",\n"},
      {"boc-debit",
       "中国银行交易流水明细单\n"
       "记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名,对方卡号/账号,"
       "对方开户行,借记卡号\n"
       "2025-01-20,17:57:17,人民币,\"-1,200.00\",\"8,800.00\",转账,网银,------,代偿,某银行,1234,"
       "------,0001\n"
       "2025-01-10,09:00:00,人民币,\"10,000.00\",\"10,000.00\",转账,柜台,------,------,某财政局,"
       "5678,"
       "某支行,0001"},
      {"hx-securities",
       "=\"交收日期\"\t=\"成交时间\"\t=\"业务名称\"\t=\"证券代码\"\t=\"证券名称\"\t=\"清算金额\"\t"
       "=\"资金本次余额\"\t=\"币种\"\t=\"成交编号\"\t=\"资金帐号\"\t\r\n"
       "=\"20250110\"\t=\"00:00:00\"\t=\"银行转证券\"\t\t\t10000.000\t10000.000\t=\"人民币\"\t\t"
       "=\"0001\"\t\r\n"
       "=\"20250120\"\t=\"15:00:00\"\t=\"证券买入\"\t=\"010001\"\t=\"国债\"\t-1200.000\t8800.000\t"
       "=\"人民币\"\t=\"77\"\t=\"0001\"\t\r\n"},
      {"icbc-corporate",
       "[HISTORYDETAIL]\n"
       "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,"
       "对方单位名称,余额,个性化信息\n"
       "0,1500,5678,2025-01-10 09:00:00,贷,,\"10,000.00\",102,拨款,,某财政局,\"10,000.00\",\n"
       "7,1500,1234,2025-01-20 17:57:17,借,\"1,200.00\",,103,代偿,合同HT-1,某银行,\"8,800.00\",\n"},
      {"ccb-corporate",
       "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,"
       "对方开户机构,记账日期,摘要,备注,账户明细编号-交易流水号,企业流水号,凭证种类,凭证号,"
       "关联账户\n"
       "1500,专户,20250110 09:00:00,0.00,\"10,000.00\",\"10,000.00\",人民币元,某财政局,5678,某支行,"
       "20250110,拨款,,1-A001,,,,\n"
       "1500,专户,20250120 17:57:17,\"1,200.00\",0.00,\"8,800.00\",人民币元,某银行,1234,某支行,"
       "20250120,代偿,,2-A002,,,,\n"},
      {"abc-corporate",
       "账户明细\n账号：1500\t户名：专户\t币种：人民币\n起止日期：2025-01-01 - 2025-01-31\n"
       "交易时间\t收入金额\t支出金额\t账户余额\t交易行名\t对方省市\t对方账号\t对方户名\t交易用途\n"
       "2025-01-10 09:00:00\t10,000.00\t\t10,000.00\t某支行\t\t5678\t某财政局\t拨款\n"
       "2025-01-20 17:57:17\t\t1,200.00\t8,800.00\t某支行\t\t1234\t某银行\t代偿\n"
       "合计\t10,000.00\t1,200.00\n"},
      {"boc-corporate",
       "查询账号[ Inquirer account number ],1500\n总笔数[ Total ],2\n"
       "交易类型[ Transaction Type ],业务类型[ Business type ],付款人开户行名[ Payer bank ],"
       "付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],收款人开户行名[ Payee bank ],"
       "收款人账号[ Payee's Account Number ],收款人名称[ Payee's Name ],交易日期[ Transaction Date "
       "],"
       "交易时间[ Transaction time ],交易货币[ Trade Currency ],交易金额[ Trade Amount ],"
       "交易后余额[ After-transaction balance ],起息日期[ Value Date ],"
       "交易流水号[ Transaction reference number ],用途[ Purpose ]\n"
       "来账,转账,某支行,5678,某财政局,中行,1500,专户,20250110,09:00:00,CNY,10000.00,10000.00,"
       "20250110,"
       "A1,拨款\n"
       "往账,转账,中行,1500,专户,某支行,1234,某银行,20250120,17:57:17,CNY,-1200.00,8800.00,"
       "20250120,A2,"
       "代偿\n"},
      {"bocom-corporate",
       "账号：1500,户名：专户\n"
       "交易时间,摘要,凭证种类,凭证号码,对方账号,对方户名,对方行名,借贷标志,发生额,余额\n"
       "2025-01-10 09:00:00,拨款,,,5678,某财政局,某支行,贷,\"10,000.00\",\"10,000.00\"\n"
       "2025-01-20 17:57:17,代偿,,,1234,某银行,某支行,借,\"1,200.00\",\"8,800.00\"\n"},
      {"regional-corporate",
       "内蒙古银行单位账户对账单\n账号：1500|户名：专户\n"
       "起止日期：2025-01-01 至 2025-01-31|期初余额：0.00\n"
       "交易日期|摘要|借方发生额|贷方发生额|余额|凭证号|对方户名|对方账号\n"
       "2025-01-10|拨款||10,000.00|10,000.00||某财政局|5678\n"
       "2025-01-20|代偿|1,200.00||8,800.00||某银行|1234\n"
       "合计||1,200.00|10,000.00\n期末余额：8,800.00|合计笔数：2\n"},
      {"generic-cn",
       "账号;1500\n记账日;收入金额;支出金额;账户余额;对手户名;对手账号\n"
       "2025/1/10;10,000.00;;10,000.00;某财政局;5678\n2025/1/20;;1,200.00;8,800.00;某银行;1234\n"
       "共2笔\n"},
  };
  return *forms;
}

TEST(ShippedProfiles, AreAllTried) {
  const auto profiles = LoadStatementProfiles("programmes/statements");
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  std::set<std::string> ids;
  std::set<std::string> tried;
  for (const StatementProfile& profile : *profiles) ids.insert(profile.id);
  for (const Form& form : Forms()) tried.insert(form.profile);
  EXPECT_EQ(ids, tried);
}

TEST(ShippedProfiles, ReadTheirForms) {
  const auto profiles = LoadStatementProfiles("programmes/statements");
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  for (const Form& form : Forms()) {
    SCOPED_TRACE(form.profile);
    StatementFaults faults;
    const auto file = ReadStatementFile(form.bytes, *profiles, {}, faults);
    EXPECT_THAT(Told(faults), IsEmpty());
    if (!file.has_value()) continue;
    EXPECT_EQ(file->variant, form.profile);
    ASSERT_EQ(file->statements.size(), 1u);
    const Statement& statement = file->statements[0];
    EXPECT_EQ(statement.currency, "CNY");
    EXPECT_FALSE(statement.account.empty());
    EXPECT_EQ(ToldBalances(statement), "opening 0.00, closing 8800.00");
    ASSERT_EQ(statement.lines.size(), 2u);
    EXPECT_EQ(statement.lines[0].booking_date, Date::Of(2025, 1, 10));
    EXPECT_EQ(statement.lines[0].amount, Money::OfFen(1'000'000));
    EXPECT_EQ(statement.lines[1].amount, Money::OfFen(-120'000));
    if (form.profile == "hx-securities") continue;  // has no counterparty
    EXPECT_EQ(statement.lines[0].counterparty_name, "某财政局");
    EXPECT_EQ(statement.lines[1].counterparty_name, "某银行");
  }
}

}  // namespace
}  // namespace ippledge::client
