// audit/audit.h: whether a programme's history is what the rules make of its entries, and what was
// signed of it is that history.
//
// From entry 1: blocks and entries are dense and whole, times never fall, the Merkle tree is the
// one that each block states; every entry is decided again at its place (refold.h), and the sums
// after each block are those stated; published reports say what they should; payments were seen by
// the witnesses that they name; then what holds of all loans (ledger/invariants.h). An index is
// compared row by row at its watermark, evidence checkpoint by checkpoint (signed_history.h).
//
// Trusts nothing that it can compute, writes nothing, holds no lock while it works: what it reads
// may be in use. Works with two threads besides the caller's, which end with it. Keeps all loans in
// memory: about 1.7 KB for each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "storage/commit_log.h"
#include "storage/evidence.h"
#include "storage/index.h"

namespace ippledge::audit {

// What is looked at; all of it borrowed for the call.
struct Sources {
  const storage::CommitLog* log = nullptr;
  // The last entry to look at, where a block ends; 0: all of the log. Checkpoints beyond it are
  // passed over, but with 0 a checkpoint beyond the log's end is a finding: entries are gone.
  std::int64_t through = 0;
  std::int64_t loans = 0;                 // about so many there are: room is made for them at once
  const storage::Index* index = nullptr;  // null: none. Nobody may write it meanwhile
  const storage::Evidence* evidence = nullptr;  // null: none
  // Asked several times a second, by any of the threads; true ends the audit.
  std::function<bool()> stop = [] { return false; };
  // Runs once at the beginning of each thread that the audit starts.
  std::function<void()> on_thread = [] {};
};

struct Finding {
  std::int64_t entry = 0;  // 0: of no single entry
  std::string words;

  // "entry 17: counted total: 124000000, not 120000000".
  std::string Text() const;

  friend bool operator==(const Finding&, const Finding&) = default;
};

enum class IndexState { kNone, kEqual, kNotCompared };
// "none", "equal", "not compared".
absl::string_view NameOf(IndexState state);

// As far as it came: after a finding the counts are those before it.
struct Report {
  std::int64_t position = 0;  // last entry
  proof::Hash root = proof::EmptyRoot();
  std::int64_t blocks = 0;
  std::int64_t loans = 0;
  std::int64_t rights = 0;
  std::int64_t requests = 0;
  std::int64_t judgements = 0;     // verdicts made again
  std::int64_t checkpoints = 0;    // kept ones that hold
  std::int64_t cosignatures = 0;   // on them, that hold
  std::int64_t payment_notes = 0;  // checkpoints in payments that hold
  IndexState index = IndexState::kNone;
  std::int64_t index_watermark = 0;
  absl::Duration time;
  std::optional<Finding> finding;  // the first in order of the journal: always the same
};

// OK also with a finding. CANCELLED: `stop` said so. FAILED_PRECONDITION: something was written by
// a newer version. Else what could not be read, and why.
absl::StatusOr<Report> Audit(const Sources& sources);

}  // namespace ippledge::audit
