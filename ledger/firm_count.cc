#include "ledger/firm_count.h"

#include <algorithm>
#include <limits>

namespace ippledge {

std::int64_t FirmFigures::Of(std::uint64_t slice) const {
  const auto found = std::lower_bound(by_slice.begin(), by_slice.end(),
                                      std::pair(slice, std::numeric_limits<std::int64_t>::min()));
  return found == by_slice.end() || found->first != slice ? 0 : found->second;
}

void FirmCount::Add(std::uint64_t slice, std::uint64_t firm, std::int64_t in_slice,
                    std::int64_t in_total) {
  if (by_slice_ && in_slice != 0) slices_[{slice, firm}] += in_slice;
  if (in_total != 0) whole_[firm] += in_total;
}

FirmFigures FirmCount::Figures() const {
  FirmFigures figures;
  for (const auto& [firm, loans] : whole_) figures.total += loans > 0 ? 1 : 0;
  absl::flat_hash_map<std::uint64_t, std::int64_t> by_slice;
  for (const auto& [key, loans] : slices_) {
    if (loans > 0) ++by_slice[key.first];
  }
  figures.by_slice.assign(by_slice.begin(), by_slice.end());
  std::sort(figures.by_slice.begin(), figures.by_slice.end());
  return figures;
}

}  // namespace ippledge
