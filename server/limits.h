// server/limits.h: what one caller may use of the server, so that none slows another.
//
// A caller is a certificate; on the plain port, organisation and person. Each has a bucket of calls
// and one of bytes that fill up steadily, and so many streams and waiting rows at once. Who is not
// known yet begins with full buckets. At most callers_max are remembered: when there are more, one
// that has nothing open and full buckets is forgotten first, so forgetting gives nobody anything.
// Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace ippledge::server {

struct Identity;

// Whose use it is: the certificate, or organisation and person.
std::string LimitKeyOf(const Identity& identity);

struct LimitOptions {
  std::int64_t calls_per_second = 100'000;  // and so many at once
  std::int64_t bytes_per_second = 256 << 20;
  std::int64_t bytes_at_once = 512 << 20;
  int streams = 32;
  absl::Duration read_wait = absl::Minutes(1);  // for a message of a stream to be taken
  // A stream of rows ends after so long, all its answers given, also when no message came for
  // stream_idle: its sender opens another one. So none keeps its place for ever, and none is cut by
  // the age of its connection (server/server.h).
  absl::Duration stream_age = absl::Minutes(15);
  absl::Duration stream_idle = absl::Minutes(5);
  // Half of what the engine queues for everybody (engine/engine.h).
  int rows_waiting = 16'384;
  std::size_t callers_max = 10'000;
};

class Limits {
 public:
  explicit Limits(const LimitOptions& options) : options_(options) {}

  // A call with a request of so many bytes. RATE_EXCEEDED (limit, unit, retry_after_ms); nothing is
  // taken then. A request larger than bytes_at_once waits for a full bucket and leaves a debt.
  absl::Status TakeCall(absl::string_view caller, std::int64_t bytes, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    return Take(caller, 1, bytes, now);
  }
  // One more message of a stream, which is one call. The same.
  absl::Status TakeMessage(absl::string_view caller, std::int64_t bytes, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    return Take(caller, 0, bytes, now);
  }

  // Gives back what it holds when it goes.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept { *this = std::move(other); }
    Hold& operator=(Hold&& other) noexcept;
    ~Hold() { Release(); }

   private:
    friend class Limits;
    Hold(Limits* limits, std::string caller, int streams, int rows)
        : limits_(limits), caller_(std::move(caller)), streams_(streams), rows_(rows) {}
    void Release();

    Limits* limits_ = nullptr;
    std::string caller_;
    int streams_ = 0;
    int rows_ = 0;
  };
  // STREAMS_EXCEEDED (limit).
  absl::StatusOr<Hold> OpenStream(absl::string_view caller) ABSL_LOCKS_EXCLUDED(mutex_);
  // Rows on their way to the engine until they are answered. RATE_EXCEEDED with unit "rows
  // waiting" where so many wait already: what comes last may go beyond the bound.
  absl::StatusOr<Hold> QueueRows(absl::string_view caller, int rows) ABSL_LOCKS_EXCLUDED(mutex_);
  // What QueueRows() would say now, for who does not know yet how many come.
  absl::Status CheckRows(absl::string_view caller) ABSL_LOCKS_EXCLUDED(mutex_);
  // The same as QueueRows() of a stream's message that was read already: never refused. Whether the
  // next one may be read is asked then: true; or false, and `wake` is called once, on some thread,
  // when rows of the caller were given back.
  Hold AddRows(absl::string_view caller, int rows) ABSL_LOCKS_EXCLUDED(mutex_);
  bool MayReadMore(absl::string_view caller, std::function<void()> wake)
      ABSL_LOCKS_EXCLUDED(mutex_);

  const LimitOptions& options() const { return options_; }
  std::size_t callers() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Use {
    absl::Time filled;  // when the buckets were as they are
    double calls = 0;
    double bytes = 0;
    int streams = 0;
    int rows = 0;
    std::vector<std::function<void()>> waiting;  // streams, for rows to be given back
  };

  absl::Status Take(absl::string_view caller, int calls, std::int64_t bytes, absl::Time now)
      ABSL_LOCKS_EXCLUDED(mutex_);
  Use& UseOf(absl::string_view caller, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fill(Use& use, absl::Time now) const;
  absl::Status RoomForRows(const Use& use) const;
  void ForgetIdle(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const LimitOptions options_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Use> uses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::server
