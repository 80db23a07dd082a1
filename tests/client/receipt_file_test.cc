// --receipt FILE: the receipt of what a command records.
#include "client/receipt_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class ReceiptFileTest : public ::testing::Test {
 protected:
  void Answers(v1::Outcome outcome, std::int64_t entry) {
    v1::RetireKeyResponse response;
    response.mutable_recorded()->set_outcome(outcome);
    response.mutable_recorded()->set_entry(entry);
    server_.Always<v1::RetireKeyRequest, v1::RetireKeyResponse>(response);
  }
  void HasReceipt(const std::string& text) {
    v1::GetReceiptResponse response;
    response.set_receipt(text);
    server_.Always<v1::GetReceiptRequest, v1::GetReceiptResponse>(response);
  }
  RunResult Retire(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"key",         "retire", "icbc-w",    "--text", "gone",
                                      "--programme", "nm",     "--receipt", path()};
    words.insert(words.end(), more.begin(), more.end());
    return RunProgram(std::move(words), server_);
  }
  std::string path() const { return folder_ / "k.receipt"; }
  std::string Kept() const {
    std::ifstream in(path());
    return {std::istreambuf_iterator<char>(in), {}};
  }

  TempFolder folder_;
  FakeServer server_;
};

TEST_F(ReceiptFileTest, IsThatOfTheEntryThatWasRecorded) {
  for (const v1::Outcome outcome : {v1::OUTCOME_RECORDED, v1::OUTCOME_ALREADY_RECORDED}) {
    Answers(outcome, 91);
    HasReceipt("receipt 91\n");
    const RunResult run = Retire();
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(Kept(), "receipt 91\n");
    EXPECT_THAT(run.err, HasSubstr("receipt of entry 91: " + path()));
    EXPECT_THAT(server_.asked(), Contains("GetReceiptRequest { programme: \"nm\" entry: 91 }"));
    std::filesystem::remove(path());
  }
}

TEST_F(ReceiptFileTest, IsNotAskedForWhenNothingWasRecorded) {
  Answers(v1::OUTCOME_VALID, 0);
  EXPECT_EQ(Retire({"--dry-run"}).code, 0);
  server_.On<v1::RetireKeyRequest, v1::RetireKeyResponse>(
      [](const v1::RetireKeyRequest&) { return absl::NotFoundError("no such key"); });
  EXPECT_NE(Retire().code, 0);
  EXPECT_THAT(server_.asked(), Not(Contains(HasSubstr("GetReceipt"))));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(ReceiptFileTest, ThatCannotBeHadLeavesTheWriteAsItIs) {
  Answers(v1::OUTCOME_RECORDED, 91);
  server_.On<v1::GetReceiptRequest, v1::GetReceiptResponse>(
      [](const v1::GetReceiptRequest&) { return absl::InternalError("no disk"); });
  const RunResult run = Retire();
  EXPECT_NE(run.code, 0);
  EXPECT_THAT(run.out, HasSubstr("91"));
  EXPECT_THAT(run.err, HasSubstr("it is recorded, but its receipt could not be kept"));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

}  // namespace
}  // namespace ippledge::client
