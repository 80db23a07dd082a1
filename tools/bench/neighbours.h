// tools/bench/neighbours.h: what a quiet bank notices of another caller who floods.
#pragma once

#include <string>

#include "tools/bench/report.h"

namespace ippledge::bench {

struct NeighbourSettings {
  std::string ippledged;
  std::string folder;  // scratch; what it has under "store" is removed
  int rounds = 3;
  double scale = 1;  // of the floods
};

// Rounds of: alone, then beside each flood. Latencies of all rounds are put together, since a p99
// of one round has few calls behind it.
void RunNeighbours(const NeighbourSettings& settings, Report& report);

}  // namespace ippledge::bench
