#include "server/stream_record.h"

#include <google/protobuf/arena.h>

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "ippledge/v1/loan_service.pb.h"
#include "proto/wire/format.h"
#include "server/identity.h"
#include "server/message.h"
#include "server/rights.h"
#include "server/status.h"
#include "server/write.h"

namespace ippledge::server {
namespace {

using Bytes = grpc::ByteBuffer;

class StreamRecord final : public grpc::ServerBidiReactor<Bytes, Bytes> {
 public:
  StreamRecord(const Backend& backend, grpc::CallbackServerContext* context)
      : backend_(backend), context_(context), locale_(LocaleOf(*context)) {}

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
    if (!may.ok()) {
      absl::MutexLock lock(&mutex_);
      finished_ = true;
      Finish(ToGrpc(may, locale_));
      return;
    }
    identity_ = *std::move(identity);
    StartRead(&incoming_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      absl::MutexLock lock(&mutex_);
      reading_done_ = true;
      MaybeFinish();
      return;
    }
    Take();
    absl::MutexLock lock(&mutex_);
    if (finished_ || broken_) {
      MaybeFinish();
    } else if (HasRoom()) {
      StartRead(&incoming_);
    } else {
      read_paused_ = true;
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

  void OnDone() override { self_ = nullptr; }

 private:
  // A message read and not yet answered to the client.
  struct Slot {
    int rows = 0;
    std::int64_t first_row = 0;
    std::optional<engine::Outcome> outcome;
  };

  // Parses the message just read and hands it to the engine.
  void Take() {
    // On an arena: a message of a thousand loans is tens of thousands of small objects.
    arena_.Reset();
    auto& request = *google::protobuf::Arena::CreateMessage<v1::StreamRecordRequest>(&arena_);
    absl::Status status = CheckStillKnown(backend_, *context_);
    if (status.ok() && backend_.limits != nullptr) {
      status = backend_.limits->TakeMessage(
          LimitKeyOf(identity_), static_cast<std::int64_t>(incoming_.Length()), absl::Now());
    }
    if (status.ok()) status = ParseMessage(incoming_, request);
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
      // What cannot be attributed to a message ends the stream, after the answers before it.
      absl::MutexLock lock(&mutex_);
      broken_ = ToGrpc(status, locale_);
      return;
    }
    absl::StatusOr<wire::BatchWrite> write = wire::ParseBatch(request, schemes_);
    std::size_t slot;
    {
      absl::MutexLock lock(&mutex_);
      slot = base_ + slots_.size();
      slots_.push_back({.rows = request.rows_size(), .first_row = rows_read_, .outcome = {}});
      rows_read_ += request.rows_size();
      rows_in_flight_ += request.rows_size();
    }
    absl::StatusOr<std::shared_ptr<Limits::Hold>> rows =
        HoldRows(backend_, identity_, request.rows_size());
    if (!write.ok() || !rows.ok()) {
      engine::Outcome outcome;
      outcome.status = write.ok() ? rows.status() : write.status();
      return Answered(slot, std::move(outcome));
    }
    engine::Submission submission =
        SubmissionOf(*std::move(write), identity_.caller, absl::InfiniteFuture());
    // One row alone is a single command: no closing entry.
    submission.is_batch = submission.rows.size() > 1;
    if (!submission.is_batch && !submission.rows[0].ok()) submission.is_batch = true;
    submission.done = [self = self_, slot, held = *std::move(rows)](engine::Outcome outcome) {
      self->Answered(slot, std::move(outcome));
    };
    engine_->Submit(std::move(submission));
  }

  void Answered(std::size_t slot, engine::Outcome outcome) {
    absl::MutexLock lock(&mutex_);
    slots_[slot - base_].outcome = std::move(outcome);
    MaybeWrite();
    MaybeFinish();
  }

  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return slots_.size() < static_cast<std::size_t>(kStreamMessagesInFlightMax) &&
           rows_in_flight_ < kStreamRowsInFlightMax;
  }

  // Writes one cumulative answer for the messages that are answered in order: all, or as many as
  // an answer holds.
  void MaybeWrite() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || cancelled_ || finished_ || slots_.empty() || !slots_.front().outcome) return;
    response_.Clear();
    response_bytes_ = 0;
    while (!slots_.empty() && slots_.front().outcome && response_bytes_ < kAnswerBytesMax) {
      Slot& slot = slots_.front();
      Append(slot, *slot.outcome);
      rows_in_flight_ -= slot.rows;
      slots_.pop_front();
      ++base_;
    }
    response_.set_acknowledged_through(static_cast<std::int64_t>(base_));
    outgoing_ = SerializeMessage(response_);
    writing_ = true;
    StartWrite(&outgoing_);
    if (read_paused_ && HasRoom() && !reading_done_) {
      read_paused_ = false;
      StartRead(&incoming_);
    }
  }

  void Append(const Slot& slot, const engine::Outcome& outcome)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!outcome.status.ok()) return AppendRefusal(slot, outcome.status);
    if (outcome.commit_time_ms != 0) {
      wire::FormatTimestamp(outcome.commit_time_ms, *response_.mutable_commit_time());
      response_.set_counted_total(outcome.counted_total);
    }
    if (outcome.already_recorded) {
      v1::StreamRowVerdict& verdict = *response_.add_verdicts();
      verdict.set_row(slot.first_row);
      verdict.set_already_recorded_entry(outcome.entry);
      return;
    }
    // Entries of a batch are dense over its recorded rows; a single row has its own entry.
    const bool is_batch = outcome.first_entry != 0 || !outcome.verdicts.empty();
    std::int64_t entry = is_batch ? outcome.first_entry : outcome.entry;
    std::int64_t row = slot.first_row;
    const std::int64_t end = slot.first_row + slot.rows;
    for (const engine::RowVerdict& verdict : outcome.verdicts) {
      const std::int64_t at = slot.first_row + verdict.row;
      entry = AppendRun(row, entry, at - row);
      row = at + 1;
      AppendVerdict(at, verdict);
    }
    AppendRun(row, entry, end - row);
  }

  // A run of recorded rows; joined to the last one where both rows and entries go on.
  std::int64_t AppendRun(std::int64_t row, std::int64_t entry, std::int64_t count)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (count == 0) return entry;
    // A dry run makes no entries: they stay 0.
    const std::int64_t next = entry == 0 ? 0 : entry + count;
    if (response_.runs_size() > 0) {
      v1::RecordedRun& last = *response_.mutable_runs(response_.runs_size() - 1);
      const bool entries_go_on =
          entry == 0 ? last.first_entry() == 0 : last.first_entry() + last.count() == entry;
      if (last.first_row() + last.count() == row && entries_go_on) {
        last.set_count(last.count() + count);
        return next;
      }
    }
    v1::RecordedRun& run = *response_.add_runs();
    run.set_first_row(row);
    run.set_first_entry(entry);
    run.set_count(count);
    return next;
  }

  void AppendVerdict(std::int64_t row, const engine::RowVerdict& verdict)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    v1::StreamRowVerdict& message = *response_.add_verdicts();
    message.set_row(row);
    message.set_already_recorded_entry(verdict.already_recorded_entry);
    message.set_violations_more(verdict.violations_more);
    for (const Violation& violation : verdict.violations) {
      wire::FormatViolation(violation, *message.add_violations());
    }
    response_bytes_ += message.ByteSizeLong();
  }

  void AppendRefusal(const Slot& slot, const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const std::vector<Violation> violations = ViolationsOf(status);
    // A refused row that came alone is a row verdict, as it would be in a batch; but a refusal of
    // the message itself (its request id, an overloaded or stopped server) is one of the message.
    const Reason reason = ReasonOf(status);
    const bool of_message = slot.rows != 1 || reason == Reason::kRequestIdReused ||
                            reason == Reason::kRequestIdMalformed ||
                            static_cast<int>(reason) >= static_cast<int>(Reason::kQueueFull);
    if (!of_message && !violations.empty()) {
      return AppendVerdict(
          slot.first_row,
          {.row = 0, .violations = violations, .violations_more = ViolationsMoreOf(status)});
    }
    v1::MessageRefusal& refusal = *response_.add_refusals();
    refusal.set_message(static_cast<std::int64_t>(base_));
    for (const Violation& violation : violations) {
      wire::FormatViolation(violation, *refusal.add_violations());
    }
    if (violations.empty()) {
      // Our own failure: told like an incident of a unary call.
      const grpc::Status opaque = ToGrpc(status, locale_);
      v1::Violation& message = *refusal.add_violations();
      message.set_reason(std::string(RowOf(Reason::kInternal).name));
      message.set_message(opaque.error_message());
    }
    response_bytes_ += refusal.ByteSizeLong();
  }

  void MaybeFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_ || writing_) return;
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
  const grpc::CallbackServerContext* const context_;  // lives until OnDone
  const wire::Locale locale_;
  std::shared_ptr<StreamRecord> self_;
  Identity identity_;
  Limits::Hold hold_;  // of one of the caller's streams

  // Touched by one read at a time.
  Bytes incoming_;
  google::protobuf::Arena arena_;
  engine::Engine* engine_ = nullptr;
  std::string programme_;
  CodeSchemes schemes_;

  absl::Mutex mutex_;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  std::size_t base_ ABSL_GUARDED_BY(mutex_) = 0;  // messages answered
  std::int64_t rows_read_ ABSL_GUARDED_BY(mutex_) = 0;
  int rows_in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool read_paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> broken_ ABSL_GUARDED_BY(mutex_);
  v1::StreamRecordResponse response_ ABSL_GUARDED_BY(mutex_);
  std::size_t response_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // of its verdicts and refusals
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
