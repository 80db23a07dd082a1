// ledger/slice_packing.h: values of up to four dimensions in one 64-bit number.
//
// Each dimension has a fixed width, wide enough for every programme (limits.h); dates are counted
// from 1900, so that a packed value is never negative. The first dimension takes the highest bits:
// packed numbers order as the values do.
#pragma once

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "ledger/contribution.h"
#include "ledger/limits.h"
#include "ledger/totals_query.h"
#include "ledger/vocabulary.h"

namespace ippledge {

// First and last day of the calendar's range, as days since 1970-01-01.
inline constexpr std::int32_t kDayMin = -25'567;
inline constexpr std::int32_t kDayMax = 84'005;
inline constexpr int kYearBase = 1900;
inline constexpr int kMonthBase = (kYearBase - 1970) * 12;

// Bits that a dimension takes when packed, and what is subtracted from its values first.
struct DimensionBits {
  int width = 0;
  std::int64_t base = 0;
};
constexpr DimensionBits BitsOf(Dimension dimension) {
  switch (dimension) {
    case Dimension::kYear:
      return {9, kYearBase};
    case Dimension::kMonth:
      return {12, kMonthBase};
    case Dimension::kDay:
      return {17, kDayMin};
    case Dimension::kUnit:
    case Dimension::kIndustry:
      return {14, 0};
    case Dimension::kBank:
      return {18, 0};
    case Dimension::kIpKind:
    case Dimension::kFirmSize:
      return {4, 0};
    case Dimension::kUnspecified:
      break;
  }
  return {};
}
static_assert(kDayMax - kDayMin < 1 << 17);
static_assert(kBodiesMax <= 1 << 18 && kReportingUnitsMax <= 1 << 14 && kIndustriesMax <= 1 << 14);
static_assert(kIpKindCount <= 1 << 4 && kFirmSizeCount <= 1 << 4);

constexpr bool IsDate(Dimension dimension) {
  return dimension == Dimension::kYear || dimension == Dimension::kMonth ||
         dimension == Dimension::kDay;
}

// Packed dates; days are within the calendar's range.
inline std::uint32_t PackedDay(std::int32_t day) {
  return static_cast<std::uint32_t>(day - kDayMin);
}
std::uint32_t PackedMonthOfDay(std::uint32_t packed_day);  // by table
// The packed month or year of a packed month.
inline std::uint32_t PackedDateOfMonth(std::uint32_t packed_month, Dimension wanted) {
  return wanted == Dimension::kYear ? packed_month / 12 : packed_month;
}
// The packed day, month or year of a packed day.
inline std::uint32_t PackedDateOfDay(std::uint32_t packed_day, Dimension wanted) {
  if (wanted == Dimension::kDay) return packed_day;
  return PackedDateOfMonth(PackedMonthOfDay(packed_day), wanted);
}

// Greatest packed value of a dimension.
std::uint32_t PackedMaxOf(Dimension dimension);
// The slice's value of a dimension, less its base.
std::uint32_t PackedValueOf(const Slice& slice, Dimension dimension);

class SlicePacking {
 public:
  // Preconditions (checked): at most kSliceDimensionsMax dimensions, all different.
  explicit SlicePacking(absl::Span<const Dimension> dimensions);

  int size() const { return static_cast<int>(parts_.size()); }
  Dimension dimension(int i) const { return parts_[static_cast<std::size_t>(i)].dimension; }
  int shift(int i) const { return parts_[static_cast<std::size_t>(i)].shift; }
  // Where a dimension stands; -1 when it is not packed.
  int Find(Dimension dimension) const;
  // True when no bit is set but those of its dimensions, each within its range.
  bool Holds(std::uint64_t packed) const;

  // Precondition (checked): the slice is within the limits of a programme.
  std::uint64_t Pack(const Slice& slice) const;
  // The value of dimension i, less its base; and the value itself.
  std::uint32_t PackedValue(std::uint64_t packed, int i) const;
  std::int64_t Value(std::uint64_t packed, int i) const;

 private:
  struct Part {
    Dimension dimension;
    int shift;
    std::uint32_t mask;
  };
  absl::InlinedVector<Part, 4> parts_;
};

}  // namespace ippledge
