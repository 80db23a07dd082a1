// server/stream_call.h: one call that is answered with a stream: known caller, parsed request, the
// right to it, its programme.
//
// Every method with a stream of answers is a function that makes its producer from such a call.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/caller.h"
#include "ledger/status_macros.h"
#include "server/call.h"
#include "server/limits.h"
#include "server/out_stream.h"
#include "server/rights.h"
#include "server/services.h"

namespace ippledge::server {

template <typename Request>
struct StreamCall {
  Caller caller;
  Limits::Hold hold;  // of one of the caller's streams
  Request request;
  engine::Engine* engine = nullptr;
};

// A call of so many bytes off the caller's limits, and one of its streams. Errors of
// Limits::TakeCall() and OpenStream().
absl::StatusOr<Limits::Hold> HoldStream(const Backend& backend, const Identity& identity,
                                        const grpc::ByteBuffer& bytes);

template <typename Request>
absl::StatusOr<StreamCall<Request>> OpenStream(const Backend& backend,
                                               const grpc::CallbackServerContext& context,
                                               const grpc::ByteBuffer& bytes) {
  StreamCall<Request> call;
  IPPLEDGE_ASSIGN_OR_RETURN(Identity identity, IdentifyCaller(backend, context));
  IPPLEDGE_ASSIGN_OR_RETURN(call.hold, HoldStream(backend, identity, bytes));
  call.caller = std::move(identity.caller);
  IPPLEDGE_RETURN_IF_ERROR(ParseMessage(bytes, call.request));
  IPPLEDGE_RETURN_IF_ERROR(CheckRight(backend, call.caller, call.request));
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(call.request));
  IPPLEDGE_ASSIGN_OR_RETURN(call.engine, FindProgramme(backend, call.request.programme()));
  return call;
}

// The messages of `producer` as long as the caller is a member; then MEMBER_UNKNOWN. Keeps `hold`.
std::unique_ptr<Producer> WhileMember(const engine::Engine* engine, Caller caller,
                                      Limits::Hold hold, std::unique_ptr<Producer> producer);

// `make` makes the producer from the call, or refuses it.
template <typename Request, typename Make>
grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeStream(const Backend& backend,
                                                        grpc::CallbackServerContext* context,
                                                        const grpc::ByteBuffer* in, Make make) {
  std::string organisation;
  const auto produce = [&]() -> absl::StatusOr<std::unique_ptr<Producer>> {
    IPPLEDGE_ASSIGN_OR_RETURN(StreamCall<Request> call,
                              OpenStream<Request>(backend, *context, *in));
    organisation = call.caller.organisation;
    IPPLEDGE_ASSIGN_OR_RETURN(std::unique_ptr<Producer> producer, make(call));
    return WhileMember(call.engine, call.caller, std::move(call.hold), std::move(producer));
  };
  absl::StatusOr<std::unique_ptr<Producer>> producer = produce();
  const absl::Status refusal = producer.status();
  return OutStream::Start(backend, context, std::move(organisation),
                          refusal.ok() ? *std::move(producer) : nullptr, refusal,
                          [&backend, context, in](const absl::Status& status) {
                            KeepRefusal(backend, *context, *Request::descriptor(), *in, status);
                          });
}

}  // namespace ippledge::server
