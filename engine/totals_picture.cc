#include "engine/totals_picture.h"

#include <algorithm>
#include <utility>

namespace ippledge::engine {
namespace {

void MergeLastTwo(std::vector<std::shared_ptr<const RollUps>>& layers) {
  auto merged = std::make_shared<const RollUps>(SumOf(*layers[layers.size() - 2], *layers.back()));
  layers.pop_back();
  layers.back() = std::move(merged);
}

}  // namespace

std::array<std::size_t, kRollUpCount> TotalsPicture::CellCounts() const {
  std::array<std::size_t, kRollUpCount> counts{};
  for (const auto& layer : layers) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += layer->cells[i].keys.size();
  }
  return counts;
}

DayRange TotalsPicture::Days() const {
  DayRange days{kDayMax, kDayMin};
  for (const auto& layer : layers) {
    // The first roll-up is by day: its keys are the days, in order.
    const std::vector<std::uint64_t>& keys = layer->cells[0].keys;
    if (keys.empty()) continue;
    days.first = std::min(days.first, static_cast<std::int32_t>(keys.front()) + kDayMin);
    days.last = std::max(days.last, static_cast<std::int32_t>(keys.back()) + kDayMin);
  }
  return days;
}

TotalsPicture With(const TotalsPicture& picture, std::shared_ptr<const RollUps> layer,
                   std::int64_t position) {
  TotalsPicture next = picture;
  next.position = position;
  if (layer == nullptr) return next;
  auto& layers = next.layers;
  layers.push_back(std::move(layer));
  while (layers.size() > 1 &&
         layers[layers.size() - 2]->cell_count() < 2 * layers.back()->cell_count()) {
    MergeLastTwo(layers);
  }
  return next;
}

TotalsPicture Merged(const TotalsPicture& picture) {
  TotalsPicture merged = picture;
  while (merged.layers.size() > 1) MergeLastTwo(merged.layers);
  return merged;
}

}  // namespace ippledge::engine
