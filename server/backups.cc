#include "server/backups.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "engine/give_way.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "server/checkpoint_reads.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;

// A checkpoint comes within a second.
constexpr absl::Duration kCheckpointWait = absl::Seconds(5);

absl::Status ShuttingDown() { return Refuse(Reason::kShuttingDown, ""); }

}  // namespace

Backups::~Backups() {
  Stop();
  std::map<std::string, UnderWay> threads;
  {
    absl::MutexLock lock(&mutex_);
    threads.swap(threads_);
  }
  for (auto& [programme, under_way] : threads) under_way.thread.join();
}

void Backups::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
}

bool Backups::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

std::int64_t Backups::NextTime() {
  absl::MutexLock lock(&mutex_);
  last_made_ms_ = std::max(clock_.NowMs(), last_made_ms_ + 1);
  return last_made_ms_;
}

absl::Status Backups::Start(engine::Engine& engine, const std::string& programme, Done done) {
  if (options_.folder.empty()) {
    return Refuse(Reason::kBackupsNotSetUp, "", {{"setting", "backup_folder"}});
  }
  absl::MutexLock lock(&mutex_);
  if (stopping_) return ShuttingDown();
  UnderWay& under_way = threads_[programme];
  if (under_way.thread.joinable()) {
    if (!under_way.ended) {
      return Refuse(Reason::kBackupUnderWay, "", {{"programme", programme}});
    }
    under_way.thread.join();
  }
  under_way.ended = false;
  under_way.thread = std::thread([this, &engine, programme, done = std::move(done)] {
    engine::GiveWay("backup", 10);  // whoever records comes first
    absl::StatusOr<storage::Backup> backup = Make(engine, programme);
    {
      // Before the answer: who got it may ask for the next.
      absl::MutexLock ended(&mutex_);
      threads_[programme].ended = true;
    }
    done(std::move(backup));
  });
  return absl::OkStatus();
}

absl::StatusOr<storage::Backup> Backups::Make(engine::Engine& engine,
                                              const std::string& programme) {
  const absl::Time began = absl::Now();
  IPPLEDGE_RETURN_IF_ERROR(AwaitCheckpoint(engine));
  const fs::path own = fs::path(store_) / "programmes" / programme;
  storage::BackupPlan plan{
      .folder = options_.folder, .programme = programme, .made_ms = NextTime(), .stop = [this] {
        return stopping();
      }};
  plan.copy = [&](const std::string& to) -> absl::Status {
    const fs::path evidence = fs::path(to) / "evidence";
    // What a cut of the log's tail has put aside.
    IPPLEDGE_RETURN_IF_ERROR(
        storage::CopyPlainFiles((own / "evidence").string(), evidence.string(), plan.stop));
    return engine.CopyTo((fs::path(to) / "journal").string(), (evidence / "checkpoints").string());
  };
  absl::StatusOr<storage::Backup> backup = storage::WriteBackup(plan);
  if (absl::IsCancelled(backup.status())) return ShuttingDown();
  if (!backup.ok()) {
    spdlog::error("programme {}: no backup was made: {}", programme, backup.status().ToString());
    return backup;
  }
  spdlog::info("programme {}: backup {}: {} entries, {} bytes, {} ms", programme, backup->folder,
               backup->manifest.last_entry, backup->manifest.bytes(),
               absl::ToInt64Milliseconds(absl::Now() - began));
  if (options_.keep == 0) return backup;
  const absl::Status removed = storage::RemoveOldBackups(options_.folder, programme, options_.keep);
  // The new one is whole all the same.
  if (!removed.ok()) {
    spdlog::error("programme {}: old backups stay: {}", programme, removed.ToString());
  }
  return backup;
}

absl::Status Backups::AwaitCheckpoint(engine::Engine& engine) {
  engine::Checkpoints* const checkpoints = engine.checkpoints();
  const std::int64_t position = engine.View().position();
  if (checkpoints != nullptr && NewestSize(checkpoints) < position) {
    struct Wait {
      absl::Mutex mutex;
      bool there ABSL_GUARDED_BY(mutex) = false;
    };
    const auto wait = std::make_shared<Wait>();
    const std::uint64_t waiter = checkpoints->NotifyBeyond(position - 1, [wait] {
      absl::MutexLock lock(&wait->mutex);
      wait->there = true;
    });
    const absl::Time until = absl::Now() + kCheckpointWait;
    constexpr absl::Duration kLook = absl::Milliseconds(100);  // after a stop
    for (bool there = false; !there && absl::Now() < until && !stopping();) {
      absl::MutexLock lock(&wait->mutex);
      there = wait->mutex.AwaitWithTimeout(absl::Condition(&wait->there), kLook);
    }
    checkpoints->Forget(waiter);
  }
  if (stopping()) return ShuttingDown();
  const std::int64_t newest = NewestSize(checkpoints);
  return newest >= position ? absl::OkStatus() : NoCheckpoint("", position, newest);
}

}  // namespace ippledge::server
