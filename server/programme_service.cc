// ProgrammeService: founding programmes, bodies, opening figures.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/programme_service.grpc.pb.h"
#include "proto/wire/format.h"
#include "server/call.h"
#include "server/services.h"
#include "server/write.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::ProgrammeService::WithRawCallbackMethod_FoundProgramme<
    v1::ProgrammeService::WithRawCallbackMethod_GetProgramme<
        v1::ProgrammeService::WithRawCallbackMethod_ListProgrammes<
            v1::ProgrammeService::WithRawCallbackMethod_RegisterBody<
                v1::ProgrammeService::WithRawCallbackMethod_AmendBody<
                    v1::ProgrammeService::WithRawCallbackMethod_ListBodies<
                        v1::ProgrammeService::WithRawCallbackMethod_RecordOpeningFigure<
                            v1::ProgrammeService::WithRawCallbackMethod_ListOpeningFigures<
                                Base>>>>>>>>;

// The answer of a write that concerns the programme as a whole.
template <typename ThisCall>
std::function<void(engine::Outcome)> AnswerTo(std::shared_ptr<ThisCall> call) {
  return [call = std::move(call)](engine::Outcome outcome) {
    if (outcome.status.ok()) {
      FormatRecorded(outcome, call->request.validate_only(), *call->response.mutable_recorded());
    }
    call->Finish(outcome.status);
  };
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* ServeGovernance(const Backend& backend,
                                          grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  using ThisCall = Call<Request, Response>;
  const auto serve = [&backend](std::shared_ptr<ThisCall> call) {
    absl::StatusOr<engine::Engine*> engine = FindProgramme(backend, call->request.programme());
    if (!engine.ok()) return call->Finish(engine.status());
    absl::StatusOr<wire::Write> write =
        wire::ParseWrite(call->request, (*engine)->View().programme().constitution.schemes);
    if (!write.ok()) return call->Finish(write.status());
    engine::Submission submission = SubmissionOf(*std::move(write), call->caller, call->deadline());
    submission.done = AnswerTo(std::move(call));
    (*engine)->Submit(std::move(submission));
  };
  return ServeCall<Request, Response>(backend, context, in, out, serve);
}

void FormatProgramme(const engine::Engine& engine, v1::Programme& message) {
  const engine::ReadView view = engine.View();
  message.set_programme(view.programme().id);
  wire::FormatConstitution(view.programme().constitution, *message.mutable_constitution());
  message.set_position(view.position());
  wire::FormatTimestamp(view.picture().commit_time_ms, *message.mutable_commit_time());
  message.set_business_date(view.picture().today.ToString());
  message.set_root(view.picture().root.data(), view.picture().root.size());
  message.set_accepts_writes(engine.accepts_writes());
}

class ProgrammeService final : public RawMethods<v1::ProgrammeService::Service> {
 public:
  explicit ProgrammeService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* FoundProgramme(Context* c, const Bytes* in, Bytes* out) override {
    using ThisCall = Call<v1::FoundProgrammeRequest, v1::FoundProgrammeResponse>;
    return ServeCall<v1::FoundProgrammeRequest, v1::FoundProgrammeResponse>(
        backend_, c, in, out, [this](std::shared_ptr<ThisCall> call) {
          absl::StatusOr<wire::Write> write = wire::ParseWrite(call->request);
          if (!write.ok()) return call->Finish(write.status());
          // Opening a journal waits for the disk: not on a network thread.
          RunOnWorker(backend_, *call, [this, call, write = *std::move(write)]() mutable {
            engine::Submission submission =
                SubmissionOf(std::move(write), call->caller, call->deadline());
            submission.done = AnswerTo(std::move(call));
            backend_.programmes->Found(std::move(submission));
          });
        });
  }
  Unary* RegisterBody(Context* c, const Bytes* in, Bytes* out) override {
    return ServeGovernance<v1::RegisterBodyRequest, v1::RegisterBodyResponse>(backend_, c, in, out);
  }
  Unary* AmendBody(Context* c, const Bytes* in, Bytes* out) override {
    return ServeGovernance<v1::AmendBodyRequest, v1::AmendBodyResponse>(backend_, c, in, out);
  }
  Unary* RecordOpeningFigure(Context* c, const Bytes* in, Bytes* out) override {
    return ServeGovernance<v1::RecordOpeningFigureRequest, v1::RecordOpeningFigureResponse>(
        backend_, c, in, out);
  }

  Unary* GetProgramme(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(call.request));
          IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                                    FindProgramme(backend_, call.request.programme()));
          FormatProgramme(*engine, *call.response.mutable_programme());
          return absl::OkStatus();
        });
  }
  Unary* ListProgrammes(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(call.request));
          for (const std::string& id : backend_.programmes->Ids()) {
            if (!CheckMembership(backend_, call.caller, id).ok()) continue;
            FormatProgramme(*backend_.programmes->Find(id), *call.response.add_programmes());
          }
          return absl::OkStatus();
        });
  }
  Unary* ListBodies(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListBodiesRequest, v1::ListBodiesResponse>(
        backend_, c, in, out,
        [this](auto& call) { return ReadBodies(call.caller, call.request, call.response); });
  }
  Unary* ListOpeningFigures(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListOpeningFiguresRequest, v1::ListOpeningFiguresResponse>(
        backend_, c, in, out, [this](auto& call) -> absl::Status {
          IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(call.request));
          IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                                    FindProgramme(backend_, call.request.programme()));
          const engine::ReadView view = engine->View();
          for (const RecordedOpening& opening : view.programme().openings) {
            wire::FormatOpeningFigure(opening.figure, *call.response.add_figures());
          }
          call.response.set_position(view.position());
          return absl::OkStatus();
        });
  }

 private:
  // Bodies are only ever added: a token holds how many were shown. How another bank stands is not
  // told to banks.
  absl::Status ReadBodies(const Caller& caller, const v1::ListBodiesRequest& request,
                          v1::ListBodiesResponse& response) {
    IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
    IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                              FindProgramme(backend_, request.programme()));
    IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
    const std::string scope = absl::StrCat("ListBodies/", request.programme());
    PagePoint point;
    std::int64_t first = 0;
    if (!request.page_token().empty()) {
      IPPLEDGE_ASSIGN_OR_RETURN(point, backend_.page_tokens->Open(scope, request.page_token()));
      if (!absl::SimpleAtoi(point.last_key, &first)) {
        return Refuse(Reason::kPageTokenInvalid, "page_token");
      }
    }
    const engine::ReadView view = engine->View();
    const std::vector<RegisteredBody>& bodies = view.programme().bodies;
    const auto count = static_cast<std::int64_t>(bodies.size());
    const std::int64_t end = std::min(first + page_size, count);
    for (std::int64_t i = first; i < end; ++i) {
      const Body& body = bodies[static_cast<std::size_t>(i)].body;
      v1::Body& message = *response.add_bodies();
      wire::FormatBody(body, message);
      if (!MayReadLoansOf(caller, body.body_id).ok()) message.clear_standing();
    }
    if (end < count) {
      response.set_next_page_token(backend_.page_tokens->Seal(
          scope, {.position = view.position(), .last_key = absl::StrCat(end)}));
    }
    response.set_position(view.position());
    return absl::OkStatus();
  }

  const Backend& backend_;
};

}  // namespace

absl::StatusOr<engine::Engine*> FindProgramme(const Backend& backend, absl::string_view id) {
  if (id.empty()) return Refuse(Reason::kFieldRequired, "programme");
  engine::Engine* engine = backend.programmes->Find(id);
  if (engine != nullptr) return engine;
  return Refuse(Reason::kProgrammeUnknown, "programme", {{"programme", std::string(id)}});
}

std::unique_ptr<grpc::Service> MakeProgrammeService(const Backend& backend) {
  return std::make_unique<ProgrammeService>(backend);
}

}  // namespace ippledge::server
