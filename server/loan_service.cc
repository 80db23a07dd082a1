// LoanService: loans and their events, one by one, in batches, as a stream; and reading them.
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.grpc.pb.h"
#include "proto/wire/format.h"
#include "server/call.h"
#include "server/loan_reads.h"
#include "server/services.h"
#include "server/stream_record.h"
#include "server/write.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::LoanService::WithRawCallbackMethod_RecordLoan<
    v1::LoanService::WithRawCallbackMethod_RecordDraw<
        v1::LoanService::WithRawCallbackMethod_RecordRepayment<
            v1::LoanService::WithRawCallbackMethod_RecordExtension<
                v1::LoanService::WithRawCallbackMethod_RecordClassChange<
                    v1::LoanService::WithRawCallbackMethod_RecordPledgeRegistration<
                        v1::LoanService::WithRawCallbackMethod_RecordPledgeRelease<
                            v1::LoanService::WithRawCallbackMethod_CorrectLoan<
                                v1::LoanService::WithRawCallbackMethod_BatchRecord<
                                    v1::LoanService::WithRawCallbackMethod_StreamRecord<
                                        v1::LoanService::WithRawCallbackMethod_GetLoan<
                                            v1::LoanService::WithRawCallbackMethod_ListLoans<
                                                Base>>>>>>>>>>>>;

void FormatAnswer(const engine::Outcome& outcome, v1::RecordLoanResponse& response) {
  for (const std::int32_t index : outcome.rights_pledged_before) {
    response.add_rights_pledged_before(index);
  }
}
template <typename Response>
void FormatAnswer(const engine::Outcome&, Response&) {}

// A write of one loan command: rights, shape, engine, answer; in the order that LoanService
// promises.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServeLoanWrite(const Backend& backend,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  using ThisCall = Call<Request, Response>;
  const auto serve = [&backend](std::shared_ptr<ThisCall> call) {
    const Request& request = call->request;
    absl::StatusOr<engine::Engine*> engine = FindProgramme(backend, request.programme());
    if (!engine.ok()) return call->Finish(engine.status());
    absl::StatusOr<wire::Write> write =
        wire::ParseWrite(request, (*engine)->View().programme().constitution.schemes);
    if (!write.ok()) return call->Finish(write.status());
    const bool validate_only = write->validate_only;
    engine::Submission submission = SubmissionOf(*std::move(write), call->caller, call->deadline());
    call->ForgetRequest();
    submission.done = [call, validate_only](engine::Outcome outcome) {
      if (!outcome.status.ok()) return call->Finish(outcome.status);
      Response& response = call->response;
      FormatRecorded(outcome, validate_only, *response.mutable_recorded());
      if (outcome.loan != nullptr) {
        wire::FormatLoanFigures(FiguresOf(*outcome.loan), *response.mutable_figures());
      }
      FormatAnswer(outcome, response);
      call->Finish(absl::OkStatus());
    };
    (*engine)->Submit(std::move(submission));
  };
  return ServeCall<Request, Response>(backend, context, in, out, serve);
}

void FormatBatchAnswer(const engine::Outcome& outcome, bool validate_only,
                       v1::BatchRecordResponse& response) {
  FormatRecorded(outcome, validate_only, *response.mutable_recorded());
  response.set_first_entry(outcome.first_entry);
  response.set_recorded_rows(outcome.recorded_rows);
  int already = 0;
  int refused = 0;
  for (const engine::RowVerdict& verdict : outcome.verdicts) {
    (verdict.violations.empty() ? already : refused) += 1;
    v1::RowVerdict& row = *response.add_verdicts();
    row.set_row(verdict.row);
    row.set_already_recorded_entry(verdict.already_recorded_entry);
    row.set_violations_more(verdict.violations_more);
    for (const Violation& violation : verdict.violations) {
      wire::FormatViolation(violation, *row.add_violations());
    }
  }
  response.set_already_recorded_rows(already);
  response.set_refused_rows(refused);
  if (!validate_only && outcome.recorded_rows == 0) {
    // Nothing was written: the batch has no entry.
    response.mutable_recorded()->set_outcome(
        already > 0 && refused == 0 ? v1::OUTCOME_ALREADY_RECORDED : v1::OUTCOME_UNSPECIFIED);
  }
}

class LoanService final : public RawMethods<v1::LoanService::Service> {
 public:
  explicit LoanService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* RecordLoan(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordLoanRequest, v1::RecordLoanResponse>(backend_, c, in, out);
  }
  Unary* RecordDraw(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordDrawRequest, v1::RecordDrawResponse>(backend_, c, in, out);
  }
  Unary* RecordRepayment(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordRepaymentRequest, v1::RecordRepaymentResponse>(backend_, c, in,
                                                                                   out);
  }
  Unary* RecordExtension(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordExtensionRequest, v1::RecordExtensionResponse>(backend_, c, in,
                                                                                   out);
  }
  Unary* RecordClassChange(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordClassChangeRequest, v1::RecordClassChangeResponse>(backend_, c,
                                                                                       in, out);
  }
  Unary* RecordPledgeRegistration(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordPledgeRegistrationRequest,
                          v1::RecordPledgeRegistrationResponse>(backend_, c, in, out);
  }
  Unary* RecordPledgeRelease(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::RecordPledgeReleaseRequest, v1::RecordPledgeReleaseResponse>(
        backend_, c, in, out);
  }
  Unary* CorrectLoan(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLoanWrite<v1::CorrectLoanRequest, v1::CorrectLoanResponse>(backend_, c, in, out);
  }

  Unary* BatchRecord(Context* c, const Bytes* in, Bytes* out) override {
    using ThisCall = Call<v1::BatchRecordRequest, v1::BatchRecordResponse>;
    return ServeCall<v1::BatchRecordRequest, v1::BatchRecordResponse>(
        backend_, c, in, out, [this, in](std::shared_ptr<ThisCall> call) {
          absl::StatusOr<engine::Engine*> engine =
              FindProgramme(backend_, call->request.programme());
          if (!engine.ok()) return call->Finish(engine.status());
          absl::StatusOr<wire::BatchWrite> write =
              wire::ParseBatch(call->request, (*engine)->View().programme().constitution.schemes,
                               TakeApart(*in).parts().rows);
          if (!write.ok()) return call->Finish(write.status());
          absl::StatusOr<std::shared_ptr<Limits::Hold>> rows =
              HoldRows(backend_, call->identity, static_cast<int>(write->rows.size()));
          if (!rows.ok()) return call->Finish(rows.status());
          engine::Submission submission =
              SubmissionOf(*std::move(write), call->caller, call->deadline());
          submission.done = [call, held = *std::move(rows)](engine::Outcome outcome) {
            if (outcome.status.ok()) {
              call->KeepRows(outcome.verdicts);
              FormatBatchAnswer(outcome, call->request.validate_only(), call->response);
            }
            call->Finish(outcome.status);
          };
          (*engine)->Submit(std::move(submission));
        });
  }

  grpc::ServerBidiReactor<Bytes, Bytes>* StreamRecord(Context* context) override {
    return MakeStreamRecord(backend_, context);
  }

  Unary* GetLoan(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetLoanRequest, v1::GetLoanResponse>(
        backend_, c, in, out,
        [this](auto& call) { return ReadLoan(backend_, call.request, call.response); });
  }
  Unary* ListLoans(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListLoansRequest, v1::ListLoansResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadLoans(backend_, call.caller, call.request, call.response);
        });
  }

 private:
  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeLoanService(const Backend& backend) {
  return std::make_unique<LoanService>(backend);
}

}  // namespace ippledge::server
