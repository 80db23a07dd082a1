#include "tools/bench/measured.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ippledge::bench {

double Percentile(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto last = sorted.size() - 1;
  return sorted[rank < 1 ? 0 : std::min(static_cast<std::size_t>(rank) - 1, last)];
}

void Summarise(std::vector<float>& latencies_ms, Measured& measured) {
  if (latencies_ms.empty()) return;
  std::sort(latencies_ms.begin(), latencies_ms.end());
  measured.p50_ms = Percentile(latencies_ms, 0.50);
  measured.p99_ms = Percentile(latencies_ms, 0.99);
  measured.max_ms = latencies_ms.back();
}

double NowSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace ippledge::bench
