// tools/bench/backups.h: a backup of many loans, and those who record while it is made.
#pragma once

#include <cstdint>
#include <string>

#include "tools/bench/report.h"

namespace ippledge::bench {

struct BackupRun {
  std::string ippledged;
  std::string folder;
  std::uint64_t loans = 1'000'000;  // there already
  int rounds = 3;                   // of recording quietly and beside backups, in turn
};

// Reports time and bytes of a backup at rest, then loans on a stream without and beside backups
// that are made one after the other.
void RunBackups(const BackupRun& run, Report& report);

}  // namespace ippledge::bench
