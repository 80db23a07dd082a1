// tools/admin/export.h: everything that an outsider needs to check a programme, in plain files.
//
// One pass from entry 1: each entry is decided again (audit/refold.h) and goes into tiles on the
// way; then the tables of what was folded. So what does not hold is not exported. The folder is
// written beside its place, synced, and renamed when it is whole. Keeps all loans in memory, about
// 1.5 KB for each; entries and tiles pass through.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

struct ExportOptions {
  std::string folder;        // new or empty
  std::int64_t through = 0;  // size of a kept checkpoint; 0: the newest
};

// ALREADY_EXISTS: there is something in the folder. FAILED_PRECONDITION: nothing was signed yet.
// NOT_FOUND: no checkpoint has just that size. DATA_LOSS: an entry, or a checkpoint, does not hold;
// or the evidence cannot be read. Errors of files. Then there is no folder.
absl::Status Export(const ProgrammeFolder& programme, const ExportOptions& options, Sheet& sheet);

}  // namespace ippledge::admin
