// engine/lane.h: from the callers to the deciding thread, and from it to the committing one.
//
// A bounded queue of submissions, in which the organisations take turns, then a slot for one group.
// Both under one mutex, because the deciding thread waits for either: more work, or a free
// committer. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
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

  explicit Lane(int queue_rows_max)
      : queue_rows_max_(queue_rows_max), queue_(kTurnRows, queue_rows_max) {}

  // ---- callers ----
  // Takes `submission` when it answers OK. SHUTTING_DOWN, WRITES_STOPPED, QUEUE_FULL (FairQueue
  // says for whom; retry_after_ms, once it is known, until what waits now is decided).
  absl::Status Push(Submission& submission);
  // No more submissions; what is queued is still decided.
  void Close();
  // Waits for Close() at most `timeout`; true when it came.
  bool AwaitClose(absl::Duration timeout);
  bool accepts() const;

  // ---- the deciding thread ----
  // Waits until something is queued, or until then; false when nothing ever will be.
  bool AwaitWork(absl::Time until = absl::InfiniteFuture());
  // Moves submissions out until their rows reach `rows_max`: of one organisation in order, and a
  // turn of each.
  void Take(std::size_t rows_max, std::vector<Submission>& taken);
  // Waits until the committer is free: true; or, unless `full`, until more is queued: false.
  bool AwaitFree(bool full);
  // Precondition: AwaitFree() answered true. `last`: no group follows.
  void HandOver(Group group, bool last);

  // ---- the committing thread ----
  // Waits for the next group; false when it is the last one.
  bool AwaitGroup(Group& group);
  // After a failed commit: nothing is accepted any more.
  void Stop(const absl::Status& why);
  absl::Status stopped() const;

 private:
  const int queue_rows_max_;
  mutable absl::Mutex mutex_;
  FairQueue<Submission> queue_ ABSL_GUARDED_BY(mutex_);
  QueuePace pace_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);
  Group handed_ ABSL_GUARDED_BY(mutex_);
  bool handed_over_ ABSL_GUARDED_BY(mutex_) = false;
  bool last_ ABSL_GUARDED_BY(mutex_) = false;
};

// The refusal of a write after a commit failed.
absl::Status WritesStopped(const absl::Status& why);

}  // namespace ippledge::engine
