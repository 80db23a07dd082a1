// server/workers.h: a few threads for reads, so that no network thread waits for a disk.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace ippledge::server {

class Workers {
 public:
  explicit Workers(int threads);
  // Finishes what is queued.
  ~Workers();

  // Runs `work` on some thread; false, without running it, when kQueuedMax pieces wait.
  bool Run(std::function<void()> work);

  static constexpr std::size_t kQueuedMax = 10'000;

 private:
  void Loop();

  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace ippledge::server
