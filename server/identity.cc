#include "server/identity.h"

#include <grpcpp/server_context.h>

#include "absl/strings/string_view.h"
#include "ledger/refusal.h"
#include "ledger/text.h"

namespace ippledge::server {
namespace {

absl::string_view MetadataOf(const grpc::ServerContextBase& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  if (found == metadata.end()) return "";
  return absl::string_view(found->second.data(), found->second.size());
}

}  // namespace

absl::StatusOr<Caller> IdentifyCaller(const grpc::ServerContextBase& context) {
  constexpr int kPersonCharsMax = 64;
  Caller caller;
  caller.organisation = std::string(MetadataOf(context, "ippledge-organisation"));
  caller.role = RoleNamed(MetadataOf(context, "ippledge-role"));
  caller.person = std::string(MetadataOf(context, "ippledge-person"));
  caller.second_person = std::string(MetadataOf(context, "ippledge-second-person"));
  if (!CheckSlug(caller.organisation).ok() || caller.role == Role::kUnspecified ||
      !CheckText(caller.person, 0, kPersonCharsMax).ok() ||
      !CheckText(caller.second_person, 0, kPersonCharsMax).ok()) {
    return Refuse(Reason::kCallerUnknown);
  }
  return caller;
}

wire::Locale LocaleOf(const grpc::ServerContextBase& context) {
  return wire::LocaleFor(MetadataOf(context, "accept-language"));
}

}  // namespace ippledge::server
