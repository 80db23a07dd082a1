// storage/columns_layout.h: the order of the parts in a run of contributions.
//
// version byte; rows; first position; last position less the first; least day since 1900-01-01;
// greatest day less the least (varints); then a part each (packed_integers.h), then those of the
// sums (sum_columns.h). All but the firms are integers.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ippledge::storage {

enum ColumnsPart : std::size_t {
  kEntryStarts,  // by row: 1 when its position is not that of the row before
  kEntryGaps,    // by entry but the first: position less that of the entry before, less 1
  kRunStarts,  // by row: 1 when bank, unit, industry, firm size or firm differ from the row before
  kBanks,      // by run, as the next four
  kUnits,
  kIndustries,
  kFirmSizes,
  kFirms,
  kKinds,  // by row
  kDays,   // by row, less the least day
  kColumnsPartCount
};

// First byte of the part kFirms: 8 bytes a run, lowest first; or a count, so many times 8 bytes,
// and integers that say which of them, one a run.
inline constexpr std::uint8_t kFirmsPlain = 0;
inline constexpr std::uint8_t kFirmsNumbered = 1;

}  // namespace ippledge::storage
