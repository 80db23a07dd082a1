// JournalService: entries by number, in pages, and as they come; checkpoints, proofs, receipts.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.grpc.pb.h"
#include "ledger/status_macros.h"
#include "server/await_checkpoint.h"
#include "server/call.h"
#include "server/checkpoint_reads.h"
#include "server/cosigning.h"
#include "server/receipts.h"
#include "server/services.h"
#include "server/shown_entry.h"
#include "server/stream_call.h"

namespace ippledge::server {
namespace {

constexpr std::int64_t kFollowEntriesMax = 500;

template <typename Base>
using RawMethods = v1::JournalService::WithRawCallbackMethod_GetEntry<
    v1::JournalService::WithRawCallbackMethod_ListEntries<
        v1::JournalService::WithRawCallbackMethod_FollowEntries<
            v1::JournalService::WithRawCallbackMethod_GetCheckpoint<
                v1::JournalService::WithRawCallbackMethod_ListCheckpoints<
                    v1::JournalService::WithRawCallbackMethod_FollowCheckpoints<
                        v1::JournalService::WithRawCallbackMethod_GetInclusionProof<
                            v1::JournalService::WithRawCallbackMethod_GetConsistencyProof<
                                v1::JournalService::WithRawCallbackMethod_GetTile<
                                    v1::JournalService::WithRawCallbackMethod_GetReceipt<
                                        v1::JournalService::WithRawCallbackMethod_AddCosignature<
                                            Base>>>>>>>>>>>;

// Appends entries to `messages` until about kAnswerBytesMax; how many.
std::int64_t FormatEntries(const Caller& caller, const std::vector<engine::StoredEntry>& entries,
                           bool heads_only,
                           google::protobuf::RepeatedPtrField<v1::JournalEntry>& messages) {
  std::size_t bytes = 0;
  for (const engine::StoredEntry& entry : entries) {
    if (bytes >= kAnswerBytesMax) break;
    FormatEntry(caller, entry, heads_only, *messages.Add());
    bytes += messages.rbegin()->ByteSizeLong();
  }
  return messages.size();
}

absl::Status ReadEntry(const Backend& backend, const Caller& caller,
                       const v1::GetEntryRequest& request, v1::GetEntryResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  const engine::ReadView view = engine->View();
  if (request.entry() < 1 || request.entry() > view.position()) {
    return Refuse(
        Reason::kEntryUnknown, "entry",
        {{"got", absl::StrCat(request.entry())}, {"limit", absl::StrCat(view.position())}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto entries, view.Entries(request.entry(), 1));
  FormatEntry(caller, entries.at(0), false, *response.mutable_entry());
  return absl::OkStatus();
}

absl::Status ReadEntries(const Backend& backend, const Caller& caller,
                         const v1::ListEntriesRequest& request, v1::ListEntriesResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const engine::ReadView view = engine->View();
  response.set_position(view.position());
  const std::int64_t first = request.first_entry() == 0 ? 1 : request.first_entry();
  if (first < 1) {
    return Refuse(Reason::kEntryUnknown, "first_entry",
                  {{"got", absl::StrCat(first)}, {"limit", absl::StrCat(view.position())}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto entries, view.Entries(first, page_size));
  const std::int64_t next =
      first + FormatEntries(caller, entries, request.heads_only(), *response.mutable_entries());
  if (next <= view.position()) response.set_next_first_entry(next);
  return absl::OkStatus();
}

class Follower final : public Producer {
 public:
  Follower(engine::Engine* engine, Caller caller, std::int64_t first, bool heads_only)
      : engine_(engine), caller_(std::move(caller)), next_(first), heads_only_(heads_only) {}

  Produced Next() override {
    const engine::ReadView view = engine_->View();
    if (next_ > view.position()) {
      return {.kind = Produced::Kind::kWait, .engine = engine_, .position = next_ - 1};
    }
    const auto entries = view.Entries(next_, kFollowEntriesMax);
    if (!entries.ok()) return {.kind = Produced::Kind::kEnd, .status = entries.status()};
    v1::FollowEntriesResponse response;
    next_ += FormatEntries(caller_, *entries, heads_only_, *response.mutable_entries());
    response.set_position(view.position());
    return {.kind = Produced::Kind::kMessage, .message = SerializeMessage(response)};
  }

 private:
  engine::Engine* const engine_;
  const Caller caller_;
  std::int64_t next_;
  const bool heads_only_;
};

absl::StatusOr<std::unique_ptr<Producer>> MakeFollower(
    const StreamCall<v1::FollowEntriesRequest>& call) {
  const v1::FollowEntriesRequest& request = call.request;
  const std::int64_t position = call.engine->View().position();
  const std::int64_t first = request.first_entry() == 0 ? position + 1 : request.first_entry();
  if (first < 1 || first > position + 1) {
    return Refuse(Reason::kEntryUnknown, "first_entry",
                  {{"got", absl::StrCat(first)}, {"limit", absl::StrCat(position + 1)}});
  }
  return std::make_unique<Follower>(call.engine, call.caller, first, request.heads_only());
}

// Which entry a checkpoint is waited for to cover; 0 for none.
std::int64_t EntryAwaited(const v1::GetCheckpointRequest& request) {
  return request.wait() ? std::max<std::int64_t>(request.entry(), 1) : 0;
}
std::int64_t EntryAwaited(const v1::GetReceiptRequest& request) { return request.entry(); }
template <typename Request>
std::int64_t EntryAwaited(const Request&) {
  return 0;
}

// A read of a programme, `read` (engine, call), once the checkpoint is there that it waits for.
template <typename Request, typename Response, typename Read>
grpc::ServerUnaryReactor* ServeTreeRead(const Backend& backend,
                                        grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* in, grpc::ByteBuffer* out,
                                        Read read) {
  using ThisCall = Call<Request, Response>;
  return ServeCall<Request, Response>(
      backend, context, in, out, [&backend, read](std::shared_ptr<ThisCall> call) {
        if (absl::Status known = RefuseUnknownFields(call->request); !known.ok()) {
          return call->Finish(known);
        }
        const absl::StatusOr<engine::Engine*> engine =
            FindProgramme(backend, call->request.programme());
        if (!engine.ok()) return call->Finish(engine.status());
        const auto answer = [call, read, engine = *engine](bool queued) {
          if (queued) return call->Finish(read(*engine, *call));
          call->Finish(WorkersFull());
        };
        const std::int64_t entry = EntryAwaited(call->request);
        engine::Checkpoints* const checkpoints = (*engine)->checkpoints();
        if (checkpoints != nullptr && entry >= 1 && entry <= (*engine)->View().position()) {
          return AwaitCheckpoint(backend, *checkpoints, call->caller.organisation, entry,
                                 call->deadline(), answer);
        }
        RunOnWorker(backend, *call, [answer] { answer(true); });
      });
}

class JournalService final : public RawMethods<v1::JournalService::Service> {
 public:
  explicit JournalService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* GetEntry(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::GetEntryRequest, v1::GetEntryResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadEntry(backend_, call.caller, call.request, call.response);
        });
  }
  Unary* ListEntries(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListEntriesRequest, v1::ListEntriesResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadEntries(backend_, call.caller, call.request, call.response);
        });
  }
  grpc::ServerWriteReactor<Bytes>* FollowEntries(Context* c, const Bytes* in) override {
    return ServeStream<v1::FollowEntriesRequest>(backend_, c, in, MakeFollower);
  }
  Unary* GetCheckpoint(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return ReadCheckpoint(engine, call.request, call.response);
        });
  }
  Unary* ListCheckpoints(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::ListCheckpointsRequest, v1::ListCheckpointsResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return ReadCheckpoints(engine, call.request, call.response);
        });
  }
  grpc::ServerWriteReactor<Bytes>* FollowCheckpoints(Context* c, const Bytes* in) override {
    return ServeStream<v1::FollowCheckpointsRequest>(backend_, c, in, [](const auto& call) {
      return MakeCheckpointFollower(*call.engine, call.request);
    });
  }
  Unary* GetInclusionProof(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::GetInclusionProofRequest, v1::GetInclusionProofResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return ReadInclusionProof(engine, call.request, call.response);
        });
  }
  Unary* GetConsistencyProof(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::GetConsistencyProofRequest, v1::GetConsistencyProofResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return ReadConsistencyProof(engine, call.request, call.response);
        });
  }
  Unary* GetTile(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::GetTileRequest, v1::GetTileResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return ReadTile(engine, call.caller, call.request, call.response);
        });
  }
  Unary* GetReceipt(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::GetReceiptRequest, v1::GetReceiptResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return ReadReceipt(engine, call.caller, call.request, call.response);
        });
  }
  Unary* AddCosignature(Context* c, const Bytes* in, Bytes* out) override {
    return ServeTreeRead<v1::AddCosignatureRequest, v1::AddCosignatureResponse>(
        backend_, c, in, out, [](engine::Engine& engine, auto& call) {
          return TakeCosignatures(engine, call.request, call.response);
        });
  }

 private:
  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeJournalService(const Backend& backend) {
  return std::make_unique<JournalService>(backend);
}

}  // namespace ippledge::server
