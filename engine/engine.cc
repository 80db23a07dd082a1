#include "engine/engine.h"

#include <pthread.h>

#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "engine/checkpointer.h"
#include "engine/committer.h"
#include "engine/decider.h"
#include "engine/give_way.h"
#include "engine/index_writer.h"
#include "engine/lane.h"
#include "engine/prepare.h"
#include "engine/replay.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "storage/journal.h"

namespace ippledge::engine {
namespace {

// The index has time, up to its lag: who waits for an answer comes first.
constexpr int kIndexNice = 5;

// Wires the rooms together and runs their threads.
class ThreadedEngine final : public Engine {
 public:
  ThreadedEngine(std::unique_ptr<storage::CommitLog> log, std::unique_ptr<storage::Index> index,
                 const Clock* clock, const EngineOptions& options, Signing signing)
      : log_(std::move(log)),
        index_(std::move(index)),
        clock_(clock),
        options_(options),
        signing_(std::move(signing)),
        lane_({.queue_rows_max = options.queue_rows_max,
               .queue_wait_max = absl::Milliseconds(options.queue_wait_max_ms)}) {}

  ~ThreadedEngine() override {
    lane_.Close();
    // Rooms empty in their order: each passes on what it has.
    if (housekeeper_.joinable()) housekeeper_.join();
    if (decider_thread_.joinable()) decider_thread_.join();
    if (committer_thread_.joinable()) committer_thread_.join();
    if (checkpointer_) checkpointer_->Close();
    if (checkpointer_thread_.joinable()) checkpointer_thread_.join();
    if (signing_.checkpoints) signing_.checkpoints->End();
    if (index_writer_) index_writer_->Close();
    if (indexer_thread_.joinable()) indexer_thread_.join();
    if (pictures_) pictures_->Wake(/*all=*/true);
  }

  absl::Status Start() {
    if (signing_.checkpoints) {
      IPPLEDGE_RETURN_IF_ERROR(signing_.checkpoints->CheckJournal(*log_));
      checkpointer_.emplace(signing_.checkpoints.get(), signing_.on_failure);
    }
    // What a kill leaves, the lag and a group, becomes a round only once the programme is open.
    Round round;
    IPPLEDGE_ASSIGN_OR_RETURN(Replayed replayed,
                              Replay(*log_, *index_, 2 * options_.lag_entries_max, recent_, round));
    totals_ = std::move(replayed.totals);
    auto picture = std::make_shared<Picture>();
    const Programme& programme = replayed.stager->programme();
    picture->position = programme.last_entry;
    picture->commit_time_ms = replayed.commit_time_ms;
    picture->headline = programme.headline;
    picture->root = replayed.frontier.Root();
    if (!replayed.totals_due) picture->totals = {programme.last_entry, picture->root};
    picture->today = programme.today;
    if (programme.last_entry > 0) picture->programme = std::make_shared<const Programme>(programme);
    const storage::Head applied{.size = picture->position, .root = picture->root};
    const storage::Head totals = picture->totals;
    pictures_.emplace(std::move(picture));

    IPPLEDGE_ASSIGN_OR_RETURN(const storage::Head head, log_->Open(applied));
    if (head != applied) return absl::DataLossError("the journal moved while it was replayed");
    constexpr absl::Duration kCampaign = absl::Seconds(10);
    IPPLEDGE_ASSIGN_OR_RETURN(const storage::Term term, log_->Campaign(absl::Now() + kCampaign));

    index_writer_.emplace(index_.get(), totals_.get(), &recent_, std::move(round),
                          IndexWriter::Options{.round_entries = options_.round_entries,
                                               .lag_entries_max = options_.lag_entries_max});
    decider_.emplace(&lane_, clock_, index_.get(), std::move(replayed.stager),
                     Decider::Options{.group_rows_max = options_.group_rows_max,
                                      .totals_interval_ms = options_.totals_interval_ms,
                                      .wakes_for_totals = options_.housekeeping},
                     replayed.commit_time_ms, replayed.totals_due);
    IPPLEDGE_RETURN_IF_ERROR(decider_->LoadZone());
    committer_.emplace(&lane_, log_.get(), term, &recent_, &*pictures_, &*index_writer_,
                       checkpointer_ ? &*checkpointer_ : nullptr, Sources(), replayed.frontier);
    if (checkpointer_) {
      checkpointer_->Offer(totals);
      checkpointer_thread_ = std::thread([this] {
        pthread_setname_np(pthread_self(), "sign");
        checkpointer_->Run();
      });
    }
    indexer_thread_ = std::thread([this] {
      GiveWay("index", kIndexNice);
      // Without an index memory would grow without bound: stop writing, go on reading.
      if (const absl::Status status = index_writer_->Run(); !status.ok()) lane_.Stop(status);
    });
    committer_thread_ = std::thread([this] {
      pthread_setname_np(pthread_self(), "commit");
      committer_->Run();
    });
    decider_thread_ = std::thread([this] {
      pthread_setname_np(pthread_self(), "decide");
      decider_->Run();
    });
    if (options_.housekeeping) housekeeper_ = std::thread([this] { Housekeep(); });
    index_->BeginMerging();
    return absl::OkStatus();
  }

  bool Submit(Submission submission) override {
    if (absl::Now() > submission.deadline) {
      return Answer(submission, Refuse(Reason::kDeadlinePassed));
    }
    Prepare(*index_, submission);
    const absl::StatusOr<bool> is_queued = lane_.Push(submission, absl::Now());
    return is_queued.ok() ? *is_queued : Answer(submission, is_queued.status());
  }

  absl::Status CheckRoom(absl::string_view organisation) const override {
    return lane_.CheckRoom(organisation, absl::Now());
  }

  ReadView View() const override { return ReadView(pictures_->Newest(), Sources()); }
  void NotifyBeyond(std::int64_t position, std::function<void()> wake) override {
    pictures_->NotifyBeyond(position, std::move(wake));
  }
  Checkpoints* checkpoints() const override { return signing_.checkpoints.get(); }
  bool accepts_writes() const override { return lane_.accepts(); }
  const storage::CommitLog& log() const override { return *log_; }
  void CatchUpIndex() override { index_writer_->CatchUp(pictures_->Newest()->position); }

  DiskBytes disk_bytes() const override {
    const auto* local = dynamic_cast<const storage::LocalLog*>(log_.get());
    return {.journal = local == nullptr ? 0 : local->size_bytes(), .index = index_->size_bytes()};
  }

  absl::Status CopyTo(const std::string& journal, const std::string& checkpoints) const override {
    const auto* local = dynamic_cast<const storage::LocalLog*>(log_.get());
    if (local == nullptr) return absl::UnimplementedError("the journal is not on this machine");
    if (!signing_.checkpoints) return absl::FailedPreconditionError("nothing signs checkpoints");
    // In this order: what is signed was durable before, so the journal's copy has it.
    IPPLEDGE_RETURN_IF_ERROR(signing_.checkpoints->CopyTo(checkpoints));
    return local->CopyTo(journal);
  }

 private:
  // What never came into the queue.
  static bool Answer(const Submission& submission, absl::Status refusal) {
    Outcome outcome;
    outcome.status = std::move(refusal);
    submission.done(std::move(outcome));
    return true;
  }

  ReadView::Sources Sources() const {
    return {.log = log_.get(), .index = index_.get(), .totals = totals_.get(), .recent = &recent_};
  }

  void Housekeep() {
    while (!lane_.AwaitClose(absl::Seconds(1))) {
      Submission tick = TickSubmission();
      tick.done = [](Outcome) {};
      Submit(std::move(tick));
    }
  }

  const std::unique_ptr<storage::CommitLog> log_;
  const std::unique_ptr<storage::Index> index_;
  const Clock* const clock_;
  const EngineOptions options_;
  const Signing signing_;
  std::unique_ptr<TotalsStore> totals_;
  Recent recent_;
  Lane lane_;
  std::optional<Pictures> pictures_;
  std::optional<IndexWriter> index_writer_;
  std::optional<Decider> decider_;
  std::optional<Checkpointer> checkpointer_;
  std::optional<Committer> committer_;
  std::thread indexer_thread_;
  std::thread committer_thread_;
  std::thread checkpointer_thread_;
  std::thread decider_thread_;
  std::thread housekeeper_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(std::unique_ptr<storage::CommitLog> log,
                                                     std::unique_ptr<storage::Index> index,
                                                     const Clock* clock,
                                                     const EngineOptions& options,
                                                     Signing signing) {
  auto engine = std::make_unique<ThreadedEngine>(std::move(log), std::move(index), clock, options,
                                                 std::move(signing));
  IPPLEDGE_RETURN_IF_ERROR(engine->Start());
  return engine;
}

Outcome Engine::Execute(Submission submission) {
  absl::Notification answered;
  Outcome answer;
  submission.done = [&](Outcome outcome) {
    answer = std::move(outcome);
    answered.Notify();
  };
  Submit(std::move(submission));
  answered.WaitForNotification();
  return answer;
}

void Engine::Tick() { Execute(TickSubmission()); }

Submission Engine::TickSubmission() {
  Submission tick;
  tick.caller.role = Role::kSystem;
  tick.is_batch = true;
  tick.validate_only = true;
  return tick;
}

}  // namespace ippledge::engine
