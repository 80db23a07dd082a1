#include "server/workers.h"

#include <utility>

namespace ippledge::server {

Workers::Workers(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Loop(); });
}

Workers::~Workers() {
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Workers::Run(absl::string_view organisation, std::function<void()> work) {
  absl::MutexLock lock(&mutex_);
  if (!queue_.HasRoom(organisation, 1)) return false;
  queue_.Push(organisation, 1, std::move(work));
  return true;
}

void Workers::Loop() {
  for (;;) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return !queue_.empty() || closing_;
      };
      mutex_.Await(absl::Condition(&ready));
      if (queue_.empty()) return;
      work = queue_.Pop();
    }
    work();
  }
}

}  // namespace ippledge::server
