#include "server/stream_record.h"

#include <grpcpp/alarm.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "ippledge/v1/loan_service.pb.h"
#include "server/identity.h"
#include "server/kept_calls.h"
#include "server/message.h"
#include "server/rights.h"
#include "server/status.h"
#include "server/stream_answer.h"
#include "server/write.h"

namespace ippledge::server {
namespace {

using Bytes = grpc::ByteBuffer;

// How soon after one look at a stream's ends the next one may be.
constexpr absl::Duration kLookEvery = absl::Milliseconds(20);

class StreamRecord final : public grpc::ServerBidiReactor<Bytes, Bytes>,
                           public std::enable_shared_from_this<StreamRecord> {
 public:
  StreamRecord(const Backend& backend, grpc::CallbackServerContext* context)
      : backend_(backend), context_(context), locale_(LocaleOf(*context)), answer_(locale_) {}

  // Begins to read, or ends the stream of an unknown caller. `self` keeps the object alive until
  // OnDone, longer while answers are under way.
  void Start(std::shared_ptr<StreamRecord> self, grpc::CallbackServerContext* context) {
    self_ = std::move(self);
    absl::StatusOr<Identity> identity = IdentifyCaller(backend_, *context);
    const Right& right = RightFor(*v1::StreamRecordRequest::descriptor());
    absl::Status may = identity.ok() ? CheckRole(right, identity->caller) : identity.status();
    if (may.ok() && backend_.limits != nullptr) {
      absl::StatusOr<Limits::Hold> hold = backend_.limits->OpenStream(LimitKeyOf(*identity));
      may = hold.status();
      if (may.ok()) hold_ = *std::move(hold);
    }
    call_ = ActOfCall(backend_, *context, *v1::StreamRecordRequest::descriptor());
    if (!may.ok()) {
      KeepRefusal(backend_, call_, "", may);
      absl::MutexLock lock(&mutex_);
      finished_ = true;
      Finish(ToGrpc(may, locale_));
      return;
    }
    identity_ = *std::move(identity);
    limit_key_ = LimitKeyOf(identity_);
    deadline_ = absl::FromChrono(context->deadline());
    {
      absl::MutexLock lock(&mutex_);
      began_ = last_read_ = absl::Now();
      LookLater();
    }
    StartRead(&incoming_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      absl::MutexLock lock(&mutex_);
      reading_done_ = true;
      MaybeFinish();
      return;
    }
    {
      absl::MutexLock lock(&mutex_);
      last_read_ = absl::Now();
      // What was read of a stream that is ended already is nobody's: it is sent again.
      if (finished_ || broken_) return MaybeFinish();
      taking_ = true;
    }
    const bool is_small = incoming_.Length() <= Workers::kSmallRequestBytes;
    const std::string& organisation = identity_.caller.organisation;
    if (is_small || !backend_.workers->Run(organisation, [self = self_] { self->TakeAndGoOn(); })) {
      TakeAndGoOn();
    }
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) reading_done_ = true;  // the client is gone
    MaybeWrite();
    MaybeFinish();
  }

  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    reading_done_ = true;
    cancelled_ = true;
    MaybeFinish();
  }

  void OnDone() override {
    {
      absl::MutexLock lock(&mutex_);
      done_ = true;
      look_.reset();
    }
    self_ = nullptr;
  }

 private:
  // A message read and not yet answered to the client.
  struct Slot {
    int rows = 0;
    std::int64_t first_row = 0;
    std::optional<engine::Outcome> outcome;
  };

  void TakeAndGoOn() {
    const bool waits_outside = Take();
    absl::MutexLock lock(&mutex_);
    taking_ = false;
    // It may have been let in meanwhile.
    if (waits_outside) ++outside_;
    if (finished_ || broken_ || cancelled_) {
      MaybeFinish();
    } else if (HasRoom() && MayReadMore()) {
      StartRead(&incoming_);
    } else {
      read_paused_ = true;
    }
  }

  // Not beyond the rows that the caller may have waiting, of all its streams and calls.
  bool MayReadMore() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (backend_.limits == nullptr) return true;
    if (!over_limit_) {
      over_limit_ = !backend_.limits->MayReadMore(limit_key_, [self = shared_from_this()] {
        absl::MutexLock lock(&self->mutex_);
        self->over_limit_ = false;
        self->MaybeRead();
      });
    }
    return !over_limit_;
  }

  // Goes on reading where it was paused, if nothing is against it any more.
  void MaybeRead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!read_paused_ || over_limit_ || !HasRoom() || reading_done_ || finished_ || broken_) return;
    read_paused_ = false;
    StartRead(&incoming_);
  }

  // When the next of its ends may have come.
  void LookLater() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (backend_.limits == nullptr) return;
    const LimitOptions& bounds = backend_.limits->options();
    const absl::Time at = std::min({began_ + bounds.stream_age, last_read_ + bounds.stream_idle,
                                    absl::Now() + bounds.read_wait});
    look_.emplace();
    look_->Set(absl::ToChronoTime(std::max(at, absl::Now() + kLookEvery)),
               [self = shared_from_this()](bool due) {
                 if (due) self->Look();
               });
  }

  // Ends a stream that is too old or idle, and cuts off one whose answers nobody takes.
  void Look() {
    absl::MutexLock lock(&mutex_);
    if (done_ || finished_) return;
    const LimitOptions& bounds = backend_.limits->options();
    const absl::Time now = absl::Now();
    if (writing_ && now - write_began_ >= bounds.read_wait) {
      // No status reaches who does not read: the log has it.
      spdlog::warn("a stream of rows is cut off: its answers were not taken for {}",
                   absl::FormatDuration(bounds.read_wait));
      context_->TryCancel();
      return;
    }
    const bool idle = slots_.empty() && now - last_read_ >= bounds.stream_idle;
    if (!broken_ && (idle || now - began_ >= bounds.stream_age)) {
      broken_ = grpc::Status(
          grpc::StatusCode::UNAVAILABLE,
          absl::StrCat(idle ? "nothing was sent for " : "the stream has been open for ",
                       absl::FormatDuration(idle ? bounds.stream_idle : bounds.stream_age),
                       ": open another one and send what was not acknowledged"));
      MaybeFinish();
    }
    LookLater();
  }

  // Parses the message just read and hands it to the engine. True: it waits there until the queue
  // has room, and nothing more is to be read until then.
  bool Take() {
    const RowsRequest bytes = TakeApart(incoming_);
    v1::StreamRecordRequest request;
    absl::Status status = CheckStillKnown(backend_, *context_);
    if (status.ok() && backend_.limits != nullptr) {
      status = backend_.limits->TakeMessage(
          limit_key_, static_cast<std::int64_t>(incoming_.Length()), absl::Now());
    }
    if (status.ok()) status = ParseMessage(bytes.parts().rest, request);
    incoming_.Clear();
    // The rows' own rights are judged row by row.
    if (status.ok() && engine_ == nullptr) {
      status = CheckRight(backend_, identity_.caller, request);
    }
    if (status.ok() && engine_ == nullptr) {
      absl::StatusOr<engine::Engine*> engine = FindProgramme(backend_, request.programme());
      status = engine.status();
      if (engine.ok()) {
        engine_ = *engine;
        programme_ = request.programme();
        schemes_ = engine_->View().programme().constitution.schemes;
      }
    } else if (status.ok() && !request.programme().empty() && request.programme() != programme_) {
      status = Refuse(Reason::kFieldNotAllowed, "programme",
                      {{"why", "a stream belongs to one programme"}});
    }
    if (!status.ok()) {
      KeepRefusal(backend_, call_, engine_ == nullptr ? request.programme() : programme_, status);
      // What cannot be attributed to a message ends the stream, after the answers before it.
      absl::MutexLock lock(&mutex_);
      broken_ = ToGrpc(status, locale_);
      return false;
    }
    absl::StatusOr<wire::BatchWrite> write =
        wire::ParseBatch(request, schemes_, bytes.parts().rows);
    const int count = static_cast<int>(bytes.parts().rows.size()) + request.rows_size();
    std::size_t slot;
    {
      absl::MutexLock lock(&mutex_);
      slot = base_ + slots_.size();
      slots_.push_back({.rows = count, .first_row = rows_read_, .outcome = {}});
      rows_read_ += count;
      rows_in_flight_ += count;
    }
    if (!write.ok()) {
      engine::Outcome outcome;
      outcome.status = write.status();
      Answered(slot, std::move(outcome));
      return false;
    }
    std::shared_ptr<Limits::Hold> rows;
    if (backend_.limits != nullptr) {
      rows = std::make_shared<Limits::Hold>(backend_.limits->AddRows(limit_key_, count));
    }
    engine::Submission submission = SubmissionOf(*std::move(write), identity_.caller, deadline_);
    // One row alone is a single command: no closing entry.
    submission.is_batch = submission.rows.size() > 1;
    if (!submission.is_batch && !submission.rows[0].ok()) submission.is_batch = true;
    submission.done = [self = self_, slot,
                       rows = std::move(rows)](engine::Outcome outcome) mutable {
      self->Answered(slot, std::move(outcome));
      // Given back now: the group that it belongs to may wait for the index.
      rows.reset();
    };
    submission.sender = this;
    submission.let_in = [self = self_] {
      absl::MutexLock lock(&self->mutex_);
      --self->outside_;
      self->MaybeRead();
    };
    return !engine_->Submit(std::move(submission));
  }

  void Answered(std::size_t slot, engine::Outcome outcome) {
    KeepRefusal(backend_, call_, programme_, outcome.status);
    KeepRefusedRows(backend_, call_, programme_, outcome.verdicts);
    absl::MutexLock lock(&mutex_);
    const bool more = outcome.more;
    slots_[slot - base_].outcome = std::move(outcome);
    if (more) return;
    MaybeWrite();
    MaybeFinish();
  }

  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return outside_ == 0 && slots_.size() < static_cast<std::size_t>(kStreamMessagesInFlightMax) &&
           rows_in_flight_ < kStreamRowsInFlightMax;
  }

  // Writes one cumulative answer for the messages that are answered in order: all, or as many as
  // an answer holds.
  void MaybeWrite() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || cancelled_ || finished_ || slots_.empty() || !slots_.front().outcome) return;
    while (!slots_.empty() && slots_.front().outcome && !answer_.is_full()) {
      const Slot& slot = slots_.front();
      answer_.Add({.number = static_cast<std::int64_t>(base_),
                   .first_row = slot.first_row,
                   .rows = slot.rows},
                  *slot.outcome);
      rows_in_flight_ -= slot.rows;
      slots_.pop_front();
      ++base_;
    }
    outgoing_ = answer_.Take(static_cast<std::int64_t>(base_));
    writing_ = true;
    write_began_ = absl::Now();
    StartWrite(&outgoing_);
    MaybeRead();
  }

  void MaybeFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || writing_ || taking_) return;
    if (cancelled_) {
      finished_ = true;
      return Finish(grpc::Status::CANCELLED);
    }
    if (!slots_.empty()) return;
    if (broken_) {
      finished_ = true;
      return Finish(*broken_);
    }
    if (reading_done_) {
      finished_ = true;
      Finish(grpc::Status::OK);
    }
  }

  const Backend& backend_;
  grpc::CallbackServerContext* const context_;  // lives until OnDone
  const wire::Locale locale_;
  std::shared_ptr<StreamRecord> self_;
  Identity identity_;
  std::string limit_key_;  // the caller's
  absl::Time deadline_;    // of the stream, and so of each of its messages
  storage::KeptAct call_;  // as it is kept when something of it is refused
  Limits::Hold hold_;      // of one of the caller's streams

  // Touched by one read at a time.
  Bytes incoming_;
  engine::Engine* engine_ = nullptr;
  std::string programme_;
  CodeSchemes schemes_;

  absl::Mutex mutex_;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  std::size_t base_ ABSL_GUARDED_BY(mutex_) = 0;  // messages answered
  std::int64_t rows_read_ ABSL_GUARDED_BY(mutex_) = 0;
  int rows_in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool taking_ ABSL_GUARDED_BY(mutex_) = false;  // a message is being parsed: the call lives
  bool read_paused_ ABSL_GUARDED_BY(mutex_) = false;
  int outside_ ABSL_GUARDED_BY(mutex_) = 0;  // 1: a message waits for room in the engine's queue
  bool over_limit_ ABSL_GUARDED_BY(mutex_) = false;  // the caller has too many rows waiting
  bool reading_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time began_ ABSL_GUARDED_BY(mutex_);
  absl::Time last_read_ ABSL_GUARDED_BY(mutex_);
  absl::Time write_began_ ABSL_GUARDED_BY(mutex_);
  std::optional<grpc::Alarm> look_ ABSL_GUARDED_BY(mutex_);
  std::optional<grpc::Status> broken_ ABSL_GUARDED_BY(mutex_);
  StreamAnswer answer_ ABSL_GUARDED_BY(mutex_);
  Bytes outgoing_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<Bytes, Bytes>* MakeStreamRecord(const Backend& backend,
                                                        grpc::CallbackServerContext* context) {
  auto stream = std::make_shared<StreamRecord>(backend, context);
  StreamRecord* reactor = stream.get();
  reactor->Start(std::move(stream), context);
  return reactor;
}

}  // namespace ippledge::server
