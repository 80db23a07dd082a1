// tools/bench/backups.h: a backup of many loans, and those who record while it is made.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Reports time and bytes of a backup at rest, then loans on a stream without and beside backups
// that are made one after the other.
void RunBackups(const Settings& run, Report& report);

}  // namespace ippledge::bench
