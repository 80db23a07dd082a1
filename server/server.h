// server/server.h: the gRPC server: credentials, limits, health, reflection, graceful end.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/services.h"

namespace ippledge::server {

inline constexpr int kReceiveBytesMax = 8 << 20;
inline constexpr int kMetadataBytesMax = 16 << 10;
inline constexpr int kConcurrentStreamsMax = 128;  // a connection

class Server {
 public:
  virtual ~Server() = default;
  // Listens on `address` ("127.0.0.1:0" for any port): over TLS when the backend has it, else in
  // plain text, INVALID_ARGUMENT unless it is a loopback address. UNAVAILABLE when the port is
  // taken. `backend` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const std::string& address,
                                                       const Backend& backend);
  virtual int port() const = 0;
  // Tells clients that it goes, takes no new calls, lets those under way end within `grace`.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace ippledge::server
