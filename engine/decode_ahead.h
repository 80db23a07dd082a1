// engine/decode_ahead.h: the end of a journal, decoded beside the thread that folds it.
//
// A start has to decode, hash and look up what the index has not, and to fold it, each about as
// long as the other. One thread reads; the next run is made on another one.
#pragma once

#include <cstdint>
#include <future>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/submission.h"
#include "ledger/event.h"
#include "ledger/portfolio_figure.h"
#include "proof/merkle.h"
#include "storage/commit_log.h"
#include "storage/index.h"

namespace ippledge::engine {

struct DecodedBlock {
  std::int64_t first_entry = 0;
  std::int64_t last_entry = 0;
  std::int64_t commit_time_ms = 0;
  Headline headline;         // after its last entry, as it says
  proof::Frontier frontier;  // the same
  // Its entries from where reading began, and the hashes of their leaves.
  std::vector<Entry> entries;
  std::vector<proof::Hash> leaves;
};

// Some megabytes of blocks; none: the journal has ended.
struct DecodedRun {
  std::vector<DecodedBlock> blocks;
  Prepared ahead;  // rows that their entries need
};

class DecodeAhead {
 public:
  // From `first_entry` on. Both must outlive it; of both other threads may read.
  DecodeAhead(const storage::CommitLog* log, const storage::Index* index, std::int64_t first_entry);

  // The next run. DATA_LOSS: a block or an entry cannot be read, or blocks are missing.
  absl::StatusOr<DecodedRun> Next();

 private:
  void Begin(std::int64_t first_entry);

  const storage::CommitLog* const log_;
  const storage::Index* const index_;
  std::future<absl::StatusOr<DecodedRun>> next_;
};

}  // namespace ippledge::engine
