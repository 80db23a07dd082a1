// tests/client/fake_loan_server.h: a real gRPC server that records rows in memory and cuts lines.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.grpc.pb.h"
#include "ippledge/v1/programme_service.grpc.pb.h"

namespace ippledge::client {

// Records every row once, by request id; refuses contracts named "BAD…"; cuts the line after so
// many messages. All within one lock: it is no server for speed.
class FakeLoanService final : public v1::LoanService::Service {
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
      v1::StreamRecordResponse response = Record(request, first_row);
      // Recorded, but the answer is lost.
      if (cut_every > 0 && messages % cut_every == 0) {
        return {grpc::StatusCode::UNAVAILABLE, "cut"};
      }
      response.set_acknowledged_through(messages);
      first_row += request.rows_size();
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  // Recorded so far, in order.
  std::vector<std::string> contracts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return contracts_;
  }
  std::int64_t position() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return static_cast<std::int64_t>(contracts_.size());
  }

 private:
  v1::StreamRecordResponse Record(const v1::StreamRecordRequest& request, std::int64_t first_row) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto [known, fresh] = entries_.try_emplace(
        request.request_id(), static_cast<std::int64_t>(contracts_.size()) + 1);
    std::int64_t entry = known->second;
    v1::StreamRecordResponse response;
    for (int i = 0; i < request.rows_size(); ++i) {
      const std::string& contract = request.rows(i).loan().contract_number();
      if (contract.rfind("BAD", 0) == 0) {
        v1::StreamRowVerdict& verdict = *response.add_verdicts();
        verdict.set_row(first_row + i);
        verdict.add_violations()->set_reason("DIVISION_UNKNOWN");
        verdict.mutable_violations(0)->set_field("loan.borrower.division_code");
        verdict.mutable_violations(0)->set_message("no such division");
        verdict.mutable_violations(0)->set_message_zh("没有该地区");
        continue;
      }
      v1::RecordedRun& run = *response.add_runs();
      run.set_first_row(first_row + i);
      run.set_first_entry(entry++);
      run.set_count(1);
      if (fresh && !request.validate_only()) contracts_.push_back(contract);
    }
    return response;
  }

  std::mutex mutex_;
  std::map<std::string, std::int64_t> entries_;
  std::vector<std::string> contracts_;
};

class FakeProgrammeService final : public v1::ProgrammeService::Service {
 public:
  explicit FakeProgrammeService(FakeLoanService& loans) : loans_(loans) {}

  std::vector<std::string> registered;

  grpc::Status GetProgramme(grpc::ServerContext*, const v1::GetProgrammeRequest*,
                            v1::GetProgrammeResponse* response) override {
    response->mutable_programme()->set_position(loans_.position());
    return grpc::Status::OK;
  }
  grpc::Status ListBodies(grpc::ServerContext*, const v1::ListBodiesRequest* request,
                          v1::ListBodiesResponse* response) override {
    const bool first = request->page_token().empty();
    v1::Body& body = *response->add_bodies();
    body.set_body_id(first ? "icbc" : "ccb");
    body.set_kind(v1::BODY_KIND_PARTNER_BANK);
    body.set_name_zh(first ? "工行" : "建行");
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

 private:
  FakeLoanService& loans_;
};

// Both services on a free port of this machine.
class FakeLoanServer {
 public:
  FakeLoanServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&loans);
    builder.RegisterService(&programmes);
    server_ = builder.BuildAndStart();
  }
  ~FakeLoanServer() { Stop(); }

  void Stop() { server_->Shutdown(std::chrono::system_clock::now()); }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

  FakeLoanService loans;
  FakeProgrammeService programmes{loans};

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace ippledge::client
