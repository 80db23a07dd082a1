// ClaimService: claims from filing to the last recovery, and the queue of what is to be done.
#include <optional>
#include <string>
#include <utility>

#include "ippledge/v1/claim_service.grpc.pb.h"
#include "ledger/claim_steps.h"
#include "server/cover_reads.h"
#include "server/cover_write.h"
#include "server/work_reads.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::ClaimService::WithRawCallbackMethod_FileClaim<
    v1::ClaimService::WithRawCallbackMethod_TakeClaimStep<
        v1::ClaimService::WithRawCallbackMethod_RunPayments<
            v1::ClaimService::WithRawCallbackMethod_ConfirmPayment<
                v1::ClaimService::WithRawCallbackMethod_RecordRecovery<
                    v1::ClaimService::WithRawCallbackMethod_ConfirmRemittance<
                        v1::ClaimService::WithRawCallbackMethod_CloseRecovery<
                            v1::ClaimService::WithRawCallbackMethod_DemandClawback<
                                v1::ClaimService::WithRawCallbackMethod_ConfirmClawback<
                                    v1::ClaimService::WithRawCallbackMethod_GetClaim<
                                        v1::ClaimService::WithRawCallbackMethod_ListWork<
                                            Base>>>>>>>>>>>;

// What the content says of rights. What needs a look into the books comes with the decision.
absl::Status MayWrite(const Caller& caller, const v1::TakeClaimStepRequest& request) {
  // Numbers beyond the lists are refused with the shape.
  const auto step = v1::WorkStep_IsValid(request.step()) ? request.step() : 0;
  const auto decision = v1::StepDecision_IsValid(request.decision()) ? request.decision() : 0;
  const RoleSet roles = RolesOf(static_cast<WorkStep>(step), static_cast<StepDecision>(decision));
  // Which of the judging bodies it is only the loan's policy tells.
  const RoleSet judges = Role::kFundManager | Role::kIpOffice | SetOf(Role::kFinanceBureau);
  const bool of_bank = roles == SetOf(Role::kBankChecker);
  return MayAct(caller, of_bank ? roles : judges, request.loan().bank());
}
absl::Status MayWrite(const Caller& caller, const v1::CloseRecoveryRequest& request) {
  if (request.closing() == v1::RECOVERY_CLOSING_WRITTEN_OFF) {
    return MayMoveFund(caller, /*two_persons=*/true);
  }
  return absl::OkStatus();
}
template <typename Request>
absl::Status MayWrite(const Caller&, const Request&) {
  return absl::OkStatus();
}

// Fills what a response says of an event but for its judgement.
void FormatAnswer(const ClaimFiled&, v1::FileClaimResponse&) {}
void FormatAnswer(const ClaimStepTaken& event, v1::TakeClaimStepResponse& response) {
  response.set_reserved_fen(event.reserved.fen());
  response.set_released_fen(event.released.fen());
}
void FormatAnswer(const PaymentConfirmed& event, v1::ConfirmPaymentResponse& response) {
  response.set_amount_fen(event.amount.fen());
}
void FormatAnswer(const RecoveryRecorded& event, v1::RecordRecoveryResponse& response) {
  response.set_fund_share_fen(event.fund_share.fen());
  response.set_due_date(event.due_date.ToString());
}
void FormatAnswer(const RemittanceConfirmed& event, v1::ConfirmRemittanceResponse& response) {
  response.set_late_interest_due_fen(event.late_interest_due.fen());
  response.set_days_late(event.days_late);
  response.set_rate_ppm(event.rate_ppm);
}
void FormatAnswer(const RecoveryClosed& event, v1::CloseRecoveryResponse& response) {
  response.set_later_due(event.later_due);
}
void FormatAnswer(const ClawbackDemanded& event, v1::DemandClawbackResponse& response) {
  response.set_amount_fen(event.amount.fen());
  response.set_interest_fen(event.interest.fen());
  response.set_due_date(event.due_date.ToString());
  response.set_released_fen(event.released.fen());
}
void FormatAnswer(const ClawbackReceived&, v1::ConfirmClawbackResponse&) {}

// Of an event that may have one; null when it has none.
const Judgement* JudgementOf(const Judgement& judgement) { return &judgement; }
const Judgement* JudgementOf(const std::optional<Judgement>& judgement) {
  return judgement ? &*judgement : nullptr;
}

const std::string& ClaimNumberOf(const v1::FileClaimRequest& request) {
  return request.filing().claim_number();
}
template <typename Request>
const std::string& ClaimNumberOf(const Request& request) {
  return request.claim_number();
}

template <typename Response>
concept HasFund = requires(Response& response) {
  response.mutable_fund();
};

// A write about one claim, decided by an event of kind E.
template <typename E, typename Request, typename Response>
grpc::ServerUnaryReactor* ServeClaimWrite(const Backend& backend,
                                          grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  return ServeWrite<Request, Response>(
      backend, context, in, out,
      [](const Caller& caller, const Request& request) { return MayWrite(caller, request); },
      [](Call<Request, Response>& call, const engine::Outcome& outcome) {
        if (outcome.loan != nullptr && outcome.loan->cover != nullptr) {
          const Claim* claim = FindClaim(*outcome.loan->cover, ClaimNumberOf(call.request));
          if (claim != nullptr) {
            WireBytes(call.made).Part(Response::kClaimFieldNumber, wire::ClaimBytes(*claim));
          }
        }
        if (const E* event = EventOf<E>(outcome)) {
          FormatAnswer(*event, call.response);
          if constexpr (requires { event->judgement; }) {
            if (const Judgement* judgement = JudgementOf(event->judgement)) {
              AppendJudgementFor(call.caller, *judgement, Response::kJudgementFieldNumber,
                                 call.made);
            }
          }
        }
        if constexpr (HasFund<Response>) FormatFundFor(call.caller, outcome, call.response);
      });
}

void FormatRun(const Caller& caller, const engine::Outcome& outcome,
               v1::RunPaymentsResponse& response) {
  if (const auto* event = EventOf<PaymentsOrdered>(outcome)) {
    response.set_available_fen(event->available.fen());
    for (const OrderedPayment& payment : event->orders) {
      wire::FormatOrderedPayment(payment, *response.add_orders());
    }
    response.set_waiting_claims(event->waiting_claims);
  }
  FormatFundFor(caller, outcome, response);
}

class ClaimService final : public RawMethods<v1::ClaimService::Service> {
 public:
  explicit ClaimService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* FileClaim(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<ClaimFiled, v1::FileClaimRequest, v1::FileClaimResponse>(backend_, c, in,
                                                                                    out);
  }
  Unary* TakeClaimStep(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<ClaimStepTaken, v1::TakeClaimStepRequest, v1::TakeClaimStepResponse>(
        backend_, c, in, out);
  }
  Unary* RunPayments(Context* c, const Bytes* in, Bytes* out) override {
    using Request = v1::RunPaymentsRequest;
    using Response = v1::RunPaymentsResponse;
    return ServeWrite<Request, Response>(
        backend_, c, in, out, [](Call<Request, Response>& call, const engine::Outcome& outcome) {
          FormatRun(call.caller, outcome, call.response);
        });
  }
  Unary* ConfirmPayment(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<PaymentConfirmed, v1::ConfirmPaymentRequest, v1::ConfirmPaymentResponse>(
        backend_, c, in, out);
  }
  Unary* RecordRecovery(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<RecoveryRecorded, v1::RecordRecoveryRequest, v1::RecordRecoveryResponse>(
        backend_, c, in, out);
  }
  Unary* ConfirmRemittance(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<RemittanceConfirmed, v1::ConfirmRemittanceRequest,
                           v1::ConfirmRemittanceResponse>(backend_, c, in, out);
  }
  Unary* CloseRecovery(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<RecoveryClosed, v1::CloseRecoveryRequest, v1::CloseRecoveryResponse>(
        backend_, c, in, out);
  }
  Unary* DemandClawback(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<ClawbackDemanded, v1::DemandClawbackRequest, v1::DemandClawbackResponse>(
        backend_, c, in, out);
  }
  Unary* ConfirmClawback(Context* c, const Bytes* in, Bytes* out) override {
    return ServeClaimWrite<ClawbackReceived, v1::ConfirmClawbackRequest,
                           v1::ConfirmClawbackResponse>(backend_, c, in, out);
  }
  Unary* GetClaim(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetClaimRequest, v1::GetClaimResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadClaim(backend_, call.caller, call.request, call.response);
        });
  }
  Unary* ListWork(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListWorkRequest, v1::ListWorkResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadWork(backend_, call.caller, call.request, call.response);
        });
  }

 private:
  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeClaimService(const Backend& backend) {
  return std::make_unique<ClaimService>(backend);
}

}  // namespace ippledge::server
