#include "server/call.h"

#include <google/protobuf/unknown_field_set.h>

namespace ippledge::server {

absl::Status RefuseUnknownFields(const google::protobuf::Message& message) {
  if (message.GetReflection()->GetUnknownFields(message).empty()) return absl::OkStatus();
  return Refuse(Reason::kUnknownField, "", {{"message", message.GetDescriptor()->full_name()}});
}

}  // namespace ippledge::server
