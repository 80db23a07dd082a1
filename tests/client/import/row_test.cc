#include "client/import/row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/import/cell.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char kLoanHeader[] =
    "银行,合同编号,借款企业,统一社会信用代码,年利率,发放日期,到期日,发放金额,知识产权类型\n";

TEST(RowTest, BuiltInDefaultsOfLoans) {
  const ReadText read = ReadRows(
      Target::kLoans,
      absl::StrCat(kLoanHeader, "b,HT-1,某公司,,3.85%,20240102,20250102,\"1,000元\",专利\n"));
  ASSERT_EQ(read.rows.size(), 1u) << read.error;
  const v1::NewLoan& loan = read.rows[0].loan();
  EXPECT_EQ(loan.draw().draw_number(), "1");
  EXPECT_EQ(loan.contract_amount_fen(), 100'000);
  EXPECT_EQ(loan.ip_part_fen(), 100'000);
  EXPECT_EQ(loan.rights(0).secured_fen(), 100'000);
  EXPECT_EQ(loan.draw().maturity_date(), "2025-01-02");
  EXPECT_EQ(read.facts[0].amount_fen, 100'000);
}

TEST(RowTest, CodesStayText) {
  const ReadText read = ReadRows(
      Target::kLoans,
      absl::StrCat(
          kLoanHeader,
          "b,=\"00123\",某公司,９１１５０１００ma0n12346x,3.85,2024-01-02,2025-01-02,10,专利\n",
          "b,'0012,某公司,9115 0100 MA0N12346X,3.85,2024-01-02,2025-01-02,10,专利\n",
          "b,（2024）借字第１号,某公司,,3.85,2024-01-02,2025-01-02,10,专利\n"));
  ASSERT_EQ(read.rows.size(), 3u) << read.error;
  EXPECT_EQ(read.rows[0].loan().contract_number(), "00123");
  EXPECT_EQ(read.rows[0].loan().borrower().unified_social_credit_code(), "91150100MA0N12346X");
  EXPECT_EQ(read.rows[1].loan().contract_number(), "0012");
  EXPECT_EQ(read.rows[1].loan().borrower().unified_social_credit_code(), "91150100MA0N12346X");
  EXPECT_EQ(read.rows[2].loan().contract_number(), "（2024）借字第1号");
}

TEST(RowTest, EveryProblemOfARowIsToldWithRowAndColumn) {
  const ReadText read = ReadRows(
      Target::kLoans, absl::StrCat(kLoanHeader,
                                   "b,1.2E+17,,9.115E+17,x%,2024-02-30,tomorrow,\"1,00\",土地\n"
                                   ",,某公司,,,,,,\n"));
  EXPECT_TRUE(read.rows.empty());
  EXPECT_THAT(
      ShortTexts(read.problems),
      ElementsAre("2 合同编号 SCIENTIFIC_NOTATION", "2 借款企业 FIELD_REQUIRED",
                  "2 统一社会信用代码 SCIENTIFIC_NOTATION", "2 发放金额 AMOUNT_MALFORMED",
                  "2 年利率 RATE_MALFORMED", "2 知识产权类型 WORD_UNKNOWN",
                  "2 发放日期 DATE_MALFORMED", "2 到期日 DATE_MALFORMED", "3 银行 FIELD_REQUIRED",
                  "3 合同编号 FIELD_REQUIRED", "3 发放金额 FIELD_REQUIRED",
                  "3 年利率 FIELD_REQUIRED", "3 知识产权类型 FIELD_REQUIRED",
                  "3 发放日期 FIELD_REQUIRED", "3 到期日 FIELD_REQUIRED"));
  EXPECT_THAT(read.problems[6].english, HasSubstr("there is no day \"2024-02-30\""));
  EXPECT_THAT(read.problems[6].chinese, HasSubstr("日期“2024-02-30”不存在"));
  EXPECT_THAT(read.problems[0].english, HasSubstr("a spreadsheet has thrown digits away"));
}

TEST(RowTest, BlankRowsAndTotalsAreSkipped) {
  const ReadText read = ReadRows(Target::kRepayments,
                                 "银行,合同编号,还款日期,归还本金\nb,HT-1,2024-01-02,5\n,,,\n\n合 "
                                 "计：,,,5\n小计,,,5\nTotal,,,5\n"
                                 "total,HT-2,2024-01-02,6\n");
  EXPECT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.skipped, 5);
}

TEST(RowTest, RowsOfTheWrongWidth) {
  const ReadText read = ReadRows(Target::kRepayments,
                                 "银行,合同编号,还款日期,归还本金,归还利息\n"
                                 "b,HT-1,2024-01-02,5\n"
                                 "b,HT-1,2024-01-02,5,1,,\n"
                                 "b,HT-1,2024-01-02,5,1,x\n"
                                 "b,HT-1,2024-01-02,5");
  EXPECT_EQ(read.rows.size(), 2u);
  EXPECT_THAT(ShortTexts(read.problems), ElementsAre("4 #6 EXTRA_CELLS", "5 归还本金 ROW_CUT_OFF"));
}

TEST(RowTest, BanksByNameOrByDefault) {
  RowOptions options;
  options.default_bank = "bank-d";
  options.bank_ids[NormalHeader("内蒙古银行")] = "nmg";
  const ReadText read = ReadRows(Target::kRepayments,
                                 "银行,合同编号,还款日期,归还本金\n内蒙古银行,HT-1,2024-01-02,5\n"
                                 ",HT-1,2024-01-02,5\nother,HT-1,2024-01-02,5\n",
                                 options);
  ASSERT_EQ(read.rows.size(), 3u);
  EXPECT_EQ(read.rows[0].name().bank(), "nmg");
  EXPECT_EQ(read.rows[1].name().bank(), "bank-d");
  EXPECT_EQ(read.rows[2].name().bank(), "other");
}

TEST(RowTest, AMappingThatMakesIdsLooksNoNamesUp) {
  RowOptions options;
  options.bank_ids[NormalHeader("BANK WEST")] = "bank-west";
  const absl::StatusOr<CompiledMapping> mapping = ParseMapping(R"(
      target: "repayments" extends_built_in: true
      field { to: "bank" first_of { column: "银行" } transform { slug {} } })",
                                                               "m", Target::kRepayments);
  const ReadText read = ReadRows(*mapping,
                                 "银行,合同编号,还款日期,归还本金\nBANKWEST,HT-1,2024-01-02,5\n"
                                 "BANK WEST,HT-1,2024-01-02,5\n",
                                 options);
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[0].name().bank(), "bankwest");
  EXPECT_EQ(read.rows[1].name().bank(), "bank-west");
}

TEST(RowTest, MonthlyReports) {
  const ReadText classes = ReadRows(
      Target::kClasses,
      "银行,合同编号,日期,五级分类,逾期天数\nb,HT-1,2024-01-31,次级,95\nb,HT-1,2024-02-29,关注,\n");
  ASSERT_EQ(classes.rows.size(), 2u) << classes.error;
  EXPECT_EQ(classes.rows[0].class_change().loan_class(), v1::LOAN_CLASS_SUBSTANDARD);
  EXPECT_EQ(classes.rows[0].class_change().overdue_days(), 95);
  const ReadText extensions =
      ReadRows(Target::kExtensions,
               "银行,合同编号,借据号,展期日期,展期后到期日\nb,HT-1,JJ-1,2024-01-31,2025-01-31\n");
  ASSERT_EQ(extensions.rows.size(), 1u) << extensions.error;
  EXPECT_EQ(extensions.rows[0].extension().maturity_date(), "2025-01-31");
  const ReadText releases =
      ReadRows(Target::kReleases,
               "银行,合同编号,知识产权类型,知识产权号,注销日期\nb,HT-1,专利,ZL1,2024-01-31\n"
               "b,HT-1,专利,ZL1;ZL2,2024-01-31\n");
  ASSERT_EQ(releases.rows.size(), 1u) << releases.error;
  EXPECT_EQ(releases.rows[0].pledge_release().number(), "ZL1");
  EXPECT_THAT(ShortTexts(releases.problems), ElementsAre("3 知识产权号 RIGHTS_COUNT_DIFFERS"));
  const ReadText registrations =
      ReadRows(Target::kRegistrations,
               "银行,合同编号,知识产权类型,知识产权号,质押登记号,质押登记日期\nb,HT-1,商标,5,Y1,"
               "2024-01-31\nb,HT-1,商标,5,,\n");
  ASSERT_EQ(registrations.rows.size(), 1u) << registrations.error;
  EXPECT_EQ(registrations.rows[0].pledge_registration().registration_number(), "Y1");
  EXPECT_THAT(ShortTexts(registrations.problems),
              ElementsAre("3 质押登记号 FIELD_REQUIRED", "3 质押登记日期 FIELD_REQUIRED"));
}

TEST(RowTest, Corrections) {
  const ReadText read = ReadRows(Target::kCorrections,
                                 "bank,contract_number,corrects_entry,reason,void,fact,repayment_"
                                 "number,repayment_date,principal,"
                                 "interest,draw_number,disbursement_date,maturity_date\n"
                                 "b,HT-1,12,typo,,repayment,R1,2024-01-02,5,1,,,\n"
                                 "b,HT-1,13,booked twice,yes,,,,,,,,\n"
                                 "b,HT-1,14,wrong amount,,借据,,,7,,JJ-1,2024-01-02,2025-01-02\n"
                                 "b,HT-1,15,nothing said,,,,,,,,,\n"
                                 "b,HT-1,16,inferred,,,R2,2024-01-02,5,,,,\n"
                                 "b,HT-1,17,inferred,,,,,7,,JJ-1,2024-01-02,2025-01-02\n");
  ASSERT_EQ(read.rows.size(), 5u) << read.error;
  EXPECT_EQ(read.rows[0].correction().corrects_entry(), 12);
  EXPECT_EQ(read.rows[0].correction().repayment().principal_fen(), 500);
  EXPECT_TRUE(read.rows[1].correction().void_());
  EXPECT_EQ(read.rows[2].correction().draw().principal_fen(), 700);
  EXPECT_EQ(read.rows[3].correction().repayment().repayment_number(), "R2");
  EXPECT_EQ(read.rows[4].correction().draw().draw_number(), "JJ-1");
  EXPECT_THAT(ShortTexts(read.problems), ElementsAre("5 fact FIELD_REQUIRED"));
}

TEST(RowTest, ALoanRowBecomesItsDraw) {
  const ReadText read =
      ReadRows(Target::kLoans,
               absl::StrCat(kLoanHeader, "b,HT-1,某公司,,3.85,2024-01-02,2025-01-02,10,专利\n"));
  ASSERT_EQ(read.rows.size(), 1u);
  v1::LoanRow row = read.rows[0];
  AsDraw(&row);
  EXPECT_FALSE(row.has_loan());
  EXPECT_EQ(row.name().bank(), "b");
  EXPECT_EQ(row.name().contract_number(), "HT-1");
  EXPECT_EQ(row.draw().principal_fen(), 1000);
  AsDraw(&row);
  EXPECT_EQ(row.draw().principal_fen(), 1000);
}

TEST(RowTest, TermsAreEverythingButTheDraw) {
  const ReadText read = ReadRows(
      Target::kLoans,
      "银行,合同编号,借款企业,合同金额,年利率,发放日期,到期日,发放金额,知识产权类型,借据号\n"
      "b,HT-1,某公司,100,3.85,2024-01-02,2025-01-02,10,专利,1\n"
      "b,HT-1,某公司,100,3.85,2024-02-02,2025-02-02,20,专利,2\n"
      "b,HT-1,某公司,100,3.86,2024-02-02,2025-02-02,20,专利,2\n");
  ASSERT_EQ(read.facts.size(), 3u);
  EXPECT_EQ(read.facts[0].contract_key, read.facts[1].contract_key);
  EXPECT_EQ(read.facts[0].terms, read.facts[1].terms);
  EXPECT_NE(read.facts[0].terms, read.facts[2].terms);
}

}  // namespace
}  // namespace ippledge::client
