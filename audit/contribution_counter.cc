#include "audit/contribution_counter.h"

#include <utility>

namespace ippledge::audit {
namespace {

constexpr std::size_t kQueuedMax = 2;

}  // namespace

ContributionCounter::ContributionCounter(const storage::Index* index, std::int64_t through,
                                         const std::function<void()>& on_thread)
    : through_(index == nullptr ? 0 : through) {
  if (index != nullptr) index_totals_.emplace(index);
  thread_ = std::thread([this, on_thread] {
    on_thread();
    Run();
  });
}

ContributionCounter::~ContributionCounter() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  thread_.join();
}

void ContributionCounter::Take(std::vector<ContributionRow>& rows) {
  absl::MutexLock lock(&mutex_);
  const auto room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return queue_.size() < kQueuedMax;
  };
  mutex_.Await(absl::Condition(&room));
  queue_.push_back(std::move(rows));
  rows.clear();
  if (empty_.empty()) return;
  rows = std::move(empty_.back());
  empty_.pop_back();
}

absl::Status ContributionCounter::Drain(std::int64_t& entry) {
  absl::MutexLock lock(&mutex_);
  const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return queue_.empty() && !counting_;
  };
  mutex_.Await(absl::Condition(&idle));
  entry = entry_;
  return status_;
}

void ContributionCounter::Run() {
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || !queue_.empty();
  };
  std::vector<ContributionRow> rows;
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      counting_ = false;
      if (rows.capacity() > 0) empty_.push_back(std::move(rows));
      mutex_.Await(absl::Condition(&ready));
      if (queue_.empty()) return;
      rows = std::move(queue_.front());
      queue_.pop_front();
      counting_ = true;
    }
    Count(rows);
    rows.clear();
  }
}

void ContributionCounter::Count(const std::vector<ContributionRow>& rows) {
  for (const ContributionRow& row : rows) {
    if (!status_.ok()) return;
    months_.Add(row.contribution);
    if (row.position > through_) continue;
    status_ = index_totals_->Take(row);
    entry_ = status_.ok() ? 0 : row.position;
  }
}

}  // namespace ippledge::audit
