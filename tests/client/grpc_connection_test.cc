// The connection over a real line: metadata, retries, deadlines, details, streams.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/connection.h"
#include "ippledge/v1/loan_service.grpc.pb.h"
#include "ippledge/v1/report_service.grpc.pb.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::string Metadata(const grpc::ServerContext& context, const std::string& key) {
  const auto found = context.client_metadata().find(key);
  return found == context.client_metadata().end()
             ? "-"
             : std::string(found->second.data(), found->second.size());
}

grpc::Status Refusal(grpc::ServerContext& context, const absl::Status& refusal) {
  context.AddTrailingMetadata("grpc-status-details-bin",
                              wire::EncodeDetails(refusal, wire::Locale::kEnglish));
  return {static_cast<grpc::StatusCode>(refusal.code()), std::string(refusal.message())};
}

class LoanService final : public v1::LoanService::Service {
 public:
  // Fails so often before it answers.
  std::atomic<int> failures{0};
  std::vector<std::string> request_ids;
  std::vector<std::string> callers;

  grpc::Status RecordLoan(grpc::ServerContext* context, const v1::RecordLoanRequest* request,
                          v1::RecordLoanResponse* response) override {
    request_ids.push_back(request->request_id());
    callers.push_back(absl::StrCat(
        Metadata(*context, "ippledge-organisation"), " ", Metadata(*context, "ippledge-role"), " ",
        Metadata(*context, "ippledge-person"), " ", Metadata(*context, "accept-language")));
    if (failures > 0) {
      --failures;
      return {grpc::StatusCode::UNAVAILABLE, "try again"};
    }
    response->mutable_recorded()->set_entry(42);
    return grpc::Status::OK;
  }

  grpc::Status RecordDraw(grpc::ServerContext* context, const v1::RecordDrawRequest*,
                          v1::RecordDrawResponse*) override {
    return Refusal(*context,
                   Refuse(Reason::kLoanUnknown, "loan", {{"bank", "b"}, {"contract_number", "c"}}));
  }

  grpc::Status RecordRepayment(grpc::ServerContext* context, const v1::RecordRepaymentRequest*,
                               v1::RecordRepaymentResponse*) override {
    ++stopped_calls;
    return Refusal(*context, Refuse(Reason::kWritesStopped, "", {{"why", "disk"}}));
  }
  std::atomic<int> stopped_calls{0};

  grpc::Status RecordExtension(grpc::ServerContext* context, const v1::RecordExtensionRequest*,
                               v1::RecordExtensionResponse*) override {
    while (!context->IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  }

  grpc::Status StreamRecord(grpc::ServerContext*,
                            grpc::ServerReaderWriter<v1::StreamRecordResponse,
                                                     v1::StreamRecordRequest>* stream) override {
    v1::StreamRecordRequest request;
    v1::StreamRecordResponse response;
    for (int messages = 0; stream->Read(&request);) {
      response.set_acknowledged_through(++messages);
      stream->Write(response);
    }
    return {grpc::StatusCode::ABORTED, "all read"};
  }
};

class ReportService final : public v1::ReportService::Service {
 public:
  std::atomic<int> cut_after{-1};  // messages; then UNAVAILABLE
  std::atomic<int> calls{0};

  grpc::Status ExportLoans(grpc::ServerContext*, const v1::ExportLoansRequest*,
                           grpc::ServerWriter<v1::ExportLoansResponse>* writer) override {
    ++calls;
    for (int i = 1; i <= 5; ++i) {
      if (cut_after == i - 1) {
        cut_after = -1;
        return {grpc::StatusCode::UNAVAILABLE, "cut"};
      }
      v1::ExportLoansResponse response;
      response.set_position(i);
      writer->Write(response);
    }
    return grpc::Status::OK;
  }
};

class GrpcConnectionTest : public ::testing::Test {
 protected:
  GrpcConnectionTest() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&loans_);
    builder.RegisterService(&reports_);
    server_ = builder.BuildAndStart();
    options_.server = absl::StrCat("127.0.0.1:", port_);
    options_.backoff_first = absl::Milliseconds(1);
    options_.timeout = absl::Seconds(20);
  }
  ~GrpcConnectionTest() override { server_->Shutdown(std::chrono::system_clock::now()); }

  int port_ = 0;
  LoanService loans_;
  ReportService reports_;
  std::unique_ptr<grpc::Server> server_;
  ConnectionOptions options_;
};

v1::RecordLoanRequest Request() {
  v1::RecordLoanRequest request;
  request.set_request_id("id-1");
  return request;
}

TEST_F(GrpcConnectionTest, SaysWhoCalls) {
  options_.credentials = {"icbc-nm", "bank_maker", "p7"};
  options_.accept_language = "zh-CN";
  const auto answer = Connect(options_)->Ask<v1::RecordLoanResponse>(Request());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->recorded().entry(), 42);
  EXPECT_THAT(loans_.callers, ElementsAre("icbc-nm bank_maker p7 zh-CN"));
}

TEST_F(GrpcConnectionTest, RetriesWithTheSameRequestId) {
  loans_.failures = 3;
  EXPECT_TRUE(Connect(options_)->Ask<v1::RecordLoanResponse>(Request()).ok());
  EXPECT_THAT(loans_.request_ids, ElementsAre("id-1", "id-1", "id-1", "id-1"));
}

TEST_F(GrpcConnectionTest, GivesUpAfterFourTries) {
  loans_.failures = 100;
  const auto answer = Connect(options_)->Ask<v1::RecordLoanResponse>(Request());
  EXPECT_TRUE(absl::IsUnavailable(answer.status()));
  EXPECT_THAT(loans_.request_ids, SizeIs(4));
}

TEST_F(GrpcConnectionTest, DetailsAreKept) {
  const auto answer = Connect(options_)->Ask<v1::RecordDrawResponse>(v1::RecordDrawRequest());
  EXPECT_TRUE(absl::IsNotFound(answer.status()));
  const auto details = DetailsOf(answer.status());
  ASSERT_TRUE(details.has_value());
  EXPECT_EQ(details->reason, "LOAN_UNKNOWN");
  ASSERT_EQ(details->lines.size(), 1U);
  EXPECT_EQ(details->lines[0].localized, "bank b has recorded no loan with contract number c");
}

TEST_F(GrpcConnectionTest, StoppedWritesAreNotRetried) {
  const auto answer =
      Connect(options_)->Ask<v1::RecordRepaymentResponse>(v1::RecordRepaymentRequest());
  EXPECT_TRUE(absl::IsUnavailable(answer.status()));
  EXPECT_EQ(loans_.stopped_calls, 1);
}

TEST_F(GrpcConnectionTest, EachTryHasItsDeadline) {
  options_.timeout = absl::Milliseconds(100);
  const auto answer =
      Connect(options_)->Ask<v1::RecordExtensionResponse>(v1::RecordExtensionRequest());
  EXPECT_TRUE(absl::IsDeadlineExceeded(answer.status())) << answer.status();
}

TEST_F(GrpcConnectionTest, AnInterruptEndsACall) {
  std::atomic<bool> interrupted{false};
  options_.interrupted = &interrupted;
  const auto connection = Connect(options_);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    interrupted = true;
  });
  const auto answer = connection->Ask<v1::RecordExtensionResponse>(v1::RecordExtensionRequest());
  later.join();
  EXPECT_TRUE(absl::IsCancelled(answer.status())) << answer.status();
}

TEST_F(GrpcConnectionTest, NobodyThereIsUnavailable) {
  server_->Shutdown(std::chrono::system_clock::now());
  const auto answer = Connect(options_)->Ask<v1::RecordLoanResponse>(Request());
  EXPECT_TRUE(absl::IsUnavailable(answer.status())) << answer.status();
}

TEST_F(GrpcConnectionTest, ReceivesAStream) {
  v1::ExportLoansResponse response;
  std::vector<std::int64_t> positions;
  const absl::Status status = Connect(options_)->Receive(v1::ExportLoansRequest(), response, [&] {
    positions.push_back(response.position());
    return true;
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(positions, ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(GrpcConnectionTest, AStreamEndsWhenAsked) {
  v1::ExportLoansResponse response;
  int seen = 0;
  const absl::Status status =
      Connect(options_)->Receive(v1::ExportLoansRequest(), response, [&] { return ++seen < 2; });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(seen, 2);
}

TEST_F(GrpcConnectionTest, AStreamIsRetriedOnlyBeforeItsFirstMessage) {
  v1::ExportLoansResponse response;
  int seen = 0;
  const auto count = [&] { return ++seen > 0; };
  const auto connection = Connect(options_);
  reports_.cut_after = 0;
  EXPECT_TRUE(connection->Receive(v1::ExportLoansRequest(), response, count).ok());
  EXPECT_EQ(seen, 5);
  EXPECT_EQ(reports_.calls, 2);
  seen = 0;
  reports_.cut_after = 2;
  EXPECT_TRUE(absl::IsUnavailable(connection->Receive(v1::ExportLoansRequest(), response, count)));
  EXPECT_EQ(seen, 2);
  EXPECT_EQ(reports_.calls, 3);
}

TEST_F(GrpcConnectionTest, StreamsGoBothWays) {
  const auto connection = Connect(options_);
  const auto stream = connection->Open(*v1::StreamRecordRequest::descriptor());
  v1::StreamRecordResponse response;
  for (int i = 1; i <= 100; ++i) {
    ASSERT_TRUE(stream->Write(v1::StreamRecordRequest()));
    ASSERT_TRUE(stream->Read(response));
    EXPECT_EQ(response.acknowledged_through(), i);
  }
  stream->WritesDone();
  EXPECT_FALSE(stream->Read(response));
  EXPECT_EQ(stream->Finish(), absl::AbortedError("all read"));
}

TEST_F(GrpcConnectionTest, AnAbandonedStreamIsCancelled) {
  const auto connection = Connect(options_);
  const auto stream = connection->Open(*v1::StreamRecordRequest::descriptor());
  EXPECT_TRUE(stream->Write(v1::StreamRecordRequest()));
}

TEST(MethodOfTest, RequestsNameTheirMethod) {
  EXPECT_EQ(MethodOf(*v1::RecordLoanRequest::descriptor()).full_name(),
            "ippledge.v1.LoanService.RecordLoan");
  EXPECT_EQ(MethodOf(*v1::StreamRecordRequest::descriptor()).full_name(),
            "ippledge.v1.LoanService.StreamRecord");
}

}  // namespace
}  // namespace ippledge::client
