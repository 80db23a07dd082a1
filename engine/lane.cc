#include "engine/lane.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/check.h"
#include "ledger/refusal.h"

namespace ippledge::engine {

absl::Status WritesStopped(const absl::Status& why) {
  return Refuse(Reason::kWritesStopped, "", {{"why", std::string(why.message())}});
}

namespace {

absl::Status QueueFull(int rows_max, std::optional<absl::Duration> wait) {
  std::vector<std::pair<std::string, std::string>> metadata = {{"limit", absl::StrCat(rows_max)}};
  if (wait) {
    metadata.emplace_back("retry_after_ms", absl::StrCat(absl::ToInt64Milliseconds(*wait)));
  }
  return Refuse(Reason::kQueueFull, "", std::move(metadata));
}

}  // namespace

absl::Status Lane::Push(Submission& submission) {
  const int rows = static_cast<int>(submission.rows.size());
  absl::MutexLock lock(&mutex_);
  if (closing_) return Refuse(Reason::kShuttingDown);
  if (!stopped_.ok()) return WritesStopped(stopped_);
  const std::string organisation = submission.caller.organisation;
  if (!queue_.HasRoom(organisation, rows)) {
    return QueueFull(queue_rows_max_, pace_.WaitOf(queue_.cost()));
  }
  queue_.Push(organisation, rows, std::move(submission));
  return absl::OkStatus();
}

void Lane::Close() {
  absl::MutexLock lock(&mutex_);
  closing_ = true;
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

void Lane::Take(std::size_t rows_max, std::vector<Submission>& taken) {
  absl::MutexLock lock(&mutex_);
  const std::int64_t waited = queue_.cost();
  for (std::size_t rows = 0; !queue_.empty() && rows < rows_max;) {
    taken.push_back(queue_.Pop());
    rows += taken.back().rows.size() + 1;
  }
  pace_.Took(waited - queue_.cost(), queue_.cost(), absl::Now());
}

bool Lane::AwaitFree(bool full) {
  absl::MutexLock lock(&mutex_);
  const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !handed_over_ || (!full && !queue_.empty());
  };
  mutex_.Await(absl::Condition(&ready));
  return !handed_over_;
}

void Lane::HandOver(Group group, bool last) {
  absl::MutexLock lock(&mutex_);
  IPPLEDGE_CHECK(!handed_over_);
  handed_ = std::move(group);
  handed_over_ = true;
  last_ = last;
}

bool Lane::AwaitGroup(Group& group) {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(&handed_over_));
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
