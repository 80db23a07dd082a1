// The sink of imports over a real line that is cut now and then.
#include "client/import_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/connection.h"
#include "client/import/pipeline.h"
#include "client/import/text_source.h"
#include "tests/client/fake_loan_server.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class ImportStreamTest : public ::testing::Test {
 protected:
  ImportStreamTest() {
    ConnectionOptions options;
    options.server = server_.address();
    options.backoff_first = absl::Milliseconds(1);
    connection_ = Connect(options);
    sink_ = MakeImportStream(*connection_, "nm");
  }

  static v1::StreamRecordRequest Message(const std::string& contract) {
    v1::StreamRecordRequest request;
    request.set_programme("nm");
    request.set_request_id(absl::StrCat("id-", contract));
    request.add_rows()->mutable_loan()->set_contract_number(contract);
    return request;
  }

  void Start() {
    sink_->Start([this](MessageAnswer answer) {
      const absl::MutexLock lock(&mutex_);
      answers_.push_back(absl::StrCat(answer.sequence, " ",
                                      absl::StatusCodeToString(answer.status.code()), " ",
                                      answer.runs.size()));
    });
  }

  std::vector<std::string> AwaitAnswers(std::size_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto enough = [&] { return answers_.size() >= count; };
    mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(20));
    return answers_;
  }

  FakeLoanServer server_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<RowSink> sink_;
  absl::Mutex mutex_;
  std::vector<std::string> answers_;
};

TEST_F(ImportStreamTest, AnswersEachMessageOnce) {
  Start();
  const v1::StreamRecordRequest a = Message("A");
  const v1::StreamRecordRequest b = Message("B");
  sink_->Send(0, a);
  sink_->Send(1, b);
  EXPECT_THAT(AwaitAnswers(2), ElementsAre("0 OK 1", "1 OK 1"));
  EXPECT_EQ(server_.loans.streams, 1);
}

TEST_F(ImportStreamTest, ACutLineAnswersForAllUntilItIsResumed) {
  Start();
  server_.loans.cut_every = 1;
  const v1::StreamRecordRequest a = Message("A");
  const v1::StreamRecordRequest b = Message("B");
  sink_->Send(0, a);
  EXPECT_THAT(AwaitAnswers(1), ElementsAre("0 UNAVAILABLE 0"));
  sink_->Send(1, b);
  EXPECT_THAT(AwaitAnswers(2), ElementsAre("0 UNAVAILABLE 0", "1 UNAVAILABLE 0"));
  EXPECT_THAT(server_.loans.contracts(), ElementsAre("A"));
  server_.loans.cut_every = 0;
  sink_->Resume();
  sink_->Send(2, a);
  sink_->Send(3, b);
  EXPECT_EQ(AwaitAnswers(4).back(), "3 OK 1");
  EXPECT_THAT(server_.loans.contracts(), ElementsAre("A", "B"));
  EXPECT_EQ(server_.loans.streams, 2);
}

TEST_F(ImportStreamTest, StopEndsAnsweringAtOnce) {
  Start();
  const v1::StreamRecordRequest a = Message("A");
  sink_->Send(0, a);
  sink_->Stop();
  const std::size_t answered = AwaitAnswers(0).size();
  sink_->Send(1, a);
  EXPECT_EQ(AwaitAnswers(0).size(), answered);
}

TEST_F(ImportStreamTest, UnknownBanksAreRegisteredOnce) {
  EXPECT_EQ(*sink_->Position(), 0);
  EXPECT_TRUE(*sink_->EnsureBank("icbc", "工行", false));
  EXPECT_TRUE(*sink_->EnsureBank("ccb", "建行", false));
  EXPECT_FALSE(*sink_->EnsureBank("abc", "农行", true));
  EXPECT_FALSE(*sink_->EnsureBank("boc", "中行", false));
  EXPECT_TRUE(*sink_->EnsureBank("boc", "中行", false));
  EXPECT_THAT(server_.programmes.registered, UnorderedElementsAre("abc=农行?", "boc=中行"));
}

std::string FileOf(int rows) {
  std::string text =
      "bank,contract_number,draw_number,borrower_name,division_code,contract_amount,"
      "annual_rate,disbursement_date,maturity_date,principal,ip_kind,ip_number\n";
  for (int i = 0; i < rows; ++i) {
    absl::StrAppend(&text, "icbc,C", i,
                    ",D1,Firm,150100,100.00,4.35%,2024-01-02,2025-01-02,50.00,patent,",
                    "ZL201710601862.3\n");
  }
  return text;
}

// The whole way: file, pipeline, stream, a line that is cut after each third message.
TEST_F(ImportStreamTest, AnImportSurvivesCutLines) {
  constexpr int kRows = 6000;
  server_.loans.cut_every = 3;
  TextSource source(FromBytes(FileOf(kRows)));
  ImportOptions options;
  options.programme = "nm";
  options.mapping = BuiltInMapping(Target::kLoans);
  options.sleep = [](absl::Duration) {};
  const ImportReport report = RunImport(&source, sink_.get(), options);
  EXPECT_TRUE(report.status.ok()) << report.status;
  for (const Problem& problem : report.problems) ADD_FAILURE() << problem.english;
  EXPECT_EQ(report.rows, kRows);
  EXPECT_EQ(report.fresh, kRows);
  EXPECT_EQ(report.refused, 0);
  EXPECT_GT(report.resent, 0);
  EXPECT_GT(server_.loans.streams, 1);
  const std::vector<std::string> contracts = server_.loans.contracts();
  ASSERT_EQ(contracts.size(), static_cast<std::size_t>(kRows));
  EXPECT_EQ(contracts.front(), "C0");
  EXPECT_EQ(contracts.back(), absl::StrCat("C", kRows - 1));
}

}  // namespace
}  // namespace ippledge::client
