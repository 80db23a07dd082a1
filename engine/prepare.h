// engine/prepare.h: what is made ready of a submission before it is queued. On the caller's thread.
#pragma once

#include "engine/submission.h"
#include "storage/index.h"

namespace ippledge::engine {

// Sets fingerprint, keys, rows read ahead and terms. An index that cannot be read leaves nothing
// read ahead: the deciding thread meets the error itself, and says so.
void Prepare(const storage::Index& index, Submission& submission);

}  // namespace ippledge::engine
