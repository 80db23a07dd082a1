// tools/bench/peers/postgres.h: PostgreSQL with a ledger's functions (postgres.sql), a server of
// our own on a free port of loopback.
//
// fsync and synchronous_commit are on. As root it runs as the user "postgres". It is stopped and
// its folder removed when the peer goes, also when this process dies.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/bench/peers/peer.h"

namespace ippledge::bench {

// An empty ledger in `folder`/postgres, made anew. Errors of peer.h.
absl::StatusOr<std::unique_ptr<Peer>> StartPostgres(const std::string& folder);

}  // namespace ippledge::bench
