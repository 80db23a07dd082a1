// tools/bench/spread.h: medians and ratios of interleaved rounds.
#pragma once

#include <vector>

#include "tools/bench/measured.h"
#include "tools/bench/results.pb.h"

namespace ippledge::bench {

// The middle value; of an even number the mean of the two in the middle; 0 for none.
double Median(std::vector<double> values);
results::Spread SpreadOf(const std::vector<double>& values);

// a[i] / b[i] for each round that both have; rounds in which b is 0 are left out.
std::vector<double> Ratios(const std::vector<double>& a, const std::vector<double>& b);

results::Round RoundOf(const Measured& measured);
// Fills the spreads from the rounds.
void Finish(results::Contender& contender);

// One value a round.
using Value = double (*)(const results::Round& round);
inline double Rate(const results::Round& round) { return round.rate(); }
inline double P50(const results::Round& round) { return round.p50_ms(); }
inline double P99(const results::Round& round) { return round.p99_ms(); }
inline double Seconds(const results::Round& round) { return round.seconds(); }
inline double BytesPerRow(const results::Round& round) {
  return round.rows() > 0 ? round.bytes() / round.rows() : 0;
}
std::vector<double> Values(const results::Contender& contender, Value value);

}  // namespace ippledge::bench
