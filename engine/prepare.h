// engine/prepare.h: what is made ready of a submission before it is queued. On the caller's thread.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/submission.h"
#include "ledger/command.h"
#include "storage/index.h"

namespace ippledge::engine {

// Sets fingerprint, keys, rows read ahead and terms. An index that cannot be read leaves nothing
// read ahead: the deciding thread meets the error itself, and says so.
void Prepare(const storage::Index& index, Submission& submission);

// Adds the keys of the rows that deciding `command` will need, if they can be read ahead.
void AddKeys(const Command& command, std::vector<std::string>& keys);
// Reads the rows under `keys` into `prepared`, and as of which watermark; nothing when the index
// cannot be read.
void ReadAhead(const storage::Index& index, absl::Span<const std::string> keys, Prepared& prepared);

}  // namespace ippledge::engine
