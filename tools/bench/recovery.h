// tools/bench/recovery.h: how long after an overload everything is as it was before.
#pragma once

#include <vector>

#include "tools/bench/open_loop.h"
#include "tools/bench/schedule.h"

namespace ippledge::bench {

// When the overload was, in seconds of the schedule.
struct Overloaded {
  double begins = 0;
  double ends = 0;
};

// Calls are looked at in slices of so long, by the time at which they were due.
inline constexpr double kSliceSeconds = 0.1;
// In a slice that is well all calls are recorded, and p99 is not above the worst slice before the
// overload; below this nobody minds.
inline constexpr double kWellMs = 50;
// One that is well may be luck.
inline constexpr int kSlicesWell = 3;

// Seconds from the end of the overload to the first of kSlicesWell slices in a row that are well;
// to the end of the schedule when there is none.
double RecoverySeconds(const Schedule& schedule, const std::vector<Answer>& answers,
                       const Overloaded& overloaded);

}  // namespace ippledge::bench
