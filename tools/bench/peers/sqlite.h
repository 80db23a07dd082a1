// tools/bench/peers/sqlite.h: SQLite in this process, without a server or a call between:
// journal_mode WAL, synchronous FULL, one transaction a call.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/bench/peers/peer.h"

namespace ippledge::bench {

// An empty ledger in `folder`/sqlite, made anew. Errors of peer.h.
absl::StatusOr<std::unique_ptr<Peer>> OpenSqlite(const std::string& folder);

}  // namespace ippledge::bench
