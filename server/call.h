// server/call.h: one unary call: parsed request, known caller, one answer.
//
// Every unary method is three lines: parse, hand to the engine or to a worker, answer. A Call lives
// as long as somebody holds it and must be finished exactly once.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "ledger/caller.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "server/identity.h"
#include "server/kept_calls.h"
#include "server/limits.h"
#include "server/message.h"
#include "server/rights.h"
#include "server/services.h"
#include "server/status.h"

namespace ippledge::server {

// Server-side bound of a call whose client set no deadline.
inline constexpr absl::Duration kDeadlineDefault = absl::Seconds(30);

template <typename Request, typename Response>
class Call {
 public:
  Call(const Backend& backend, grpc::CallbackServerContext* context, const grpc::ByteBuffer* in,
       grpc::ByteBuffer* out)
      : backend_(backend),
        context_(context),
        in_(in),
        reactor_(context->DefaultReactor()),
        out_(out),
        locale_(LocaleOf(*context)) {
    const absl::Time asked = absl::FromChrono(context->deadline());
    const absl::Time now = absl::Now();
    // A client without a deadline has one in the far future.
    deadline_ = asked - now > absl::Hours(24) ? now + kDeadlineDefault : asked;
  }

  Request request;
  Response response;
  // Fields of the response that were made as bytes.
  std::string made;
  Identity identity;
  const Caller& caller = identity.caller;

  absl::Time deadline() const { return deadline_; }
  wire::Locale locale() const { return locale_; }
  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  // Frees the request once it is read: else the one thread that answers would.
  void ForgetRequest() { request = Request(); }

  void Finish(const absl::Status& status) {
    if (!status.ok()) {
      KeepRefusal(backend_, *context_, *Request::descriptor(), *in_, status);
    } else {
      *out_ = SerializeMessage(response, std::move(made));
      if constexpr (kKeptWhenDone<Request>) {
        KeepDone(backend_, *context_, *Request::descriptor(), *in_);
      }
    }
    reactor_->Finish(ToGrpc(status, locale_));
  }
  // Of a batch that is served; before Finish().
  void KeepRows(const std::vector<engine::RowVerdict>& rows) const {
    if (!HasKeptRefusal(rows)) return;
    KeepRefusedRows(backend_, ActOfCall(backend_, *context_, *Request::descriptor()),
                    ProgrammeIn(*Request::descriptor(), *in_), rows);
  }

 private:
  // These live until the reactor is finished.
  const Backend& backend_;
  grpc::CallbackServerContext* context_;
  const grpc::ByteBuffer* in_;
  grpc::ServerUnaryReactor* reactor_;
  grpc::ByteBuffer* out_;
  wire::Locale locale_;
  absl::Time deadline_;
};

// QUEUE_FULL: as many pieces wait for the workers as may.
absl::Status WorkersFull();

// Whether a write may be read now, so that what would be refused for want of room or time costs
// nothing: DEADLINE_PASSED; RATE_EXCEEDED when the caller has too many rows waiting; QUEUE_FULL
// when the queue of the programme that it names among its first fields has no room for the caller.
// Who may not write there by role or membership hears that instead.
absl::Status CheckRoom(const Backend& backend, const Identity& identity, absl::Time deadline,
                       const google::protobuf::Descriptor& request_type,
                       const grpc::ByteBuffer& request);

// Runs `work`, which finishes the call, on a worker's thread in the turn of the caller's
// organisation; refuses the call with WorkersFull() when they take no more.
template <typename ThisCall>
void RunOnWorker(const Backend& backend, ThisCall& call, std::function<void()> work) {
  if (!backend.workers->Run(call.caller.organisation, std::move(work))) call.Finish(WorkersFull());
}

// Identifies the caller, takes the call off its limits, refuses a write for which the queue has no
// room, parses the request, asks whether the one may make the other, and gives both to `serve`,
// which finishes the call now or later.
template <typename Request, typename Response, typename Serve>
grpc::ServerUnaryReactor* ServeCall(const Backend& backend, grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                    Serve serve) {
  auto call = std::make_shared<Call<Request, Response>>(backend, context, in, out);
  grpc::ServerUnaryReactor* reactor = call->reactor();
  absl::StatusOr<Identity> identity =
      IdentifyCaller(backend, *context, *Request::descriptor(), *in);
  if (!identity.ok()) {
    call->Finish(identity.status());
    return reactor;
  }
  call->identity = *std::move(identity);
  if (backend.limits != nullptr) {
    const absl::Status room = backend.limits->TakeCall(
        LimitKeyOf(call->identity), static_cast<std::int64_t>(in->Length()), absl::Now());
    if (!room.ok()) {
      call->Finish(room);
      return reactor;
    }
  }
  const auto check_room = [&backend, in, &call = *call] {
    // Whoever writes sends a request id.
    static const bool is_write = Request::descriptor()->FindFieldByName("request_id") != nullptr;
    return is_write
               ? CheckRoom(backend, call.identity, call.deadline(), *Request::descriptor(), *in)
               : absl::OkStatus();
  };
  const auto go = [&backend, in, call, serve, check_room] {
    if (absl::Status room = check_room(); !room.ok()) return call->Finish(room);
    if (absl::Status parsed = ParseMessage(*in, call->request); !parsed.ok()) {
      return call->Finish(parsed);
    }
    if (absl::Status may = CheckRight(backend, call->caller, call->request); !may.ok()) {
      return call->Finish(may);
    }
    if (absl::Status may = CheckPersonDecides(call->identity, *Request::descriptor()); !may.ok()) {
      return call->Finish(may);
    }
    serve(call);
  };
  if (in->Length() <= Workers::kSmallRequestBytes) {
    go();
  } else if (absl::Status room = check_room(); !room.ok()) {
    // Once now and once when its turn comes.
    call->Finish(room);
  } else if (!backend.workers->Run(call->caller.organisation, go)) {
    go();
  }
  return reactor;
}

// The same for reads: `read` fills the response on a worker's thread.
template <typename Request, typename Response, typename Read>
grpc::ServerUnaryReactor* ServeRead(const Backend& backend, grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* in, grpc::ByteBuffer* out, Read read) {
  using ThisCall = Call<Request, Response>;
  return ServeCall<Request, Response>(
      backend, context, in, out, [&backend, read](std::shared_ptr<ThisCall> call) {
        RunOnWorker(backend, *call, [call, read] { call->Finish(read(*call)); });
      });
}

// UNKNOWN_FIELD for a read request that carries fields this version does not know.
absl::Status RefuseUnknownFields(const google::protobuf::Message& message);

// The programme as it is now, of a read request: UNKNOWN_FIELD, PROGRAMME_UNKNOWN.
template <typename Request>
absl::StatusOr<engine::ReadView> ViewFor(const Backend& backend, const Request& request) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  return engine->View();
}

}  // namespace ippledge::server
