#include "engine/columns_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ippledge::engine {
namespace {

using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

Pairs Split(std::int64_t after, std::int64_t through, std::int64_t sealed) {
  Pairs pairs;
  for (const RunRange& range : SplitRuns(after, through, sealed, /*positions=*/10)) {
    pairs.emplace_back(range.after, range.last_begin);
  }
  return pairs;
}

TEST(SplitRuns, Examples) {
  EXPECT_EQ(Split(0, 0, 0), Pairs{});
  EXPECT_EQ(Split(5, 5, 100), Pairs{});
  EXPECT_EQ(Split(0, 15, 100), (Pairs{{0, 15}}));
  EXPECT_EQ(Split(0, 16, 100), (Pairs{{0, 10}, {10, 16}}));
  EXPECT_EQ(Split(3, 36, 100), (Pairs{{3, 13}, {13, 23}, {23, 36}}));
  // What is not sealed is not split.
  EXPECT_EQ(Split(0, 1000, 0), (Pairs{{0, 1000}}));
  EXPECT_EQ(Split(0, 1000, 26), (Pairs{{0, 10}, {10, 20}, {20, 1000}}));
  EXPECT_EQ(Split(50, 1000, 26), (Pairs{{50, 1000}}));
}

TEST(SplitRuns, RangesFollowEachOther) {
  for (std::int64_t through = 1; through < 60; ++through) {
    for (std::int64_t sealed = 0; sealed < 70; sealed += 7) {
      const Pairs pairs = Split(4, through, sealed);
      std::int64_t after = 4;
      for (const auto& [from, to] : pairs) {
        EXPECT_EQ(from, after);
        EXPECT_LT(from, to);
        EXPECT_TRUE(to == through || to < sealed);
        after = to;
      }
      EXPECT_EQ(after, std::max<std::int64_t>(through, 4));
    }
  }
}

}  // namespace
}  // namespace ippledge::engine
