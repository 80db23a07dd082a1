// server/kept_calls.h: which calls are kept as acts (act_keeper.h), and what is kept of them: who,
// what method, why and whence; never what was in the request, nor what else a refusal says.
//
// Kept is what was refused because of who asked (UNAUTHENTICATED, PERMISSION_DENIED), or because it
// asked too often (RATE_EXCEEDED, STREAMS_EXCEEDED); and what was done without an entry: backups
// and audits begun. Nothing of this costs a call that is served. Any thread; never waits.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/submission.h"
#include "server/services.h"
#include "storage/kept_act.h"

namespace grpc {
class ServerContextBase;
}

namespace ippledge::v1 {
class BackUpRequest;
class StartAuditRequest;
}  // namespace ippledge::v1

namespace ippledge::server {

// Whether the method that takes such requests is kept when it is done: it leaves no entry.
template <typename Request>
inline constexpr bool kKeptWhenDone =
    std::is_same_v<Request, v1::BackUpRequest> || std::is_same_v<Request, v1::StartAuditRequest>;

// A call: who, what method, whence. Who is what the certificate names, also one that is refused.
storage::KeptAct ActOfCall(const Backend& backend, const grpc::ServerContextBase& context,
                           const google::protobuf::Descriptor& request_type);
// The programme that a request names; empty when it names none among its first fields, or cannot be
// read. Does not parse the rest.
std::string ProgrammeIn(const google::protobuf::Descriptor& request_type,
                        const grpc::ByteBuffer& request);

// Keeps a call that was refused, if such refusals are kept.
void KeepRefusal(const Backend& backend, const storage::KeptAct& call, absl::string_view programme,
                 const absl::Status& status);
void KeepRefusal(const Backend& backend, const grpc::ServerContextBase& context,
                 const google::protobuf::Descriptor& request_type, const grpc::ByteBuffer& request,
                 const absl::Status& status);
// The same for rows of a batch that is served else.
void KeepRefusedRows(const Backend& backend, const storage::KeptAct& call,
                     absl::string_view programme, const std::vector<engine::RowVerdict>& rows);
bool HasKeptRefusal(const std::vector<engine::RowVerdict>& rows);

// Keeps a call that was served.
void KeepDone(const Backend& backend, const grpc::ServerContextBase& context,
              const google::protobuf::Descriptor& request_type, const grpc::ByteBuffer& request);

}  // namespace ippledge::server
