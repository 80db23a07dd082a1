// tools/bench/slices.h: totals at past positions, beside DuckDB over the same loans.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// 1 million loans (at scale 1). Each question is asked as of a position in the midst of the
// recording: slices that a roll-up covers, and others. Both answer with the same sums.
void RunTotals(const Settings& settings, Report& report);

}  // namespace ippledge::bench
