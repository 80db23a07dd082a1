#include "tools/bench/null_server.h"

#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <mutex>

#include "ippledge/v1/loan_service.grpc.pb.h"

namespace ippledge::bench {
namespace {

// Parses each message as the real one must, and acknowledges it.
class NullStream final
    : public grpc::ServerBidiReactor<v1::StreamRecordRequest, v1::StreamRecordResponse> {
 public:
  NullStream() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    {
      std::lock_guard lock(mutex_);
      if (!ok) {
        reading_done_ = true;
        MaybeFinish();
        return;
      }
      ++read_;
      rows_ += request_.rows_size();
      MaybeWrite();
    }
    StartRead(&request_);
  }
  void OnWriteDone(bool) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    MaybeWrite();
    MaybeFinish();
  }
  void OnDone() override { delete this; }

 private:
  void MaybeWrite() {
    if (writing_ || acknowledged_ == read_) return;
    response_.Clear();
    v1::RecordedRun& run = *response_.add_runs();
    run.set_first_row(acknowledged_rows_);
    run.set_count(rows_ - acknowledged_rows_);
    acknowledged_ = read_;
    acknowledged_rows_ = rows_;
    response_.set_acknowledged_through(acknowledged_);
    writing_ = true;
    StartWrite(&response_);
  }
  void MaybeFinish() {
    if (!reading_done_ || writing_ || finished_) return;
    finished_ = true;
    Finish(grpc::Status::OK);
  }

  v1::StreamRecordRequest request_;
  v1::StreamRecordResponse response_;
  std::mutex mutex_;
  std::int64_t read_ = 0;
  std::int64_t rows_ = 0;
  std::int64_t acknowledged_ = 0;
  std::int64_t acknowledged_rows_ = 0;
  bool writing_ = false;
  bool reading_done_ = false;
  bool finished_ = false;
};

class NullService final : public v1::LoanService::CallbackService {
 public:
  grpc::ServerUnaryReactor* RecordLoan(grpc::CallbackServerContext* context,
                                       const v1::RecordLoanRequest*,
                                       v1::RecordLoanResponse* response) override {
    response->mutable_recorded()->set_entry(1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  grpc::ServerBidiReactor<v1::StreamRecordRequest, v1::StreamRecordResponse>* StreamRecord(
      grpc::CallbackServerContext*) override {
    return new NullStream;
  }
};

}  // namespace

int RunNullServer() {
  NullService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(8 << 20);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::printf("listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

}  // namespace ippledge::bench
