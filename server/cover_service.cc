// CoverService: applications for cover, decisions on them, reports of trouble.
#include <utility>

#include "ippledge/v1/cover_service.grpc.pb.h"
#include "ledger/claim_steps.h"
#include "server/cover_reads.h"
#include "server/cover_write.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::CoverService::WithRawCallbackMethod_ApplyForCover<
    v1::CoverService::WithRawCallbackMethod_DecideCover<
        v1::CoverService::WithRawCallbackMethod_ReportRisk<
            v1::CoverService::WithRawCallbackMethod_GetCover<
                v1::CoverService::WithRawCallbackMethod_ListCovers<Base>>>>>;

// What the content says of rights. What needs a look into the books comes with the decision.
absl::Status MayWrite(const Caller& caller, const v1::DecideCoverRequest& request) {
  const bool ends = request.decision() == v1::STEP_DECISION_CANCEL;
  return ends ? MayAct(caller, SetOf(Role::kIpOffice), "") : absl::OkStatus();
}
template <typename Request>
absl::Status MayWrite(const Caller&, const Request&) {
  return absl::OkStatus();
}

using Applying = Call<v1::ApplyForCoverRequest, v1::ApplyForCoverResponse>;
using Deciding = Call<v1::DecideCoverRequest, v1::DecideCoverResponse>;
using Reporting = Call<v1::ReportRiskRequest, v1::ReportRiskResponse>;

void FormatAnswer(const engine::Outcome& outcome, Applying& call) {
  const auto* event = EventOf<CoverApplied>(outcome);
  if (event == nullptr) return;
  AppendJudgementFor(call.caller, event->judgement,
                     v1::ApplyForCoverResponse::kJudgementFieldNumber, call.made);
}
void FormatAnswer(const engine::Outcome&, Deciding&) {}
void FormatAnswer(const engine::Outcome& outcome, Reporting& call) {
  const auto* event = EventOf<RiskReported>(outcome);
  if (event == nullptr) return;
  call.response.set_withdrawn_claim(event->withdrawn_claim);
  call.response.set_released_fen(event->released.fen());
  FormatFundFor(call.caller, outcome, call.response);
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServeCoverWrite(const Backend& backend,
                                          grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  return ServeWrite<Request, Response>(
      backend, context, in, out,
      [](const Caller& caller, const Request& request) { return MayWrite(caller, request); },
      [](Call<Request, Response>& call, const engine::Outcome& outcome) {
        if (outcome.loan != nullptr && outcome.loan->cover != nullptr) {
          wire::FormatCover(*outcome.loan, wire::CoverParts::kShown,
                            *call.response.mutable_cover());
        }
        FormatAnswer(outcome, call);
      });
}

class CoverService final : public RawMethods<v1::CoverService::Service> {
 public:
  explicit CoverService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* ApplyForCover(Context* c, const Bytes* in, Bytes* out) override {
    return ServeCoverWrite<v1::ApplyForCoverRequest, v1::ApplyForCoverResponse>(backend_, c, in,
                                                                                out);
  }
  Unary* DecideCover(Context* c, const Bytes* in, Bytes* out) override {
    return ServeCoverWrite<v1::DecideCoverRequest, v1::DecideCoverResponse>(backend_, c, in, out);
  }
  Unary* ReportRisk(Context* c, const Bytes* in, Bytes* out) override {
    return ServeCoverWrite<v1::ReportRiskRequest, v1::ReportRiskResponse>(backend_, c, in, out);
  }
  Unary* GetCover(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetCoverRequest, v1::GetCoverResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadCover(backend_, call.caller, call.request, call.response);
        });
  }
  Unary* ListCovers(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListCoversRequest, v1::ListCoversResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadCovers(backend_, call.caller, call.request, call.response);
        });
  }

 private:
  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCoverService(const Backend& backend) {
  return std::make_unique<CoverService>(backend);
}

}  // namespace ippledge::server
