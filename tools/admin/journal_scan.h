// tools/admin/journal_scan.h: walks the blocks of a journal.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "storage/block.h"
#include "storage/commit_log.h"

namespace ippledge::admin {

// Calls `visit` for each block from the one that holds `first_entry` on, in order, until it returns
// false. DATA_LOSS: a block is damaged or missing.
absl::Status ScanBlocks(
    const storage::CommitLog& log, std::int64_t first_entry,
    const std::function<bool(const storage::BlockView& view, std::size_t bytes)>& visit);

}  // namespace ippledge::admin
