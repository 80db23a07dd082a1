// client/witness/inbox.h: what others told a witness, until it looks into it. Any thread.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "client/witness/state_folder.h"

namespace ippledge::client {

inline constexpr std::size_t kToldMax = 32;

// Either a fork that is proved, or a checkpoint that the ledger signed, to be compared.
struct Told {
  std::optional<ForkEvidence> fork;
  ShownCheckpoint shown;
};

class Inbox {
 public:
  // `wake` is called after each Put(), on its thread, and outlives this.
  explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  // False when kToldMax wait.
  bool Put(Told told) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (waiting_.size() >= kToldMax) return false;
      waiting_.push_back(std::move(told));
    }
    wake_();
    return true;
  }
  // The oldest; none when nothing waits.
  std::optional<Told> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (waiting_.empty()) return std::nullopt;
    Told told = std::move(waiting_.front());
    waiting_.pop_front();
    return told;
  }

 private:
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::deque<Told> waiting_;
};

}  // namespace ippledge::client
