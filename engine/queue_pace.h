// engine/queue_pace.h: how fast a queue is emptied: how much of it is through in a given time, and
// when who is refused should come back.
//
// Measured between two takes of a queue that was not empty in between, so idle time counts for
// nothing; rows and time are summed, and what was measured kHalfLife of work ago counts half. So a
// small take among large ones says as little as it is. Of a queue that stands still it knows the
// pace from before, and for how long it stands; what an idle queue once did it forgets. Not
// thread-safe: for use under a mutex.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace ippledge::engine {

class QueuePace {
 public:
  // What is told at least, and at most: a queue may begin to move at any time.
  static constexpr absl::Duration kWaitMin = absl::Milliseconds(10);
  static constexpr absl::Duration kWaitMax = absl::Seconds(5);

  // Something was queued at `now` where nothing waited.
  void Began(absl::Time now) {
    if (now - moved_ > kForgetAfter) {
      rows_ = 0;
      time_ = absl::ZeroDuration();
    }
    waits_ = true;
    moved_ = now;
  }

  // `rows` were taken out at `now`; `left` rows wait still.
  void Took(std::int64_t rows, std::int64_t left, absl::Time now) {
    if (busy_ && now >= moved_) {  // a clock that was set back says nothing
      const absl::Duration passed = now - moved_;
      const double keep = std::exp2(-absl::FDivDuration(passed, kHalfLife));
      rows_ = rows_ * keep + static_cast<double>(being_done_);
      time_ = time_ * keep + passed;
    }
    being_done_ = rows;
    busy_ = waits_ = left > 0;
    moved_ = now;
  }

  // How long `rows` take to get through; nullopt while that is not known.
  std::optional<absl::Duration> WaitOf(std::int64_t rows) const {
    if (!is_known()) return std::nullopt;
    return std::clamp(time_ * (static_cast<double>(rows) / rows_), kWaitMin, kWaitMax);
  }

  // How many rows get through in `time`, at most `rows_max`: all of these while the pace is not
  // known, none while what waits has not moved for so long.
  std::int64_t RowsIn(absl::Duration time, std::int64_t rows_max, absl::Time now) const {
    if (waits_ && now - moved_ > time) return 0;
    if (!is_known()) return rows_max;
    const double rows = rows_ * absl::FDivDuration(time, time_);
    return rows < static_cast<double>(rows_max) ? std::llround(rows) : rows_max;
  }

 private:
  static constexpr absl::Duration kHalfLife = absl::Milliseconds(100);
  static constexpr absl::Duration kForgetAfter = absl::Seconds(1);

  bool is_known() const { return rows_ > 0 && time_ > absl::ZeroDuration(); }

  double rows_ = 0;  // that were through in time_
  absl::Duration time_;
  std::int64_t being_done_ = 0;  // rows of the last take
  bool busy_ = false;            // it left some
  bool waits_ = false;           // something waits
  absl::Time moved_;             // the last take, or when it began to wait
};

}  // namespace ippledge::engine
