#include "ledger/slice_groups.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ippledge {
namespace {

constexpr std::size_t kAny = 1'000'000;

std::uint64_t KeyOf(const SlicePacking& packing, std::uint64_t first, std::uint64_t second) {
  return first << packing.shift(0) | second << packing.shift(1);
}

TEST(SliceGroups, NumbersInOrderOfFirstComing) {
  const SlicePacking packing({Dimension::kBank, Dimension::kUnit});
  SliceGroups groups(packing, kAny);
  EXPECT_EQ(groups.Of(KeyOf(packing, 7, 3)), 0u);
  EXPECT_EQ(groups.Of(KeyOf(packing, 2, 900)), 1u);
  EXPECT_EQ(groups.Of(KeyOf(packing, 7, 3)), 0u);
  EXPECT_EQ(groups.keys(),
            (std::vector<std::uint64_t>{KeyOf(packing, 7, 3), KeyOf(packing, 2, 900)}));
}

TEST(SliceGroups, WithoutDimensionsThereIsOneSlice) {
  const SlicePacking packing({});
  SliceGroups groups(packing, kAny);
  EXPECT_TRUE(groups.Cover({}));
  EXPECT_EQ(groups.OfCode(0), 0u);
  EXPECT_EQ(groups.Of(0), 0u);
  EXPECT_EQ(groups.size(), 1u);
}

// Values that come rising, falling and at random, within few bits and beyond what codes take.
TEST(SliceGroups, AsAMapDoes) {
  const SlicePacking packing({Dimension::kDay, Dimension::kBank});
  struct Values {
    std::uint32_t days;
    std::uint32_t banks;
    int step;  // of the day; 0: at random
  };
  for (const auto& [days, banks, step] :
       {Values{1, 1, 0}, Values{300, 20, 0}, Values{1 << 17, 1, 1}, Values{1 << 17, 1, -1},
        Values{1 << 17, 2, -1}, Values{1 << 17, 1 << 18, 0}, Values{3000, 1 << 18, 1}}) {
    std::mt19937 random(days + banks);
    SliceGroups groups(packing, kAny);
    std::map<std::uint64_t, std::uint32_t> want;
    std::uint32_t day = step < 0 ? days - 1 : 0;
    for (int i = 0; i < 5000; ++i) {
      day = step == 0 ? static_cast<std::uint32_t>(random()) % days
                      : (day + days + static_cast<std::uint32_t>(step)) % days;
      const std::uint64_t key = KeyOf(packing, day, static_cast<std::uint32_t>(random()) % banks);
      const auto number =
          want.try_emplace(key, static_cast<std::uint32_t>(want.size())).first->second;
      ASSERT_EQ(groups.Of(key), number) << days << " " << banks << " " << step;
    }
    ASSERT_EQ(groups.size(), want.size());
    for (const auto& [key, number] : want) EXPECT_EQ(groups.keys()[number], key);
  }
}

TEST(SliceGroups, CodesAreOfTheSlicesCovered) {
  const SlicePacking packing({Dimension::kMonth, Dimension::kUnit, Dimension::kIpKind});
  SliceGroups groups(packing, kAny);
  const std::uint64_t before = std::uint64_t{1400} << packing.shift(0);
  EXPECT_EQ(groups.Of(before), 0u);
  const SliceGroups::Range ranges[] = {{1452, 1511}, {0, 13}, {1, 1}};
  ASSERT_TRUE(groups.Cover(ranges));
  std::uint32_t next = 1;
  for (std::uint32_t month = 1452; month <= 1511; ++month) {
    for (std::uint32_t unit = 0; unit <= 13; ++unit) {
      const std::uint32_t values[] = {month, unit, 1};
      std::uint64_t key = 0;
      std::uint32_t code = 0;
      for (int i = 0; i < 3; ++i) {
        key |= std::uint64_t{values[i]} << packing.shift(i);
        code += (values[i] - groups.part(i).base) << groups.part(i).shift;
      }
      ASSERT_EQ(groups.OfCode(code), next);
      ASSERT_EQ(groups.Of(key), next++);
      ASSERT_EQ(groups.keys().back(), key);
    }
  }
  EXPECT_EQ(groups.Of(before), 0u);
}

TEST(SliceGroups, NoCodesForWideRanges) {
  const SlicePacking packing({Dimension::kBank, Dimension::kUnit});
  SliceGroups groups(packing, kAny);
  const SliceGroups::Range narrow[] = {{0, 511}, {0, 511}};
  const SliceGroups::Range wide[] = {{0, 512}, {0, 511}};
  EXPECT_TRUE(groups.Cover(narrow));
  EXPECT_EQ(groups.Of(KeyOf(packing, 511, 511)), 0u);
  EXPECT_FALSE(groups.Cover(wide));
  EXPECT_FALSE(groups.Cover(narrow));
  EXPECT_EQ(groups.Of(KeyOf(packing, 512, 0)), 1u);
  EXPECT_EQ(groups.Of(KeyOf(packing, 511, 511)), 0u);
}

TEST(SliceGroups, NoMoreThanAsked) {
  const SlicePacking packing({Dimension::kBank, Dimension::kUnit});
  for (const std::uint64_t bank : {std::uint64_t{1}, std::uint64_t{200'000}}) {
    SliceGroups groups(packing, 2);
    EXPECT_EQ(groups.Of(KeyOf(packing, bank, 0)), 0u);
    EXPECT_EQ(groups.Of(KeyOf(packing, 0, 16'000)), 1u);
    EXPECT_EQ(groups.Of(KeyOf(packing, 0, 1)), SliceGroups::kNone);
    EXPECT_EQ(groups.Of(KeyOf(packing, bank, 0)), 0u);
    EXPECT_EQ(groups.size(), 2u);
  }
}

}  // namespace
}  // namespace ippledge
