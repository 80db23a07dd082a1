// JournalService: entries by number, in pages, and as they come.
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.grpc.pb.h"
#include "ledger/status_macros.h"
#include "proto/wire/format.h"
#include "proto/wire/parse.h"
#include "server/call.h"
#include "server/out_stream.h"
#include "server/services.h"
#include "storage/codec.h"

namespace ippledge::server {
namespace {

constexpr std::int64_t kFollowEntriesMax = 500;

template <typename Base>
using RawMethods = v1::JournalService::WithRawCallbackMethod_GetEntry<
    v1::JournalService::WithRawCallbackMethod_ListEntries<
        v1::JournalService::WithRawCallbackMethod_FollowEntries<Base>>>;

// A bank sees what it did and what concerns its loans; the other roles see all.
bool Concerns(const Caller& caller, const Entry& entry) {
  if (!IsBank(caller.role) || entry.caller.organisation == caller.organisation) return true;
  for (const Event& event : entry.events) {
    const LoanId* loan = LoanIdOf(event);
    if (loan != nullptr && loan->bank == caller.organisation) return true;
  }
  return false;
}

void FormatEntry(const Caller& caller, const engine::StoredEntry& stored, bool heads_only,
                 v1::JournalEntry& message) {
  const Entry& entry = stored.entry;
  message.set_entry(entry.number);
  wire::FormatTimestamp(entry.commit_time_ms, *message.mutable_commit_time());
  message.set_business_date(entry.business_date.ToString());
  const proof::Hash leaf = proof::LeafHash(stored.bytes);
  message.set_leaf_hash(leaf.data(), leaf.size());
  if (!Concerns(caller, entry)) {
    message.set_redacted(true);
    return;
  }
  message.set_organisation(entry.caller.organisation);
  message.set_role(std::string(NameOf(entry.caller.role)));
  message.set_person(entry.caller.person);
  if (entry.has_request_id) message.set_request_id(wire::FormatRequestId(entry.request_id));
  const Event& event = entry.events.front();
  message.set_kind(std::string(KindOf(event)));
  if (const LoanId* loan = LoanIdOf(event); loan != nullptr) {
    message.set_bank(loan->bank);
    message.set_contract_number(loan->contract_number);
  }
  if (heads_only) return;
  message.set_stored(stored.bytes);
  message.set_json(storage::EntryJson(stored.bytes));
}

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
    absl::StatusOr<std::unique_ptr<Producer>> producer = MakeFollower(*c, *in);
    const absl::Status refusal = producer.status();
    return OutStream::Start(backend_, c, refusal.ok() ? *std::move(producer) : nullptr, refusal);
  }

 private:
  absl::StatusOr<std::unique_ptr<Producer>> MakeFollower(const Context& context, const Bytes& in) {
    IPPLEDGE_ASSIGN_OR_RETURN(Caller caller, IdentifyCaller(context));
    v1::FollowEntriesRequest request;
    IPPLEDGE_RETURN_IF_ERROR(ParseMessage(in, request));
    IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
    IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                              FindProgramme(backend_, request.programme()));
    const std::int64_t position = engine->View().position();
    const std::int64_t first = request.first_entry() == 0 ? position + 1 : request.first_entry();
    if (first < 1 || first > position + 1) {
      return Refuse(Reason::kEntryUnknown, "first_entry",
                    {{"got", absl::StrCat(first)}, {"limit", absl::StrCat(position + 1)}});
    }
    return std::make_unique<Follower>(engine, std::move(caller), first, request.heads_only());
  }

  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeJournalService(const Backend& backend) {
  return std::make_unique<JournalService>(backend);
}

}  // namespace ippledge::server
