#include "client/import/rights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;

const char kHeader[] =
    "银行,合同编号,借款企业,年利率,发放日期,到期日,发放金额,合同金额,知识产权部分,";
const char kCells[] = "b,HT-1,某公司,3.85,2024-01-02,2025-01-02,100,1000,90,";

// "PATENT A 45 R1 2024-01-03" of each right.
std::vector<std::string> RightsOf(const std::string& header, const std::string& cells,
                                  std::vector<std::string>* problems = nullptr) {
  const ReadText read =
      ReadRows(Target::kLoans, absl::StrCat(kHeader, header, "\n", kCells, cells, "\n"));
  std::vector<std::string> texts;
  if (problems != nullptr) *problems = ShortTexts(read.problems);
  if (problems == nullptr) {
    EXPECT_EQ(read.rows.size(), 1u) << read.error << absl::StrJoin(ShortTexts(read.problems), ";");
  }
  if (read.rows.empty()) return texts;
  for (const v1::IpRight& right : read.rows[0].loan().rights()) {
    texts.push_back(absl::StrCat(v1::IpKind_Name(right.kind()).substr(8), " ", right.number(), " ",
                                 right.secured_fen(), " ", right.registration_number(), " ",
                                 right.registration_date()));
  }
  return texts;
}

TEST(RightsTest, WithoutAmountsTheIpPartIsSplitEqually) {
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号", "专利,A"), ElementsAre("PATENT A 9000  "));
  EXPECT_THAT(
      RightsOf("知识产权类型,知识产权号", "专利,A;B；C、D"),
      ElementsAre("PATENT A 2250  ", "PATENT B 2250  ", "PATENT C 2250  ", "PATENT D 2250  "));
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号,登记金额", "专利,A;B;C,100"),
              ElementsAre("PATENT A 3334  ", "PATENT B 3333  ", "PATENT C 3333  "));
}

TEST(RightsTest, OneCellForAllOrOneForEach) {
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号,担保金额,质押登记号,质押登记日期",
                       "专利;商标,A;B,10;20,R1,2024-01-03"),
              ElementsAre("PATENT A 1000 R1 2024-01-03", "TRADEMARK B 2000 R1 2024-01-03"));
  // One amount for several rights is their sum.
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号,担保金额", "专利,A;B,10"),
              ElementsAre("PATENT A 500  ", "PATENT B 500  "));
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号", "专利,\"A\nB\""),
              ElementsAre("PATENT A 4500  ", "PATENT B 4500  "));
}

TEST(RightsTest, GroupsOfColumns) {
  EXPECT_THAT(
      RightsOf("知识产权类型1,知识产权号1,担保金额1(元),知识产权类型2,知识产权号2,担保金额(元)2",
               "专利,A,10,商标,B,20"),
      ElementsAre("PATENT A 1000  ", "TRADEMARK B 2000  "));
  // A group of which no column is filled names no right.
  EXPECT_THAT(RightsOf("知识产权类型1,知识产权号1,知识产权类型2,知识产权号2", "专利,A,,"),
              ElementsAre("PATENT A 9000  "));
  // One kind and one amount for numbered rights.
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号1,知识产权号3,担保金额", "专利,A,B,10"),
              ElementsAre("PATENT A 500  ", "PATENT B 500  "));
  EXPECT_THAT(RightsOf("知识产权类型,知识产权号,知识产权号2", "专利,A,B"),
              ElementsAre("PATENT A 4500  ", "PATENT B 4500  "));
}

TEST(RightsTest, WhatDoesNotFitIsRefused) {
  std::vector<std::string> problems;
  RightsOf("知识产权类型,知识产权号", "专利;商标,A;B;C", &problems);
  EXPECT_THAT(problems, ElementsAre("2 知识产权类型 RIGHTS_COUNT_DIFFERS"));
  RightsOf("知识产权类型1,知识产权号1,担保金额1,知识产权类型2,知识产权号2,担保金额2",
           "专利,A,10,商标,B,", &problems);
  EXPECT_THAT(problems, ElementsAre("2 担保金额1 RIGHTS_AMOUNTS_PARTLY"));
  RightsOf("知识产权类型,知识产权号", "房产,A", &problems);
  EXPECT_THAT(problems, ElementsAre("2 知识产权类型 WORD_UNKNOWN"));
  RightsOf("知识产权类型,知识产权号", ",A", &problems);
  EXPECT_THAT(problems, ElementsAre("2 知识产权类型 FIELD_REQUIRED"));
}

TEST(RightsTest, AKindMayTellTheFormOfAGeographicalIndication) {
  const ReadText read = ReadRows(Target::kLoans, absl::StrCat(kHeader, "知识产权类型,知识产权号\n",
                                                              kCells, "农产品地理标志,A\n"));
  ASSERT_EQ(read.rows.size(), 1u);
  EXPECT_EQ(read.rows[0].loan().rights(0).kind(), v1::IP_KIND_GEOGRAPHICAL_INDICATION);
  EXPECT_EQ(read.rows[0].loan().rights(0).geographical_indication_form(),
            v1::GEOGRAPHICAL_INDICATION_FORM_FARM_PRODUCT);
}

}  // namespace
}  // namespace ippledge::client
