// AdminService: members, keys, quorums of witnesses, audits, backups.
#include <utility>

#include "ippledge/v1/admin_service.grpc.pb.h"
#include "proof/verifier_key.h"
#include "proto/wire/trust.h"
#include "server/act_reads.h"
#include "server/audits.h"
#include "server/backups.h"
#include "server/cover_write.h"
#include "server/erasure.h"
#include "server/trust_reads.h"

namespace ippledge::server {
namespace {

template <typename Base>
using RawMethods = v1::AdminService::WithRawCallbackMethod_AmendMembers<
    v1::AdminService::WithRawCallbackMethod_ListMembers<
        v1::AdminService::WithRawCallbackMethod_AdmitKey<
            v1::AdminService::WithRawCallbackMethod_RetireKey<
                v1::AdminService::WithRawCallbackMethod_ListKeys<
                    v1::AdminService::WithRawCallbackMethod_SetQuorum<
                        v1::AdminService::WithRawCallbackMethod_GetQuorum<
                            v1::AdminService::WithRawCallbackMethod_RecordAudit<
                                v1::AdminService::WithRawCallbackMethod_ListAudits<
                                    v1::AdminService::WithRawCallbackMethod_EraseSubject<
                                        v1::AdminService::WithRawCallbackMethod_BackUp<
                                            v1::AdminService::WithRawCallbackMethod_StartAudit<
                                                v1::AdminService::
                                                    WithRawCallbackMethod_ListKeptActs<
                                                        Base>>>>>>>>>>>>>;

// FIELD_MALFORMED unless the text is a public key of that name, fit for its purpose. What is wrong
// is said without the text: it may be a secret one.
absl::Status CheckKeyText(const VerifierKey& key) {
  const auto malformed = [](absl::string_view field, std::string got, std::string want) {
    return Refuse(Reason::kFieldMalformed, field,
                  {{"got", std::move(got)}, {"want", std::move(want)}});
  };
  const absl::StatusOr<proof::VerifierKey> parsed = proof::VerifierKey::Parse(key.text);
  if (!parsed.ok()) {
    return malformed("key.text", std::string(parsed.status().message()),
                     "a public key, NAME+ID+KEY");
  }
  if (parsed->name() != key.name) return malformed("key.name", key.name, parsed->name());
  const bool cosigns = parsed->type() == proof::KeyType::kCosignature;
  if (cosigns == (key.purpose == KeyPurpose::kWitness)) return absl::OkStatus();
  return malformed("key.text", std::string(proof::NameOf(parsed->type())),
                   cosigns ? "ed25519 or sm2" : "cosignature");
}

using KeyCall = Call<v1::AdmitKeyRequest, v1::AdmitKeyResponse>;

// Hands the key on; the call is finished when this is not OK.
absl::Status SubmitKey(const Backend& backend, const std::shared_ptr<KeyCall>& call) {
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, call->request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(wire::Write write, wire::ParseWrite(call->request));
  IPPLEDGE_RETURN_IF_ERROR(CheckKeyText(std::get<::ippledge::AdmitKey>(write.command).key));
  SubmitWrite(*engine, call, std::move(write), [](KeyCall&, const engine::Outcome&) {});
  return absl::OkStatus();
}

using BackUpCall = Call<v1::BackUpRequest, v1::BackUpResponse>;

// Begins the backup; the call is finished when this is not OK.
absl::Status StartBackup(const Backend& backend, const std::shared_ptr<BackUpCall>& call) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(call->request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, call->request.programme()));
  return backend.backups->Start(*engine, call->request.programme(),
                                [call](absl::StatusOr<storage::Backup> backup) {
                                  if (!backup.ok()) return call->Finish(backup.status());
                                  call->response.set_folder(backup->folder);
                                  call->response.set_position(backup->manifest.position);
                                  call->response.set_checkpoint(backup->checkpoint);
                                  call->response.set_bytes(backup->manifest.bytes());
                                  call->response.set_last_entry(backup->manifest.last_entry);
                                  call->Finish(absl::OkStatus());
                                });
}

absl::Status BeginAudit(const Backend& backend, const v1::StartAuditRequest& request,
                        v1::StartAuditResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_RETURN_IF_ERROR(FindProgramme(backend, request.programme()).status());
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t through, backend.audits->Start(request.programme()));
  response.set_through_entry(through);
  return absl::OkStatus();
}

class AdminService final : public RawMethods<v1::AdminService::Service> {
 public:
  explicit AdminService(const Backend& backend) : backend_(backend) {}

  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;
  using Unary = grpc::ServerUnaryReactor;

  Unary* AmendMembers(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::AmendMembersRequest, v1::AmendMembersResponse>(backend_, c, in, out);
  }
  Unary* AdmitKey(Context* c, const Bytes* in, Bytes* out) override {
    return ServeCall<v1::AdmitKeyRequest, v1::AdmitKeyResponse>(
        backend_, c, in, out, [this](std::shared_ptr<KeyCall> call) {
          if (absl::Status failed = SubmitKey(backend_, call); !failed.ok()) call->Finish(failed);
        });
  }
  Unary* RetireKey(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::RetireKeyRequest, v1::RetireKeyResponse>(backend_, c, in, out);
  }
  Unary* SetQuorum(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::SetQuorumRequest, v1::SetQuorumResponse>(backend_, c, in, out);
  }
  Unary* RecordAudit(Context* c, const Bytes* in, Bytes* out) override {
    return ServePlain<v1::RecordAuditRequest, v1::RecordAuditResponse>(backend_, c, in, out);
  }
  Unary* EraseSubject(Context* c, const Bytes* in, Bytes* out) override {
    return ServeEraseSubject(backend_, c, in, out);
  }
  Unary* BackUp(Context* c, const Bytes* in, Bytes* out) override {
    return ServeCall<v1::BackUpRequest, v1::BackUpResponse>(
        backend_, c, in, out, [this](std::shared_ptr<BackUpCall> call) {
          if (absl::Status failed = StartBackup(backend_, call); !failed.ok()) call->Finish(failed);
        });
  }
  Unary* ListMembers(Context* c, const Bytes* in, Bytes* out) override {
    return ServeRead<v1::ListMembersRequest, v1::ListMembersResponse>(
        backend_, c, in, out, [this](auto& call) {
          return ReadMembers(backend_, call.caller, call.request, call.response);
        });
  }
  Unary* ListKeys(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListKeysRequest, v1::ListKeysResponse>(c, in, out, ReadKeys);
  }
  Unary* GetQuorum(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::GetQuorumRequest, v1::GetQuorumResponse>(c, in, out, ReadQuorum);
  }
  Unary* ListAudits(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListAuditsRequest, v1::ListAuditsResponse>(c, in, out, ReadAudits);
  }
  Unary* StartAudit(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::StartAuditRequest, v1::StartAuditResponse>(c, in, out, BeginAudit);
  }
  Unary* ListKeptActs(Context* c, const Bytes* in, Bytes* out) override {
    return Read<v1::ListKeptActsRequest, v1::ListKeptActsResponse>(c, in, out, ReadKeptActs);
  }

 private:
  template <typename Request, typename Response>
  Unary* Read(Context* c, const Bytes* in, Bytes* out,
              absl::Status (*read)(const Backend&, const Request&, Response&)) {
    return ServeRead<Request, Response>(backend_, c, in, out, [this, read](auto& call) {
      return read(backend_, call.request, call.response);
    });
  }

  const Backend& backend_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeAdminService(const Backend& backend) {
  return std::make_unique<AdminService>(backend);
}

}  // namespace ippledge::server
