// server/services.h: what every service is made of, and the factories.
//
// No gRPC header here: the generated ones are heavy, and only the files of one service need them.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/programmes.h"
#include "server/keyrings.h"
#include "server/page_token.h"
#include "server/workers.h"

namespace grpc {
class Service;
}

namespace ippledge::server {

class ActKeeper;
class Audits;
class Backups;
class Limits;
class TlsPort;

// Borrowed by the services; outlives them.
struct Backend {
  engine::Programmes* programmes = nullptr;
  Workers* workers = nullptr;
  const PageTokens* page_tokens = nullptr;
  Keyrings* keyrings = nullptr;
  // Where callers show certificates; null: plain text on loopback, callers are taken at their word.
  TlsPort* tls = nullptr;
  Limits* limits = nullptr;         // null: none
  std::shared_ptr<ActKeeper> acts;  // null: none are kept
  Backups* backups = nullptr;
  Audits* audits = nullptr;
};

// PROGRAMME_UNKNOWN.
absl::StatusOr<engine::Engine*> FindProgramme(const Backend& backend, absl::string_view id);

std::unique_ptr<grpc::Service> MakeProgrammeService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeLoanService(const Backend& backend);
std::unique_ptr<grpc::Service> MakePolicyService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeCoverService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeClaimService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeFundService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeReconciliationService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeReportService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeJournalService(const Backend& backend);
std::unique_ptr<grpc::Service> MakeAdminService(const Backend& backend);

}  // namespace ippledge::server
