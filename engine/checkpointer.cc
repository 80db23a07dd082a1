#include "engine/checkpointer.h"

#include <utility>

#include "absl/time/time.h"

namespace ippledge::engine {

void Checkpointer::Offer(const storage::Head& head) {
  if (head.size == 0) return;
  absl::MutexLock lock(&mutex_);
  offered_ = head;
}

void Checkpointer::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

void Checkpointer::Run() {
  constexpr absl::Duration kRetry = absl::Seconds(1);
  for (;;) {
    storage::Head head;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return offered_.has_value() || closed_;
      };
      mutex_.Await(absl::Condition(&ready));
      if (!offered_) return;
      head = *std::exchange(offered_, std::nullopt);
    }
    const absl::Status status = checkpoints_.Sign(head);
    if (status.ok()) continue;
    on_failure_(status);
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&closed_), kRetry)) {
      // A stop does not wait for a disk to be mended: the next start signs.
      if (!offered_) return;
      continue;
    }
    if (!offered_) offered_ = head;
  }
}

}  // namespace ippledge::engine
