// tools/bench/measured.h: what a run of calls gave.
#pragma once

#include <cstdint>
#include <vector>

namespace ippledge::bench {

struct Measured {
  std::uint64_t rows = 0;  // answered as recorded
  std::uint64_t refused = 0;
  double seconds = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
  std::int64_t bytes = 0;  // on disk, where somebody looked
  double rate() const { return seconds > 0 ? static_cast<double>(rows) / seconds : 0; }
};

// Sorts; fills the percentiles. Nothing changes when there are none.
void Summarise(std::vector<float>& latencies_ms, Measured& measured);

// The value that `share` of all are not above, 0 to 1; 0 for none. Precondition: sorted.
double Percentile(const std::vector<float>& sorted, double share);

// Of a clock that only goes forward.
double NowSeconds();

}  // namespace ippledge::bench
