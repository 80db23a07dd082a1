#include "ledger/firm_count.h"

namespace ippledge {

void FirmCount::Add(std::uint64_t slice, std::uint64_t firm, std::int64_t in_slice,
                    std::int64_t in_total) {
  if (in_slice != 0) slices_[{slice, firm}] += in_slice;
  if (in_total != 0) whole_[firm] += in_total;
}

FirmFigures FirmCount::Figures() const {
  FirmFigures figures;
  for (const auto& [firm, loans] : whole_) figures.total += loans > 0 ? 1 : 0;
  for (const auto& [key, loans] : slices_) {
    if (loans > 0) ++figures.by_slice[key.first];
  }
  return figures;
}

}  // namespace ippledge
