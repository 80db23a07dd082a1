// engine/index_writer.h: the index thread: brings durable groups into the index, a round at a time.
#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "engine/recent.h"
#include "engine/round.h"
#include "engine/totals_store.h"
#include "storage/index.h"

namespace ippledge::engine {

class IndexWriter {
 public:
  struct Options {
    std::int64_t round_entries = 0;    // entries that make a round
    std::int64_t lag_entries_max = 0;  // beyond it Add() waits
  };
  // Borrows all but `round`, which holds what a start replayed.
  IndexWriter(storage::Index* index, TotalsStore* totals, Recent* recent, Round round,
              const Options& options);

  // Adds a durable group. Waits while the index lags too far: what a start must replay stays
  // bounded. Such a wait may be as long as a round takes, and whoever writes then notices: so from
  // half of the lag on each group waits a little, until groups come as fast as the index takes
  // them.
  void Add(Group group);
  // No more groups.
  void Close();
  // Returns once everything up to `position` is in the index, also groups that are yet to be added,
  // or when that failed.
  void CatchUp(std::int64_t position);

  // How long to rest for each time worked, so that a round that would take `work` ends well before
  // the next one is full, which takes `fills`: 0 to 4.
  static double RestOf(absl::Duration fills, absl::Duration work);

  // Writes rounds until closed and empty. While nobody waits for it, it rests between its steps
  // (storage/breathe.h), so that a round takes most of the time in which the next one fills. An
  // error ends it: memory must not grow without bound, so writes are to be stopped; reads go on.
  absl::Status Run();

 private:
  absl::Duration Pace(std::int64_t entries) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Somebody waits for the present round to be written, or for the next one.
  bool IsWanted() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Rest(absl::Duration worked);

  storage::Index* const index_;
  TotalsStore* const totals_;
  Recent* const recent_;
  const Options options_;
  const std::int64_t full_;  // entries; a round that writers wait for is full
  absl::Mutex mutex_;
  Round round_ ABSL_GUARDED_BY(mutex_);
  std::int64_t catch_up_through_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Duration per_entry_ ABSL_GUARDED_BY(mutex_);  // of the last round, to write it, rests out
  double rest_ ABSL_GUARDED_BY(mutex_) = 0;           // of this round: RestOf()
  absl::Duration rested_ ABSL_GUARDED_BY(mutex_);     // in this round
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ippledge::engine
