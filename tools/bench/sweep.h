// tools/bench/sweep.h: offered load against latency, open loop.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Single loans, unary and on a stream, and batches of 1,000: rounds at half of the peak, with the
// disk; then parts of the peak from a tenth to beyond it. Ippledge and the empty handler in turn.
void RunSweep(const Settings& settings, Report& report);

}  // namespace ippledge::bench
