#include "server/status.h"

#include <spdlog/spdlog.h>

#include "absl/strings/escaping.h"
#include "ledger/refusal.h"
#include "proof/random.h"

namespace ippledge::server {
namespace {

// Failures of ours become a refusal that names an incident.
absl::Status Opaque(const absl::Status& status) {
  const std::string incident = absl::BytesToHexString(proof::RandomBytes(8));
  spdlog::error("incident {}: {}", incident, status.ToString());
  return Refuse(Reason::kInternal, "", {{"incident", incident}});
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status, wire::Locale locale) {
  if (status.ok()) return grpc::Status::OK;
  const absl::Status refusal = ReasonOf(status) == Reason::kNone ? Opaque(status) : status;
  return grpc::Status(static_cast<grpc::StatusCode>(refusal.code()), std::string(refusal.message()),
                      wire::EncodeDetails(refusal, locale));
}

}  // namespace ippledge::server
