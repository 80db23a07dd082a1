// tests/testing/reconciliation_requests.h: accounts at banks, statements, matches and months as a
// client asks for them.
#pragma once

#include <google/protobuf/message.h>

#include <memory>

#include "ledger/command.h"

namespace ippledge {

// The request, but for programme, request id and `validate_only`; null for other commands. A line's
// text is what the ledger kept of it: its numbers.
std::unique_ptr<google::protobuf::Message> ReconciliationRequestOf(const Command& command);

}  // namespace ippledge
