#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/open_loop.h"
#include "tools/bench/pacing.h"

namespace ippledge::bench {
namespace {

using Bytes = grpc::ByteBuffer;

constexpr int kSettleTries = 100;
constexpr std::chrono::milliseconds kSettlePause(100);
constexpr int kSettleInFlight = 8;

Load WithLoans(const OpenLoad& open) {
  Load load = open.load;
  load.loans = open.schedule.calls() * static_cast<std::uint64_t>(load.batch);
  return load;
}

// Sends what it is given as soon as the stream takes it.
class OpenStream final : public grpc::ClientBidiReactor<Bytes, Bytes> {
 public:
  OpenStream(const std::shared_ptr<grpc::Channel>& channel, const OpenLoad& open,
             const std::vector<Bytes>& requests, std::vector<Answer>& answers)
      : open_(open), requests_(requests), answers_(answers) {
    Identify(context_, open.load.who);
    const auto seconds = std::chrono::duration<double>(open.schedule.seconds() + kAnswerSecondsMax);
    context_.set_deadline(std::chrono::system_clock::now() +
                          std::chrono::duration_cast<std::chrono::system_clock::duration>(seconds));
    grpc::GenericStub(channel).PrepareBidiStreamingCall(&context_, kStreamRecord,
                                                        grpc::StubOptions(), this);
    StartRead(&answer_);
    // Until the last message was given: else the stream could end while one is being written.
    AddHold();
    StartCall();
  }

  void Send(std::uint64_t i, double due) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t in_flight = given_.size() - acknowledged_;
    if (in_flight >= open_.in_flight_max / static_cast<std::uint64_t>(open_.load.streams)) return;
    given_.push_back({i, due});
    answers_[i].fate = Fate::kFailed;  // until it is answered
    MaybeWrite();
  }

  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      MaybeWrite();
    }
    RemoveHold();
  }

  void Wait() {
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [this] { return done_; });
    if (!status_.ok()) std::fprintf(stderr, "stream: %s\n", status_.error_message().c_str());
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (ok) {
      MaybeWrite();
    } else {
      broken_ = true;
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      const std::lock_guard lock(mutex_);
      broken_ = true;
      return;
    }
    Answered();
    StartRead(&answer_);
  }

  void OnDone(const grpc::Status& status) override {
    const std::lock_guard lock(mutex_);
    status_ = status;
    done_ = true;
    all_done_.notify_one();
  }

 private:
  struct Given {
    std::uint64_t i = 0;
    double due = 0;
  };

  void MaybeWrite() {
    if (writing_ || broken_ || half_closed_) return;
    if (sent_ < given_.size()) {
      writing_ = true;
      StartWrite(&requests_[given_[sent_++].i]);
    } else if (closing_) {
      half_closed_ = true;
      StartWritesDone();
    }
  }

  // Refused messages and rows first: all others that the answer covers are recorded.
  void Answered() {
    const std::lock_guard lock(mutex_);
    const double now = NowSeconds();
    grpc::ProtoBufferReader reader(&answer_);
    response_.ParseFromZeroCopyStream(&reader);
    const auto through = static_cast<std::size_t>(response_.acknowledged_through());
    for (std::size_t m = acknowledged_; m < through; ++m) {
      answers_[given_[m].i] = {Fate::kRecorded, static_cast<float>((now - given_[m].due) * 1e3)};
    }
    acknowledged_ = through;
    for (const v1::MessageRefusal& refusal : response_.refusals()) Refuse(refusal.message());
    for (const v1::StreamRowVerdict& verdict : response_.verdicts()) {
      if (verdict.already_recorded_entry() == 0) Refuse(verdict.row() / open_.load.batch);
    }
  }

  void Refuse(std::int64_t message) {
    answers_[given_[static_cast<std::size_t>(message)].i].fate = Fate::kRefused;
  }

  const OpenLoad& open_;
  const std::vector<Bytes>& requests_;
  std::vector<Answer>& answers_;  // this stream's own places
  grpc::ClientContext context_;
  Bytes answer_;
  v1::StreamRecordResponse response_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable all_done_;
  std::vector<Given> given_;
  std::size_t sent_ = 0;
  std::size_t acknowledged_ = 0;
  bool writing_ = false;
  bool broken_ = false;
  bool closing_ = false;
  bool half_closed_ = false;
  bool done_ = false;
  grpc::Status status_;
};

}  // namespace

OpenMeasured DriveOpenStream(const Channels& channels, const OpenLoad& open) {
  const std::vector<Bytes> requests = StreamLoans(WithLoans(open));
  std::vector<Answer> answers(requests.size());
  std::vector<std::unique_ptr<OpenStream>> streams;
  for (std::size_t s = 0; s < static_cast<std::size_t>(open.load.streams); ++s) {
    streams.push_back(
        std::make_unique<OpenStream>(channels[s % channels.size()], open, requests, answers));
  }
  open.load.on_start();
  std::vector<float> lates = Pace(open.schedule, [&](std::uint64_t i, double due) {
    streams[i % streams.size()]->Send(i, due);
  });
  for (const auto& stream : streams) stream->Close();
  for (const auto& stream : streams) stream->Wait();
  return Sum(open.schedule, open.load.batch, std::move(answers), std::move(lates));
}

bool SettleStream(const Channels& channels, const OpenLoad& open, const OpenMeasured& measured) {
  Load load = WithLoans(open);
  load.tally = nullptr;  // counted when they were made first
  const std::vector<Bytes> requests = StreamLoans(load);
  std::vector<Bytes> left;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (measured.answers[i].fate != Fate::kRecorded) left.push_back(requests[i]);
  }
  for (int tries = 0; tries < kSettleTries && !left.empty(); ++tries) {
    const Measured again =
        DriveMessages(channels, {.who = load.who, .in_flight = kSettleInFlight, .messages = left});
    // Whatever became of each before: the same id gets the same outcome again.
    if (again.rows == static_cast<std::uint64_t>(load.batch) * left.size()) return true;
    std::this_thread::sleep_for(kSettlePause);
  }
  return left.empty();
}

}  // namespace ippledge::bench
