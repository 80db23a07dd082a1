// server/status.h: absl::Status to grpc::Status, the one place.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "proto/wire/details.h"

namespace ippledge::server {

// Refusals keep code, English text and details (google.rpc, in the trailer). What is not a refusal
// but our own failure reaches the caller as one sentence with an incident id; the truth goes to the
// log.
grpc::Status ToGrpc(const absl::Status& status, wire::Locale locale);

}  // namespace ippledge::server
