// tools/bench/peers/peer.h: another store that does a ledger's work on the loans of loans.h.
//
// PostgreSQL (postgres.h) and SQLite (sqlite.h): each call checks its loans, takes each request id
// once, chains what it records by SHA-256, keeps ippledge's five roll-ups, and is on disk
// before it answers. docs/peers.md says what each does and does not do compared with ippledge.
//
// Of a Load they use first_loan, loans, batch, streams, seed, bank and on_start. A call
// is a batch with one request id, as ippledge's stream has it. A latency runs from sending a call
// to its answer; loans are made before the clock starts.
//
// Threads: a peer is used by one at a time. It lives in a folder of its own, which goes with it.
// Errors: kUnimplemented when the peer is not installed or was not compiled in (the message says
// what to install); kUnavailable when it does not start or has gone; kInternal when it fails, or
// holds something else than it says it recorded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/bench/driver.h"

namespace ippledge::bench {

// What a store holds, counted from its loans.
struct Held {
  std::uint64_t loans = 0;
  std::int64_t disbursed_fen = 0;
  std::int64_t ip_part_fen = 0;

  friend bool operator==(const Held&, const Held&) = default;
};

// What the whole batches of `load` come to: what a peer holds after it has recorded them alone.
Held HeldAfter(const Load& load);

// So many are made at a time; the clock stands meanwhile.
inline constexpr std::uint64_t kPieceLoans = 100'000;

class Peer {
 public:
  virtual ~Peer() = default;

  // Records, in batches of 1,000 at most; loans that fill no batch are left out. PostgreSQL: on
  // `streams` connections (100 at most), a call in flight on each. SQLite: one call after the
  // other. Refused calls count as refused, the others' loans as rows.
  virtual absl::StatusOr<Measured> Record(const Load& load) = 0;
  // kInternal when loans, journal and totals do not agree.
  virtual absl::StatusOr<Held> Count() = 0;
  // Tables and indexes, after a checkpoint; not the log.
  virtual absl::StatusOr<std::int64_t> BytesOnDisk() = 0;
  // Does what the store can do to be small: VACUUM, with full tables and indexes made anew.
  virtual absl::Status Merge() = 0;
  // Sums by year, unit and IP kind over all loans, read from the loans: median of several runs.
  virtual absl::StatusOr<double> TotalsMillis() = 0;
  // Dies without a checkpoint, starts again, and answers a question: seconds from start to answer.
  virtual absl::StatusOr<double> RestartSeconds() = 0;
};

}  // namespace ippledge::bench
