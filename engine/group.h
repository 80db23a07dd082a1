// engine/group.h: the commands that share one durable write, on their way from deciding to
// answering.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/changed_rows.h"
#include "engine/growing_tree.h"
#include "engine/submission.h"
#include "ledger/books.h"
#include "ledger/event.h"

namespace ippledge::engine {

// An entry that was decided, and the headline after it.
struct StagedEntry {
  Entry entry;
  Headline headline;
  // Of a new loan: its terms as they are stored; empty when nobody made them ready.
  std::string terms;
};

// A submission that was decided and waits for its group.
struct Decided {
  std::function<void(Outcome)> done;
  Outcome outcome;
  const void* sender = nullptr;  // as in the submission
  bool followed = false;         // by another one of the same sender
  // Above 0: a retry; its answer is read from this entry once that is durable.
  std::int64_t replay_entry = 0;
};

struct Group {
  std::int64_t commit_time_ms = 0;
  std::vector<StagedEntry> entries;
  // [first, last] entry numbers that must share a block: batches.
  std::vector<std::pair<std::int64_t, std::int64_t>> whole;
  std::vector<Decided> decided;
  TreeGrowth tree;  // filled by the sealer
  // Filled when the group is closed: loans, rights, sums and request ids as rows, all else that
  // changed apart.
  std::shared_ptr<const ChangedRows> changed_rows;
  std::shared_ptr<const Changes> changes;
  std::shared_ptr<const Programme> programme;  // set when it changed
  std::size_t rows = 0;                        // submitted rows, for limits
};

}  // namespace ippledge::engine
