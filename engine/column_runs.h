// engine/column_runs.h: cuts contributions into the runs that become rows of the index.
//
// Runs have at most a given number of rows and never part an entry. A run of less than half of that
// stays open: later rounds join it when they bring about as many rows themselves, so each row is
// rewritten a few times at most and the index keeps a few short runs at most. The index thread
// only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "ledger/books.h"
#include "storage/index.h"

namespace ippledge::engine {

class ColumnRuns {
 public:
  explicit ColumnRuns(std::size_t rows_max) : rows_max_(rows_max) {}

  // Appends to `out` the rows of the index that change when `contributions` are added. The runs
  // are pending until Commit(); another Append() forgets them.
  void Append(absl::Span<const Changes::ContributionRows> contributions,
              std::vector<storage::Index::Row>& out);
  // Ends all runs, also the pending ones: what comes later is never joined to them.
  void Seal() { pending_.clear(); }
  void Commit() { open_ = pending_; }

 private:
  using Run = std::vector<Changes::ContributionRows>;

  void Cut(Run rows, std::vector<storage::Index::Row>& out);

  std::size_t rows_max_;
  // Each less than half of the one before.
  std::vector<std::shared_ptr<const Run>> open_;
  std::vector<std::shared_ptr<const Run>> pending_;
};

}  // namespace ippledge::engine
