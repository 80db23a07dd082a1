#include "ledger/slice_packing.h"

#include <gtest/gtest.h>

#include <random>

namespace ippledge {
namespace {

TEST(SlicePacking, Examples) {
  const SlicePacking packing({Dimension::kYear, Dimension::kUnit});
  const Slice slice{.date = Date::Of(2024, 5, 20), .unit = 7};
  const std::uint64_t packed = packing.Pack(slice);
  EXPECT_EQ(packing.Value(packed, 0), 2024);
  EXPECT_EQ(packing.Value(packed, 1), 7);
  EXPECT_EQ(packing.Find(Dimension::kUnit), 1);
  EXPECT_EQ(packing.Find(Dimension::kBank), -1);
}

TEST(SlicePacking, NothingPacksToZero) {
  const SlicePacking packing({});
  EXPECT_EQ(packing.size(), 0);
  EXPECT_EQ(packing.Pack(Slice{.bank = 3}), 0u);
  EXPECT_TRUE(packing.Holds(0));
  EXPECT_FALSE(packing.Holds(1));
}

TEST(SlicePacking, CalendarEnds) {
  EXPECT_EQ(Date::Of(1900, 1, 1).days(), kDayMin);
  EXPECT_EQ(Date::Of(2199, 12, 31).days(), kDayMax);
  const SlicePacking packing({Dimension::kDay, Dimension::kMonth, Dimension::kYear});
  for (const int day : {kDayMin, kDayMax}) {
    const std::uint64_t packed = packing.Pack(Slice{.date = Date::OfDays(day)});
    EXPECT_TRUE(packing.Holds(packed));
    EXPECT_EQ(packing.Value(packed, 0), day);
    EXPECT_EQ(packing.Value(packed, 1), Date::OfDays(day).month_index());
    EXPECT_EQ(packing.Value(packed, 2), Date::OfDays(day).year());
  }
}

TEST(SlicePacking, EveryDayHasItsMonth) {
  for (std::int32_t day = kDayMin; day <= kDayMax; ++day) {
    ASSERT_EQ(static_cast<int>(PackedMonthOfDay(PackedDay(day))) + kMonthBase,
              Date::OfDays(day).month_index());
  }
}

TEST(SlicePacking, HoldsOnlyValuesInRange) {
  const SlicePacking packing({Dimension::kMonth, Dimension::kIpKind});
  const std::uint64_t month = 1;
  EXPECT_TRUE(packing.Holds(month << 4 | 8));
  EXPECT_FALSE(packing.Holds(month << 4 | 9));
  EXPECT_FALSE(packing.Holds(std::uint64_t{3600} << 4));
  EXPECT_FALSE(packing.Holds(std::uint64_t{1} << 16));
}

// The four widest dimensions together, at their limits; and packed numbers order as values do.
TEST(SlicePacking, OrdersAsTheValuesDo) {
  const std::vector<Dimension> dimensions = {Dimension::kBank, Dimension::kDay, Dimension::kUnit,
                                             Dimension::kIndustry};
  const SlicePacking packing(dimensions);
  std::mt19937 random(1);
  const auto below = [&](int limit) {
    return static_cast<std::uint32_t>(random() % static_cast<unsigned>(limit));
  };
  const auto any = [&] {
    Slice slice{.date = Date::OfDays(kDayMax - static_cast<int>(below(2))),
                .bank = kBodiesMax - 1 - below(2),
                .unit = kReportingUnitsMax - 1 - below(2),
                .industry = kIndustriesMax - 1 - below(2)};
    return slice;
  };
  for (int i = 0; i < 500; ++i) {
    const Slice a = any();
    const Slice b = any();
    std::vector<std::int64_t> values_a;
    std::vector<std::int64_t> values_b;
    for (int d = 0; d < packing.size(); ++d) {
      values_a.push_back(packing.Value(packing.Pack(a), d));
      values_b.push_back(packing.Value(packing.Pack(b), d));
      EXPECT_EQ(values_a.back(), ValueOf(a, dimensions[static_cast<std::size_t>(d)]));
    }
    EXPECT_EQ(packing.Pack(a) < packing.Pack(b), values_a < values_b);
  }
}

TEST(SlicePackingDeathTest, BeyondTheLimits) {
  const SlicePacking packing({Dimension::kUnit});
  EXPECT_DEATH(packing.Pack(Slice{.unit = 1 << 14}), "broken promise");
  EXPECT_DEATH(SlicePacking({Dimension::kUnit, Dimension::kUnit}), "broken promise");
}

}  // namespace
}  // namespace ippledge
