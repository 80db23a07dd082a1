// tools/admin/dump.h: the entries of a journal as lines of JSON, for people and other programs.
#pragma once

#include <cstdint>
#include <ostream>

#include "absl/status/status.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// Writes {"programme":…,"number":…,"leaf_hash":…,"entry":{…}} for each entry from `from` to `to`,
// or to the end when that is 0. DATA_LOSS: the journal is damaged; the lines before are out.
absl::Status Dump(const ProgrammeFolder& folder, std::int64_t from, std::int64_t to,
                  std::ostream& out);

}  // namespace ippledge::admin
