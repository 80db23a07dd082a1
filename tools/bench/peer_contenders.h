// tools/bench/peer_contenders.h: other stores beside ippledge, where they are installed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/bench/peers/peer.h"
#include "tools/bench/report.h"
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

  // Loans, roll-ups and journal of each agree with each other, and with what was recorded.
  void Check(Report& report);

 private:
  // A peer for the whole run, and how many loans it says it recorded.
  struct Kept {
    const char* name;
    absl::StatusOr<std::unique_ptr<Peer>> peer;
    std::uint64_t loans = 0;

    absl::StatusOr<Measured> Record(Load load, int connections);
  };

  const Settings& settings_;
  Kept postgres_;
  Kept grown_;
};

// Bytes on disk: tables and indexes.
struct Weighed {
  std::uint64_t loans = 0;
  std::int64_t as_it_lies = 0;
  std::int64_t merged = 0;  // after all that the store can do to be small
};

// After so many loans in batches of 1,000, the first ones of loans.h.
absl::StatusOr<Weighed> WeighPostgres(const Settings& settings, std::uint64_t loans);
absl::StatusOr<Weighed> WeighSqlite(const Settings& settings, std::uint64_t loans);

}  // namespace ippledge::bench
