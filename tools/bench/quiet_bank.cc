#include "tools/bench/quiet_bank.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "ippledge/v1/loan_service.grpc.pb.h"
#include "tools/bench/founding.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {
namespace {

constexpr std::chrono::milliseconds kEvery(20);
constexpr Who kQuiet{.organisation = "bank-0", .role = "bank_maker"};

struct OneCall {
  grpc::ClientContext context;
  v1::RecordLoanRequest request;
  v1::RecordLoanResponse response;
};

}  // namespace

struct QuietBank::State {
  std::unique_ptr<v1::LoanService::Stub> stub;
  std::uint64_t first = 0;
  std::uint64_t seed = 0;
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  bool stopping = false;
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::deque<OneCall> calls;
  std::vector<float> latencies_ms;
  std::uint64_t failed = 0;
  std::thread sender;

  void Send(double due) {
    OneCall& call = calls.emplace_back();
    call.request.set_programme(kProgramme);
    call.request.set_request_id(RequestIdOf(seed, sent));
    FillLoan((first + sent) * kBanks, *call.request.mutable_loan());
    Identify(call.context, kQuiet);
    ++sent;
    stub->async()->RecordLoan(
        &call.context, &call.request, &call.response, [this, due](const grpc::Status& status) {
          const std::lock_guard lock(mutex);
          latencies_ms.push_back(static_cast<float>((NowSeconds() - due) * 1e3));
          if (!status.ok()) ++failed;
          ++answered;
          changed.notify_all();
        });
  }

  void Run() {
    const auto began = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex);
    for (;;) {
      const auto due = began + kEvery * sent;
      if (changed.wait_until(lock, due, [this] { return stopping; })) return;
      Send(std::chrono::duration<double>(due.time_since_epoch()).count());
    }
  }
};

QuietBank::QuietBank(std::shared_ptr<grpc::Channel> channel, std::uint64_t first,
                     std::uint64_t seed)
    : state_(std::make_unique<State>()) {
  state_->stub = v1::LoanService::NewStub(std::move(channel));
  state_->first = first;
  state_->seed = seed;
  state_->sender = std::thread([state = state_.get()] { state->Run(); });
}

QuietBank::~QuietBank() {
  std::vector<float> latencies;
  Measured measured;
  Stop(latencies, measured);
}

void QuietBank::Stop(std::vector<float>& latencies_ms, Measured& measured) {
  if (!state_->sender.joinable()) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    state_->changed.notify_all();
  }
  state_->sender.join();
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->answered == state_->sent; });
  latencies_ms.insert(latencies_ms.end(), state_->latencies_ms.begin(), state_->latencies_ms.end());
  measured.rows += state_->sent - state_->failed;
  measured.refused += state_->failed;
}

}  // namespace ippledge::bench
