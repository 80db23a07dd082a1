// server/identity.h: who calls. The one place where identity enters; below it everybody has a
// Caller.
//
// On the plain-text port, which exists only on loopback, the caller says who it is in metadata:
// ippledge-organisation, ippledge-role, ippledge-person. A certificate's subject will speak here.
#pragma once

#include "absl/status/statusor.h"
#include "ledger/caller.h"
#include "proto/wire/details.h"

namespace grpc {
class ServerContextBase;
}

namespace ippledge::server {

// CALLER_UNKNOWN when organisation or role is missing or unknown.
absl::StatusOr<Caller> IdentifyCaller(const grpc::ServerContextBase& context);

// The language that the caller asked for in "accept-language"; Chinese when it did not.
wire::Locale LocaleOf(const grpc::ServerContextBase& context);

}  // namespace ippledge::server
