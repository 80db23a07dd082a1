#include "client/import/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/import/cell.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const char kChinese[] =
    "银行,合同编号,借据号,联行号,借款企业,统一社会信用代码,行政区划,企业规模,行业,合同金额(元),"
    "知识产权部分"
    "(元),年利率(%),发放日期,到期日,发放金额(元),知识产权类型,知识产权号,担保金额(元),质押登记号,"
    "质押登记日"
    "期,续贷合同号\n";
const char kEnglish[] =
    "bank,contract_number,draw_number,branch_code,borrower_name,unified_social_credit_code,"
    "division_code,firm_size,industry_code,contract_amount_yuan,ip_part,annual_rate(%),"
    "disbursement_date,maturity_date,principal,ip_kind,ip_number,secured_amount_fen,"
    "registration_number,registration_date,renews_contract_number\n";
const char kRow[] =
    "bank-a,HT-1,JJ-1,302191012345,某某公司,91150100MA0N12346X,150100,小型,C39,3000000.00,2000000,"
    "3.85,"
    "2024-01-02,2025-01-02,1000000,专利,ZL201710601862.3,200000000,Y1,2024-01-03,HT-0\n";

absl::StatusOr<BoundLayout> Find(Target target, const std::string& text, bool bank = false) {
  return FindLayout(BuiltInMapping(target), text, true, bank);
}

TEST(LayoutTest, ChineseAndEnglishHeadersGiveTheSameRow) {
  std::string chinese_row = kRow;
  chinese_row.replace(chinese_row.find("200000000"), 9, "2000000.00");
  const ReadText chinese = ReadRows(Target::kLoans, absl::StrCat(kChinese, chinese_row));
  const ReadText english = ReadRows(Target::kLoans, absl::StrCat(kEnglish, kRow));
  ASSERT_EQ(chinese.error, "");
  ASSERT_EQ(english.error, "");
  ASSERT_EQ(chinese.rows.size(), 1u) << absl::StrJoin(ShortTexts(chinese.problems), "\n");
  ASSERT_EQ(english.rows.size(), 1u) << absl::StrJoin(ShortTexts(english.problems), "\n");
  EXPECT_EQ(chinese.rows[0].ShortDebugString(), english.rows[0].ShortDebugString());
  const v1::NewLoan& loan = chinese.rows[0].loan();
  EXPECT_EQ(loan.contract_amount_fen(), 300'000'000);
  EXPECT_EQ(loan.ip_part_fen(), 200'000'000);
  EXPECT_EQ(loan.annual_rate_ppm(), 38'500);
  EXPECT_EQ(loan.borrower().firm_size(), v1::FIRM_SIZE_SMALL);
  EXPECT_EQ(loan.rights(0).kind(), v1::IP_KIND_PATENT);
  EXPECT_EQ(loan.rights(0).secured_fen(), 200'000'000);
  EXPECT_EQ(loan.rights(0).registration_date(), "2024-01-03");
  EXPECT_EQ(loan.draw().principal_fen(), 100'000'000);
  EXPECT_EQ(loan.renews_contract_number(), "HT-0");
}

TEST(LayoutTest, NoAliasMeansTwoFieldsOfATarget) {
  for (const Target target :
       {Target::kLoans, Target::kDraws, Target::kRepayments, Target::kClasses, Target::kExtensions,
        Target::kRegistrations, Target::kReleases, Target::kCorrections}) {
    absl::flat_hash_set<std::string> names;
    for (const TargetField& each : FieldsOf(target)) {
      absl::flat_hash_set<std::string> own;
      for (const absl::string_view alias : absl::StrSplit(InfoOf(each.field).aliases, '|')) {
        own.insert(NormalHeader(alias));
      }
      for (const std::string& name : own) {
        EXPECT_TRUE(names.insert(name).second) << NameOf(target) << " " << name;
      }
    }
  }
}

TEST(LayoutTest, TheHeaderIsLookedForBelowTitles) {
  const std::string text =
      absl::StrCat("内蒙古某银行知识产权质押贷款明细表\n\n填表日期：2024-01-01\n", kChinese, kRow);
  const absl::StatusOr<BoundLayout> layout = Find(Target::kLoans, text);
  ASSERT_TRUE(layout.ok()) << layout.status();
  EXPECT_EQ(layout->header_row, 4);
}

TEST(LayoutTest, ATitleMayTellTheUnitOfAllAmounts) {
  const ReadText read =
      ReadRows(Target::kRepayments,
               "还款明细,,,单位：万元\n银行,合同编号,还款日期,归还本金\nb,HT-1,2024-01-02,12.5\n");
  ASSERT_EQ(read.rows.size(), 1u) << read.error;
  EXPECT_EQ(read.rows[0].repayment().principal_fen(), 12'500'000);
  EXPECT_THAT(read.layout.understood, Contains("归还本金 → principal, 万元"));
}

TEST(LayoutTest, UnitsInHeaders) {
  for (const char* header : {"归还本金(万元)", "归还本金（万元）", "归还本金(单位：万元)",
                             "归还本金/万元", "归还本金 万元", "principal (万元)"}) {
    const ReadText read =
        ReadRows(Target::kRepayments,
                 absl::StrCat("银行,合同编号,还款日期,", header, "\nb,HT-1,2024-01-02,1.000001\n"));
    ASSERT_EQ(read.rows.size(), 1u) << header << read.error;
    EXPECT_EQ(read.rows[0].repayment().principal_fen(), 1'000'001) << header;
  }
}

TEST(LayoutTest, DelimitersAreFoundOut) {
  for (const char* delimiter : {",", ";", "\t"}) {
    const std::string text = absl::StrReplaceAll(absl::StrCat(kChinese, kRow), {{",", delimiter}});
    const absl::StatusOr<BoundLayout> layout = Find(Target::kLoans, text);
    ASSERT_TRUE(layout.ok()) << layout.status();
    EXPECT_EQ(layout->delimiter, delimiter[0]);
  }
}

TEST(LayoutTest, WhatIsMissingIsNamed) {
  const absl::Status status =
      Find(Target::kLoans, "银行,合同编号,借款企业,金额\nb,1,x,5\n").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("年利率 (annual_rate)"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("发放金额 (principal)"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("row 1: 银行, 合同编号, 借款企业, 金额"));
  EXPECT_THAT(std::string(Find(Target::kLoans, "1,2\n3,4\n").status().message()),
              HasSubstr("no header is found"));
  EXPECT_THAT(std::string(Find(Target::kLoans, "").status().message()), HasSubstr("empty"));
}

TEST(LayoutTest, ABankIsNeededUnlessGiven) {
  const std::string text = "合同编号,还款日期,归还本金\nHT-1,2024-01-02,5\n";
  EXPECT_FALSE(Find(Target::kRepayments, text).ok());
  EXPECT_TRUE(Find(Target::kRepayments, text, true).ok());
}

TEST(LayoutTest, TwoColumnsForOneFieldAreRefused) {
  const absl::Status status =
      Find(Target::kRepayments,
           "银行,合同编号,还款日期,归还本金(元),归还本金(万元)\nb,HT-1,2024-01-02,5,1\n")
          .status();
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("two columns could be \"归还本金\": \"归还本金(元)\" (column 4) and "
                        "\"归还本金(万元)\" (column 5)"));
}

TEST(LayoutTest, ColumnsOfAnEarlierRunAreNotTheUsers) {
  const absl::StatusOr<BoundLayout> layout =
      Find(Target::kRepayments, "银行,合同编号,还款日期,归还本金,问题,problem\n");
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ(layout->own_columns, 4);
  EXPECT_EQ(layout->header_raw, "银行,合同编号,还款日期,归还本金");
}

TEST(HeaderTest, WhatStandsBehindANameDecides) {
  const Header header = HeaderOf(std::vector<CsvCell>{
      {"到期日期备注", 0}, {"到期日(yyyy-mm-dd)", 0}, {"到期日2", 0}, {"合同金额含税", 0}});
  EXPECT_EQ(FindColumns(header, "到期日", FieldType::kDate, false).size(), 1u);
  EXPECT_EQ(FindColumns(header, "到期日", FieldType::kDate, false)[0].column, 1);
  EXPECT_EQ(FindColumns(header, "到期日", FieldType::kDate, true).size(), 2u);
  EXPECT_TRUE(FindColumns(header, "合同金额", FieldType::kAmount, false).empty());
}

}  // namespace
}  // namespace ippledge::client
