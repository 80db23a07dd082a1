#include "engine/index_writer.h"

#include <utility>

#include "engine/replay.h"

namespace ippledge::engine {

IndexWriter::IndexWriter(storage::Index* index, TotalsStore* totals, Recent* recent, Round round,
                         const Options& options)
    : index_(index),
      totals_(totals),
      recent_(recent),
      options_(options),
      round_(std::move(round)),
      added_through_(round_.through) {}

void IndexWriter::Add(const Group& group) {
  absl::MutexLock lock(&mutex_);
  round_.Add(group);
  added_through_ = round_.through;
  const auto bounded = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return round_.entries < options_.lag_entries_max || ended_;
  };
  mutex_.Await(absl::Condition(&bounded));
}

void IndexWriter::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

void IndexWriter::CatchUp() {
  absl::MutexLock lock(&mutex_);
  const std::int64_t target = added_through_;
  catch_up_ = true;
  const auto caught_up = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return index_->watermark() >= target || ended_;
  };
  mutex_.Await(absl::Condition(&caught_up));
}

absl::Status IndexWriter::Run() {
  absl::Status status;
  for (bool last = false; !last && status.ok();) {
    Round round;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return round_.entries >= options_.round_entries || closed_ || catch_up_;
      };
      mutex_.Await(absl::Condition(&ready));
      last = closed_;
      catch_up_ = false;
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
