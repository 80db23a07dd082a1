#include "tests/testing/faulty_log.h"

namespace ippledge::storage {

void FaultScript::Then(Fault fault) {
  absl::MutexLock lock(&mutex_);
  faults_.push_back(fault);
}

void FaultScript::Hold() {
  absl::MutexLock lock(&mutex_);
  hold_ = true;
}

void FaultScript::Release() {
  absl::MutexLock lock(&mutex_);
  hold_ = false;
}

void FaultScript::AwaitHeld() {
  absl::MutexLock lock(&mutex_);
  const auto held = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return waiting_ > 0; };
  mutex_.Await(absl::Condition(&held));
}

int FaultScript::appends() const {
  absl::MutexLock lock(&mutex_);
  return appends_;
}

Fault FaultScript::Begin() {
  absl::MutexLock lock(&mutex_);
  ++appends_;
  ++waiting_;
  const auto released = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !hold_; };
  mutex_.Await(absl::Condition(&released));
  --waiting_;
  if (faults_.empty()) return Fault::kNone;
  const Fault fault = faults_.front();
  faults_.pop_front();
  return fault;
}

absl::Status FaultyLog::Append(const Term& term, const Head& expect, const Head& after,
                               absl::Span<const Block> blocks) {
  const Fault fault = script_->Begin();
  switch (fault) {
    case Fault::kFailsBefore:
      return absl::UnavailableError("the log cannot be reached");
    case Fault::kDiskFull:
      return absl::ResourceExhaustedError("append to the journal: No space left on device");
    case Fault::kFenced:
      return absl::AbortedError("somebody else leads");
    case Fault::kNone:
    case Fault::kLostAnswer:
      break;
  }
  absl::Status appended = log_->Append(term, expect, after, blocks);
  if (fault == Fault::kNone || !appended.ok()) return appended;
  return absl::UnavailableError("the answer was lost");
}

}  // namespace ippledge::storage
