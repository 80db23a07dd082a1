#include "ledger/slice_groups.h"

#include <algorithm>
#include <bit>

#include "ledger/check.h"

namespace ippledge {
namespace {

using Range = SliceGroups::Range;

// `range` with room for `more`. An end that moves does so by a part of the whole, so that values
// which come one by one do not move it each time.
Range Widened(const Range& range, const Range& more) {
  Range wide = range;
  if (more.first < range.first) {
    const std::uint32_t slack = (range.last - more.first) / 4;
    wide.first = more.first - std::min(more.first, slack);
  }
  wide.last = std::max(range.last, more.last);
  return wide;
}

}  // namespace

SliceGroups::SliceGroups(const SlicePacking& packing, std::size_t groups_max)
    : packing_(packing), groups_max_(groups_max) {}

std::uint32_t SliceGroups::Of(std::uint64_t key) {
  if (!has_codes_) return OfHashed(key);
  std::uint32_t code = 0;
  if (table_.empty() || !CodeOf(key, code)) {
    absl::InlinedVector<Range, 4> values;
    for (int i = 0; i < packing_.size(); ++i) {
      const std::uint32_t value = packing_.PackedValue(key, i);
      values.push_back({value, value});
    }
    if (!Cover(values)) return OfHashed(key);
    IPPLEDGE_CHECK(CodeOf(key, code));
  }
  return OfCode(code);
}

bool SliceGroups::Cover(absl::Span<const Range> ranges) {
  IPPLEDGE_CHECK(static_cast<int>(ranges.size()) == packing_.size());
  if (!has_codes_) return false;
  bool covered = !table_.empty();
  if (!covered) ranges_.assign(ranges.begin(), ranges.end());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    covered = covered && ranges_[i].first <= ranges[i].first && ranges[i].last <= ranges_[i].last;
    ranges_[i] = Widened(ranges_[i], ranges[i]);
  }
  if (covered) return true;
  if (LayOut()) return true;
  HashInstead();
  return false;
}

bool SliceGroups::LayOut() {
  parts_.resize(ranges_.size());
  int shift = 0;
  for (std::size_t i = ranges_.size(); i-- > 0;) {
    Range& range = ranges_[i];
    const int width = static_cast<int>(std::bit_width(range.last - range.first));
    parts_[i] = {range.first, width, shift};
    shift += width;
    if (shift > kCodeBitsMax) return false;
    // All that fits the width is covered.
    range.last = range.first + ((1u << width) - 1);
  }
  table_.assign(std::size_t{1} << shift, kNone);
  for (std::size_t group = 0; group < keys_.size(); ++group) {
    std::uint32_t code = 0;
    IPPLEDGE_CHECK(CodeOf(keys_[group], code));
    table_[code] = static_cast<std::uint32_t>(group);
  }
  return true;
}

bool SliceGroups::CodeOf(std::uint64_t key, std::uint32_t& code) const {
  code = 0;
  std::uint32_t beyond = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    // Of a value below the base it is far beyond the width.
    const std::uint32_t offset = packing_.PackedValue(key, static_cast<int>(i)) - part.base;
    beyond |= offset >> part.width;
    code |= offset << part.shift;
  }
  return beyond == 0;
}

std::uint32_t SliceGroups::OfNewCode(std::uint32_t code) {
  if (keys_.size() >= groups_max_) return kNone;
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const std::uint32_t value = part.base + (code >> part.shift & ((1u << part.width) - 1));
    key |= std::uint64_t{value} << packing_.shift(static_cast<int>(i));
  }
  table_[code] = static_cast<std::uint32_t>(keys_.size());
  keys_.push_back(key);
  return table_[code];
}

void SliceGroups::HashInstead() {
  has_codes_ = false;
  table_ = {};
  for (const std::uint64_t key : keys_) {
    numbers_.try_emplace(key, static_cast<std::uint32_t>(numbers_.size()));
  }
}

std::uint32_t SliceGroups::OfHashed(std::uint64_t key) {
  if (keys_.size() >= groups_max_) {
    const auto found = numbers_.find(key);
    return found == numbers_.end() ? kNone : found->second;
  }
  const auto next = static_cast<std::uint32_t>(keys_.size());
  const auto [found, is_new] = numbers_.try_emplace(key, next);
  if (is_new) keys_.push_back(key);
  return found->second;
}

}  // namespace ippledge
