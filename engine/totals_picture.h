// engine/totals_picture.h: all roll-ups as of one position, as layers that are summed when read.
//
// A round adds a layer; layers of about the same size are merged into new ones, so that there are
// few and each cell is copied a few times at most. A picture never changes: readers keep one as
// long as they like while the next is made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ledger/roll_up.h"

namespace ippledge::engine {

struct TotalsPicture {
  std::int64_t position = 0;
  // The last position, at or below, after which a run of columns begins for ever.
  std::int64_t sealed = 0;
  std::vector<std::shared_ptr<const RollUps>> layers;

  // Cells of each roll-up. A cell in several layers counts as often.
  std::array<std::size_t, kRollUpCount> CellCounts() const;
  // First and last day of any contribution; empty when there is none.
  DayRange Days() const;
};

// The next picture: `layer` is what came since. Null when nothing did.
TotalsPicture With(const TotalsPicture& picture, std::shared_ptr<const RollUps> layer,
                   std::int64_t position);
// The same in a single layer.
TotalsPicture Merged(const TotalsPicture& picture);

}  // namespace ippledge::engine
