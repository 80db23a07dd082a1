// The sink of imports over a real line that is cut now and then.
#include "client/import_stream.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "client/connection.h"
#include "client/import/pipeline.h"
#include "client/import/text_source.h"
#include "ippledge/v1/loan_service.grpc.pb.h"
#include "ippledge/v1/programme_service.grpc.pb.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

// Records every row once, by request id, and cuts the line after so many messages.
class LoanService final : public v1::LoanService::Service {
 public:
  std::atomic<int> cut_every{0};
  std::atomic<int> streams{0};

  grpc::Status StreamRecord(grpc::ServerContext*,
                            grpc::ServerReaderWriter<v1::StreamRecordResponse,
                                                     v1::StreamRecordRequest>* stream) override {
    ++streams;
    v1::StreamRecordRequest request;
    std::int64_t first_row = 0;
    for (int messages = 1; stream->Read(&request); ++messages) {
      const std::int64_t first_entry = Record(request);
      // Recorded, but the answer is lost.
      if (cut_every > 0 && messages % cut_every == 0) {
        return {grpc::StatusCode::UNAVAILABLE, "cut"};
      }
      v1::StreamRecordResponse response;
      response.set_acknowledged_through(messages);
      v1::RecordedRun& run = *response.add_runs();
      run.set_first_row(first_row);
      run.set_first_entry(first_entry);
      run.set_count(request.rows_size());
      first_row += request.rows_size();
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  std::vector<std::string> contracts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return contracts_;
  }

 private:
  std::int64_t Record(const v1::StreamRecordRequest& request) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto [known, fresh] = entries_.try_emplace(
        request.request_id(), static_cast<std::int64_t>(contracts_.size()) + 1);
    if (fresh) {
      for (const v1::LoanRow& row : request.rows()) {
        contracts_.push_back(row.loan().contract_number());
      }
    }
    return known->second;
  }

  std::mutex mutex_;
  std::map<std::string, std::int64_t> entries_;
  std::vector<std::string> contracts_;
};

class ProgrammeService final : public v1::ProgrammeService::Service {
 public:
  std::vector<std::string> registered;

  grpc::Status GetProgramme(grpc::ServerContext*, const v1::GetProgrammeRequest*,
                            v1::GetProgrammeResponse* response) override {
    response->mutable_programme()->set_position(0);
    return grpc::Status::OK;
  }
  grpc::Status ListBodies(grpc::ServerContext*, const v1::ListBodiesRequest* request,
                          v1::ListBodiesResponse* response) override {
    const bool first = request->page_token().empty();
    response->add_bodies()->set_body_id(first ? "icbc" : "ccb");
    if (first) response->set_next_page_token("next");
    return grpc::Status::OK;
  }
  grpc::Status RegisterBody(grpc::ServerContext*, const v1::RegisterBodyRequest* request,
                            v1::RegisterBodyResponse* response) override {
    registered.push_back(absl::StrCat(request->body().body_id(), "=", request->body().name_zh(),
                                      request->validate_only() ? "?" : ""));
    response->mutable_recorded()->set_outcome(v1::OUTCOME_RECORDED);
    return grpc::Status::OK;
  }
};

class ImportStreamTest : public ::testing::Test {
 protected:
  ImportStreamTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&loans_);
    builder.RegisterService(&programmes_);
    server_ = builder.BuildAndStart();
    ConnectionOptions options;
    options.server = absl::StrCat("127.0.0.1:", port_);
    options.backoff_first = absl::Milliseconds(1);
    connection_ = Connect(options);
    sink_ = MakeImportStream(*connection_, "nm");
  }
  ~ImportStreamTest() override {
    sink_.reset();
    connection_.reset();
    server_->Shutdown(std::chrono::system_clock::now());
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

  int port_ = 0;
  LoanService loans_;
  ProgrammeService programmes_;
  std::unique_ptr<grpc::Server> server_;
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
  EXPECT_EQ(loans_.streams, 1);
}

TEST_F(ImportStreamTest, ACutLineAnswersForAllUntilItIsResumed) {
  Start();
  loans_.cut_every = 1;
  const v1::StreamRecordRequest a = Message("A");
  const v1::StreamRecordRequest b = Message("B");
  sink_->Send(0, a);
  EXPECT_THAT(AwaitAnswers(1), ElementsAre("0 UNAVAILABLE 0"));
  sink_->Send(1, b);
  EXPECT_THAT(AwaitAnswers(2), ElementsAre("0 UNAVAILABLE 0", "1 UNAVAILABLE 0"));
  EXPECT_THAT(loans_.contracts(), ElementsAre("A"));
  loans_.cut_every = 0;
  sink_->Resume();
  sink_->Send(2, a);
  sink_->Send(3, b);
  EXPECT_EQ(AwaitAnswers(4).back(), "3 OK 1");
  EXPECT_THAT(loans_.contracts(), ElementsAre("A", "B"));
  EXPECT_EQ(loans_.streams, 2);
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
  EXPECT_THAT(programmes_.registered, UnorderedElementsAre("abc=农行?", "boc=中行"));
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
  loans_.cut_every = 3;
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
  EXPECT_GT(loans_.streams, 1);
  const std::vector<std::string> contracts = loans_.contracts();
  ASSERT_EQ(contracts.size(), static_cast<std::size_t>(kRows));
  EXPECT_EQ(contracts.front(), "C0");
  EXPECT_EQ(contracts.back(), absl::StrCat("C", kRows - 1));
}

}  // namespace
}  // namespace ippledge::client
