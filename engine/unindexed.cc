#include "engine/unindexed.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace ippledge::engine {
namespace {

// Rows asked for ahead: about as many as memory answers at a time.
constexpr std::size_t kAhead = 12;

constexpr std::size_t kSlotsMin = 1'024;
// Of ten slots so many may be used: beyond it a search passes too many.
constexpr std::size_t kUsedOfTenMax = 6;

}  // namespace

Unindexed::Unindexed() : slots_(kSlotsMin) {}

void Unindexed::Add(std::shared_ptr<const ChangedRows> rows) {
  if (rows->empty()) return;
  if (10 * (used_ + rows->size()) > kUsedOfTenMax * slots_.size()) Sweep(rows->size());
  groups_.push_back({std::move(rows), end_});
  end_ += static_cast<std::uint32_t>(groups_.back().rows->size());
  PutAll(groups_.back());
}

void Unindexed::PutAll(const Group& group) {
  const ChangedRows& rows = *group.rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kAhead < rows.size()) Prefetch(rows.key(i + kAhead));
    Put(rows.key(i), group.begin + static_cast<std::uint32_t>(i));
  }
}

void Unindexed::Put(const HashedKey& key, std::uint32_t row) {
  Slot* free = nullptr;
  for (std::size_t at = HomeOf(key);; at = (at + 1) & (slots_.size() - 1)) {
    Slot& slot = slots_[at];
    if (slot.tag == 0) {
      if (free == nullptr) {
        free = &slot;
        ++used_;
      }
      break;
    }
    if (!IsHere(slot)) {
      if (free == nullptr) free = &slot;
    } else if (Holds(slot, key)) {
      free = &slot;  // the older one of the same key
      break;
    }
  }
  *free = {.tag = TagOf(key), .row = row};
}

std::optional<absl::string_view> Unindexed::Find(const HashedKey& key) const {
  for (std::size_t at = HomeOf(key); slots_[at].tag != 0; at = (at + 1) & (slots_.size() - 1)) {
    const Slot& slot = slots_[at];
    if (!IsHere(slot) || !Holds(slot, key)) continue;
    const Group& group = GroupOf(slot.row);
    return group.rows->value(slot.row - group.begin);
  }
  return std::nullopt;
}

void Unindexed::ForgetThrough(std::int64_t watermark) {
  for (; !groups_.empty() && groups_.front().rows->last_position() <= watermark;
       groups_.pop_front()) {
    begin_ += static_cast<std::uint32_t>(groups_.front().rows->size());
  }
}

const Unindexed::Group& Unindexed::GroupOf(std::uint32_t row) const {
  // Counted from the first row here, so that numbers that started again are in order.
  const auto after = std::partition_point(groups_.begin(), groups_.end(), [&](const Group& g) {
    return g.begin - begin_ <= row - begin_;
  });
  return *std::prev(after);
}

bool Unindexed::Holds(const Slot& slot, const HashedKey& key) const {
  if (slot.tag != TagOf(key)) return false;
  const Group& group = GroupOf(slot.row);
  return group.rows->key(slot.row - group.begin) == key;
}

void Unindexed::Sweep(std::size_t more) {
  // Twice as much as is needed now: the next time comes after as many rows again.
  const std::size_t rows = 2 * (size() + more);
  slots_.assign(std::bit_ceil(std::max(kSlotsMin, 10 * rows / kUsedOfTenMax)), Slot());
  used_ = 0;
  for (const Group& group : groups_) PutAll(group);
}

}  // namespace ippledge::engine
