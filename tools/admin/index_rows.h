// tools/admin/index_rows.h: the rows of an index, but for contributions and roll-ups, compared with
// what they should be.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/growing_tree.h"
#include "storage/index.h"
#include "tools/admin/refold.h"

namespace ippledge::admin {

// "loan icbc HT-1", "right PATENT …", "request icbc 0123…", "programme": a row's key for people.
std::string RowText(absl::string_view key);

// DATA_LOSS names the first row that is not what `refold` and the tree's leaves give, or is
// missing.
absl::Status CompareRows(const storage::Index& index, const Refold& refold,
                         const engine::TreeGrowth& tree);

// The same with another index, of the same watermark, that was made from the journal.
absl::Status CompareRows(const storage::Index& index, const storage::Index& expected);

}  // namespace ippledge::admin
