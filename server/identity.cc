#include "server/identity.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "ledger/text.h"
#include "proto/wire/approval.h"
#include "server/approval.h"
#include "server/rights.h"
#include "server/tls_port.h"

namespace ippledge::server {
namespace {

constexpr char kOrganisationKey[] = "ippledge-organisation";
constexpr char kRoleKey[] = "ippledge-role";
constexpr char kPersonKey[] = "ippledge-person";
constexpr char kSecondPersonKey[] = "ippledge-second-person";

absl::string_view MetadataOf(const grpc::ServerContextBase& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  if (found == metadata.end()) return "";
  return absl::string_view(found->second.data(), found->second.size());
}

absl::string_view PropertyOf(const grpc::AuthContext& line, const char* name) {
  const std::vector<grpc::string_ref> values = line.FindPropertyValues(name);
  if (values.size() != 1) return "";
  return absl::string_view(values.front().data(), values.front().size());
}

absl::StatusOr<std::shared_ptr<const Identity>> IdentifyLine(
    const ClientCertificates& clients, const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> line = context.auth_context();
  if (line == nullptr) {
    return Refuse(Reason::kCertificateUntrusted, "", {{"why", "none was shown"}});
  }
  return clients.Identify(PropertyOf(*line, GRPC_X509_PEM_CERT_PROPERTY_NAME),
                          PropertyOf(*line, GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME));
}

absl::StatusOr<Identity> IdentifyByCertificate(const ClientCertificates& clients,
                                               const grpc::ServerContextBase& context) {
  for (const char* key : {kOrganisationKey, kRoleKey, kPersonKey, kSecondPersonKey}) {
    if (context.client_metadata().contains(key)) {
      return Refuse(Reason::kIdentityInMetadata, "", {{"key", key}});
    }
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const std::shared_ptr<const Identity> identity,
                            IdentifyLine(clients, context));
  return *identity;
}

Caller CallerInMetadata(const grpc::ServerContextBase& context) {
  Caller caller;
  caller.organisation = std::string(MetadataOf(context, kOrganisationKey));
  caller.role = RoleNamed(MetadataOf(context, kRoleKey));
  caller.person = std::string(MetadataOf(context, kPersonKey));
  caller.second_person = std::string(MetadataOf(context, kSecondPersonKey));
  return caller;
}

absl::StatusOr<Identity> IdentifyByMetadata(const grpc::ServerContextBase& context) {
  Identity identity;
  const Caller& caller = identity.caller = CallerInMetadata(context);
  if (!CheckSlug(caller.organisation).ok() || caller.role == Role::kUnspecified ||
      !CheckText(caller.person, 0, kPersonCharsMax).ok() ||
      !CheckText(caller.second_person, 0, kPersonCharsMax).ok()) {
    return Refuse(Reason::kCallerUnknown);
  }
  return identity;
}

absl::StatusOr<Identity> IdentifyConnection(const Backend& backend,
                                            const grpc::ServerContextBase& context) {
  if (backend.tls == nullptr) return IdentifyByMetadata(context);
  return IdentifyByCertificate(backend.tls->clients(), context);
}

bool HasApproval(const grpc::ServerContextBase& context) {
  return context.client_metadata().contains(wire::kApprovalMetadata);
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace

absl::StatusOr<Identity> IdentifyCaller(const Backend& backend,
                                        const grpc::ServerContextBase& context,
                                        const google::protobuf::Descriptor& request_type,
                                        const grpc::ByteBuffer& request) {
  IPPLEDGE_ASSIGN_OR_RETURN(Identity identity, IdentifyConnection(backend, context));
  if (!HasApproval(context)) return identity;
  if (backend.tls == nullptr) return RefuseApproval("a plain-text line has no certificates");
  const google::protobuf::MethodDescriptor* const method = wire::MethodTaking(request_type);
  IPPLEDGE_CHECK(method != nullptr);
  IPPLEDGE_RETURN_IF_ERROR(TakeApproval(backend.tls->clients(),
                                        MetadataOf(context, wire::kApprovalMetadata), *method,
                                        BytesOf(request), identity));
  return identity;
}

absl::StatusOr<Identity> IdentifyCaller(const Backend& backend,
                                        const grpc::ServerContextBase& context) {
  IPPLEDGE_ASSIGN_OR_RETURN(Identity identity, IdentifyConnection(backend, context));
  if (HasApproval(context)) return RefuseApproval("no approval is of a stream");
  return identity;
}

Caller NamedCaller(const Backend& backend, const grpc::ServerContextBase& context) {
  if (backend.tls == nullptr) {
    Caller caller = CallerInMetadata(context);
    if (!CheckSlug(caller.organisation).ok()) caller.organisation.clear();
    if (!CheckText(caller.person, 0, kPersonCharsMax).ok()) caller.person.clear();
    return caller;
  }
  const std::shared_ptr<const grpc::AuthContext> line = context.auth_context();
  if (line == nullptr) return Caller();
  return backend.tls->clients().NamedBy(PropertyOf(*line, GRPC_X509_PEM_CERT_PROPERTY_NAME));
}

absl::Status CheckStillKnown(const Backend& backend, const grpc::ServerContextBase& context) {
  if (backend.tls == nullptr) return absl::OkStatus();
  return IdentifyLine(backend.tls->clients(), context).status();
}

absl::Status CheckPersonDecides(const Identity& identity,
                                const google::protobuf::Descriptor& request_type) {
  if (!identity.is_system || !RightFor(request_type).by_person) return absl::OkStatus();
  return Refuse(Reason::kSystemNotAllowed, "", {{"person", identity.caller.person}});
}

wire::Locale LocaleOf(const grpc::ServerContextBase& context) {
  return wire::LocaleFor(MetadataOf(context, "accept-language"));
}

}  // namespace ippledge::server
