#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/calls.h"

namespace ippledge::bench {
namespace {

using Bytes = grpc::ByteBuffer;

constexpr std::size_t kToldMax = 500;  // characters of a refusal

// One stream: keeps `window` messages in flight.
class StreamClient final : public grpc::ClientBidiReactor<Bytes, Bytes> {
 public:
  StreamClient(const std::shared_ptr<grpc::Channel>& channel, std::vector<Bytes> requests,
               std::size_t window, const Who& who)
      : requests_(std::move(requests)), window_(window) {
    Identify(context_, who);
    grpc::GenericStub(channel).PrepareBidiStreamingCall(&context_, kStreamRecord,
                                                        grpc::StubOptions(), this);
  }

  void Start() {
    StartRead(&answer_);
    StartCall();
    const std::lock_guard lock(mutex_);
    MaybeWrite();
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (ok) MaybeWrite();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    {
      const std::lock_guard lock(mutex_);
      grpc::ProtoBufferReader reader(&answer_);
      response_.ParseFromZeroCopyStream(&reader);
      const double now = NowSeconds();
      const auto through = static_cast<std::size_t>(response_.acknowledged_through());
      for (; acknowledged_ < through; ++acknowledged_) {
        latencies_.push_back(static_cast<float>((now - began_.front()) * 1e3));
        began_.pop_front();
      }
      for (const v1::RecordedRun& run : response_.runs()) {
        recorded_ += static_cast<std::uint64_t>(run.count());
      }
      Refused();
      MaybeWrite();
    }
    StartRead(&answer_);
  }

  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(mutex_);
    status_ = status;
    done_ = true;
    all_done_.notify_one();
  }

  void Wait(Measured& measured, std::vector<float>& latencies) {
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [&] { return done_; });
    measured.rows += recorded_;
    measured.refused += refused_;
    if (!status_.ok()) std::fprintf(stderr, "stream: %s\n", status_.error_message().c_str());
    latencies.insert(latencies.end(), latencies_.begin(), latencies_.end());
  }

 private:
  void MaybeWrite() {
    if (writing_ || half_closed_) return;
    if (sent_ == requests_.size()) {
      half_closed_ = true;
      StartWritesDone();
      return;
    }
    if (sent_ - acknowledged_ >= window_) return;
    began_.push_back(NowSeconds());
    writing_ = true;
    StartWrite(&requests_[sent_++]);
  }

  // The first refusal is told: without it nobody knows why a run gave nothing. A row that was there
  // already is neither refused nor recorded.
  void Refused() {
    std::uint64_t refused = static_cast<std::uint64_t>(response_.refusals_size());
    for (const v1::StreamRowVerdict& verdict : response_.verdicts()) {
      if (verdict.already_recorded_entry() == 0) ++refused;
    }
    if (refused > 0 && refused_ == 0) {
      std::fprintf(stderr, "stream: refused: %s\n",
                   response_.ShortDebugString().substr(0, kToldMax).c_str());
    }
    refused_ += refused;
  }

  grpc::ClientContext context_;
  std::vector<Bytes> requests_;
  const std::size_t window_;
  Bytes answer_;
  v1::StreamRecordResponse response_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable all_done_;
  std::size_t sent_ = 0;
  std::size_t acknowledged_ = 0;
  std::deque<double> began_;
  std::vector<float> latencies_;
  std::uint64_t recorded_ = 0;
  std::uint64_t refused_ = 0;
  bool writing_ = false;
  bool half_closed_ = false;
  bool done_ = false;
  grpc::Status status_;
};

}  // namespace

Measured DriveMessages(const Channels& channels, StreamMessages stream) {
  const auto streams = static_cast<std::size_t>(stream.streams);
  std::vector<std::vector<Bytes>> dealt(streams);
  for (std::size_t m = 0; m < stream.messages.size(); ++m) {
    dealt[m % streams].push_back(std::move(stream.messages[m]));
  }
  const auto window = static_cast<std::size_t>(std::max(1, stream.in_flight / stream.streams));
  std::vector<std::unique_ptr<StreamClient>> clients;
  for (std::size_t s = 0; s < streams; ++s) {
    clients.push_back(std::make_unique<StreamClient>(channels[s % channels.size()],
                                                     std::move(dealt[s]), window, stream.who));
  }
  Measured measured;
  std::vector<float> latencies;
  stream.on_start();
  const double began = NowSeconds();
  for (const auto& client : clients) client->Start();
  for (const auto& client : clients) client->Wait(measured, latencies);
  measured.seconds = NowSeconds() - began;
  Summarise(latencies, measured);
  return measured;
}

}  // namespace ippledge::bench
