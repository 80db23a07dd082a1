// ReportService: figures, the pace, differences, official figures, exports.
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/report_service.grpc.pb.h"
#include "proto/wire/format.h"
#include "server/call.h"
#include "server/export.h"
#include "server/reports.h"
#include "server/services.h"
#include "server/stream_call.h"
#include "server/write.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::ReportService::WithRawCallbackMethod_GetTotals<
    v1::ReportService::WithRawCallbackMethod_GetTrajectory<
        v1::ReportService::WithRawCallbackMethod_DiffTotals<
            v1::ReportService::WithRawCallbackMethod_WatchTotals<
                v1::ReportService::WithRawCallbackMethod_PublishReport<
                    v1::ReportService::WithRawCallbackMethod_ListPublishedReports<
                        v1::ReportService::WithRawCallbackMethod_ListPledgedPatents<
                            v1::ReportService::WithRawCallbackMethod_ExportTotals<
                                v1::ReportService::WithRawCallbackMethod_ExportLoans<Base>>>>>>>>>;

class ReportService final : public RawMethods<v1::ReportService::Service> {
 public:
  explicit ReportService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;
  using Stream = grpc::ServerWriteReactor<Bytes>;

  Unary* GetTotals(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetTotalsRequest, v1::GetTotalsResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadTotals(backend_, call.caller, call.request, call.response, call.made);
        });
  }
  Unary* GetTrajectory(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetTrajectoryRequest, v1::GetTrajectoryResponse>(
        backend_, c, in, out,
        [this](auto& call) { return ReadTrajectory(backend_, call.request, call.response); });
  }
  Unary* DiffTotals(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::DiffTotalsRequest, v1::DiffTotalsResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadDiff(backend_, call.caller, call.request, call.response);
        });
  }
  Unary* ListPledgedPatents(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListPledgedPatentsRequest, v1::ListPledgedPatentsResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadPledgedPatents(backend_, call.caller, call.request, call.response);
        });
  }
  Unary* ListPublishedReports(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListPublishedReportsRequest, v1::ListPublishedReportsResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(call.request));
          IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                                    FindProgramme(backend_, call.request.programme()));
          const engine::ReadView view = engine->View();
          for (const PublishedReport& report : view.programme().reports) {
            wire::FormatPublishedReport(report, *call.response.add_reports());
          }
          return absl::OkStatus();
        });
  }

  Unary* PublishReport(Context* c, const Bytes* in, Bytes* out) override {
    using ThisCall = Call<v1::PublishReportRequest, v1::PublishReportResponse>;
    return ServeCall<v1::PublishReportRequest, v1::PublishReportResponse>(
        backend_, c, in, out, [this](std::shared_ptr<ThisCall> call) {
          // Totals are read first: on a worker's thread.
          RunOnWorker(backend_, *call, [this, call] { Publish(call); });
        });
  }

  Stream* WatchTotals(Context* c, const Bytes* in) override {
    return ServeStream<v1::WatchTotalsRequest>(backend_, c, in, MakeTotalsWatch);
  }
  Stream* ExportTotals(Context* c, const Bytes* in) override {
    return ServeStream<v1::ExportTotalsRequest>(backend_, c, in, MakeTotalsExport);
  }
  Stream* ExportLoans(Context* c, const Bytes* in) override {
    return ServeStream<v1::ExportLoansRequest>(backend_, c, in, MakeLoansExport);
  }

 private:
  using PublishCall = Call<v1::PublishReportRequest, v1::PublishReportResponse>;

  void Publish(const std::shared_ptr<PublishCall>& call) {
    absl::StatusOr<engine::Engine*> engine = FindProgramme(backend_, call->request.programme());
    if (!engine.ok()) return call->Finish(engine.status());
    const engine::ReadView view = (*engine)->View();
    absl::StatusOr<wire::Write> write =
        wire::ParseWrite(call->request, view.programme().constitution.schemes);
    if (!write.ok()) return call->Finish(write.status());
    auto& publish = std::get<::ippledge::PublishReport>(write->command);
    TotalsQuery query;
    query.as_of = LastDayOfMonth(publish.month);
    query.at = view.position();
    const absl::StatusOr<TotalsAnswer> answer = view.Totals(query);
    if (!answer.ok()) return call->Finish(answer.status());
    publish.at = view.position();
    publish.figures = answer->total;
    engine::Submission submission = SubmissionOf(*std::move(write), call->caller, call->deadline());
    submission.done = [call, publish, engine = *engine](engine::Outcome outcome) {
      if (!outcome.status.ok()) return call->Finish(outcome.status);
      FormatRecorded(outcome, call->request.validate_only(), *call->response.mutable_recorded());
      // A retry shows what its entry published, not what would be published now.
      PublishedReport report{.month = publish.month,
                             .entry = outcome.entry,
                             .at = publish.at,
                             .commit_time_ms = outcome.commit_time_ms,
                             .figures = publish.figures};
      const engine::ReadView now = engine->View();
      for (const PublishedReport& known : now.programme().reports) {
        if (known.entry == outcome.entry) report = known;
      }
      wire::FormatPublishedReport(report, *call->response.mutable_report());
      call->Finish(absl::OkStatus());
    };
    (*engine)->Submit(std::move(submission));
  }

  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReportService(const Backend& backend) {
  return std::make_unique<ReportService>(backend);
}

}  // namespace ippledge::server
