#include "engine/index_writer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
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
  const auto entries = static_cast<std::int64_t>(group.entries.size());
  absl::MutexLock lock(&mutex_);
  round_.Add(std::move(group));
  // Asked to wait for no time, a thread would still give up its processor.
  if (const absl::Duration pace = Pace(entries); pace > absl::ZeroDuration()) {
    mutex_.AwaitWithTimeout(absl::Condition(&ended_), pace);
  }
  const auto bounded = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return round_.entries < options_.lag_entries_max || ended_;
  };
  mutex_.Await(absl::Condition(&bounded));
}

// From nothing at half of the lag to twice the time that the index needs for these entries.
absl::Duration IndexWriter::Pace(std::int64_t entries) const {
  constexpr absl::Duration kPaceMax = absl::Milliseconds(100);
  const std::int64_t half = options_.lag_entries_max / 2;
  const std::int64_t beyond = round_.entries - half;
  if (beyond <= 0 || half == 0) return absl::ZeroDuration();
  const double part = static_cast<double>(beyond) / static_cast<double>(half);
  return std::min(per_entry_ * static_cast<double>(2 * entries) * part, kPaceMax);
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
    const absl::Time began = absl::Now();
    if (round.entries > 0) status = WriteRound(*index_, *totals_, *recent_, round);
    // Lets those who wait for the watermark look again.
    absl::MutexLock lock(&mutex_);
    if (round.entries > 0) {
      // A clock that was set back paces nobody.
      per_entry_ = std::max(absl::Now() - began, absl::ZeroDuration()) / round.entries;
    }
    ended_ = last || !status.ok();
  }
  return status;
}

}  // namespace ippledge::engine
