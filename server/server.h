// server/server.h: the gRPC server: credentials, bounds of connections, health, reflection,
// graceful end.
//
// Health answers everybody who got a connection, over TLS so whose certificate was good at the
// handshake: it says nothing of anybody. Reflection, which asks nobody who calls, is on the plain
// port alone.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/door.h"
#include "server/services.h"

namespace ippledge::server {

inline constexpr int kReceiveBytesMax = 8 << 20;
inline constexpr int kMetadataBytesMax = 16 << 10;
inline constexpr int kConcurrentStreamsMax = 128;  // a connection
// What all connections together may hold of unread and unsent bytes. gRPC ends calls when it is
// short: far above what callers' limits let through, so that it is the last resort.
inline constexpr std::size_t kBufferBytesMax = std::size_t{1} << 30;
// Of the one service that gRPC serves with threads of its own: reflection.
inline constexpr int kThreadsMax = 64;
// A line on which nothing comes back to a ping for so long is dead.
inline constexpr absl::Duration kPingEvery = absl::Minutes(1);
inline constexpr absl::Duration kPingAnswer = absl::Seconds(20);
// Clients may ping so often, also between calls; who pings faster is cut off after 3 strikes.
inline constexpr absl::Duration kPingsApart = absl::Seconds(20);

struct ConnectionOptions {
  DoorOptions door;
  // From the first byte to the end of TLS and HTTP/2's greeting. A slow line needs a second or two.
  absl::Duration handshake = absl::Seconds(10);
  // Without a call. It costs a client one handshake to come back.
  absl::Duration idle = absl::Minutes(30);
  // Then the client is asked to open another one; what is under way has the grace, then the
  // connection is cut. So who lost the right to one, by a certificate that was revoked or has
  // ended, holds it no longer than this, whatever it is used for. Within a tenth, so that not all
  // come back at once.
  absl::Duration age = absl::Hours(1);
  // More than LimitOptions::stream_age: a stream of rows has always ended by itself.
  absl::Duration age_grace = absl::Minutes(30);
};

class Server {
 public:
  virtual ~Server() = default;
  // Listens on `address` ("127.0.0.1:0" for any port): over TLS when the backend has it, else in
  // plain text, INVALID_ARGUMENT unless it is a loopback address. UNAVAILABLE when the port is
  // taken. `backend` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const std::string& address,
                                                       const Backend& backend,
                                                       const ConnectionOptions& connections = {});
  virtual int port() const = 0;
  // Tells clients that it goes, takes no new calls, lets those under way end within `grace`.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace ippledge::server
