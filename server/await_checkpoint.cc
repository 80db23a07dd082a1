#include "server/await_checkpoint.h"

#include <grpcpp/alarm.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

namespace ippledge::server {
namespace {

// Owned by its alarm until that rings or is silenced; the checkpoints know it only weakly.
class Wait : public std::enable_shared_from_this<Wait> {
 public:
  Wait(const Backend& backend, engine::Checkpoints& checkpoints, std::string organisation,
       std::function<void(bool queued)> then)
      : backend_(backend),
        checkpoints_(checkpoints),
        organisation_(std::move(organisation)),
        then_(std::move(then)) {}

  void Start(std::int64_t entry, absl::Time until) {
    // Let go by the call itself: the alarm keeps its function for as long as it lives.
    alarm_.Set(absl::ToChronoTime(until), [self = shared_from_this()](bool) mutable {
      const std::shared_ptr<Wait> owned = std::move(self);
      owned->End();
    });
    const std::uint64_t waiter = checkpoints_.NotifyBeyond(entry - 1, [weak = weak_from_this()] {
      const std::shared_ptr<Wait> self = weak.lock();
      if (self != nullptr && self->End()) self->alarm_.Cancel();
    });
    absl::MutexLock lock(&mutex_);
    waiter_ = waiter;
    if (ended_) checkpoints_.Forget(waiter_);
  }

 private:
  // True for the one who ends it.
  bool End() ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      absl::MutexLock lock(&mutex_);
      if (std::exchange(ended_, true)) return false;
      checkpoints_.Forget(waiter_);
    }
    const bool queued = backend_.workers->Run(organisation_, [then = then_] { then(true); });
    if (!queued) then_(false);
    return true;
  }

  const Backend& backend_;
  engine::Checkpoints& checkpoints_;
  const std::string organisation_;
  const std::function<void(bool)> then_;
  grpc::Alarm alarm_;
  absl::Mutex mutex_;
  std::uint64_t waiter_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

void AwaitCheckpoint(const Backend& backend, engine::Checkpoints& checkpoints,
                     const std::string& organisation, std::int64_t entry, absl::Time deadline,
                     std::function<void(bool queued)> then) {
  if (const auto newest = checkpoints.Newest(); newest && newest->head.size >= entry) {
    if (!backend.workers->Run(organisation, [then] { then(true); })) then(false);
    return;
  }
  // Time to answer in.
  constexpr absl::Duration kRest = absl::Milliseconds(100);
  const absl::Time until = std::min(absl::Now() + kCheckpointWaitMax, deadline - kRest);
  std::make_shared<Wait>(backend, checkpoints, organisation, std::move(then))->Start(entry, until);
}

}  // namespace ippledge::server
