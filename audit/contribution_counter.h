// audit/contribution_counter.h: counts the contributions of entries, on a thread of its own, and
// compares them with those of an index.
//
// Who decides hands over what entries contributed, in order, and goes on. One thread hands over and
// asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "audit/index_totals.h"
#include "audit/month_totals.h"
#include "storage/index.h"

namespace ippledge::audit {

class ContributionCounter {
 public:
  // Compares those up to entry `through` with `index`, which may be null: then none.
  ContributionCounter(const storage::Index* index, std::int64_t through,
                      const std::function<void()>& on_thread);
  ~ContributionCounter();
  ContributionCounter(const ContributionCounter&) = delete;
  ContributionCounter& operator=(const ContributionCounter&) = delete;

  // The rows of the next entries; takes them away. Waits while two such are still to be counted.
  void Take(std::vector<ContributionRow>& rows) ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits until everything is counted. DATA_LOSS, or an error of the index: `entry` is the first
  // whose contributions are not those of the index; nothing behind it was counted.
  absl::Status Drain(std::int64_t& entry) ABSL_LOCKS_EXCLUDED(mutex_);
  // The index has no more than was counted. Precondition: drained, and there is an index.
  absl::Status FinishIndex() { return index_totals_->Finish(); }
  // Precondition: drained.
  const MonthTotals& months() const { return months_; }

 private:
  void Run();
  void Count(const std::vector<ContributionRow>& rows);

  const std::int64_t through_;
  // The counting thread's, or anybody's once it is drained.
  std::optional<IndexTotals> index_totals_;
  MonthTotals months_;
  absl::Status status_;
  std::int64_t entry_ = 0;

  absl::Mutex mutex_;
  std::deque<std::vector<ContributionRow>> queue_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::vector<ContributionRow>> empty_ ABSL_GUARDED_BY(mutex_);
  bool counting_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ippledge::audit
