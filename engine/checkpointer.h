// engine/checkpointer.h: the checkpointing thread: signs what the committing one offers it.
//
// Offering costs a lock and no more: signing and its fsync are in nobody's way. Of several offers
// the newest is signed, so under load groups share a checkpoint.
#pragma once

#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "engine/checkpoints.h"
#include "storage/commit_log.h"

namespace ippledge::engine {

class Checkpointer {
 public:
  // Borrows `checkpoints`. `on_failure` is told, on the thread's own time, why none could be made;
  // it is tried again each second.
  Checkpointer(Checkpoints* checkpoints, std::function<void(const absl::Status&)> on_failure)
      : checkpoints_(*checkpoints), on_failure_(std::move(on_failure)) {}

  // A durable head whose last entry records the totals. Any thread.
  void Offer(const storage::Head& head) ABSL_LOCKS_EXCLUDED(mutex_);
  // No more offers.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);
  // Until closed and the last offer was signed, or tried to be.
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Checkpoints& checkpoints_;
  const std::function<void(const absl::Status&)> on_failure_;
  absl::Mutex mutex_;
  std::optional<storage::Head> offered_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ippledge::engine
