// storage/commit_log.h: where blocks become durable, and in which order.
//
// One log a programme. The head that an append compares is (size, Merkle root): a writer that does
// not know the whole history cannot append to it. Implementations: LocalLog (journal.h), a
// replicated one in a later release, and a fault-injecting one for tests. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "storage/block.h"

namespace ippledge::storage {

struct Head {
  std::int64_t size = 0;  // number of the last entry
  proof::Hash root = proof::EmptyRoot();

  friend bool operator==(const Head&, const Head&) = default;
};

// The right to append. `token` fences a writer that was replaced.
struct Term {
  std::uint64_t epoch = 0;
  std::int64_t token = 0;
};

class CommitLog {
 public:
  virtual ~CommitLog() = default;

  // The log's head. DATA_LOSS when the log ends before `applied`, or has another root there.
  virtual absl::StatusOr<Head> Open(const Head& applied) = 0;
  // The right to append. DEADLINE_EXCEEDED: somebody else has it.
  virtual absl::StatusOr<Term> Campaign(absl::Time deadline) = 0;
  // Makes `blocks` durable after `expect`, all or none; `after` is the head then. Returns once they
  // are. ABORTED: the term is over. FAILED_PRECONDITION: the head is not `expect`.
  // RESOURCE_EXHAUSTED: no space; nothing was appended. Any other error: the outcome is unknown.
  virtual absl::Status Append(const Term& term, const Head& expect, const Head& after,
                              absl::Span<const Block> blocks) = 0;
  // Blocks from the one that holds `first_entry` on, at least one, at most about `bytes_max`. Empty
  // beyond the head. OUT_OF_RANGE: trimmed.
  virtual absl::StatusOr<std::vector<Block>> Read(std::int64_t first_entry,
                                                  std::size_t bytes_max) const = 0;
  // Returns when the log may reach beyond `position`, or at the deadline. A hint.
  virtual absl::Status AwaitBeyond(std::int64_t position, absl::Time deadline) = 0;
  // A head at least as new as the call.
  virtual absl::StatusOr<Head> Barrier(absl::Time deadline) = 0;
  // Gives the right back.
  virtual absl::Status Resign(const Term& term) = 0;
  // Forgets blocks whose entries are all at most `position`. A local log is the archive: it keeps
  // all, UNIMPLEMENTED.
  virtual absl::Status Trim(std::int64_t position) = 0;
};

}  // namespace ippledge::storage
