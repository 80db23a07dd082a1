// tools/admin/rebuild.h: makes a programme's index anew from its journal.
//
// The new index is made beside the old one, in index.new, in rounds, so that memory stays bounded;
// at the old one's watermark both are compared row by row. Then the folders change places. Stopped
// at any moment, a store is left that a server opens: an index may always be missing or be behind.
// An old index that differed, or could not be read, stays as index.old until the next rebuild.
#pragma once

#include "absl/status/status.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

struct RebuildOptions {
  bool compare_only = false;            // throws the new index away
  std::int64_t round_entries = 65'536;  // entries that are brought into the index at once
};

// DATA_LOSS: the old index differs, or is damaged (the new one is in its place all the same), or
// the journal is damaged (then nothing was changed). RESOURCE_EXHAUSTED: no space, nothing changed.
absl::Status Rebuild(const ProgrammeFolder& folder, const RebuildOptions& options, Sheet& sheet);

}  // namespace ippledge::admin
