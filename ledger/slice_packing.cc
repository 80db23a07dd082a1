#include "ledger/slice_packing.h"

#include <vector>

#include "ledger/check.h"
#include "ledger/date.h"

namespace ippledge {
namespace {

constexpr std::uint32_t MaskOf(int width) { return (1u << width) - 1; }

}  // namespace

std::uint32_t PackedMaxOf(Dimension dimension) {
  switch (dimension) {
    case Dimension::kYear:
      return 299;
    case Dimension::kMonth:
      return 300 * 12 - 1;
    case Dimension::kDay:
      return kDayMax - kDayMin;
    case Dimension::kIpKind:
      return kIpKindCount - 1;
    case Dimension::kFirmSize:
      return kFirmSizeCount - 1;
    default:
      return MaskOf(BitsOf(dimension).width);
  }
}

std::uint32_t PackedMonthOfDay(std::uint32_t packed_day) {
  // Shared by every scan: 220 KB, made once.
  static const auto* const kMonths = new std::vector<std::uint16_t>([] {
    std::vector<std::uint16_t> months;
    months.reserve(kDayMax - kDayMin + 1);
    for (int month = kMonthBase; months.size() <= kDayMax - kDayMin; ++month) {
      const auto packed = static_cast<std::uint16_t>(month - kMonthBase);
      const int days = LastDayOfMonth(month).day();
      months.insert(months.end(), static_cast<std::size_t>(days), packed);
    }
    return months;
  }());
  return (*kMonths)[packed_day];
}

std::uint32_t PackedValueOf(const Slice& slice, Dimension dimension) {
  if (IsDate(dimension)) return PackedDateOfDay(PackedDay(slice.date.days()), dimension);
  return static_cast<std::uint32_t>(ValueOf(slice, dimension));
}

SlicePacking::SlicePacking(absl::Span<const Dimension> dimensions) {
  IPPLEDGE_CHECK(dimensions.size() <= kSliceDimensionsMax);
  int shift = 0;
  for (const Dimension dimension : dimensions) shift += BitsOf(dimension).width;
  IPPLEDGE_CHECK(shift <= 64);
  for (const Dimension dimension : dimensions) {
    IPPLEDGE_CHECK(dimension != Dimension::kUnspecified && Find(dimension) < 0);
    const int width = BitsOf(dimension).width;
    shift -= width;
    parts_.push_back(Part{dimension, shift, MaskOf(width)});
  }
}

int SlicePacking::Find(Dimension dimension) const {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (parts_[i].dimension == dimension) return static_cast<int>(i);
  }
  return -1;
}

bool SlicePacking::Holds(std::uint64_t packed) const {
  std::uint64_t rest = packed;
  for (const Part& part : parts_) {
    const std::uint64_t value = packed >> part.shift & part.mask;
    if (value > PackedMaxOf(part.dimension)) return false;
    rest -= value << part.shift;
  }
  return rest == 0;
}

std::uint64_t SlicePacking::Pack(const Slice& slice) const {
  std::uint64_t packed = 0;
  for (const Part& part : parts_) {
    const std::uint32_t value = PackedValueOf(slice, part.dimension);
    IPPLEDGE_CHECK(value <= part.mask);
    packed |= std::uint64_t{value} << part.shift;
  }
  return packed;
}

std::uint32_t SlicePacking::PackedValue(std::uint64_t packed, int i) const {
  const Part& part = parts_[static_cast<std::size_t>(i)];
  return static_cast<std::uint32_t>(packed >> part.shift) & part.mask;
}

std::int64_t SlicePacking::Value(std::uint64_t packed, int i) const {
  return PackedValue(packed, i) + BitsOf(dimension(i)).base;
}

}  // namespace ippledge
