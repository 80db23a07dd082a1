#include "engine/index_writer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "engine/replay.h"
#include "storage/breathe.h"

namespace ippledge::engine {

IndexWriter::IndexWriter(storage::Index* index, TotalsStore* totals, Recent* recent, Round round,
                         const Options& options)
    : index_(index),
      totals_(totals),
      recent_(recent),
      options_(options),
      full_(std::min(options.round_entries, options.lag_entries_max)),
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

double IndexWriter::RestOf(absl::Duration fills, absl::Duration work) {
  constexpr double kPartOfTime = 0.6;
  constexpr double kRestMax = 4;
  if (work <= absl::ZeroDuration()) return 0;
  return std::clamp(kPartOfTime * absl::FDivDuration(fills, work) - 1, 0.0, kRestMax);
}

bool IndexWriter::IsWanted() const {
  return round_.entries >= full_ || closed_ || index_->watermark() < catch_up_through_;
}

void IndexWriter::Rest(absl::Duration worked) {
  absl::MutexLock lock(&mutex_);
  const auto wanted = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return IsWanted(); };
  const absl::Duration rest = worked * rest_;
  if (rest <= absl::ZeroDuration() || wanted()) return;
  const absl::Time began = absl::Now();
  mutex_.AwaitWithTimeout(absl::Condition(&wanted), rest);
  rested_ += std::max(absl::Now() - began, absl::ZeroDuration());
}

absl::Status IndexWriter::Run() {
  absl::Status status;
  absl::Time before = absl::InfinitePast();  // when the last round was taken
  for (bool last = false; !last && status.ok();) {
    Round round;
    absl::Time began;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return IsWanted() && (round_.entries > 0 || closed_);
      };
      mutex_.Await(absl::Condition(&ready));
      last = closed_;
      round = std::exchange(round_, Round{});
      round_.programme = round.programme;
      round_.through = round.through;
      began = absl::Now();
      rest_ = RestOf(began - before, per_entry_ * static_cast<double>(round.entries));
      rested_ = absl::ZeroDuration();
    }
    before = began;
    const std::int64_t entries = round.entries;
    if (entries > 0) {
      const storage::Breather breather(
          [this](storage::Breather::Duration worked) { Rest(absl::FromChrono(worked)); });
      status = WriteRound(*index_, *totals_, *recent_, round);
    }
    // Lets those who wait for the watermark look again.
    absl::MutexLock lock(&mutex_);
    if (entries > 0) {
      // A clock that was set back paces nobody.
      const absl::Duration worked = absl::Now() - began - rested_;
      per_entry_ = std::max(worked, absl::ZeroDuration()) / entries;
    }
    ended_ = last || !status.ok();
  }
  return status;
}

}  // namespace ippledge::engine
