// server/erasure.h: forgetting persons: an entry says that a key goes, then it goes.
//
// The entry comes first: a stop in between is made good at the next start, or when the request is
// sent again. Keys that come back with a backup of theirs go again at the next start.
#pragma once

#include "absl/status/status.h"
#include "server/services.h"

namespace grpc {
class ByteBuffer;
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace ippledge::server {

// Serves AdminService.EraseSubject. UNAVAILABLE when the entry is recorded but the key is not gone.
grpc::ServerUnaryReactor* ServeEraseSubject(const Backend& backend,
                                            grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* in, grpc::ByteBuffer* out);

// Erases what entries say to be erased, in all programmes; at the start. Errors of the keyrings.
absl::Status EraseAgain(const engine::Programmes& programmes, Keyrings& keyrings);

}  // namespace ippledge::server
