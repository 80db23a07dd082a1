#include "tools/bench/schedule.h"

#include <algorithm>
#include <cmath>

namespace ippledge::bench {

Schedule::Schedule(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    const auto calls = static_cast<std::uint64_t>(std::llround(step.seconds * step.per_second));
    if (calls > 0) {
      parts_.push_back({calls_, seconds_, step.seconds / static_cast<double>(calls)});
    }
    calls_ += calls;
    seconds_ += step.seconds;
  }
}

double Schedule::DueAt(std::uint64_t call) const {
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), call,
                                      [](std::uint64_t c, const Part& p) { return c < p.first; });
  const Part& part = *std::prev(after);
  return part.begins + static_cast<double>(call - part.first) * part.gap;
}

}  // namespace ippledge::bench
