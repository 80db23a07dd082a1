// tools/bench/raw_journal.h: RocksDB alone, writing the same blocks with sync: what the disk
// allows.
#pragma once

#include <string>

#include "tools/bench/driver.h"

namespace ippledge::bench {

// Encodes loans into blocks of `batch` entries beforehand, then appends them one by one, each
// synced.
Measured DriveRawJournal(const std::string& folder, const Load& load);
// 4 KiB appended and fdatasync'ed, again and again: p50 and p99.
Measured DriveFdatasync(const std::string& folder, int times);

}  // namespace ippledge::bench
