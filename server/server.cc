#include "server/server.h"

#include <arpa/inet.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>

#include <mutex>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/tls_port.h"

namespace ippledge::server {
namespace {

// A name could be resolved to anything, so but for "localhost" only numbers are taken.
bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  if (host == "localhost" || host == "[::1]") return true;
  in_addr number{};
  return inet_pton(AF_INET, host.c_str(), &number) == 1 && (ntohl(number.s_addr) >> 24) == 127;
}

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kConcurrentStreamsMax);
  // Clients may ping each 20 s, also between calls; those that ping faster are cut after 3 strikes.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 3);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  // Two servers on one port would share its calls by chance.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

class GrpcServer final : public Server {
 public:
  absl::Status Listen(const std::string& address, const Backend& backend) {
    static std::once_flag plugins;
    std::call_once(plugins, [] {
      grpc::EnableDefaultHealthCheckService(true);
      grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    });
    grpc::ServerBuilder builder;
    SetLimits(builder);
    builder.AddListeningPort(
        address,
        backend.tls == nullptr ? grpc::InsecureServerCredentials() : backend.tls->Credentials(),
        &port_);
    services_.push_back(MakeProgrammeService(backend));
    services_.push_back(MakeLoanService(backend));
    services_.push_back(MakePolicyService(backend));
    services_.push_back(MakeCoverService(backend));
    services_.push_back(MakeClaimService(backend));
    services_.push_back(MakeFundService(backend));
    services_.push_back(MakeReconciliationService(backend));
    services_.push_back(MakeReportService(backend));
    services_.push_back(MakeJournalService(backend));
    services_.push_back(MakeAdminService(backend));
    for (const std::unique_ptr<grpc::Service>& service : services_) {
      builder.RegisterService(service.get());
    }
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", address));
    }
    SetServing(true);
    return absl::OkStatus();
  }

  int port() const override { return port_; }

  void Stop(absl::Duration grace) override {
    SetServing(false);
    server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
    server_->Wait();
  }

 private:
  void SetServing(bool serving) {
    grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
    if (health == nullptr) return;
    health->SetServingStatus(serving);
    for (const char* name :
         {"ippledge.v1.ProgrammeService", "ippledge.v1.LoanService", "ippledge.v1.PolicyService",
          "ippledge.v1.CoverService", "ippledge.v1.ClaimService", "ippledge.v1.FundService",
          "ippledge.v1.ReconciliationService", "ippledge.v1.ReportService",
          "ippledge.v1.JournalService", "ippledge.v1.AdminService"}) {
      health->SetServingStatus(name, serving);
    }
  }

  int port_ = 0;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const std::string& address,
                                                      const Backend& backend) {
  if (backend.tls == nullptr && !IsLoopback(address)) {
    return absl::InvalidArgumentError(absl::StrCat(
        address,
        " is not a loopback address: without TLS the server takes the caller's word for who it is, "
        "so it is for this machine only"));
  }
  auto server = std::make_unique<GrpcServer>();
  absl::Status status = server->Listen(address, backend);
  if (!status.ok()) return status;
  return server;
}

}  // namespace ippledge::server
