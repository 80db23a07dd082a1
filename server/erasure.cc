#include "server/erasure.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ippledge/v1/admin_service.pb.h"
#include "ledger/status_macros.h"
#include "proto/wire/trust.h"
#include "server/cover_write.h"
#include "storage/keyring.h"

namespace ippledge::server {
namespace {

using ErasingCall = Call<v1::EraseSubjectRequest, v1::EraseSubjectResponse>;

// All of them, also those of earlier entries: what is gone already costs nothing.
absl::Status EraseRecorded(const engine::Engine& engine, const std::string& programme,
                           Keyrings& keyrings) {
  std::vector<std::string> key_ids;
  const engine::ReadView view = engine.View();
  for (const RecordedErasure& erasure : view.programme().trust->erasures) {
    key_ids.push_back(erasure.key_id);
  }
  // A keyring is made when it is first needed.
  if (key_ids.empty()) return absl::OkStatus();
  IPPLEDGE_ASSIGN_OR_RETURN(storage::Keyring* const keyring, keyrings.Of(programme));
  return keyring->Erase(key_ids).status();
}

void SubmitErasure(const Backend& backend, engine::Engine& engine,
                   std::shared_ptr<ErasingCall> call, wire::Write write) {
  SubmitThen(engine, std::move(call), std::move(write),
             [&backend, &engine](const std::shared_ptr<ErasingCall>& done, const engine::Outcome&) {
               if (done->request.validate_only()) return done->Finish(absl::OkStatus());
               // On a worker's thread: it waits for the disk.
               RunOnWorker(backend, *done, [&backend, &engine, done] {
                 done->Finish(EraseRecorded(engine, done->request.programme(), *backend.keyrings));
               });
             });
}

}  // namespace

grpc::ServerUnaryReactor* ServeEraseSubject(const Backend& backend,
                                            grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* in, grpc::ByteBuffer* out) {
  return ServeCall<v1::EraseSubjectRequest, v1::EraseSubjectResponse>(
      backend, context, in, out, [&backend](std::shared_ptr<ErasingCall> call) {
        absl::StatusOr<engine::Engine*> engine = FindProgramme(backend, call->request.programme());
        if (!engine.ok()) return call->Finish(engine.status());
        absl::StatusOr<wire::Write> write = wire::ParseWrite(call->request);
        if (!write.ok()) return call->Finish(write.status());
        SubmitErasure(backend, **engine, std::move(call), *std::move(write));
      });
}

absl::Status EraseAgain(const engine::Programmes& programmes, Keyrings& keyrings) {
  for (const std::string& id : programmes.Ids()) {
    IPPLEDGE_RETURN_IF_ERROR(EraseRecorded(*programmes.Find(id), id, keyrings));
  }
  return absl::OkStatus();
}

}  // namespace ippledge::server
