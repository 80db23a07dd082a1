// audit/shape.h: whether a journaled command has the shape that a server lets in.
#pragma once

#include "absl/status/status.h"
#include "ledger/command.h"
#include "ledger/event.h"

namespace ippledge::audit {

// What the parser of the API checks with the rules of ledger/ and without the books. Decide() and
// Apply() trust it, so it comes before them. The refusal, with every violation.
absl::Status CheckShape(const Command& command, const CodeSchemes& schemes);

// The same of the command that the event was, if it was one: a batch's last entry is none.
absl::Status CheckShapeOf(const Event& event, const CodeSchemes& schemes);

}  // namespace ippledge::audit
