// tests/testing/faulty_log.h: a real log whose appends fail as a test has written down.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/commit_log.h"

namespace ippledge::storage {

// What becomes of one append.
enum class Fault {
  kNone,
  kFailsBefore,  // UNAVAILABLE; nothing was appended
  kLostAnswer,   // UNAVAILABLE; it was appended all the same
  kDiskFull,     // RESOURCE_EXHAUSTED; nothing was appended
  kFenced,       // ABORTED; nothing was appended
};

// What is to happen. The test keeps it, while an engine owns the log. Thread-safe.
class FaultScript {
 public:
  // The fault of the next append that has none yet; appends beyond the script have none.
  void Then(Fault fault) ABSL_LOCKS_EXCLUDED(mutex_);
  // Appends wait from now on, until Release().
  void Hold() ABSL_LOCKS_EXCLUDED(mutex_);
  void Release() ABSL_LOCKS_EXCLUDED(mutex_);
  // Returns once an append waits.
  void AwaitHeld() ABSL_LOCKS_EXCLUDED(mutex_);
  // Appends that began.
  int appends() const ABSL_LOCKS_EXCLUDED(mutex_);

  // For the log: an append begins.
  Fault Begin() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::deque<Fault> faults_ ABSL_GUARDED_BY(mutex_);
  bool hold_ ABSL_GUARDED_BY(mutex_) = false;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  int appends_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Without a script's faults it is the log it wraps.
class FaultyLog final : public CommitLog {
 public:
  // `script` must outlive it.
  FaultyLog(std::unique_ptr<CommitLog> log, FaultScript* script)
      : log_(std::move(log)), script_(script) {}

  absl::StatusOr<Head> Open(const Head& applied) override { return log_->Open(applied); }
  absl::StatusOr<Term> Campaign(absl::Time deadline) override { return log_->Campaign(deadline); }
  absl::Status Append(const Term& term, const Head& expect, const Head& after,
                      absl::Span<const Block> blocks) override;
  absl::StatusOr<std::vector<Block>> Read(std::int64_t first_entry,
                                          std::size_t bytes_max) const override {
    return log_->Read(first_entry, bytes_max);
  }
  absl::Status AwaitBeyond(std::int64_t position, absl::Time deadline) override {
    return log_->AwaitBeyond(position, deadline);
  }
  absl::StatusOr<Head> Barrier(absl::Time deadline) override { return log_->Barrier(deadline); }
  absl::Status Resign(const Term& term) override { return log_->Resign(term); }
  absl::Status Trim(std::int64_t position) override { return log_->Trim(position); }

 private:
  const std::unique_ptr<CommitLog> log_;
  FaultScript* const script_;
};

}  // namespace ippledge::storage
