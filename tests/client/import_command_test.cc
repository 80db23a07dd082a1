// The command "import" against a real line: summary, refused rows, exit codes, going on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/command_line.h"
#include "tests/client/fake_connection.h"
#include "tests/client/fake_loan_server.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ImportCommandTest : public ::testing::Test {
 protected:
  ImportCommandTest() : file_(::testing::TempDir() + "import command.csv") {
    std::remove((file_ + ".refused.csv").c_str());
  }

  void WriteFile(const std::vector<std::string>& contracts) {
    std::ofstream file(file_);
    file << "银行,合同号,借据号,企业名称,行政区划代码,合同金额(元),年利率(%),放款日期,到期日期,"
            "放款金额(元),知识产权类型,知识产权编号\n";
    for (const std::string& contract : contracts) {
      file << "工行," << contract
           << ",D1,某企业,150102,100.00,4.35,2024-01-02,2025-01-02,50.00,专利,ZL201710601862.3\n";
    }
  }

  RunResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"ippledge", "--server", server_.address(), "--programme", "nm"});
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::ostringstream out;
    std::ostringstream err;
    RunResult result;
    result.code = RunCommandLine(static_cast<int>(argv.size()), argv.data(), out, err);
    result.out = out.str();
    result.err = err.str();
    return result;
  }

  FakeLoanServer server_;
  const std::string file_;
};

TEST_F(ImportCommandTest, SummarisesByBank) {
  WriteFile({"A", "B"});
  const RunResult run = Run({"import", "loans", file_, "--lang", "en"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 rows: 2 new, 0 already there, 0 refused; 0 skipped; "));
  EXPECT_THAT(run.out,
              HasSubstr("bank  name  rows  new  already there  refused  amount (yuan)  new amount "
                        "(yuan)\n"));
  EXPECT_THAT(run.out, HasSubstr("icbc  工行     2    2              0        0         100.00"));
  EXPECT_THAT(server_.loans.contracts(), ElementsAre("A", "B"));
}

TEST_F(ImportCommandTest, RunAgainItFindsAllThere) {
  WriteFile({"A", "B"});
  Run({"import", "loans", file_});
  const RunResult again = Run({"import", "loans", file_, "--lang", "zh"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("2 行：新增 0，已有 2，拒绝 0"));
  EXPECT_THAT(server_.loans.contracts(), ElementsAre("A", "B"));
}

TEST_F(ImportCommandTest, RefusedRowsAreToldWrittenAndCounted) {
  WriteFile({"A", "BAD1", "B"});
  const RunResult run = Run({"import", "loans", file_, "--lang", "en", "--progress", "none"});
  EXPECT_EQ(run.code, 8);
  EXPECT_THAT(run.err, HasSubstr("row 3, 行政区划代码: no such division (DIVISION_UNKNOWN)\n"));
  EXPECT_THAT(run.out, HasSubstr("2 new, 0 already there, 1 refused"));
  EXPECT_THAT(run.out, HasSubstr(file_ + ".refused.csv"));
  std::ostringstream refused;
  refused << std::ifstream(file_ + ".refused.csv").rdbuf();
  EXPECT_THAT(refused.str(), HasSubstr("工行,BAD1,D1"));
}

TEST_F(ImportCommandTest, ForMachines) {
  WriteFile({"A", "BAD1"});
  const RunResult run =
      Run({"import", "loans", file_, "--lang", "en", "--progress", "json", "-o", "json"});
  EXPECT_EQ(run.code, 8);
  EXPECT_THAT(run.err, HasSubstr("{\"rows\":2,\"new\":1,\"already\":0,\"refused\":1,"));
  EXPECT_THAT(run.out, HasSubstr("\"target\": \"loans\",\n"));
  EXPECT_THAT(run.out, HasSubstr("{\"row\":3,\"column\":\"行政区划代码\",\"reason\":"
                                 "\"DIVISION_UNKNOWN\",\"message\":\"no such division\"}"));
  EXPECT_THAT(run.out, HasSubstr("\"banks\": [\n{\"bank\":\"icbc\",\"bank_name\":\"工行\","
                                 "\"rows\":2,\"new\":1,\"already\":0,\"refused\":1,"
                                 "\"amount_fen\":10000,\"new_amount_fen\":5000}\n]"));
}

TEST_F(ImportCommandTest, DryRunWritesNothing) {
  WriteFile({"A", "BAD1"});
  const RunResult run = Run({"import", "loans", file_, "--dry-run", "--lang", "en"});
  EXPECT_EQ(run.code, 8);
  EXPECT_THAT(run.out, HasSubstr("dry run: nothing was written\n"));
  EXPECT_THAT(run.out, HasSubstr("合同金额(元)"));
  EXPECT_THAT(server_.loans.contracts(), IsEmpty());
  EXPECT_FALSE(std::ifstream(file_ + ".refused.csv").good());
}

TEST_F(ImportCommandTest, FaultsOfTheFileAreUsageErrors) {
  const RunResult missing = Run({"import", "loans", "/nonexistent.csv", "--lang", "en"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("/nonexistent.csv"));
  std::ofstream(file_) << "a,b\n1,2\n";
  const RunResult header = Run({"import", "loans", file_, "--lang", "en"});
  EXPECT_EQ(header.code, 2) << header.err;
  EXPECT_THAT(header.err, Not(HasSubstr("to go on")));
  const RunResult mapping = Run({"import", "loans", file_, "--map", "/nonexistent.textproto"});
  EXPECT_EQ(mapping.code, 2);
}

TEST_F(ImportCommandTest, NobodyThereIsUnavailable) {
  WriteFile({"A"});
  server_.Stop();
  const RunResult run = Run({"import", "loans", file_, "--lang", "en"});
  EXPECT_EQ(run.code, 7) << run.err;
  EXPECT_THAT(run.err, HasSubstr("error: the file was not imported whole\n"));
}

}  // namespace
}  // namespace ippledge::client
