#include "client/import/refused_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/import/pipeline.h"
#include "tests/client/import/import_text.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;

class RefusedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = RefusedPathOf(absl::StrCat(::testing::TempDir(), "/refused_file_test.csv"));
    std::filesystem::remove(path_);
    std::filesystem::remove(path_ + ".bak");
  }

  ImportReport Import(const std::string& text, Target target = Target::kRepayments) {
    ImportOptions options = OptionsFor(target);
    options.refused_path = path_;
    return ImportText(text, &ledger_, std::move(options));
  }
  std::string Written() const {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  MemoryLedger ledger_;
  std::string path_;
};

TEST_F(RefusedFileTest, TheUsersCellsComeBackUnchanged) {
  ImportReport report = Import(
      absl::StrCat(
          kLoanFileHeader, LoanRowText("HT-1", 1, "100"),
          "bank-a,=\"0012\",1,\"某\"\"公司\"\"\",BAD,1000,3.85,2024-01-02,2025-01-02,\"1,000\","
          "专利,ZL1\r\n"),
      Target::kLoans);
  EXPECT_EQ(report.refused_path, path_);
  EXPECT_EQ(Written(),
            absl::StrCat(
                "\xEF\xBB\xBF", absl::StrReplaceAll(kLoanFileHeader, {{"\n", ""}}),
                ",问题,problem\r\nbank-a,=\"0012\",1,\"某\"\"公司\"\"\",BAD,1000,3.85,2024-01-02,"
                "2025-01-02,\"1,000\",专利,ZL1,\"统一社会信用代码：被拒绝\","
                "\"统一社会信用代码: refused: CHECK_DIGIT_WRONG\"\r\n"));
}

TEST_F(RefusedFileTest, MendedAndImportedAgain) {
  const std::string text = absl::StrCat(kLoanFileHeader, LoanRowText("HT-1", 1, "100"),
                                        LoanRowText("HT-2", 1, "100", "bank-a", "BAD"),
                                        LoanRowText("HT-2", 2, "100", "bank-a", "BAD"));
  EXPECT_EQ(Import(text, Target::kLoans).refused, 2);
  const std::string still_wrong = Written();
  // As it is: refused again, and the columns are not added twice.
  EXPECT_EQ(Import(still_wrong, Target::kLoans).refused, 2);
  EXPECT_EQ(Written(), still_wrong);
  const ImportReport report =
      Import(absl::StrReplaceAll(still_wrong, {{"BAD", ""}}), Target::kLoans);
  EXPECT_EQ(report.fresh, 2);
  EXPECT_EQ(report.refused, 0);
  EXPECT_EQ(report.refused_path, "");
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_TRUE(std::filesystem::exists(path_ + ".bak"));
  EXPECT_EQ(ledger_.DisbursedFen(), 30'000);
}

TEST_F(RefusedFileTest, TitlesStayBecauseTheyMayTellTheUnit) {
  Import(absl::StrCat(
      "还款表;;;单位：万元\n银行;合同编号;还款日期;归还本金\nbank-a;HT-1;2024-02-30;1\n"));
  EXPECT_THAT(Written(),
              HasSubstr("还款表;;;单位：万元\n银行;合同编号;还款日期;归还本金;问题;problem\r\n"
                        "bank-a;HT-1;2024-02-30;1;\"还款日期："));
}

TEST_F(RefusedFileTest, ShortAndBrokenRows) {
  Import(
      absl::StrCat("银行,合同编号,还款日期,归还本金,归还利息,备注\nbank-a,HT-1\n"
                   "\"bank-a\"x,HT-1,2024-02-03,1,,\n"));
  EXPECT_THAT(Written(), HasSubstr("bank-a,HT-1,,,,,\"还款日期："));
  EXPECT_THAT(Written(), HasSubstr("\"bank-a\"x,HT-1,2024-02-03,1,,,\"银行：右引号"));
}

TEST_F(RefusedFileTest, QuotesInProblemsAreDoubled) {
  Import("银行,合同编号,还款日期,归还本金\nbank-a,HT-1,2024-02-03,\"a\"\"b\"\n");
  EXPECT_THAT(Written(), HasSubstr("归还本金: \"\"a\"\"b\"\" is not an amount"));
}

TEST_F(RefusedFileTest, ADiskThatTakesNothingEndsTheImport) {
  path_ = "/dev/full";
  const BoundLayout layout;
  RefusedFile file("/dev/full.nowhere/x", &layout);
  EXPECT_EQ(file.Add("a", {}).code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace ippledge::client
