// tools/bench/modes.h: loans in every way in, beside the ceilings of the machine and the peers.
#pragma once

#include <string>
#include <vector>

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

std::vector<std::string> ModeNames();

// Interleaved rounds of each mode: ippledge, the empty handler, RocksDB alone with the same blocks,
// and the peers that are installed.
void RunModes(const Settings& settings, Report& report);

// Single loans, 64 in flight and one, all on the same totals; the same with movements of the fund.
void RunContention(const Settings& settings, Report& report);

}  // namespace ippledge::bench
