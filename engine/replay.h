// engine/replay.h: from journal and index to running books: what a start does.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "engine/recent.h"
#include "engine/round.h"
#include "engine/stager.h"
#include "engine/totals_store.h"
#include "proof/merkle.h"
#include "storage/commit_log.h"
#include "storage/index.h"

namespace ippledge::engine {

struct Replayed {
  std::unique_ptr<TotalsStore> totals;
  std::unique_ptr<Stager> stager;
  proof::Frontier frontier;
  std::int64_t commit_time_ms = 0;
  bool totals_due = false;  // entries follow the last TotalsRecorded
};

// Loads the programme as of the index's watermark and folds the entries above it: into the stager's
// books, into `recent` and into `round`. Each `round_entries` entries are brought into the index on
// the way, so that memory stays bounded also when the whole index is made anew.
// DATA_LOSS: the journal ends before the watermark, has gaps, or folds to other sums or another
// tree than a block says.
absl::StatusOr<Replayed> Replay(const storage::CommitLog& log, storage::Index& index,
                                std::int64_t round_entries, Recent& recent, Round& round);

// Brings `round` into the index and starts an empty one after it.
absl::Status WriteRound(storage::Index& index, TotalsStore& totals, Recent& recent, Round& round);

}  // namespace ippledge::engine
