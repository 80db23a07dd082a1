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

bool CountRecorded(const OpenLoad& open, const OpenMeasured& measured, Tally& tally) {
  Load load = open.load;
  load.loans = open.schedule.calls() * static_cast<std::uint64_t>(load.batch);
  load.tally = &tally;
  CountLoans(load,
             [&](std::uint64_t call) { return measured.answers[call].fate == Fate::kRecorded; });
  return measured.expired == 0 && measured.failed == 0;
}

results::Offered PointOf(const OpenMeasured& m) {
  results::Offered point;
  point.set_offered(m.offered);
  point.set_achieved(m.achieved);
  point.set_recorded(static_cast<double>(m.recorded));
  point.set_refused(static_cast<double>(m.refused));
  point.set_expired(static_cast<double>(m.expired));
  point.set_dropped(static_cast<double>(m.dropped));
  point.set_failed(static_cast<double>(m.failed));
  point.set_p50_ms(m.p50_ms);
  point.set_p99_ms(m.p99_ms);
  point.set_p999_ms(m.p999_ms);
  point.set_max_ms(m.max_ms);
  point.set_late_p99_ms(m.late_p99_ms);
  return point;
}

}  // namespace ippledge::bench
