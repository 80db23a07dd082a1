// ReconciliationService: statements of the fund's accounts, matches, closed months.
#include <utility>

#include "ippledge/v1/reconciliation_service.grpc.pb.h"
#include "proto/wire/reconciliation.h"
#include "server/cover_write.h"
#include "server/keyrings.h"
#include "server/open_item_reads.h"
#include "server/reconciliation_reads.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawWrites = v1::ReconciliationService::WithRawCallbackMethod_RegisterAccount<
    v1::ReconciliationService::WithRawCallbackMethod_OpenStatement<
        v1::ReconciliationService::WithRawCallbackMethod_AddStatementLines<
            v1::ReconciliationService::WithRawCallbackMethod_CloseStatement<
                v1::ReconciliationService::WithRawCallbackMethod_WithdrawStatement<
                    v1::ReconciliationService::WithRawCallbackMethod_RunMatching<
                        v1::ReconciliationService::WithRawCallbackMethod_RecordMatch<
                            v1::ReconciliationService::WithRawCallbackMethod_UndoMatch<
                                v1::ReconciliationService::WithRawCallbackMethod_ClosePeriod<
                                    v1::ReconciliationService::WithRawCallbackMethod_ReopenPeriod<
                                        Base>>>>>>>>>>;
template <typename Base>
using RawReads = v1::ReconciliationService::WithRawCallbackMethod_ListAccounts<
    v1::ReconciliationService::WithRawCallbackMethod_ListStatements<
        v1::ReconciliationService::WithRawCallbackMethod_GetStatement<
            v1::ReconciliationService::WithRawCallbackMethod_ListMatches<
                v1::ReconciliationService::WithRawCallbackMethod_ListOpenItems<
                    v1::ReconciliationService::WithRawCallbackMethod_ExplainLine<
                        v1::ReconciliationService::WithRawCallbackMethod_GetSheet<
                            v1::ReconciliationService::WithRawCallbackMethod_ListPeriods<
                                v1::ReconciliationService::WithRawCallbackMethod_ListExceptions<
                                    Base>>>>>>>>>;

void FormatAnswer(const StatementClosed& event, v1::CloseStatementResponse& response) {
  response.set_line_count(event.line_count);
  response.set_net_fen(event.net.fen());
}
void FormatAnswer(const MatchesMade& event, v1::RunMatchingResponse& response) {
  response.set_first_number(event.first_number);
  for (const Match& match : event.matches) wire::FormatMatch(match, *response.add_matches());
  response.set_more(event.more);
  response.set_lines_left(event.lines_left);
  response.set_movements_left(event.movements_left);
}
void FormatAnswer(const MatchRecorded& event, v1::RecordMatchResponse& response) {
  response.set_number(event.number);
}
void FormatAnswer(const PeriodClosed& event, v1::ClosePeriodResponse& response) {
  wire::FormatPeriodFigures(event, *response.mutable_figures());
}

// A write whose event, `E`, says more than that it was recorded.
template <typename E, typename Request, typename Response>
grpc::ServerUnaryReactor* ServeTold(const Backend& backend, grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  return ServeWrite<Request, Response>(
      backend, context, in, out, [](Call<Request, Response>& call, const engine::Outcome& outcome) {
        if (const E* event = EventOf<E>(outcome)) FormatAnswer(*event, call.response);
      });
}

using LinesCall = Call<v1::AddStatementLinesRequest, v1::AddStatementLinesResponse>;

// Seals what the lines say and hands them on; the call is finished when this is not OK.
absl::Status SubmitLines(const Backend& backend, const std::shared_ptr<LinesCall>& call) {
  const v1::AddStatementLinesRequest& request = call->request;
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(wire::Write write, wire::ParseWrite(request));
  IPPLEDGE_ASSIGN_OR_RETURN(storage::Keyring* const keyring,
                            backend.keyrings->Of(request.programme()));
  auto& lines = std::get<AddStatementLines>(write.command).lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const wire::LineWords words = wire::WordsOf(request.lines(static_cast<int>(i)));
    IPPLEDGE_ASSIGN_OR_RETURN(lines[i].words, SealWords(*keyring, words, request.import_id()));
  }
  SubmitWrite(*engine, call, std::move(write), [](LinesCall& done, const engine::Outcome&) {
    done.response.set_next_line(done.request.first_line() + done.request.lines_size());
  });
  return absl::OkStatus();
}

// On a worker's thread: a new key waits for the disk.
grpc::ServerUnaryReactor* ServeLines(const Backend& backend, grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  return ServeCall<v1::AddStatementLinesRequest, v1::AddStatementLinesResponse>(
      backend, context, in, out, [&backend](std::shared_ptr<LinesCall> call) {
        RunOnWorker(backend, *call, [&backend, call] {
          if (absl::Status failed = SubmitLines(backend, call); !failed.ok()) call->Finish(failed);
        });
      });
}

class ReconciliationService final : public RawWrites<RawReads<v1::ReconciliationService::Service>> {
 public:
  explicit ReconciliationService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* RegisterAccount(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::RegisterAccountRequest, v1::RegisterAccountResponse>(backend_, c, in,
                                                                               out);
  }
  Unary* OpenStatement(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::OpenStatementRequest, v1::OpenStatementResponse>(backend_, c, in, out);
  }
  Unary* AddStatementLines(Context* c, const Bytes* in, Bytes* out) override {
    return ServeLines(backend_, c, in, out);
  }
  Unary* CloseStatement(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTold<StatementClosed, v1::CloseStatementRequest, v1::CloseStatementResponse>(
        backend_, c, in, out);
  }
  Unary* WithdrawStatement(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::WithdrawStatementRequest, v1::WithdrawStatementResponse>(backend_, c, in,
                                                                                   out);
  }
  Unary* RunMatching(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTold<MatchesMade, v1::RunMatchingRequest, v1::RunMatchingResponse>(backend_, c, in,
                                                                                   out);
  }
  Unary* RecordMatch(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTold<MatchRecorded, v1::RecordMatchRequest, v1::RecordMatchResponse>(backend_, c,
                                                                                     in, out);
  }
  Unary* UndoMatch(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::UndoMatchRequest, v1::UndoMatchResponse>(backend_, c, in, out);
  }
  Unary* ClosePeriod(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTold<PeriodClosed, v1::ClosePeriodRequest, v1::ClosePeriodResponse>(backend_, c, in,
                                                                                    out);
  }
  Unary* ReopenPeriod(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::ReopenPeriodRequest, v1::ReopenPeriodResponse>(backend_, c, in, out);
  }
  Unary* ListAccounts(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListAccountsRequest, v1::ListAccountsResponse>(c, in, out, ReadAccounts);
  }
  Unary* ListStatements(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListStatementsRequest, v1::ListStatementsResponse>(c, in, out, ReadStatements);
  }
  Unary* GetStatement(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::GetStatementRequest, v1::GetStatementResponse>(c, in, out, ReadStatement);
  }
  Unary* ListMatches(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListMatchesRequest, v1::ListMatchesResponse>(c, in, out, ReadMatches);
  }
  Unary* ListOpenItems(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListOpenItemsRequest, v1::ListOpenItemsResponse>(c, in, out, ReadOpenItems);
  }
  Unary* ExplainLine(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ExplainLineRequest, v1::ExplainLineResponse>(c, in, out, ReadExplanation);
  }
  Unary* GetSheet(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::GetSheetRequest, v1::GetSheetResponse>(c, in, out, ReadSheet);
  }
  Unary* ListPeriods(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListPeriodsRequest, v1::ListPeriodsResponse>(c, in, out, ReadPeriods);
  }
  Unary* ListExceptions(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListExceptionsRequest, v1::ListExceptionsResponse>(c, in, out, ReadExceptions);
  }

 private:
  template <typename Request, typename Response>
  Unary* Read(Context* c, const Bytes* in, Bytes* out,
              absl::Status (*read)(const Backend&, const Request&, Response&)) {
    return ServeRead<Request, Response>(backend_, c, in, out, [this, read](auto& call) {
      return read(backend_, call.request, call.response);
    });
  }
  // What is read depends on the caller.
  template <typename Request, typename Response>
  Unary* Read(Context* c, const Bytes* in, Bytes* out,
              absl::Status (*read)(const Backend&, const Caller&, const Request&, Response&)) {
    return ServeRead<Request, Response>(backend_, c, in, out, [this, read](auto& call) {
      return read(backend_, call.caller, call.request, call.response);
    });
  }

  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReconciliationService(const Backend& backend) {
  return std::make_unique<ReconciliationService>(backend);
}

}  // namespace ippledge::server
