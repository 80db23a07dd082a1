#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/driver.h"
#include "tools/bench/identity.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {
namespace {

using Bytes = grpc::ByteBuffer;

// One stream: keeps `window` messages in flight. They are bytes already: what is measured is the
// server, not the making of its requests.
class StreamClient final : public grpc::ClientBidiReactor<Bytes, Bytes> {
 public:
  StreamClient(const std::shared_ptr<grpc::Channel>& channel, std::vector<Bytes> requests,
               std::size_t window, const Who& who)
      : requests_(std::move(requests)), window_(window) {
    Identify(context_, who);
    grpc::GenericStub(channel).PrepareBidiStreamingCall(
        &context_, "/ippledge.v1.LoanService/StreamRecord", grpc::StubOptions(), this);
  }

  void Start() {
    StartRead(&answer_);
    StartCall();
    std::lock_guard lock(mutex_);
    MaybeWrite();
  }

  void OnWriteDone(bool ok) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    if (ok) MaybeWrite();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    {
      std::lock_guard lock(mutex_);
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
      refused_ += static_cast<std::uint64_t>(response_.verdicts_size() + response_.refusals_size());
      MaybeWrite();
    }
    StartRead(&answer_);
  }

  void OnDone(const grpc::Status& status) override {
    std::lock_guard lock(mutex_);
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

  grpc::ClientContext context_;
  std::vector<Bytes> requests_;
  const std::size_t window_;
  Bytes answer_;
  v1::StreamRecordResponse response_;
  std::mutex mutex_;
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

Measured DriveStream(const std::vector<std::shared_ptr<grpc::Channel>>& channels,
                     const Load& load) {
  const auto streams = static_cast<std::uint64_t>(load.streams);
  const auto batch = static_cast<std::uint64_t>(load.batch);
  const std::uint64_t messages = load.loans / batch;
  std::vector<std::unique_ptr<StreamClient>> clients;
  for (std::uint64_t s = 0; s < streams; ++s) {
    std::vector<Bytes> requests;
    for (std::uint64_t m = s; m < messages; m += streams) {
      v1::StreamRecordRequest request;
      request.set_programme(load.programme);
      request.set_request_id(RequestIdOf(load.seed, m));
      for (std::uint64_t r = 0; r < batch; ++r) {
        v1::NewLoan& loan = *request.add_rows()->mutable_loan();
        FillLoan(load.first_loan + m * batch + r, loan);
        if (!load.bank.empty()) loan.set_bank(load.bank);
      }
      const grpc::Slice slice(request.SerializeAsString());
      requests.emplace_back(&slice, 1);
    }
    const auto window = static_cast<std::size_t>(load.in_flight / load.streams);
    clients.push_back(std::make_unique<StreamClient>(
        channels[s % channels.size()], std::move(requests), window == 0 ? 1 : window, load.who));
  }
  Measured measured;
  std::vector<float> latencies;
  load.on_start();
  const double began = NowSeconds();
  for (const auto& client : clients) client->Start();
  for (const auto& client : clients) client->Wait(measured, latencies);
  measured.seconds = NowSeconds() - began;
  Summarise(latencies, measured);
  return measured;
}

}  // namespace ippledge::bench
