#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "proto/wire/details.h"
#include "tools/bench/open_loop.h"
#include "tools/bench/pacing.h"

namespace ippledge::bench {
namespace {

constexpr int kSettleTries = 100;
constexpr std::chrono::milliseconds kSettlePause(100);
constexpr int kSettleInFlight = 64;

Fate FateOf(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::OK:
      return Fate::kRecorded;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return Fate::kRefused;
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return Fate::kExpired;
    default:
      return Fate::kFailed;
  }
}

std::vector<grpc::ByteBuffer> RequestsOf(const OpenLoad& open) {
  Load load = open.load;
  load.loans = open.schedule.calls() * static_cast<std::uint64_t>(load.batch);
  return load.batch > 1 ? BatchLoans(load) : UnaryLoans(load);
}

// 0: it says nothing.
double DelayToldBy(const grpc::Status& refusal) {
  const auto details = wire::DecodeDetails(refusal.error_details());
  return details.ok() ? absl::ToDoubleMilliseconds(details->retry_delay) : 0;
}

class Loop {
 public:
  Loop(const Channels& channels, const OpenLoad& open)
      : open_(open),
        method_(open.load.batch > 1 ? kBatchRecord : kRecordLoan),
        requests_(RequestsOf(open)),
        answers_(requests_.size()) {
    for (const auto& channel : channels) stubs_.push_back(grpc::GenericStub(channel));
  }

  OpenMeasured Run() {
    open_.load.on_start();
    std::vector<float> lates =
        Pace(open_.schedule, [this](std::uint64_t i, double due) { Send(i, due); });
    {
      std::unique_lock lock(mutex_);
      all_done_.wait(lock, [this] { return in_flight_ == 0; });
    }
    OpenMeasured sum = Sum(open_.schedule, open_.load.batch, std::move(answers_), std::move(lates));
    if (!first_refusal_.ok()) sum.told_delay_ms = DelayToldBy(first_refusal_);
    return sum;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
  };

  void Send(std::uint64_t i, double due) {
    {
      const std::lock_guard lock(mutex_);
      if (in_flight_ == open_.in_flight_max) return;
      ++in_flight_;
    }
    auto* const call = new Call;
    Identify(call->context, open_.load.who);
    const double seconds = open_.deadline_seconds > 0 ? open_.deadline_seconds : kAnswerSecondsMax;
    const auto left = std::chrono::duration<double>(due + seconds - NowSeconds());
    call->context.set_deadline(
        std::chrono::system_clock::now() +
        std::chrono::duration_cast<std::chrono::system_clock::duration>(left));
    stubs_[i % stubs_.size()].UnaryCall(
        &call->context, method_, {}, &requests_[i], &call->response,
        [this, call, i, due](const grpc::Status& status) {
          answers_[i] = {FateOf(status), static_cast<float>((NowSeconds() - due) * 1e3)};
          delete call;
          const std::lock_guard lock(mutex_);
          if (answers_[i].fate == Fate::kRefused && first_refusal_.ok()) first_refusal_ = status;
          if (--in_flight_ == 0) all_done_.notify_one();
        });
  }

  const OpenLoad& open_;
  const char* const method_;
  std::vector<grpc::ByteBuffer> requests_;
  std::vector<Answer> answers_;  // each written by its own call
  std::vector<grpc::GenericStub> stubs_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable all_done_;
  std::uint64_t in_flight_ = 0;
  grpc::Status first_refusal_;
};

}  // namespace

OpenMeasured DriveOpenUnary(const Channels& channels, const OpenLoad& open) {
  return Loop(channels, open).Run();
}

bool SettleUnary(const Channels& channels, const OpenLoad& open, const OpenMeasured& measured) {
  OpenLoad same = open;
  same.load.tally = nullptr;  // counted when they were made first
  same.load.batch = 1;
  const std::vector<grpc::ByteBuffer> requests = RequestsOf(same);
  std::vector<grpc::ByteBuffer> left;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (measured.answers[i].fate != Fate::kRecorded) left.push_back(requests[i]);
  }
  for (int tries = 0; tries < kSettleTries && !left.empty(); ++tries) {
    const Measured again = DriveCalls(
        channels[0], {.who = open.load.who, .in_flight = kSettleInFlight, .requests = left});
    // Whatever became of each before: the same id gets the same outcome again.
    if (again.rows == left.size()) return true;
    std::this_thread::sleep_for(kSettlePause);
  }
  return left.empty();
}

}  // namespace ippledge::bench
