#include "engine/lane.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/refusal.h"

namespace ippledge::engine {

absl::Status WritesStopped(const absl::Status& why) {
  return Refuse(Reason::kWritesStopped, "", {{"why", std::string(why.message())}});
}

absl::Status Lane::QueueFull(absl::Time now) const {
  const std::int64_t limit = pace_.RowsIn(options_.queue_wait_max, options_.queue_rows_max, now);
  std::vector<std::pair<std::string, std::string>> metadata = {
      {"limit", absl::StrCat(std::max<std::int64_t>(limit, 1))}};
  if (const std::optional<absl::Duration> wait = pace_.WaitOf(queue_.cost())) {
    metadata.emplace_back("retry_after_ms", absl::StrCat(absl::ToInt64Milliseconds(*wait)));
  }
  return Refuse(Reason::kQueueFull, "", std::move(metadata));
}

bool Lane::HasRoom(absl::string_view organisation, int rows, absl::Time now) const {
  // Where the bound is time, only what stands before counts, not how many rows come themselves.
  const std::int64_t in_time =
      pace_.RowsIn(options_.queue_wait_max, options_.queue_rows_max, now) + rows;
  return queue_.HasRoom(organisation, rows,
                        std::min<std::int64_t>(in_time, options_.queue_rows_max));
}

void Lane::Enqueue(Submission submission, absl::Time now) {
  if (queue_.empty()) pace_.Began(now);
  const int rows = static_cast<int>(submission.rows.size());
  const std::string organisation = submission.caller.organisation;
  queue_.Push(organisation, rows, std::move(submission));
  rows_waiting_.store(queue_.cost(), std::memory_order_relaxed);
}

absl::StatusOr<bool> Lane::Push(Submission& submission, absl::Time now) {
  const int rows = static_cast<int>(submission.rows.size());
  absl::MutexLock lock(&mutex_);
  if (closing_) return Refuse(Reason::kShuttingDown);
  if (!stopped_.ok()) return WritesStopped(stopped_);
  if (!HasRoom(submission.caller.organisation, rows, now)) {
    // What is larger than the queue would wait for ever.
    if (!submission.let_in || rows > options_.queue_rows_max) return QueueFull(now);
    outside_.push_back(std::move(submission));
    return false;
  }
  Enqueue(std::move(submission), now);
  return true;
}

absl::Status Lane::CheckRoom(absl::string_view organisation, absl::Time now) const {
  if (rows_waiting_.load(std::memory_order_relaxed) < kFewRows) return absl::OkStatus();
  absl::MutexLock lock(&mutex_);
  if (closing_ || !stopped_.ok() || HasRoom(organisation, 1, now)) return absl::OkStatus();
  return QueueFull(now);
}

void Lane::Close() {
  std::deque<Submission> refused;
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
    refused.swap(outside_);
  }
  for (Submission& submission : refused) {
    Outcome outcome;
    outcome.status = Refuse(Reason::kShuttingDown);
    submission.done(std::move(outcome));
  }
}

bool Lane::AwaitClose(absl::Duration timeout) {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&closing_), timeout);
}

bool Lane::accepts() const {
  absl::MutexLock lock(&mutex_);
  return stopped_.ok() && !closing_;
}

bool Lane::AwaitWork(absl::Time until) {
  absl::MutexLock lock(&mutex_);
  const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !queue_.empty() || closing_;
  };
  mutex_.AwaitWithDeadline(absl::Condition(&ready), until);
  return !queue_.empty() || !closing_;
}

void Lane::Take(std::size_t rows_max, absl::Time now, std::vector<Submission>& taken) {
  std::vector<std::function<void()>> let_in;
  {
    absl::MutexLock lock(&mutex_);
    const std::int64_t waited = queue_.cost();
    for (std::size_t rows = 0; !queue_.empty() && rows < rows_max;) {
      taken.push_back(queue_.Pop());
      rows += taken.back().rows.size() + 1;
    }
    pace_.Took(waited - queue_.cost(), queue_.cost(), now);
    rows_waiting_.store(queue_.cost(), std::memory_order_relaxed);
    std::erase_if(outside_, [&](Submission& one) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      const int rows = static_cast<int>(one.rows.size());
      if (!HasRoom(one.caller.organisation, rows, now)) return false;
      let_in.push_back(std::move(one.let_in));
      Enqueue(std::move(one), now);
      return true;
    });
  }
  for (const std::function<void()>& tell : let_in) tell();
}

bool Lane::AwaitFree(std::size_t rows) {
  absl::MutexLock lock(&mutex_);
  const auto free = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !handed_over_ && (wants_group_ || rows >= kLargeGroupRows);
  };
  const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return free() || queue_.cost() >= kWakeRows;
  };
  mutex_.Await(absl::Condition(&ready));
  return free();
}

void Lane::AwaitSlot() {
  absl::MutexLock lock(&mutex_);
  const auto free = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !handed_over_; };
  mutex_.Await(absl::Condition(&free));
}

void Lane::HandOver(Group group, bool last) {
  absl::MutexLock lock(&mutex_);
  IPPLEDGE_CHECK(!handed_over_);
  handed_ = std::move(group);
  handed_over_ = true;
  last_ = last;
}

void Lane::WantGroup() {
  absl::MutexLock lock(&mutex_);
  wants_group_ = true;
}

bool Lane::AwaitGroup(Group& group) {
  absl::MutexLock lock(&mutex_);
  wants_group_ = true;
  mutex_.Await(absl::Condition(&handed_over_));
  wants_group_ = false;
  group = std::move(handed_);
  handed_over_ = false;
  return !last_;
}

void Lane::Stop(const absl::Status& why) {
  absl::MutexLock lock(&mutex_);
  if (stopped_.ok()) stopped_ = why;
}

absl::Status Lane::stopped() const {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

}  // namespace ippledge::engine
