// server/backups.h: copies of programmes, made while the server runs: storage/backup.h.
//
// Each is made on a thread of its own that gives way to the others. One at a time a programme.
// Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "engine/clock.h"
#include "engine/engine.h"
#include "storage/backup.h"

namespace ippledge::server {

struct BackupOptions {
  std::string folder;  // of all backups; empty: none are made
  int keep = 0;        // of each programme; 0: all
};
inline constexpr int kBackupKeepMax = 10'000;

class Backups {
 public:
  // `store` is the folder of the server's store. The clock outlives it.
  Backups(BackupOptions options, std::string store, const engine::Clock* clock)
      : options_(std::move(options)), store_(std::move(store)), clock_(*clock) {}
  // As Stop(), and waits for those under way.
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  using Done = std::function<void(absl::StatusOr<storage::Backup>)>;
  // Begins one that holds everything recorded by now, with a checkpoint that covers it. `done` is
  // called once, on the thread that made it, unless this is refused: BACKUPS_NOT_SET_UP,
  // BACKUP_UNDER_WAY, SHUTTING_DOWN. To `done`: CHECKPOINT_UNKNOWN when none is signed,
  // SHUTTING_DOWN, and errors of storage::WriteBackup(). The engine outlives it.
  absl::Status Start(engine::Engine& engine, const std::string& programme, Done done);
  // Ends those under way soon, with nothing left of them; takes no more.
  void Stop();

 private:
  struct UnderWay {
    std::thread thread;
    bool ended = false;
  };

  absl::StatusOr<storage::Backup> Make(engine::Engine& engine, const std::string& programme);
  absl::Status AwaitCheckpoint(engine::Engine& engine);
  // Now, but after that of every other: the oldest is told by its time.
  std::int64_t NextTime();
  bool stopping() const;

  const BackupOptions options_;
  const std::string store_;
  const engine::Clock& clock_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, UnderWay> threads_ ABSL_GUARDED_BY(mutex_);
  std::int64_t last_made_ms_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ippledge::server
