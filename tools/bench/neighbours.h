// tools/bench/neighbours.h: what a quiet bank notices of another caller who floods.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Rounds of: alone, then beside each flood. Latencies of all rounds are put together, since a p99
// of one round has few calls behind it.
void RunNeighbours(const Settings& settings, Report& report);

}  // namespace ippledge::bench
