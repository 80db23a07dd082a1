// engine/queue_pace.h: how fast a queue is emptied, so that who is refused hears when to come back.
//
// Measured between two takes of a queue that was not empty in between; idle time counts for
// nothing. Of a queue that stands still it knows the pace from before. Not thread-safe: for use
// under a mutex.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace ippledge::engine {

class QueuePace {
 public:
  // What is told at least, and at most: a queue may begin to move at any time.
  static constexpr absl::Duration kWaitMin = absl::Milliseconds(10);
  static constexpr absl::Duration kWaitMax = absl::Seconds(5);

  // `rows` were taken out at `now`; `left` rows wait still.
  void Took(std::int64_t rows, std::int64_t left, absl::Time now) {
    // A clock that was set back says nothing.
    if (busy_rows_ > 0 && now > busy_since_) {
      const absl::Duration per_row = (now - busy_since_) / busy_rows_;
      per_row_ = per_row_ ? *per_row_ + (per_row - *per_row_) / kSmoothing : per_row;
    }
    busy_rows_ = left > 0 ? rows : 0;
    busy_since_ = now;
  }

  // How long `rows` take to get through; nullopt while that is not known.
  std::optional<absl::Duration> WaitOf(std::int64_t rows) const {
    if (!per_row_) return std::nullopt;
    return std::clamp(*per_row_ * rows, kWaitMin, kWaitMax);
  }

 private:
  static constexpr int kSmoothing = 8;  // takes that the pace is averaged over, about

  std::optional<absl::Duration> per_row_;
  std::int64_t busy_rows_ = 0;  // of the last take; 0: it left nothing
  absl::Time busy_since_;       // when that was
};

}  // namespace ippledge::engine
