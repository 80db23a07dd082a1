#include "engine/engine.h"

#include <condition_variable>
#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "engine/replay.h"
#include "engine/round.h"
#include "engine/seal.h"
#include "engine/stager.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "storage/journal.h"
#include "storage/keys.h"

namespace ippledge::engine {
namespace {

absl::Status WritesStopped(const absl::Status& why) {
  return Refuse(Reason::kWritesStopped, "", {{"why", std::string(why.message())}});
}

class ThreadedEngine final : public Engine {
 public:
  ThreadedEngine(std::unique_ptr<storage::CommitLog> log, std::unique_ptr<storage::Index> index,
                 const Clock* clock, const EngineOptions& options)
      : log_(std::move(log)), index_(std::move(index)), clock_(clock), options_(options) {}

  ~ThreadedEngine() override {
    {
      absl::MutexLock lock(&queue_mutex_);
      closing_ = true;
    }
    for (std::thread* thread : {&housekeeper_, &decider_, &committer_, &indexer_}) {
      if (thread->joinable()) thread->join();
    }
    WakeAll();
  }

  absl::Status Start() {
    IPPLEDGE_ASSIGN_OR_RETURN(Replayed replayed, Replay(*log_, *index_, recent_, round_));
    totals_ = std::move(replayed.totals);
    stager_ = std::move(replayed.stager);
    sealer_ = std::make_unique<Sealer>(replayed.frontier);
    last_commit_ms_ = replayed.commit_time_ms;
    dirty_ = replayed.totals_due;
    const Programme& programme = stager_->programme();
    if (programme.last_entry > 0) {
      IPPLEDGE_RETURN_IF_ERROR(LoadZone(programme.constitution.time_zone));
    }
    auto picture = std::make_shared<Picture>();
    picture->position = programme.last_entry;
    picture->commit_time_ms = last_commit_ms_;
    picture->headline = programme.headline;
    picture->root = sealer_->frontier().Root();
    picture->today = programme.today;
    if (programme.last_entry > 0) picture->programme = std::make_shared<const Programme>(programme);
    latest_programme_ = picture->programme;
    if (round_.programme == nullptr) round_.programme = picture->programme;
    {
      absl::MutexLock lock(&picture_mutex_);
      picture_ = std::move(picture);
    }
    IPPLEDGE_ASSIGN_OR_RETURN(
        const storage::Head head,
        log_->Open({.size = programme.last_entry, .root = sealer_->frontier().Root()}));
    if (head.size != programme.last_entry) {
      return absl::DataLossError("the journal moved while it was replayed");
    }
    IPPLEDGE_ASSIGN_OR_RETURN(term_, log_->Campaign(absl::Now() + absl::Seconds(10)));
    indexer_ = std::thread([this] { IndexLoop(); });
    committer_ = std::thread([this] { CommitLoop(); });
    decider_ = std::thread([this] { DecideLoop(); });
    if (options_.housekeeping) housekeeper_ = std::thread([this] { Housekeep(); });
    return absl::OkStatus();
  }

  // ---- intake: callers' threads ----

  void Submit(Submission submission) override {
    if (submission.request_id) submission.fingerprint = FingerprintOf(submission);
    LookAhead(submission);
    absl::Status refusal;
    {
      absl::MutexLock lock(&queue_mutex_);
      const int rows = static_cast<int>(submission.rows.size());
      if (closing_) {
        refusal = Refuse(Reason::kShuttingDown);
      } else if (!stopped_.ok()) {
        refusal = WritesStopped(stopped_);
      } else if (queued_rows_ + rows > options_.queue_rows_max) {
        refusal =
            Refuse(Reason::kQueueFull, "", {{"limit", absl::StrCat(options_.queue_rows_max)}});
      } else {
        queued_rows_ += rows;
        queue_.push_back(std::move(submission));
        return;
      }
    }
    Outcome outcome;
    outcome.status = refusal;
    submission.done(std::move(outcome));
  }

  ReadView View() const override {
    absl::MutexLock lock(&picture_mutex_);
    return ReadView(
        picture_,
        {.log = log_.get(), .index = index_.get(), .totals = totals_.get(), .recent = &recent_});
  }

  void NotifyBeyond(std::int64_t position, std::function<void()> wake) override {
    {
      absl::MutexLock lock(&waiters_mutex_);
      if (!woken_for_good_) {
        bool beyond;
        {
          absl::MutexLock picture_lock(&picture_mutex_);
          beyond = picture_->position > position;
        }
        if (!beyond) {
          waiters_.emplace_back(position, std::move(wake));
          return;
        }
      }
    }
    wake();
  }

  bool accepts_writes() const override {
    absl::MutexLock lock(&queue_mutex_);
    return stopped_.ok() && !closing_;
  }

  void CatchUpIndex() override {
    absl::MutexLock lock(&round_mutex_);
    const std::int64_t target = round_.through;
    catch_up_ = true;
    const auto caught_up = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(round_mutex_) {
      return index_->watermark() >= target || !index_status_.ok();
    };
    round_mutex_.Await(absl::Condition(&caught_up));
  }

  DiskBytes disk_bytes() const override {
    const auto* local = dynamic_cast<const storage::LocalLog*>(log_.get());
    return {.journal = local == nullptr ? 0 : local->size_bytes(), .index = index_->size_bytes()};
  }

 private:
  // Reads from the index what deciding will ask for, on the caller's thread.
  void LookAhead(Submission& submission) {
    std::vector<std::string> keys;
    if (submission.request_id) {
      keys.push_back(
          storage::RequestRowKey(submission.caller.organisation, *submission.request_id));
    }
    for (const absl::StatusOr<Command>& row : submission.rows) {
      if (!row.ok()) continue;
      for (const std::string& key : LoanKeysOf(*row)) keys.push_back(storage::LoanRowKey(key));
      const auto* record = std::get_if<RecordLoan>(&*row);
      if (record == nullptr) continue;
      for (const IpRight& right : record->loan->rights) {
        if (const std::string key = RightKey(right.kind, right.number); !key.empty()) {
          keys.push_back(storage::RightRowKey(key));
        }
      }
    }
    const std::int64_t watermark = index_->watermark();
    absl::StatusOr<std::vector<std::optional<std::string>>> rows = index_->Get(keys);
    if (!rows.ok()) return;  // the deciding thread will meet the error, and say so
    submission.lookups.watermark = watermark;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if ((*rows)[i]) submission.lookups.found[std::move(keys[i])] = *std::move((*rows)[i]);
    }
  }

  // ---- decide: one thread ----

  void DecideLoop() {
    for (;;) {
      std::vector<Submission> submissions;
      bool last = false;
      {
        absl::MutexLock lock(&queue_mutex_);
        const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(queue_mutex_) {
          return !queue_.empty() || closing_;
        };
        queue_mutex_.Await(absl::Condition(&ready));
        last = closing_ && queue_.empty();
      }
      Group group;
      BeginGroup(group);
      // What arrives until the committer is free joins the group: no timer decides its size.
      for (;;) {
        TakeQueued(group, submissions);
        if (submissions.empty() ||
            group.rows >= static_cast<std::size_t>(options_.group_rows_max)) {
          if (TryHandOver(group, last)) break;
          continue;
        }
        const absl::Time now = absl::Now();
        for (Submission& submission : submissions) {
          stager_->Stage(std::move(submission), now, group);
        }
        submissions.clear();
      }
      stager_->ForgetThrough(index_->watermark());
      if (last) return;
    }
  }

  void BeginGroup(Group& group) {
    // Commit times never go back, whatever the clock does.
    group.commit_time_ms = std::max(last_commit_ms_, clock_->NowMs());
    last_commit_ms_ = group.commit_time_ms;
    if (stager_->programme().last_entry > 0)
      stager_->TurnDaysTo(DayOf(group.commit_time_ms), group);
  }

  Date DayOf(std::int64_t ms) const {
    const absl::CivilDay day =
        absl::ToCivilDay(absl::FromUnixMillis(ms), zone_.load(std::memory_order_acquire) != nullptr
                                                       ? *zone_.load(std::memory_order_acquire)
                                                       : absl::UTCTimeZone());
    return Date::Of(static_cast<int>(day.year()), day.month(), day.day());
  }

  absl::Status LoadZone(const std::string& name) {
    auto zone = std::make_unique<absl::TimeZone>();
    if (!absl::LoadTimeZone(name, zone.get())) {
      return absl::FailedPreconditionError(absl::StrCat("no time zone ", name));
    }
    zone_storage_ = std::move(zone);
    zone_.store(zone_storage_.get(), std::memory_order_release);
    return absl::OkStatus();
  }

  // Moves queued submissions out, up to the room that is left in the group.
  void TakeQueued(const Group& group, std::vector<Submission>& submissions) {
    absl::MutexLock lock(&queue_mutex_);
    std::size_t rows = group.rows;
    while (!queue_.empty() && rows < static_cast<std::size_t>(options_.group_rows_max)) {
      rows += queue_.front().rows.size();
      queued_rows_ -= static_cast<int>(queue_.front().rows.size());
      submissions.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
  }

  // Gives the group to the committer when that is free; else waits until it is, or until more is
  // queued, and answers false in the latter case.
  bool TryHandOver(Group& group, bool last) {
    const bool full = group.rows >= static_cast<std::size_t>(options_.group_rows_max);
    {
      absl::MutexLock lock(&queue_mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(queue_mutex_) {
        return !handed_over_ || (!full && !queue_.empty());
      };
      queue_mutex_.Await(absl::Condition(&ready));
      if (handed_over_) return false;
    }
    FinishGroup(group, last);
    absl::MutexLock lock(&queue_mutex_);
    handed_ = std::move(group);
    handed_over_ = true;
    no_more_groups_ = last;
    return true;
  }

  void FinishGroup(Group& group, bool last) {
    if (stager_->programme().last_entry > 0) {
      if (zone_.load(std::memory_order_acquire) == nullptr) {
        IPPLEDGE_CHECK(LoadZone(stager_->programme().constitution.time_zone).ok());
      }
      const bool changed = !group.entries.empty();
      dirty_ = dirty_ || changed;
      const bool due = group.commit_time_ms - last_totals_ms_ >= options_.totals_interval_ms;
      if (dirty_ && (due || last)) {
        stager_->RecordTotalsNow(group);
        last_totals_ms_ = group.commit_time_ms;
        dirty_ = false;
      }
    }
    stager_->Close(group);
  }

  // ---- commit: one thread ----

  void CommitLoop() {
    for (;;) {
      Group group;
      bool last = false;
      {
        absl::MutexLock lock(&queue_mutex_);
        queue_mutex_.Await(absl::Condition(&handed_over_));
        group = std::move(handed_);
        last = no_more_groups_;
        handed_over_ = false;
      }
      Commit(group);
      if (last) break;
    }
    absl::MutexLock lock(&round_mutex_);
    no_more_rounds_ = true;
  }

  void Commit(Group& group) {
    absl::Status status;
    {
      absl::MutexLock lock(&queue_mutex_);
      status = stopped_;
    }
    if (status.ok() && !group.entries.empty()) status = MakeDurable(group);
    if (!status.ok()) {
      for (Decided& decided : group.decided) {
        decided.outcome = Outcome{};
        decided.outcome.status = WritesStopped(status);
        decided.done(std::move(decided.outcome));
      }
      return;
    }
    Answer(group);
    if (group.entries.empty()) return;
    WakeWaiters(group.entries.back().entry.number);
    absl::MutexLock lock(&round_mutex_);
    round_.Add(group);
    // Writers wait when the index lags: the tail that a start must replay stays bounded.
    const auto bounded = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(round_mutex_) {
      return round_.entries < options_.lag_entries_max || !index_status_.ok();
    };
    round_mutex_.Await(absl::Condition(&bounded));
  }

  absl::Status MakeDurable(Group& group) {
    const storage::Head expect{.size = group.entries.front().entry.number - 1,
                               .root = sealer_->frontier().Root()};
    const std::vector<storage::Block> blocks = sealer_->Seal(group);
    const storage::Head after{.size = group.entries.back().entry.number,
                              .root = sealer_->frontier().Root()};
    const absl::Status appended = log_->Append(term_, expect, after, blocks);
    if (!appended.ok()) {
      // Never guess what reached the disk: only a reopen knows.
      absl::MutexLock lock(&queue_mutex_);
      stopped_ = appended;
      return appended;
    }
    recent_.Publish(group.changes);
    if (group.programme != nullptr) latest_programme_ = group.programme;
    auto picture = std::make_shared<Picture>();
    picture->position = after.size;
    picture->commit_time_ms = group.commit_time_ms;
    picture->headline = group.entries.back().headline;
    picture->root = after.root;
    picture->today = latest_programme_->today;
    picture->programme = latest_programme_;
    absl::MutexLock lock(&picture_mutex_);
    picture_ = std::move(picture);
    return absl::OkStatus();
  }

  void Answer(Group& group) {
    const ReadView view = View();
    for (Decided& decided : group.decided) {
      if (decided.replay_entry > 0) {
        absl::StatusOr<Outcome> first = view.OutcomeOf(decided.replay_entry);
        if (first.ok()) {
          decided.outcome = *std::move(first);
        } else {
          decided.outcome.status = first.status();
        }
      }
      decided.done(std::move(decided.outcome));
    }
  }

  void WakeWaiters(std::int64_t position) {
    std::vector<std::function<void()>> woken;
    {
      absl::MutexLock lock(&waiters_mutex_);
      std::erase_if(waiters_, [&](auto& waiter) {
        if (waiter.first >= position) return false;
        woken.push_back(std::move(waiter.second));
        return true;
      });
    }
    for (const std::function<void()>& wake : woken) wake();
  }

  void WakeAll() {
    std::vector<std::pair<std::int64_t, std::function<void()>>> woken;
    {
      absl::MutexLock lock(&waiters_mutex_);
      woken_for_good_ = true;
      woken.swap(waiters_);
    }
    for (const auto& waiter : woken) waiter.second();
  }

  // ---- index: one thread ----

  void IndexLoop() {
    for (;;) {
      Round round;
      bool last = false;
      {
        absl::MutexLock lock(&round_mutex_);
        const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(round_mutex_) {
          return round_.entries >= options_.round_entries || no_more_rounds_ ||
                 (catch_up_ && round_.entries > 0);
        };
        round_mutex_.Await(absl::Condition(&ready));
        last = no_more_rounds_;
        catch_up_ = false;
        std::swap(round, round_);
        // What the next round starts from, should it not change.
        round_.programme = round.programme;
        round_.through = round.through;
      }
      if (round.entries > 0) {
        const absl::Status status = index_->WriteRound(RowsOf(round, *totals_), round.through);
        if (status.ok()) {
          totals_->CommitRound();
          recent_.Prune(round.through);
        }
        absl::MutexLock lock(&round_mutex_);
        index_status_ = status;
        if (!status.ok()) {
          // The journal is whole and memory holds what the index lacks, but without an index memory
          // would grow without bound: stop writing, go on reading.
          absl::MutexLock queue_lock(&queue_mutex_);
          stopped_ = status;
          return;
        }
      }
      if (last) return;
    }
  }

  // ---- housekeeping ----

  void Housekeep() {
    for (;;) {
      {
        absl::MutexLock lock(&queue_mutex_);
        if (queue_mutex_.AwaitWithTimeout(absl::Condition(&closing_), absl::Seconds(1))) return;
      }
      Submission tick;
      tick.done = [](Outcome) {};
      QueueTick(std::move(tick));
    }
  }

  // An empty batch: it only makes a group begin and end.
  void QueueTick(Submission tick) {
    tick.is_batch = true;
    tick.validate_only = true;
    tick.caller.role = Role::kSystem;
    Submit(std::move(tick));
  }

  const std::unique_ptr<storage::CommitLog> log_;
  const std::unique_ptr<storage::Index> index_;
  const Clock* const clock_;
  const EngineOptions options_;
  std::unique_ptr<TotalsStore> totals_;
  storage::Term term_;
  Recent recent_;

  mutable absl::Mutex queue_mutex_;
  std::deque<Submission> queue_ ABSL_GUARDED_BY(queue_mutex_);
  int queued_rows_ ABSL_GUARDED_BY(queue_mutex_) = 0;
  bool closing_ ABSL_GUARDED_BY(queue_mutex_) = false;
  absl::Status stopped_ ABSL_GUARDED_BY(queue_mutex_);
  Group handed_ ABSL_GUARDED_BY(queue_mutex_);  // from decider to committer
  bool handed_over_ ABSL_GUARDED_BY(queue_mutex_) = false;
  bool no_more_groups_ ABSL_GUARDED_BY(queue_mutex_) = false;

  // The deciding thread's.
  std::unique_ptr<Stager> stager_;
  std::int64_t last_commit_ms_ = 0;
  std::int64_t last_totals_ms_ = 0;
  bool dirty_ = false;  // entries since the last TotalsRecorded
  std::unique_ptr<absl::TimeZone> zone_storage_;
  std::atomic<const absl::TimeZone*> zone_{nullptr};

  // The committing thread's.
  std::unique_ptr<Sealer> sealer_;
  std::shared_ptr<const Programme> latest_programme_;

  mutable absl::Mutex picture_mutex_;
  std::shared_ptr<const Picture> picture_ ABSL_GUARDED_BY(picture_mutex_);

  absl::Mutex waiters_mutex_ ABSL_ACQUIRED_BEFORE(picture_mutex_);
  std::vector<std::pair<std::int64_t, std::function<void()>>> waiters_
      ABSL_GUARDED_BY(waiters_mutex_);
  bool woken_for_good_ ABSL_GUARDED_BY(waiters_mutex_) = false;

  absl::Mutex round_mutex_ ABSL_ACQUIRED_BEFORE(queue_mutex_);
  Round round_ ABSL_GUARDED_BY(round_mutex_);
  bool catch_up_ ABSL_GUARDED_BY(round_mutex_) = false;
  bool no_more_rounds_ ABSL_GUARDED_BY(round_mutex_) = false;
  absl::Status index_status_ ABSL_GUARDED_BY(round_mutex_);

  std::thread decider_;
  std::thread committer_;
  std::thread indexer_;
  std::thread housekeeper_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(std::unique_ptr<storage::CommitLog> log,
                                                     std::unique_ptr<storage::Index> index,
                                                     const Clock* clock,
                                                     const EngineOptions& options) {
  auto engine = std::make_unique<ThreadedEngine>(std::move(log), std::move(index), clock, options);
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

void Engine::Tick() {
  Submission tick;
  tick.is_batch = true;
  tick.validate_only = true;
  tick.caller.role = Role::kSystem;
  Execute(std::move(tick));
}

}  // namespace ippledge::engine
