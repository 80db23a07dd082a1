// server/write.h: from a parsed write to the engine and back: what all writes share.
#pragma once

#include <memory>
#include <utility>

#include "engine/engine.h"
#include "engine/submission.h"
#include "ledger/status_macros.h"
#include "proto/wire/parse.h"
#include "server/call.h"
#include "server/limits.h"

namespace ippledge::v1 {
class Recorded;
}

namespace ippledge::server {

// The answer that every write gives.
void FormatRecorded(const engine::Outcome& outcome, bool validate_only, v1::Recorded& message);

// Room for rows of the caller among those that wait for the engine; given back when the last copy
// goes. Errors of Limits::QueueRows().
absl::StatusOr<std::shared_ptr<Limits::Hold>> HoldRows(const Backend& backend,
                                                       const Identity& identity, int rows);

// A submission of one command.
engine::Submission SubmissionOf(wire::Write write, const Caller& caller, absl::Time deadline);
// A submission of many.
engine::Submission SubmissionOf(wire::BatchWrite write, const Caller& caller, absl::Time deadline);

}  // namespace ippledge::server
