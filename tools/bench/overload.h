// tools/bench/overload.h: more is offered than can be done: what still gets through, and how soon
// all is well again.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Single loans on streams, single calls, and batches in single calls. Each at parts of the peak
// from half to three times, where the peak is that of a closed loop a moment before; then twice the
// peak for three seconds between seconds at half of it.
//
// A stream that the server does not read, and a connection on which it has as many calls as it
// takes, hold calls back in the driver, which drops what would wait there longer than
// kDriverWaitSeconds. Batches overload what comes after the reading: there the server refuses.
void RunOverload(const Settings& settings, Report& report);

}  // namespace ippledge::bench
