// tools/bench/peer_contenders.h: other stores beside ippledge, where they are installed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/bench/peers/peer.h"
#include "tools/bench/rounds.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// PostgreSQL and SQLite for all comparisons of a run. A peer that cannot be had is a contender that
// fails with the reason.
class PeerContenders {
 public:
  // SQLite's second store grows to 1 million loans (at scale 1) first.
  explicit PeerContenders(const Settings& settings);
  ~PeerContenders();

  // Batches on 4 connections, and SQLite twice: a new store in each round, and the grown one.
  std::vector<Contender> Batches();
  // Single loans, many connections.
  std::vector<Contender> Singles();

 private:
  const Settings& settings_;
  absl::StatusOr<std::unique_ptr<Peer>> postgres_;
  absl::StatusOr<std::unique_ptr<Peer>> grown_;
};

// Bytes on disk after so many loans in batches of 1,000.
absl::StatusOr<Measured> BytesInPostgres(const Settings& settings, std::uint64_t loans);
absl::StatusOr<Measured> BytesInSqlite(const Settings& settings, std::uint64_t loans);

}  // namespace ippledge::bench
