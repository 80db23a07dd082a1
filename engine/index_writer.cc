#include "engine/index_writer.h"

#include <algorithm>
#include <utility>

#include "engine/replay.h"

namespace ippledge::engine {

IndexWriter::IndexWriter(storage::Index* index, TotalsStore* totals, Recent* recent, Round round,
                         const Options& options)
    : index_(index),
      totals_(totals),
      recent_(recent),
      options_(options),
      round_(std::move(round)) {}

void IndexWriter::Add(Group group) {
  absl::MutexLock lock(&mutex_);
  round_.Add(std::move(group));
  const auto bounded = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return round_.entries < options_.lag_entries_max || ended_;
  };
  mutex_.Await(absl::Condition(&bounded));
}

void IndexWriter::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

void IndexWriter::CatchUp(std::int64_t position) {
  absl::MutexLock lock(&mutex_);
  catch_up_through_ = std::max(catch_up_through_, position);
  const auto caught_up = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return index_->watermark() >= position || ended_;
  };
  mutex_.Await(absl::Condition(&caught_up));
}

absl::Status IndexWriter::Run() {
  // A round that writers wait for is full.
  const std::int64_t full = std::min(options_.round_entries, options_.lag_entries_max);
  absl::Status status;
  for (bool last = false; !last && status.ok();) {
    Round round;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        const bool wanted = round_.entries > 0 && index_->watermark() < catch_up_through_;
        return round_.entries >= full || closed_ || wanted;
      };
      mutex_.Await(absl::Condition(&ready));
      last = closed_;
      round = std::exchange(round_, Round{});
      round_.programme = round.programme;
      round_.through = round.through;
    }
    if (round.entries > 0) status = WriteRound(*index_, *totals_, *recent_, round);
    // Lets those who wait for the watermark look again.
    absl::MutexLock lock(&mutex_);
    ended_ = last || !status.ok();
  }
  return status;
}

}  // namespace ippledge::engine
