// storage/kept_acts.h: a log of acts that are no entries, which forgets: by age, and by size.
//
// Plain files, since nothing is looked up in them: an act is added at the end and read from there,
// and forgetting is deleting a file. Each holds the acts of one day (UTC) or a part of it, and is
// named by the number of its first act and its day. What is oldest goes first: files whose day is
// more than `days` ago, and as many as a new file needs to keep the log within bytes_max. The
// latter is an act itself; an act is never dropped otherwise, and none is ever changed.
//
// What a stop in the middle of a write has left at the end is cut at the next opening. Bytes that
// something else has changed cost the records that they were in, and reading says so.
//
// Any thread; writing waits for the disk, and reading for a write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "storage/kept_act.h"

namespace ippledge::storage {

// What the log says of itself, in the place of a method.
inline constexpr char kActsDropped[] = "ippledged acts dropped";        // `repeated`: how many
inline constexpr char kActsUnreadable[] = "ippledged acts unreadable";  // read, never stored

struct ActLimits {
  // An act is kept for so long, and a day at most after it. Six months are up to 184 days.
  int days = 184;
  std::int64_t bytes_max = 64 << 20;      // of all files; at least two of the next
  std::int64_t file_bytes_max = 1 << 20;  // of one file; at least a few records
};

class KeptActs {
 public:
  // Opens the log in `folder`, which is made when it is missing, with mode 0700.
  // FAILED_PRECONDITION: a newer format. UNAVAILABLE, INTERNAL: the system refuses.
  static absl::StatusOr<std::unique_ptr<KeptActs>> Open(const std::string& folder,
                                                        const ActLimits& limits);
  // To read as it is now, also while another process writes it. NOT_FOUND: there is none.
  static absl::StatusOr<std::unique_ptr<KeptActs>> OpenToRead(const std::string& folder);

  struct Done {
    std::int64_t written = 0;
    std::int64_t too_old = 0;  // dropped
    std::int64_t no_room = 0;  // dropped
  };
  // Adds the acts in order, with numbers of its own, durable when it returns; drops what is to be
  // dropped at `now_ms`. On an error those beyond done.written are not there. UNAVAILABLE,
  // INTERNAL, RESOURCE_EXHAUSTED.
  absl::Status Append(absl::Span<const KeptAct> acts, std::int64_t now_ms, Done& done)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Acts with numbers below `before` (0: all), newest first, `count` at most. Numbers that are
  // missing in between are one act kActsUnreadable. INTERNAL.
  absl::StatusOr<std::vector<KeptAct>> Newest(std::int64_t before, std::size_t count) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Of all files.
  std::int64_t bytes() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Number of the oldest act that is there, or is to come.
  std::int64_t first_number() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct File {
    std::int64_t first = 0;  // number of its first act
    absl::CivilDay day;
    std::int64_t bytes = 0;
  };

  KeptActs(std::string folder, const ActLimits& limits)
      : folder_(std::move(folder)), limits_(limits) {}

  std::string PathOf(const File& file) const;
  absl::Status Load(bool to_read) ABSL_LOCKS_EXCLUDED(mutex_);
  // The newest file: where it ends, and the number after its last act.
  absl::Status LoadNewest(bool to_read) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Status AppendLocked(absl::Span<const KeptAct> acts, std::int64_t now_ms, Done& done)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status BeginFile(absl::CivilDay day) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Writes records to the newest file.
  absl::Status Write(const std::string& records, std::int64_t count)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status DropOldest(std::int64_t& dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status DropTooOld(absl::CivilDay today, Done& done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status MakeRoom(Done& done) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::int64_t BytesLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string folder_;
  const ActLimits limits_;
  mutable absl::Mutex mutex_;
  std::vector<File> files_ ABSL_GUARDED_BY(mutex_);  // oldest first
  std::int64_t next_ ABSL_GUARDED_BY(mutex_) = 1;    // number of the next act
};

}  // namespace ippledge::storage
