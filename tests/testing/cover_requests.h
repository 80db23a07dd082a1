// tests/testing/cover_requests.h: commands of terms, cover, claims and recoveries as a client sends
// them.
#pragma once

#include <google/protobuf/message.h>

#include <memory>

#include "ledger/command.h"

namespace ippledge {

// The unary request that asks for `command`, but for programme, request id and `validate_only`.
// Precondition (checked): a client may ask for it.
std::unique_ptr<google::protobuf::Message> CoverRequestOf(const Command& command);

}  // namespace ippledge
