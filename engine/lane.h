// engine/lane.h: from the callers to the deciding thread, and from it to the committing one.
//
// A bounded queue of submissions, in which the organisations take turns, then a slot for one group.
// Both under one mutex, because the deciding thread waits for either: more work, or a free
// committer. Thread-safe.
//
// The queue is full at so many rows, and at what is decided in so long a time at the present pace:
// whoever comes then is refused, or, if it can wait for room, waits outside. Times are arguments.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "engine/fair_queue.h"
#include "engine/group.h"
#include "engine/queue_pace.h"
#include "engine/submission.h"

namespace ippledge::engine {

class Lane {
 public:
  // Of an organisation, before another's: what is decided in a few milliseconds.
  static constexpr int kTurnRows = 256;
  // While fewer rows wait there is room: decided in no time.
  static constexpr int kFewRows = 64;

  // Queued while the committer is busy: worth waking the deciding thread for. To wake it costs as
  // much as to decide two or three rows.
  static constexpr int kWakeRows = 16;
  // A group of so many rows is worth a write of its own, and stands ready before the committer asks
  // for it. A smaller one stays open until then: else the first of some rows would be written
  // alone, and the others wait for it.
  static constexpr std::size_t kLargeGroupRows = 512;

  struct Options {
    int queue_rows_max = 0;
    absl::Duration queue_wait_max;
  };
  explicit Lane(const Options& options)
      : options_(options), queue_(kTurnRows, options.queue_rows_max) {}

  // ---- callers ----
  // Takes `submission` when it answers OK: true when it is in the queue, false when it waits
  // outside until there is room (Submission::let_in). SHUTTING_DOWN, WRITES_STOPPED, QUEUE_FULL
  // (FairQueue says for whom; retry_after_ms, once it is known, until what waits now is decided).
  absl::StatusOr<bool> Push(Submission& submission, absl::Time now);
  // QUEUE_FULL where Push() would refuse one row of that organisation because of what waits; for
  // who wants to know before there is a submission. Costs next to nothing below kFewRows.
  absl::Status CheckRoom(absl::string_view organisation, absl::Time now) const;
  // No more submissions: who waits outside is refused, what is queued is still decided.
  void Close();
  // Waits for Close() at most `timeout`; true when it came.
  bool AwaitClose(absl::Duration timeout);
  bool accepts() const;

  // ---- the deciding thread ----
  // Waits until something is queued, or until then; false when nothing ever will be.
  bool AwaitWork(absl::Time until = absl::InfiniteFuture());
  // Moves submissions out until their rows reach `rows_max`: of one organisation in order, and a
  // turn of each. Who waits outside and finds room now is let in, and told so on this thread.
  void Take(std::size_t rows_max, absl::Time now, std::vector<Submission>& taken);
  // What a group of `rows` rows that is still open waits for: true once the committer wants one, or
  // once this one, being large, can stand ready; false when kWakeRows are queued before.
  bool AwaitFree(std::size_t rows);
  // The same of a group that takes no more rows: until it can be handed over.
  void AwaitSlot();
  std::int64_t rows_waiting() const { return rows_waiting_.load(std::memory_order_relaxed); }
  // Precondition: AwaitFree() answered true, or AwaitSlot() came back. `last`: no group follows.
  void HandOver(Group group, bool last);

  // ---- the committing thread ----
  // The present group is durable: while it is answered, the next one may be closed.
  void WantGroup();
  // Waits for the next group; false when it is the last one.
  bool AwaitGroup(Group& group);
  // After a failed commit: nothing is accepted any more.
  void Stop(const absl::Status& why);
  absl::Status stopped() const;

 private:
  bool HasRoom(absl::string_view organisation, int rows, absl::Time now) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status QueueFull(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Enqueue(Submission submission, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  std::atomic<std::int64_t> rows_waiting_ = 0;  // as the queue has them; read without the mutex
  mutable absl::Mutex mutex_;
  FairQueue<Submission> queue_ ABSL_GUARDED_BY(mutex_);
  std::deque<Submission> outside_ ABSL_GUARDED_BY(mutex_);  // in the order in which they came
  QueuePace pace_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);
  Group handed_ ABSL_GUARDED_BY(mutex_);
  bool handed_over_ ABSL_GUARDED_BY(mutex_) = false;
  bool wants_group_ ABSL_GUARDED_BY(mutex_) = false;
  bool last_ ABSL_GUARDED_BY(mutex_) = false;
};

// The refusal of a write after a commit failed.
absl::Status WritesStopped(const absl::Status& why);

}  // namespace ippledge::engine
