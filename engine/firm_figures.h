// engine/firm_figures.h: the present number of firms, kept up as it is asked for.
//
// Built by a scan at the first question, then brought up to date by the contributions that came
// since, so nothing is spent on it where nobody asks and the index thread never waits. Any thread;
// questions wait for each other, also while the columns are read.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "engine/totals_picture.h"
#include "ledger/books.h"
#include "ledger/firm_sets.h"
#include "ledger/totals_query.h"
#include "storage/index.h"

namespace ippledge::engine {

class FirmFiguresNow {
 public:
  explicit FirmFiguresNow(const storage::Index* index) : index_(index) {}

  // Firms of `query` at query.at: what `picture` says, and the rows of `tail` (in position order)
  // above it that are dated within `days`. Nullopt when these sets are past the picture already.
  // Preconditions: query.at >= picture.position; FirmSets::Answer(query). DATA_LOSS.
  absl::StatusOr<std::optional<FirmFigures>> Figures(
      const TotalsQuery& query, const DayRange& days, const TotalsPicture& picture,
      absl::Span<const absl::Span<const Changes::ContributionRows>> tail)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status CatchUp(const TotalsPicture& picture) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const storage::Index* index_;
  absl::Mutex mutex_;
  FirmSets sets_ ABSL_GUARDED_BY(mutex_);
  std::int64_t position_ ABSL_GUARDED_BY(mutex_) = 0;
  // No run of columns lies on both sides of this position, at or below position_.
  std::int64_t sealed_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace ippledge::engine
