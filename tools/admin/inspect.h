// tools/admin/inspect.h: what lies in a programme's folder, in numbers, or one entry of it.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// Head, root, times, blocks, entries by kind, sums, bytes, and how far the index is. DATA_LOSS: the
// journal is damaged.
absl::Status InspectProgramme(const ProgrammeFolder& folder, Sheet& sheet);

// One entry: decoded, as stored bytes, its hash and its block. NOT_FOUND: beyond the journal.
absl::Status InspectEntry(const ProgrammeFolder& folder, std::int64_t number, Sheet& sheet);

}  // namespace ippledge::admin
