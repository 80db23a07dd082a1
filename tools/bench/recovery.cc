#include "tools/bench/recovery.h"

#include <algorithm>
#include <cmath>

namespace ippledge::bench {
namespace {

struct Slice {
  bool all_recorded = true;
  std::vector<float> latencies_ms;
};

double P99Of(Slice& slice) {
  std::sort(slice.latencies_ms.begin(), slice.latencies_ms.end());
  return Percentile(slice.latencies_ms, 0.99);
}

}  // namespace

double RecoverySeconds(const Schedule& schedule, const std::vector<Answer>& answers,
                       const Overloaded& overloaded) {
  const auto number = [](double at) { return static_cast<std::size_t>(at / kSliceSeconds + 1e-9); };
  std::vector<Slice> slices(number(schedule.seconds()) + 1);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    Slice& slice = slices[number(schedule.DueAt(i))];
    if (answers[i].fate == Fate::kRecorded) {
      slice.latencies_ms.push_back(answers[i].latency_ms);
    } else {
      slice.all_recorded = false;
    }
  }
  double well_ms = kWellMs;
  for (std::size_t s = 0; s < number(overloaded.begins); ++s) {
    well_ms = std::max(well_ms, P99Of(slices[s]));
  }
  int well = 0;
  for (std::size_t s = number(overloaded.ends); s < number(schedule.seconds()); ++s) {
    well = slices[s].all_recorded && P99Of(slices[s]) <= well_ms ? well + 1 : 0;
    if (well < kSlicesWell) continue;
    const double since = static_cast<double>(s + 1 - kSlicesWell) * kSliceSeconds;
    return std::max(since - overloaded.ends, 0.0);
  }
  return schedule.seconds() - overloaded.ends;
}

}  // namespace ippledge::bench
