#include "client/statement/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::string_view kGood = R"(id: "a"
column { is: "date" name: "日期" }
column { is: "amount" name: "金额" }
)";

// What is wrong with `kGood` and more; empty when nothing is.
std::string ErrorOf(absl::string_view more, absl::string_view base = kGood) {
  const auto profile = ParseStatementProfile(absl::StrCat(base, more), "p");
  return profile.ok() ? "" : std::string(profile.status().message());
}

TEST(StatementProfile, IsCompiled) {
  const auto profile = ParseStatementProfile(R"(
    id: "some-bank" title: "某银行" bank: "某银行" recognise: "对 账 单"
    column { is: "date" name: "交易日期" required: true }
    column { is: "came_in" name: "贷方（收入）" }
    column { is: "went_out" name: "借方" name: "支 出" }
    column { is: "text" name: "摘要" }
    column { is: "text" name: "用途" }
    label { is: "account" name: "账户" }
    label { is: "account_name" name: "账户名称" }
    reading { date: "%d.%m.%Y" two_digit_year_pivot: 30 amount_unit: "万元" minus: "reversal" }
    currency: "人民币" total_row: "合 计" skip_row: "小计" reversal: "冲正")",
                                             "p");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->id, "some-bank");
  EXPECT_THAT(profile->recognise, ElementsAre("对账单"));
  EXPECT_EQ(profile->columns.size(), 5u);
  EXPECT_TRUE(profile->columns[0].required);
  EXPECT_THAT(profile->columns[1].names, ElementsAre("贷方(收入)"));
  EXPECT_THAT(profile->columns[2].names, ElementsAre("借方", "支出"));
  // Longer labels first: "账户名称" is no "账户".
  EXPECT_EQ(profile->labels[0].name, "账户名称");
  EXPECT_EQ(profile->dates.size(), 1u);
  EXPECT_EQ(profile->pivot, 30);
  EXPECT_EQ(profile->amount_power, 6);
  EXPECT_EQ(profile->minus, MinusIs::kReversal);
  EXPECT_EQ(profile->currency, "CNY");
  EXPECT_THAT(profile->total_rows, ElementsAre("合计"));
}

TEST(StatementProfile, DefaultsAreTheUsual) {
  const auto profile = ParseStatementProfile(kGood, "p");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->currency, "CNY");
  EXPECT_EQ(profile->amount_power, -1);
  EXPECT_EQ(profile->minus, MinusIs::kRefused);
  EXPECT_EQ(profile->dates.size(), 5u);
}

TEST(StatementProfile, WhatIsWrongIsToldWithLineAndColumn) {
  EXPECT_EQ(ErrorOf(""), "");
  EXPECT_THAT(ErrorOf("colum { }"), HasSubstr("p:4:7: "));
  EXPECT_THAT(ErrorOf("column { is: 5 }"), HasSubstr("p:4:14: "));
  EXPECT_THAT(ErrorOf("column { is: \"datum\" name: \"x\" }"),
              HasSubstr("p:4:10: \"datum\" is no column; columns are: date, time, "));
  EXPECT_THAT(ErrorOf("column { is: \"date\" name: \"x\" }"),
              HasSubstr("p:4:1: \"date\" is given twice"));
  EXPECT_THAT(ErrorOf("column { is: \"balance\" }"), HasSubstr("p:4:1: a column needs a name"));
  EXPECT_THAT(ErrorOf("column { is: \"balance\" name: \" \" }"),
              HasSubstr("p:4:24: name is empty"));
  EXPECT_THAT(ErrorOf("column { is: \"balance\" name: \"a\" name: \"A \" }"),
              HasSubstr("p:4:34: \"A \" is given twice"));
  EXPECT_THAT(ErrorOf("label { is: \"acct\" name: \"x\" }"),
              HasSubstr("p:4:9: \"acct\" is no label; labels are: account, "));
  EXPECT_THAT(ErrorOf("label { is: \"account\" }"), HasSubstr("p:4:1: a label needs a name"));
  EXPECT_THAT(ErrorOf("label { is: \"from\" name: \"x\" }\nlabel { is: \"to\" name: \"x\" }"),
              HasSubstr("p:5:18: \"x\" is a label of \"from\" already"));
  EXPECT_THAT(ErrorOf("reading {\n  date: \"%Y%m%d\"\n  date: \"%Q\"\n}"),
              HasSubstr("p:6:3: date layout \"%Q\""));
  EXPECT_THAT(ErrorOf("reading { two_digit_year_pivot: 101 }"), HasSubstr("p:4:11: "));
  EXPECT_THAT(ErrorOf("reading { amount_unit: \"千元\" }"),
              HasSubstr("p:4:11: \"千元\" is no unit of money"));
  EXPECT_THAT(ErrorOf("reading { minus: \"perhaps\" }"), HasSubstr("p:4:11: minus is "));
  EXPECT_THAT(ErrorOf("currency: \"JPY\""), HasSubstr("p:4:1: \"JPY\" is no currency"));
  EXPECT_THAT(ErrorOf("column { is: \"direction\" name: \"x\" }"),
              HasSubstr("needs words for came_in and for went_out"));
  EXPECT_THAT(ErrorOf("direction { came_in: \"贷\" went_out: \"贷\" }"),
              HasSubstr("p:4:1: \"贷\" is both directions"));
}

TEST(StatementProfile, NeedsAnIdADateAndSums) {
  EXPECT_THAT(ErrorOf("", "title: \"x\""), HasSubstr("id is 1 to 32 of a-z"));
  EXPECT_THAT(ErrorOf("", "id: \"ICBC\""), HasSubstr("p:1:1: id is"));
  EXPECT_THAT(ErrorOf("", "id: \"a\""), HasSubstr("no column \"date\""));
  EXPECT_THAT(ErrorOf("", "id: \"a\" column { is: \"date\" name: \"d\" }"),
              HasSubstr("no column \"amount\", nor \"came_in\" and \"went_out\""));
  EXPECT_THAT(ErrorOf("column { is: \"came_in\" name: \"x\" }"), HasSubstr("go together"));
}

TEST(StatementProfile, LimitsHold) {
  EXPECT_THAT(ErrorOf(std::string(kProfileBytesMax, '\n')), HasSubstr("at most 262144 bytes"));
  std::string many;
  for (int i = 0; i < 101; ++i) absl::StrAppend(&many, "skip_row: \"x", i, "\"\n");
  EXPECT_THAT(ErrorOf(many), HasSubstr("p:4:1: at most 100 texts"));
  std::string columns;
  for (int i = 0; i < 101; ++i) absl::StrAppend(&columns, "column { is: \"text\" name: \"x\" }\n");
  EXPECT_THAT(ErrorOf(columns), HasSubstr("at most 100 columns"));
}

class ProfileFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "profiles-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void Write(const std::string& name, absl::string_view text) {
    std::ofstream(folder_ / name) << text;
  }

  std::filesystem::path folder_;
};

TEST_F(ProfileFolder, IsLoadedInTheOrderOfNames) {
  Write("b.textproto", kGood);
  Write("a.textproto", absl::StrCat("bank: \"x\" ", "id: \"z\"", kGood.substr(7)));
  Write("notes.txt", "not a profile");
  const auto profiles = LoadStatementProfiles(folder_.string());
  ASSERT_TRUE(profiles.ok()) << profiles.status();
  ASSERT_EQ(profiles->size(), 2u);
  EXPECT_EQ((*profiles)[0].id, "z");
  EXPECT_EQ((*profiles)[1].id, "a");
  const auto one = LoadStatementProfiles((folder_ / "b.textproto").string());
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->size(), 1u);
}

TEST_F(ProfileFolder, RefusesWhatIsWrong) {
  EXPECT_THAT(LoadStatementProfiles(folder_.string()).status().message(), HasSubstr("no *.textpr"));
  EXPECT_EQ(LoadStatementProfiles((folder_ / "none").string()).status().code(),
            absl::StatusCode::kNotFound);
  Write("a.textproto", kGood);
  Write("b.textproto", kGood);
  EXPECT_THAT(LoadStatementProfiles(folder_.string()).status().message(),
              HasSubstr("b.textproto: another profile has the id \"a\""));
  Write("b.textproto", "id: 5");
  EXPECT_THAT(LoadStatementProfiles(folder_.string()).status().message(),
              HasSubstr("b.textproto:1:5: "));
}

}  // namespace
}  // namespace ippledge::client
