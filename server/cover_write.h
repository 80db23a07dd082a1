// server/cover_write.h: what the writes of CoverService, ClaimService, PolicyService,
// ReconciliationService and AdminService share.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "ippledge/v1/cover_types.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ledger/wire_bytes.h"
#include "proto/wire/cover.h"
#include "proto/wire/fund.h"
#include "server/call.h"
#include "server/cosigning.h"
#include "server/services.h"
#include "server/write.h"

namespace ippledge::server {

// Hands a parsed write to the engine, and what the engine took on to `then`, which finishes the
// call, given (call, outcome); `recorded` is filled by then.
template <typename ThisCall, typename Then>
void SubmitThen(engine::Engine& engine, std::shared_ptr<ThisCall> call, wire::Write write,
                Then then) {
  engine::Submission submission = SubmissionOf(std::move(write), call->caller, call->deadline());
  submission.done = [call = std::move(call), then](engine::Outcome outcome) {
    if (!outcome.status.ok()) return call->Finish(outcome.status);
    FormatRecorded(outcome, call->request.validate_only(), *call->response.mutable_recorded());
    then(call, outcome);
  };
  engine.Submit(std::move(submission));
}

// The same, and the engine's answer to the caller: `answer` fills what the response has besides
// `recorded`, from (call, outcome).
template <typename ThisCall, typename Answer>
void SubmitWrite(engine::Engine& engine, std::shared_ptr<ThisCall> call, wire::Write write,
                 Answer answer) {
  SubmitThen(engine, std::move(call), std::move(write),
             [answer](const std::shared_ptr<ThisCall>& done, const engine::Outcome& outcome) {
               answer(*done, outcome);
               done->Finish(absl::OkStatus());
             });
}

// A write of one command: rights, programme, shape, signatures, engine, answer; in the order that
// LoanService promises. `may` is asked (caller, request) what the table of rights leaves to the
// content; `answer` as for SubmitWrite().
template <typename Request, typename Response, typename May, typename Answer>
grpc::ServerUnaryReactor* ServeWrite(const Backend& backend, grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* in, grpc::ByteBuffer* out, May may,
                                     Answer answer) {
  using ThisCall = Call<Request, Response>;
  return ServeCall<Request, Response>(
      backend, context, in, out, [&backend, may, answer](std::shared_ptr<ThisCall> call) {
        if (absl::Status allowed = may(call->caller, call->request); !allowed.ok()) {
          return call->Finish(allowed);
        }
        absl::StatusOr<engine::Engine*> engine = FindProgramme(backend, call->request.programme());
        if (!engine.ok()) return call->Finish(engine.status());
        absl::StatusOr<wire::Write> write = wire::ParseWrite(call->request);
        if (!write.ok()) return call->Finish(write.status());
        if (absl::Status held = VerifySignaturesIn(**engine, write->command); !held.ok()) {
          return call->Finish(held);
        }
        SubmitWrite(**engine, std::move(call), *std::move(write), answer);
      });
}

template <typename Request, typename Response, typename Answer>
grpc::ServerUnaryReactor* ServeWrite(const Backend& backend, grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                     Answer answer) {
  return ServeWrite<Request, Response>(
      backend, context, in, out, [](const Caller&, const Request&) { return absl::OkStatus(); },
      answer);
}

// The same where `recorded` is all that the response has.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServePlain(const Backend& backend, grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  return ServeWrite<Request, Response>(backend, context, in, out,
                                       [](Call<Request, Response>&, const engine::Outcome&) {});
}

// What was decided, if it is of that kind; null when it is not known: already recorded.
template <typename E>
const E* EventOf(const engine::Outcome& outcome) {
  return outcome.event == nullptr ? nullptr : std::get_if<E>(outcome.event.get());
}

// Banks do not read the fund.
template <typename Response>
void FormatFundFor(const Caller& caller, const engine::Outcome& outcome, Response& response) {
  if (!outcome.fund || !MayReadFund(caller).ok()) return;
  wire::FormatFundFigures(*outcome.fund, *response.mutable_fund());
}

// A bank sees of a judgement what concerns its loan.
inline wire::Portfolio PortfolioFor(const Caller& caller) {
  return IsBank(caller.role) ? wire::Portfolio::kLeftOut : wire::Portfolio::kShown;
}
// Appends a judgement as field `number` of a response.
inline void AppendJudgementFor(const Caller& caller, const Judgement& judgement, int number,
                               std::string& made) {
  WireBytes(made).Part(number, wire::JudgementBytes(judgement, PortfolioFor(caller)));
}

}  // namespace ippledge::server
