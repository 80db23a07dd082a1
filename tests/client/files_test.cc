// Files read and written: messages that people write, output with --out, JSON of messages.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "client/exit_code.h"
#include "client/json.h"
#include "client/message_file.h"
#include "client/output.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {
namespace {

std::string PathFor(const std::string& name) { return ::testing::TempDir() + name; }

std::string FileWith(const std::string& name, const std::string& text) {
  std::ofstream(PathFor(name), std::ios::binary) << text;
  return PathFor(name);
}

std::string ContentOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

TEST(MessageFileTest, ReadsTextFormAndJson) {
  v1::NewLoan loan;
  ASSERT_TRUE(
      ReadMessageFile(FileWith("loan.textproto", "bank: \"b\" contract_amount_fen: 5"), loan).ok());
  EXPECT_EQ(loan.contract_amount_fen(), 5);
  v1::NewLoan again;
  ASSERT_TRUE(ReadMessageFile(FileWith("loan.json",
                                       "\xEF\xBB\xBF{\"bank\": \"b\", "
                                       "\"contract_amount_fen\": 5, \"rights\": "
                                       "[{\"kind\": \"IP_KIND_PATENT\"}]}"),
                              again)
                  .ok());
  EXPECT_EQ(again.contract_amount_fen(), 5);
  EXPECT_EQ(again.rights(0).kind(), v1::IP_KIND_PATENT);
}

TEST(MessageFileTest, WhatIsPrintedCanBeReadAgain) {
  v1::NewLoan loan;
  loan.set_bank("icbc-nm");
  loan.set_contract_amount_fen(100'000'000);
  loan.mutable_borrower()->set_firm_size(v1::FIRM_SIZE_SMALL);
  loan.add_rights()->set_kind(v1::IP_KIND_PATENT);
  v1::NewLoan again;
  ASSERT_TRUE(
      ReadMessageFile(FileWith("again.json", JsonMessage(loan, JsonStyle::kIndented)), again).ok());
  EXPECT_EQ(again.SerializeAsString(), loan.SerializeAsString());
}

TEST(MessageFileTest, FaultsAreUsageErrors) {
  v1::NewLoan loan;
  for (const std::string& path :
       {FileWith("broken.json", "{\"bank\": "), FileWith("unknown.json", "{\"bnak\": \"b\"}"),
        FileWith("broken.textproto", "bank: {"), PathFor("missing.json")}) {
    EXPECT_EQ(ExitCodeOf(ReadMessageFile(path, loan)), kExitUsage) << path;
  }
}

TEST(JsonTest, MessagesInOneLine) {
  v1::RecordLoanResponse response;
  response.mutable_recorded()->set_outcome(v1::OUTCOME_RECORDED);
  response.mutable_recorded()->set_entry(9'007'199'254'740'993);  // beyond a double
  response.add_rights_pledged_before(2);
  EXPECT_EQ(JsonMessage(response, JsonStyle::kOneLine),
            "{\"recorded\":{\"outcome\":\"OUTCOME_RECORDED\",\"entry\":9007199254740993,"
            "\"counted_total\":0},\"rights_pledged_before\":[2]}");
  v1::Violation violation;
  (*violation.mutable_metadata())["limit"] = "5";
  EXPECT_EQ(JsonMessage(violation, JsonStyle::kOneLine),
            "{\"reason\":\"\",\"field\":\"\",\"metadata\":{\"limit\":\"5\"},\"message\":\"\","
            "\"message_zh\":\"\"}");
}

TEST(OutputTest, CsvFilesHaveAByteOrderMarkAndAppearWhole) {
  std::ostringstream standard;
  const std::string path = PathFor("out.csv");
  std::remove(path.c_str());
  {
    auto output = Output::Open(path, Format::kCsv, standard);
    ASSERT_TRUE(output.ok());
    (*output)->stream() << "a\n";
    EXPECT_FALSE(std::ifstream(path).good());
    EXPECT_TRUE((*output)->Close().ok());
  }
  EXPECT_EQ(ContentOf(path),
            "\xEF\xBB\xBF"
            "a\n");
  {
    auto abandoned = Output::Open(path, Format::kCsv, standard);
    (*abandoned)->stream() << "half";
  }
  EXPECT_FALSE(std::ifstream(path + ".part").good());
  auto json = Output::Open(path, Format::kJson, standard);
  (*json)->stream() << "{}";
  EXPECT_TRUE((*json)->Close().ok());
  EXPECT_EQ(ContentOf(path), "{}");
  EXPECT_EQ(standard.str(), "");
}

TEST(OutputTest, StandardOutputHasNone) {
  std::ostringstream standard;
  auto output = Output::Open("", Format::kCsv, standard);
  ASSERT_TRUE(output.ok());
  (*output)->stream() << "a\n";
  EXPECT_TRUE((*output)->Close().ok());
  EXPECT_EQ(standard.str(), "a\n");
  EXPECT_EQ(ExitCodeOf(Output::Open("/nonexistent/x", Format::kCsv, standard).status()),
            kExitUsage);
}

}  // namespace
}  // namespace ippledge::client
