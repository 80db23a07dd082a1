// engine/split_scan.h: long reads on more than one thread.
//
// One read of the process at a time has threads besides its caller's; they end with it and give way
// to all others. Whoever comes meanwhile goes on alone, as does a read for which the system has no
// thread. So reads take no more processors from writes than their callers do, but for
// kScanThreadsMax - 1.
#pragma once

#include <cstddef>
#include <functional>

#include "absl/status/status.h"

namespace ippledge::engine {

// The caller's thread included.
inline constexpr std::size_t kScanThreadsMax = 4;

// As many threads as there are processors, up to kScanThreadsMax.
std::size_t ScanThreads();

// Calls `scan(thread, piece)` once for each piece below `pieces`, in any order. `thread` is below
// `threads`, and 0 on the caller's; calls with the same one never overlap. After an error further
// pieces are left out. Returns an error of those that there were.
absl::Status SplitScan(
    std::size_t threads, std::size_t pieces,
    const std::function<absl::Status(std::size_t thread, std::size_t piece)>& scan);

}  // namespace ippledge::engine
