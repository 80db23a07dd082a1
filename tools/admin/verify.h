// tools/admin/verify.h: whether a programme's journal and index are what the rules make of its
// entries.
//
// One pass from entry 1: the logs end as they were written; blocks and entries are dense and whole,
// times never fall, the tree over the entries is the one each block states; every entry is decided
// again at its place (refold.h) and the sums after each block are those stated; published reports
// say what they should; then what holds of all loans (ledger/invariants.h). On the way, at its
// watermark, the index row by row. Stops at the first difference. Opens the journal for reading
// only. Keeps all loans in memory: about 1.5 KB for each.
#pragma once

#include "absl/status/status.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// What was found, also when it ends early, goes to `sheet`. DATA_LOSS: the first difference, with
// its entry and what was expected. Else as LocalLog::Open() and Index::Open().
absl::Status Verify(const ProgrammeFolder& folder, Sheet& sheet);

}  // namespace ippledge::admin
