#include "server/call.h"

#include <google/protobuf/unknown_field_set.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/status_macros.h"

namespace ippledge::server {

absl::Status WorkersFull() {
  return Refuse(Reason::kQueueFull, "", {{"limit", absl::StrCat(Workers::kQueuedMax)}});
}

absl::Status CheckRoom(const Backend& backend, const Identity& identity, absl::Time deadline,
                       const google::protobuf::Descriptor& request_type,
                       const grpc::ByteBuffer& request) {
  if (absl::Now() > deadline) return Refuse(Reason::kDeadlinePassed);
  // What is small has few rows.
  if (backend.limits != nullptr && request.Length() > Workers::kSmallRequestBytes) {
    IPPLEDGE_RETURN_IF_ERROR(backend.limits->CheckRows(LimitKeyOf(identity)));
  }
  const std::string programme = ProgrammeIn(request_type, request);
  if (programme.empty()) return absl::OkStatus();
  const engine::Engine* const engine = backend.programmes->Find(programme);
  if (engine == nullptr) return absl::OkStatus();
  absl::Status room = engine->CheckRoom(identity.caller.organisation);
  if (room.ok()) return room;
  IPPLEDGE_RETURN_IF_ERROR(CheckMembership(backend, identity.caller, programme));
  const Right& right = RightFor(request_type);
  if (right.roles == Roles::kByTable) IPPLEDGE_RETURN_IF_ERROR(CheckRole(right, identity.caller));
  return room;
}

absl::Status RefuseUnknownFields(const google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) {
    return Refuse(
        Reason::kUnknownField, "",
        {{"message", message.GetDescriptor()->full_name()},
         {"number", absl::StrCat(reflection.GetUnknownFields(message).field(0).number())}});
  }
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const google::protobuf::FieldDescriptor* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(reflection.GetMessage(message, field)));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      IPPLEDGE_RETURN_IF_ERROR(
          RefuseUnknownFields(reflection.GetRepeatedMessage(message, field, i)));
    }
  }
  return absl::OkStatus();
}

}  // namespace ippledge::server
