// tools/admin/tail.h: how the write-ahead logs of a journal end, and the cut of a last record that
// no one was told of.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "engine/clock.h"
#include "tools/admin/sheet.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

// DATA_LOSS unless the logs end as they were written.
absl::Status ShowTail(const ProgrammeFolder& folder, Sheet& sheet);

// Cuts the record at the end, keeps its bytes in the programme's evidence folder, and records
// TAIL_CUT with `word`, the operator's reason, in the journal. OK and nothing done when the logs
// are whole. DATA_LOSS, and nothing done: damage, or the index shows that the record had been
// durable. INVALID_ARGUMENT: the word is empty, too long or no text.
absl::Status CutTail(const ProgrammeFolder& folder, const std::string& word,
                     const engine::Clock& clock, Sheet& sheet);

}  // namespace ippledge::admin
