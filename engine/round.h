// engine/round.h: what the index will take over in its next round.
//
// The committing thread adds durable groups; the index thread turns a whole round into rows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "engine/group.h"
#include "engine/totals_store.h"
#include "storage/index.h"

namespace ippledge::engine {

struct Round {
  std::int64_t through = 0;  // last entry; 0 for an empty round
  std::int64_t entries = 0;
  // Of its groups, in order.
  std::vector<std::shared_ptr<const ChangedRows>> rows;
  std::vector<std::shared_ptr<const Changes>> changes;
  std::shared_ptr<const Programme> programme;  // as it last changed
  Headline headline;                           // after `through`

  // Adds a durable group, taking what it changed. Groups come in order.
  void Add(Group group);
};

// The rows of a round that its groups have not made yet, those of the totals store with them.
std::vector<storage::Index::Row> RowsOf(const Round& round, TotalsStore& totals);

// All rows of a round: its groups', then `made`. Refers to both. Of a key that changed twice the
// last state counts.
std::vector<storage::Index::RowView> AllRowsOf(const Round& round,
                                               absl::Span<const storage::Index::Row> made);

}  // namespace ippledge::engine
