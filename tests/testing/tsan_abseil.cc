// Tells the thread sanitizer what Abseil's locks do. Linked into every test of the preset tsan, and
// nowhere else.
//
// The packaged Abseil is not built for it: the sanitizer does not see that one thread's Unlock()
// comes before another's Lock(), and would report every member that a mutex guards. These functions
// stand before those of the shared library, say what they order, and call them.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace {

// The next definition of a function of namespace absl, by the end of its mangled name.
template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// The mutex that this thread waits on; its condition is evaluated with it held.
thread_local void* waited_for = nullptr;

// Gives `mutex` up, calls `wait`, and holds it again.
template <typename Wait>
auto Waiting(void* mutex, Wait wait) {
  __tsan_release(mutex);
  waited_for = mutex;
  const auto result = wait();
  waited_for = nullptr;
  __tsan_acquire(mutex);
  return result;
}

}  // namespace

#define IPPLEDGE_NEXT(type, name) static const auto next = Next<type>("_ZN4absl7debian3" name)
#define IPPLEDGE_NEXT_CONST(type, name) \
  static const auto next = Next<type>("_ZNK4absl7debian3" name)

namespace absl {
ABSL_NAMESPACE_BEGIN

bool Condition::Eval() const {
  IPPLEDGE_NEXT_CONST(bool(const Condition*), "9Condition4EvalEv");
  if (waited_for != nullptr) __tsan_acquire(waited_for);
  return next(this);
}

void Mutex::Lock() {
  IPPLEDGE_NEXT(void(Mutex*), "5Mutex4LockEv");
  next(this);
  __tsan_acquire(this);
}

void Mutex::Unlock() {
  IPPLEDGE_NEXT(void(Mutex*), "5Mutex6UnlockEv");
  __tsan_release(this);
  next(this);
}

void Mutex::ReaderLock() {
  IPPLEDGE_NEXT(void(Mutex*), "5Mutex10ReaderLockEv");
  next(this);
  __tsan_acquire(this);
}

void Mutex::ReaderUnlock() {
  IPPLEDGE_NEXT(void(Mutex*), "5Mutex12ReaderUnlockEv");
  __tsan_release(this);
  next(this);
}

void Mutex::LockWhen(const Condition& condition) {
  IPPLEDGE_NEXT(void(Mutex*, const Condition&), "5Mutex8LockWhenERKNS0_9ConditionE");
  Waiting(this, [&] { return next(this, condition), true; });
}

void Mutex::Await(const Condition& condition) {
  IPPLEDGE_NEXT(void(Mutex*, const Condition&), "5Mutex5AwaitERKNS0_9ConditionE");
  Waiting(this, [&] { return next(this, condition), true; });
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  IPPLEDGE_NEXT(bool(Mutex*, const Condition&, Duration),
                "5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  return Waiting(this, [&] { return next(this, condition, timeout); });
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  IPPLEDGE_NEXT(bool(Mutex*, const Condition&, Time),
                "5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  return Waiting(this, [&] { return next(this, condition, deadline); });
}

void Notification::Notify() {
  IPPLEDGE_NEXT(void(Notification*), "12Notification6NotifyEv");
  __tsan_release(this);
  next(this);
}

void Notification::WaitForNotification() const {
  IPPLEDGE_NEXT_CONST(void(const Notification*), "12Notification19WaitForNotificationEv");
  next(this);
  __tsan_acquire(const_cast<Notification*>(this));
}

bool BlockingCounter::DecrementCount() {
  IPPLEDGE_NEXT(bool(BlockingCounter*), "15BlockingCounter14DecrementCountEv");
  __tsan_release(this);
  return next(this);
}

void BlockingCounter::Wait() {
  IPPLEDGE_NEXT(void(BlockingCounter*), "15BlockingCounter4WaitEv");
  next(this);
  __tsan_acquire(this);
}

ABSL_NAMESPACE_END
}  // namespace absl
