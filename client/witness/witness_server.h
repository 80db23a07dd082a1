// client/witness/witness_server.h: serves WitnessService, so that others can ask a witness what it
// cosigned. The calls need no caller: notes are no secret, and what is told is verified.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/connection.h"
#include "client/witness/inbox.h"
#include "client/witness/witness.h"
#include "ippledge/v1/witness_service.pb.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace ippledge::client {

// The calls themselves, as gRPC and tests make them; errors are those of the service.
absl::Status GetLatest(const Witness& witness, const v1::GetLatestRequest& request,
                       v1::GetLatestResponse& response);
absl::Status ListCosigned(const Witness& witness, const v1::ListCosignedRequest& request,
                          v1::ListCosignedResponse& response);
absl::Status TellFork(const Witness& witness, Inbox& inbox, const v1::TellForkRequest& request,
                      v1::TellForkResponse& response);

class WitnessServer {
 public:
  // `address` is HOST:PORT, port 0 a free one; `certificate` and key in PEM, none for plain text.
  // Witness and inbox outlive it. A usage error for plain text elsewhere than on loopback, and when
  // the address cannot be had.
  static absl::StatusOr<std::unique_ptr<WitnessServer>> Start(
      const std::string& address, const std::optional<TlsLine>& certificate, const Witness& witness,
      Inbox& inbox);
  // Ends calls under way.
  ~WitnessServer();

  // HOST:PORT, the port that it got.
  const std::string& address() const { return address_; }

 private:
  WitnessServer() = default;

  std::string address_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace ippledge::client
