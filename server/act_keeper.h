// server/act_keeper.h: keeps acts that are no entries: refused ones, and those of administration.
//
// Each programme has a log of its own, programmes/<id>/evidence/acts in the store, so that who
// audits it sees its acts and no other's; what belongs to no programme is in the server's, acts.
//
// Nobody waits for a disk: Keep() puts acts into a queue of queued_max, and a thread of its own
// writes them. What finds the queue full, or cannot be written, is counted, and the count is kept
// as soon as that works. The same act of the same caller within a minute is counted and kept as one
// row with the count, at the end of that minute; of a caller with many different acts in a minute
// those beyond acts_per_caller are counted together by reason. So a flood of refused calls
// costs a row a minute, and a caller a few.
//
// Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "engine/clock.h"
#include "engine/programmes.h"
#include "storage/kept_acts.h"

namespace ippledge::server {

// What is told in the place of a method when it is no call.
inline constexpr char kServerStarted[] = "ippledged start";
inline constexpr char kServerStopped[] = "ippledged stop";
inline constexpr char kTlsReloaded[] = "ippledged reload";
inline constexpr char kHandshake[] = "ippledged handshake";
inline constexpr char kActsLost[] = "ippledged acts lost";  // `repeated`: how many
// Of acts that are counted together though their methods differ.
inline constexpr char kSeveralMethods[] = "several methods";

struct ActKeeperOptions {
  std::string store;  // folder
  storage::ActLimits limits;
  std::size_t queued_max = 4'096;
  std::size_t callers_max = 1'000;  // whose acts of this minute are remembered
  std::size_t acts_per_caller = 20;
  std::int64_t minute_ms = 60'000;
};

class ActKeeper {
 public:
  // Both outlive this. The store is open, so that no other server writes there.
  ActKeeper(ActKeeperOptions options, const engine::Programmes* programmes,
            const engine::Clock* clock);
  // As Close().
  ~ActKeeper();
  ActKeeper(const ActKeeper&) = delete;
  ActKeeper& operator=(const ActKeeper&) = delete;

  // Keeps the act, at the present time, in the log of a programme that is founded; in the server's
  // when there is none of that name. One that was refused (has a reason) counts with its like.
  void Keep(absl::string_view programme, storage::KeptAct act) ABSL_LOCKS_EXCLUDED(mutex_);
  // Keeps an act of the server as such: in its own log and in each programme's.
  void KeepOfServer(storage::KeptAct act) ABSL_LOCKS_EXCLUDED(mutex_);

  // Writes what is queued, and counts of minutes that are over; waits for the disk.
  void Flush() ABSL_LOCKS_EXCLUDED(mutex_);
  // Acts of a founded programme, after Flush(): as storage::KeptActs::Newest().
  absl::StatusOr<std::vector<storage::KeptAct>> Newest(const std::string& programme,
                                                       std::int64_t before, std::size_t count)
      ABSL_LOCKS_EXCLUDED(mutex_, logs_mutex_);
  int days() const { return options_.limits.days; }

  // Writes everything, counts too, and ends; later acts are not kept.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // An act of which more may come, and how many have since it had a row.
  struct Counted {
    std::string programme;
    storage::KeptAct act;
    std::int64_t since_ms = 0;
    std::int64_t more = 0;
  };
  struct Queued {
    std::string programme;  // empty: the server's log
    bool everywhere = false;
    storage::KeptAct act;
  };
  // By log.
  using Batch = std::map<std::string, std::vector<storage::KeptAct>>;

  // True when the act is one more of its like and has been counted.
  bool CountLike(const std::string& programme, storage::KeptAct& act)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Queues the counts of minutes that are over, or all.
  void EndMinutes(std::int64_t now_ms, bool all) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Enqueue(Queued queued) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // The writing thread.
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  Batch BatchOf(std::deque<Queued> queue, std::map<std::string, std::int64_t> lost,
                std::int64_t now_ms) const;
  void WriteTo(const std::string& programme, const std::vector<storage::KeptAct>& acts,
               std::int64_t now_ms) ABSL_LOCKS_EXCLUDED(mutex_, logs_mutex_);
  absl::StatusOr<storage::KeptActs*> LogOf(const std::string& programme)
      ABSL_LOCKS_EXCLUDED(logs_mutex_);

  const ActKeeperOptions options_;
  const engine::Programmes* const programmes_;
  const engine::Clock* const clock_;

  absl::Mutex mutex_;
  std::deque<Queued> queue_ ABSL_GUARDED_BY(mutex_);
  std::int64_t flushes_asked_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t flushes_done_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::int64_t> lost_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, std::vector<Counted>> minutes_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;

  absl::Mutex logs_mutex_;
  std::map<std::string, std::unique_ptr<storage::KeptActs>> logs_ ABSL_GUARDED_BY(logs_mutex_);
  // The writing thread's: what it has told of a log that it could not write, and the day for which
  // it has looked for acts that are too old.
  std::map<std::string, std::string> faults_;
  std::int64_t looked_day_ = -1;

  std::thread writer_;
};

}  // namespace ippledge::server
