// server/workers.h: a few threads for reads and for requests that take long to parse, so that no
// network thread waits for a disk, and none of the few that all callers share is busy for long.
//
// Organisations take turns, a piece each: who asks for much waits for itself.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "engine/fair_queue.h"

namespace ippledge::server {

class Workers {
 public:
  explicit Workers(int threads);
  // Finishes what is queued.
  ~Workers();

  // Runs `work` of that organisation on some thread; false, without running it, when kQueuedMax
  // pieces wait (FairQueue says for whom).
  bool Run(absl::string_view organisation, std::function<void()> work);

  static constexpr int kQueuedMax = 10'000;
  // Requests up to this size are parsed where they came in: about 30 loans, some 0.1 ms.
  static constexpr std::size_t kSmallRequestBytes = 8 << 10;

 private:
  void Loop();

  absl::Mutex mutex_;
  engine::FairQueue<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_){/*turn=*/1, kQueuedMax};
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace ippledge::server
