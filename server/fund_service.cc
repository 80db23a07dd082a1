// FundService: the fund's movements and accounts.
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/fund_service.grpc.pb.h"
#include "proto/wire/fund.h"
#include "server/call.h"
#include "server/fund_exposure.h"
#include "server/services.h"
#include "server/stream_call.h"
#include "server/write.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::FundService::WithRawCallbackMethod_RecordMovement<
    v1::FundService::WithRawCallbackMethod_ReverseMovement<
        v1::FundService::WithRawCallbackMethod_GetFund<
            v1::FundService::WithRawCallbackMethod_ListMovements<
                v1::FundService::WithRawCallbackMethod_ExportMovements<Base>>>>>;

constexpr int kExportMovements = 1000;

// What the content says of rights.
absl::Status MayWrite(const Caller& caller, const v1::RecordMovementRequest& request) {
  const auto kind = static_cast<FundMovementKind>(request.movement().kind());
  const bool known =
      request.movement().kind() > 0 && kind < FundMovementKind{kFundMovementKindCount};
  return MayMoveFund(caller, known && TakesCashOut(kind));
}
template <typename Request>
absl::Status MayWrite(const Caller&, const Request&) {
  return absl::OkStatus();
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServeFundWrite(const Backend& backend,
                                         grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  using ThisCall = Call<Request, Response>;
  const auto serve = [&backend](std::shared_ptr<ThisCall> call) {
    if (absl::Status may = MayWrite(call->caller, call->request); !may.ok()) {
      return call->Finish(may);
    }
    absl::StatusOr<engine::Engine*> engine = FindProgramme(backend, call->request.programme());
    if (!engine.ok()) return call->Finish(engine.status());
    absl::StatusOr<wire::Write> write = wire::ParseWrite(call->request);
    if (!write.ok()) return call->Finish(write.status());
    engine::Submission submission = SubmissionOf(*std::move(write), call->caller, call->deadline());
    submission.done = [call](engine::Outcome outcome) {
      if (!outcome.status.ok()) return call->Finish(outcome.status);
      Response& response = call->response;
      FormatRecorded(outcome, call->request.validate_only(), *response.mutable_recorded());
      if (outcome.fund) wire::FormatFundFigures(*outcome.fund, *response.mutable_fund());
      call->Finish(absl::OkStatus());
    };
    (*engine)->Submit(std::move(submission));
  };
  return ServeCall<Request, Response>(backend, context, in, out, serve);
}

absl::Status ReadFund(const Backend& backend, const v1::GetFundRequest& request,
                      v1::GetFundResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  Violations violations;
  const std::optional<Date> as_of =
      wire::ParseOptionalDate(request.as_of_date(), "as_of_date", violations);
  IPPLEDGE_RETURN_IF_ERROR(violations.ToStatus());
  const engine::ReadView view = engine->View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(request.at()));
  const FundBook& fund = view.programme().fund;
  const FundAccounts accounts = fund.AccountsAt(position, as_of);
  response.set_position(position);
  response.set_as_of_date(request.as_of_date());
  response.set_fund_fen(view.programme().constitution.fund_fen);
  wire::FormatFundAccounts(accounts, response);
  response.set_movements(static_cast<std::int64_t>(fund.PlaceOf(position + 1)));
  response.set_shortfall_fen(std::max<std::int64_t>(0, -accounts.figures().available_fen()));
  response.set_taken_by_bank_fen(accounts.balance_fen(FundAccount::kTakenByBank));
  if (position == view.position() && !as_of) {
    FormatExposure(view, accounts.figures(), *response.mutable_exposure());
    FormatBrakes(view.programme(), *response.mutable_brakes());
  }
  return absl::OkStatus();
}

// A walk through the movements that a query shows.
class MovementWalk {
 public:
  MovementWalk(engine::ReadView view, wire::MovementFilter filter, std::int64_t position)
      : view_(std::move(view)), filter_(std::move(filter)), position_(position) {}

  std::int64_t position() const { return position_; }
  std::size_t next_place() const { return next_place_; }
  void GoOnFrom(std::size_t place) { next_place_ = place; }

  // Adds up to `limit` movements to `list`; true when there are more.
  bool Take(int limit, google::protobuf::RepeatedPtrField<v1::RecordedMovement>& list) {
    const FundBook& fund = view_.programme().fund;
    std::size_t bytes = 0;
    for (std::size_t i = next_place_; i < fund.size(); ++i) {
      const RecordedMovement& movement = *fund.at(i);
      if (movement.entry > position_) break;
      if (!filter_.Matches(movement.movement)) continue;
      next_place_ = i;
      if (list.size() == limit || bytes >= kAnswerBytesMax) return true;
      v1::RecordedMovement& message = *list.Add();
      wire::FormatRecordedMovement(fund, i, position_, message);
      bytes += message.ByteSizeLong();
    }
    return false;
  }

 private:
  engine::ReadView view_;
  wire::MovementFilter filter_;
  std::int64_t position_;
  std::size_t next_place_ = 0;  // movements are only ever added, and an entry may have several
};

// `position` 0: as the query says.
template <typename Request>
absl::StatusOr<MovementWalk> WalkOf(const Backend& backend, const Request& request,
                                    std::int64_t position) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request.query()));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(wire::MovementFilter filter, wire::ParseMovementQuery(request.query()));
  engine::ReadView view = engine->View();
  IPPLEDGE_ASSIGN_OR_RETURN(position, view.PositionOf(position > 0 ? position : filter.at));
  return MovementWalk(std::move(view), std::move(filter), position);
}

absl::Status ReadMovements(const Backend& backend, const v1::ListMovementsRequest& request,
                           v1::ListMovementsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const std::string scope = absl::StrCat("ListMovements/place/", request.programme(), "/",
                                         request.query().SerializeAsString());
  PagePoint point;
  std::size_t first = 0;
  if (!request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(point, backend.page_tokens->Open(scope, request.page_token()));
    if (!absl::SimpleAtoi(point.last_key, &first)) {
      return Refuse(Reason::kPageTokenInvalid, "page_token");
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(MovementWalk walk, WalkOf(backend, request, point.position));
  walk.GoOnFrom(first);
  if (walk.Take(page_size, *response.mutable_movements())) {
    response.set_next_page_token(backend.page_tokens->Seal(
        scope, {.position = walk.position(), .last_key = absl::StrCat(walk.next_place())}));
  }
  response.set_position(walk.position());
  return absl::OkStatus();
}

class MovementsExport final : public Producer {
 public:
  explicit MovementsExport(MovementWalk walk) : walk_(std::move(walk)) {}

  Produced Next() override {
    if (done_) return {.kind = Produced::Kind::kEnd, .message = {}, .status = absl::OkStatus()};
    v1::ExportMovementsResponse response;
    done_ = !walk_.Take(kExportMovements, *response.mutable_movements());
    response.set_position(walk_.position());
    return {.kind = Produced::Kind::kMessage, .message = SerializeMessage(response), .status = {}};
  }

 private:
  MovementWalk walk_;
  bool done_ = false;
};

class FundService final : public RawMethods<v1::FundService::Service> {
 public:
  explicit FundService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* RecordMovement(Context* c, const Bytes* in, Bytes* out) override {
    return ServeFundWrite<v1::RecordMovementRequest, v1::RecordMovementResponse>(backend_, c, in,
                                                                                 out);
  }
  Unary* ReverseMovement(Context* c, const Bytes* in, Bytes* out) override {
    return ServeFundWrite<v1::ReverseMovementRequest, v1::ReverseMovementResponse>(backend_, c, in,
                                                                                   out);
  }
  Unary* GetFund(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetFundRequest, v1::GetFundResponse>(
        backend_, c, in, out,
        [this](auto& call) { return ReadFund(backend_, call.request, call.response); });
  }
  Unary* ListMovements(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListMovementsRequest, v1::ListMovementsResponse>(
        backend_, c, in, out,
        [this](auto& call) { return ReadMovements(backend_, call.request, call.response); });
  }
  grpc::ServerWriteReactor<Bytes>* ExportMovements(Context* context, const Bytes* in) override {
    using Request = v1::ExportMovementsRequest;
    return ServeStream<Request>(
        backend_, context, in,
        [this](const StreamCall<Request>& call) -> absl::StatusOr<std::unique_ptr<Producer>> {
          IPPLEDGE_ASSIGN_OR_RETURN(MovementWalk walk, WalkOf(backend_, call.request, 0));
          return std::make_unique<MovementsExport>(std::move(walk));
        });
  }

 private:
  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeFundService(const Backend& backend) {
  return std::make_unique<FundService>(backend);
}

}  // namespace ippledge::server
