// tools/bench/growth.h: what many loans do to the rate, the start, the memory and the disk.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Grows one store to settings.growth loans, with points on the way, each beside the empty handler.
// The last tenth is recorded in rounds, in turn with the first loans of new stores. Then it is
// killed and opened again, and weighed.
void RunGrowth(const Settings& settings, Report& report);

}  // namespace ippledge::bench
