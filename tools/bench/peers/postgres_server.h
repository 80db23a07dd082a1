// tools/bench/peers/postgres_server.h: a PostgreSQL server of our own in a scratch folder.
//
// A keeper, a process of its own, starts it and holds the other end of a pipe: when this process
// lets go, also by dying, the keeper stops the server at once and removes the folder. It listens on
// a free port of 127.0.0.1; as root it runs as the user "postgres".
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ippledge::bench {

class PostgresServer {
 public:
  // Makes `folder` anew. kUnimplemented without the server's programs or the user; kUnavailable
  // when it does not start.
  static absl::StatusOr<std::unique_ptr<PostgresServer>> Start(const std::string& folder);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // For libpq.
  const std::string& connection() const { return connection_; }
  // Stops it without a checkpoint, as a crash does, and begins to start it again.
  absl::Status Crash();

 private:
  PostgresServer() = default;

  pid_t keeper_ = -1;
  int to_keeper_ = -1;
  int from_keeper_ = -1;
  std::string connection_;
};

}  // namespace ippledge::bench
