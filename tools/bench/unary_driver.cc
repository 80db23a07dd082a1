#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "tools/bench/calls.h"

namespace ippledge::bench {
namespace {

// Each slot sends its next call from the answer of the last.
struct Slot {
  std::unique_ptr<grpc::ClientContext> context;
  grpc::ByteBuffer response;
  double began = 0;
};

class Loop {
 public:
  Loop(const std::shared_ptr<grpc::Channel>& channel, const Calls& calls)
      : calls_(calls), stub_(channel), slots_(static_cast<std::size_t>(calls.in_flight)) {
    latencies_.reserve(calls.requests.size());
  }

  Measured Run() {
    calls_.on_start();
    const double began = NowSeconds();
    const std::size_t first = std::min(slots_.size(), calls_.requests.size());
    next_ = first;
    for (std::size_t s = 0; s < first; ++s) Send(s, s);
    {
      std::unique_lock lock(mutex_);
      all_done_.wait(lock, [&] { return answered_ == calls_.requests.size(); });
    }
    measured_.seconds = NowSeconds() - began;
    Summarise(latencies_, measured_);
    return measured_;
  }

 private:
  void Send(std::size_t s, std::size_t i) {
    Slot& slot = slots_[s];
    slot.context = std::make_unique<grpc::ClientContext>();
    Identify(*slot.context, calls_.who);
    slot.began = NowSeconds();
    stub_.UnaryCall(slot.context.get(), calls_.method, {}, &calls_.requests[i], &slot.response,
                    [this, s](const grpc::Status& status) { Answered(s, status); });
  }

  void Answered(std::size_t s, const grpc::Status& status) {
    const double now = NowSeconds();
    Slot& slot = slots_[s];
    slot.response.Clear();
    std::size_t i;
    {
      const std::lock_guard lock(mutex_);
      latencies_.push_back(static_cast<float>((now - slot.began) * 1e3));
      (status.ok() ? measured_.rows : measured_.refused) += 1;
      if (!status.ok() && measured_.refused == 1) {
        std::fprintf(stderr, "%s: %s\n", calls_.method, status.error_message().c_str());
      }
      // Once the last is answered, the loop may be gone as soon as the lock is free.
      if (++answered_ == calls_.requests.size()) all_done_.notify_one();
      if (next_ == calls_.requests.size()) return;
      i = next_++;
    }
    Send(s, i);
  }

  const Calls& calls_;
  grpc::GenericStub stub_;
  std::vector<Slot> slots_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable all_done_;
  std::size_t next_ = 0;
  std::size_t answered_ = 0;
  Measured measured_;
  std::vector<float> latencies_;
};

}  // namespace

Measured DriveCalls(const std::shared_ptr<grpc::Channel>& channel, const Calls& calls) {
  return Loop(channel, calls).Run();
}

}  // namespace ippledge::bench
