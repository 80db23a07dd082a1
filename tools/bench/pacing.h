// tools/bench/pacing.h: the clock of an open loop.
#pragma once

#include <sys/prctl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

#include "tools/bench/measured.h"
#include "tools/bench/schedule.h"

namespace ippledge::bench {

// Sleeping is no shorter than this: beyond 5,000 calls a second several leave at once, a little
// late. A driver that woke for each took half a core from the server at 50,000.
inline constexpr double kSleepSecondsMin = 0.0002;

// Calls send(i, due) for each call of the schedule when it is due, in seconds of NowSeconds, from
// this thread; never early. Returns how late each was, in ms.
template <typename Send>
std::vector<float> Pace(const Schedule& schedule, const Send& send) {
  // Else the kernel rounds each sleep up by 50 us.
  prctl(PR_SET_TIMERSLACK, 1'000, 0, 0, 0);
  std::vector<float> lates;
  lates.reserve(schedule.calls());
  const double began = NowSeconds();
  for (std::uint64_t i = 0; i < schedule.calls(); ++i) {
    const double due = began + schedule.DueAt(i);
    double now = NowSeconds();
    while (now < due) {
      std::this_thread::sleep_for(
          std::chrono::duration<double>(std::max(due - now, kSleepSecondsMin)));
      now = NowSeconds();
    }
    lates.push_back(static_cast<float>((now - due) * 1e3));
    send(i, due);
  }
  return lates;
}

}  // namespace ippledge::bench
