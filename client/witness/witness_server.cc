#include "client/witness/witness_server.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/exit_code.h"
#include "ippledge/v1/witness_service.grpc.pb.h"
#include "ledger/status_macros.h"
#include "ledger/trust.h"
#include "proof/fork.h"

namespace ippledge::client {
namespace {

constexpr std::int32_t kPageDefault = 50;
constexpr std::int32_t kPageMax = 500;
constexpr std::size_t kToldBytesMax = kCheckpointNoteBytesMax;  // of a note, of a proof
constexpr int kRequestBytesMax = 64 * 1'024;
constexpr int kThreadsMax = 8;
constexpr std::size_t kMemoryMax = 32 * 1'024 * 1'024;

absl::Status CheckOrigin(const Witness& witness, const std::string& origin) {
  if (origin == witness.origin()) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("this witness follows ", witness.origin()));
}

// The address without its port; brackets of IPv6 come off. Empty when there is no port.
std::string HostOf(absl::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos || colon + 1 == address.size()) return "";
  absl::string_view host = address.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return std::string(host);
}

bool IsLoopback(absl::string_view host) {
  return host == "localhost" || host == "::1" || absl::StartsWith(host, "127.");
}

grpc::Status ToGrpc(const absl::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message())};
}

class Service final : public v1::WitnessService::Service {
 public:
  Service(const Witness& witness, Inbox& inbox) : witness_(witness), inbox_(inbox) {}

  grpc::Status GetLatest(grpc::ServerContext*, const v1::GetLatestRequest* request,
                         v1::GetLatestResponse* response) override {
    return ToGrpc(client::GetLatest(witness_, *request, *response));
  }
  grpc::Status ListCosigned(grpc::ServerContext*, const v1::ListCosignedRequest* request,
                            v1::ListCosignedResponse* response) override {
    return ToGrpc(client::ListCosigned(witness_, *request, *response));
  }
  grpc::Status TellFork(grpc::ServerContext*, const v1::TellForkRequest* request,
                        v1::TellForkResponse* response) override {
    return ToGrpc(client::TellFork(witness_, inbox_, *request, *response));
  }

 private:
  const Witness& witness_;
  Inbox& inbox_;
};

std::shared_ptr<grpc::ServerCredentials> CredentialsFor(const std::optional<TlsLine>& certificate) {
  if (!certificate) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs = {{certificate->key, certificate->certificate}};
  return grpc::SslServerCredentials(tls);
}

}  // namespace

absl::Status GetLatest(const Witness& witness, const v1::GetLatestRequest& request,
                       v1::GetLatestResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(CheckOrigin(witness, request.origin()));
  const std::optional<ShownCheckpoint> latest = witness.Latest();
  if (!latest) return absl::NotFoundError("nothing was cosigned yet");
  response.set_note(latest->note);
  return absl::OkStatus();
}

absl::Status ListCosigned(const Witness& witness, const v1::ListCosignedRequest& request,
                          v1::ListCosignedResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(CheckOrigin(witness, request.origin()));
  if (request.first_size() < 0 || request.page_size() < 0) {
    return absl::InvalidArgumentError("first_size and page_size are not negative");
  }
  const std::int32_t asked = request.page_size() == 0 ? kPageDefault : request.page_size();
  const auto count = static_cast<std::size_t>(std::min(asked, kPageMax));
  // One more tells whether there is another page.
  const std::vector<ShownCheckpoint> list =
      witness.List(static_cast<std::uint64_t>(request.first_size()), count + 1);
  for (std::size_t i = 0; i < std::min(count, list.size()); ++i) {
    response.add_notes(list[i].note);
  }
  if (list.size() > count) {
    response.set_next_first_size(static_cast<std::int64_t>(list[count].checkpoint.size));
  }
  return absl::OkStatus();
}

absl::Status TellFork(const Witness& witness, Inbox& inbox, const v1::TellForkRequest& request,
                      v1::TellForkResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(CheckOrigin(witness, request.origin()));
  if (request.notes_size() < 1 || request.notes_size() > 2) {
    return absl::InvalidArgumentError("one or two notes are told of");
  }
  std::vector<ShownCheckpoint> notes;
  for (const std::string& note : request.notes()) {
    if (note.size() > kToldBytesMax) return absl::InvalidArgumentError("a note is too long");
    absl::StatusOr<ShownCheckpoint> shown = OpenShown(note, witness.log_keys());
    if (!shown.ok()) return absl::InvalidArgumentError(shown.status().message());
    notes.push_back(*std::move(shown));
  }
  std::optional<proof::Beginning> beginning;
  if (!request.proof().empty()) {
    if (request.proof().size() > kToldBytesMax) {
      return absl::InvalidArgumentError("the proof is too long");
    }
    IPPLEDGE_ASSIGN_OR_RETURN(beginning, proof::ParseBeginning(request.proof()));
  }
  const absl::Status full = absl::ResourceExhaustedError("too much waits to be looked into");
  if (notes.size() == 2 && proof::ProveFork(notes[0].note, notes[1].note,
                                            beginning ? &*beginning : nullptr, witness.log_keys())
                               .ok()) {
    response.set_proved(true);
    ForkEvidence evidence{.known = notes[0],
                          .shown = notes[1],
                          .beginning = beginning,
                          .proved = true,
                          .why = "another witness told of it, with the proof"};
    return inbox.Put({.fork = std::move(evidence)}) ? absl::OkStatus() : full;
  }
  for (ShownCheckpoint& shown : notes) {
    if (!inbox.Put({.shown = std::move(shown)})) return full;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<WitnessServer>> WitnessServer::Start(
    const std::string& address, const std::optional<TlsLine>& certificate, const Witness& witness,
    Inbox& inbox) {
  const std::string host = HostOf(address);
  if (host.empty()) return UsageError(absl::StrCat("--listen ", address, " is not HOST:PORT"));
  if (!certificate && !IsLoopback(host)) {
    return UsageError(absl::StrCat("--listen ", address,
                                   " is not a loopback address: that needs --listen-cert and "
                                   "--listen-key"));
  }
  std::unique_ptr<WitnessServer> started(new WitnessServer);
  started->service_ = std::make_unique<Service>(witness, inbox);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, CredentialsFor(certificate), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.RegisterService(started->service_.get());
  builder.SetMaxReceiveMessageSize(kRequestBytesMax);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, 2);
  grpc::ResourceQuota quota("witness");
  quota.SetMaxThreads(kThreadsMax).Resize(kMemoryMax);
  builder.SetResourceQuota(quota);
  started->server_ = builder.BuildAndStart();
  if (started->server_ == nullptr || port == 0) {
    return UsageError(absl::StrCat("--listen ", address, " cannot be had"));
  }
  started->address_ = absl::StrCat(address.substr(0, address.rfind(':') + 1), port);
  return started;
}

WitnessServer::~WitnessServer() {
  if (server_ != nullptr) {
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  }
}

}  // namespace ippledge::client
