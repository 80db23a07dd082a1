// audit/index_rows.h: the rows of an index, but for contributions and roll-ups, compared with
// what they should be.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "audit/refold.h"
#include "engine/growing_tree.h"
#include "storage/index.h"

namespace ippledge::audit {

// "loan icbc HT-1", "right PATENT …", "request icbc 0123…", "programme": a row's key for people.
std::string RowText(absl::string_view key);

// Compares the rows of one kind, or half of them, with what `refold` and the tree's full tiles
// give. DATA_LOSS names the first row, by key, that differs or is missing.
using Comparison = absl::Status (*)(const storage::Index& index, const Refold& refold,
                                    const engine::TreeGrowth& tree);
// All that there are: several threads may each take some.
absl::Span<const Comparison> Comparisons();

// All of them with another index, of the same watermark, that was made from the journal.
absl::Status CompareRows(const storage::Index& index, const storage::Index& expected);

}  // namespace ippledge::audit
