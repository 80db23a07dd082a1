#include "server/server.h"

#include <arpa/inet.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>

#include <mutex>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
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

void SetMs(grpc::ServerBuilder& builder, const char* name, absl::Duration duration) {
  builder.AddChannelArgument(name, static_cast<int>(absl::ToInt64Milliseconds(duration)));
}

void SetBounds(grpc::ServerBuilder& builder, const ConnectionOptions& connections) {
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kConcurrentStreamsMax);
  SetMs(builder, GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingsApart);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 3);
  SetMs(builder, GRPC_ARG_KEEPALIVE_TIME_MS, kPingEvery);
  SetMs(builder, GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingAnswer);
  SetMs(builder, GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, connections.handshake);
  SetMs(builder, GRPC_ARG_MAX_CONNECTION_IDLE_MS, connections.idle);
  SetMs(builder, GRPC_ARG_MAX_CONNECTION_AGE_MS, connections.age);
  SetMs(builder, GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, connections.age_grace);
  grpc::ResourceQuota quota("ippledge");
  quota.Resize(kBufferBytesMax).SetMaxThreads(kThreadsMax);
  builder.SetResourceQuota(quota);
}

// gRPC's library of reflection adds it to every server of the process.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->clear();
  }
};

class GrpcServer final : public Server {
 public:
  absl::Status Listen(const std::string& address, const Backend& backend,
                      const ConnectionOptions& connections) {
    IPPLEDGE_ASSIGN_OR_RETURN(door_, Door::Make(address, connections.door));
    static std::once_flag plugins;
    std::call_once(plugins, [] {
      grpc::EnableDefaultHealthCheckService(true);
      grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    });
    grpc::ServerBuilder builder;
    SetBounds(builder, connections);
    using External = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
    acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
        External::FROM_FD,
        backend.tls == nullptr ? grpc::InsecureServerCredentials() : backend.tls->Credentials());
    if (backend.tls != nullptr) builder.SetOption(std::make_unique<WithoutReflection>());
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
    if (server_ == nullptr) {
      return absl::UnavailableError(absl::StrCat("cannot serve on ", address));
    }
    SetServing(true);
    door_->Open([acceptor = acceptor_.get()](int listener, int connection) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters fresh;
      fresh.listener_fd = listener;
      fresh.fd = connection;
      acceptor->HandleNewConnection(&fresh);
    });
    return absl::OkStatus();
  }

  int port() const override { return door_->port(); }

  void Stop(absl::Duration grace) override {
    SetServing(false);
    door_->Close();
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

  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<Door> door_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const std::string& address,
                                                      const Backend& backend,
                                                      const ConnectionOptions& connections) {
  if (backend.tls == nullptr && !IsLoopback(address)) {
    return absl::InvalidArgumentError(absl::StrCat(
        address,
        " is not a loopback address: without TLS the server takes the caller's word for who it is, "
        "so it is for this machine only"));
  }
  auto server = std::make_unique<GrpcServer>();
  absl::Status status = server->Listen(address, backend, connections);
  if (!status.ok()) return status;
  return server;
}

}  // namespace ippledge::server
