#include "tools/bench/open_loop.h"

#include <algorithm>

namespace ippledge::bench {

OpenMeasured Sum(const Schedule& schedule, int rows, std::vector<Answer> answers,
                 std::vector<float> lates_ms) {
  OpenMeasured sum;
  std::vector<float> latencies;
  std::uint64_t in_time = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    switch (answers[i].fate) {
      case Fate::kDropped:
        ++sum.dropped;
        break;
      case Fate::kRefused:
        ++sum.refused;
        break;
      case Fate::kExpired:
        ++sum.expired;
        break;
      case Fate::kFailed:
        ++sum.failed;
        break;
      case Fate::kRecorded:
        ++sum.recorded;
        latencies.push_back(answers[i].latency_ms);
        if (schedule.DueAt(i) + answers[i].latency_ms / 1e3 <= schedule.seconds()) ++in_time;
    }
  }
  if (schedule.seconds() > 0) {
    const double each = rows / schedule.seconds();
    sum.offered = static_cast<double>(answers.size()) * each;
    sum.achieved = static_cast<double>(in_time) * each;
  }
  std::sort(latencies.begin(), latencies.end());
  sum.p50_ms = Percentile(latencies, 0.50);
  sum.p99_ms = Percentile(latencies, 0.99);
  sum.p999_ms = Percentile(latencies, 0.999);
  sum.max_ms = Percentile(latencies, 1);
  std::sort(lates_ms.begin(), lates_ms.end());
  sum.late_p99_ms = Percentile(lates_ms, 0.99);
  sum.answers = std::move(answers);
  return sum;
}

}  // namespace ippledge::bench
