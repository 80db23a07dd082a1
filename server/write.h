// server/write.h: from a parsed write to the engine and back: what all writes share.
#pragma once

#include <memory>
#include <utility>

#include "engine/engine.h"
#include "engine/submission.h"
#include "ledger/status_macros.h"
#include "proto/wire/parse.h"
#include "server/call.h"

namespace ippledge::v1 {
class Recorded;
}

namespace ippledge::server {

// ROLE_NOT_ALLOWED for a caller whose role writes no loans at all; whose rows they are is judged
// row by row.
absl::Status MayWriteLoans(const Caller& caller);

// The answer that every write gives.
void FormatRecorded(const engine::Outcome& outcome, bool validate_only, v1::Recorded& message);

// A submission of one command.
engine::Submission SubmissionOf(wire::Write write, const Caller& caller, absl::Time deadline);
// A submission of many.
engine::Submission SubmissionOf(wire::BatchWrite write, const Caller& caller, absl::Time deadline);

}  // namespace ippledge::server
