#include "engine/split_scan.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace ippledge::engine {
namespace {

TEST(SplitScan, EachPieceOnceAndNoThreadTwiceAtATime) {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{3}, std::size_t{4}}) {
    for (const std::size_t pieces :
         {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{500}}) {
      std::vector<std::atomic<int>> scanned(pieces);
      std::vector<std::atomic<int>> busy(threads);
      const auto scan = [&](std::size_t thread, std::size_t piece) {
        EXPECT_LT(thread, threads);
        EXPECT_EQ(++busy[thread], 1);
        ++scanned[piece];
        --busy[thread];
        return absl::OkStatus();
      };
      EXPECT_THAT(SplitScan(threads, pieces, scan), IsOk());
      for (const std::atomic<int>& times : scanned) EXPECT_EQ(times.load(), 1);
    }
  }
}

TEST(SplitScan, OneAtATimeHasThreads) {
  // Within a scan that has them another one goes on alone.
  const auto alone = [](std::size_t thread, std::size_t) {
    EXPECT_EQ(thread, 0u);
    return absl::OkStatus();
  };
  const auto scan = [&](std::size_t, std::size_t) { return SplitScan(4, 50, alone); };
  EXPECT_THAT(SplitScan(2, 20, scan), IsOk());
  // Afterwards there are threads again: two pieces that wait for each other.
  std::atomic<int> begun = 0;
  const auto meet = [&](std::size_t, std::size_t) {
    for (++begun; begun < 2;) {
    }
    return absl::OkStatus();
  };
  EXPECT_THAT(SplitScan(2, 2, meet), IsOk());
}

TEST(SplitScan, StopsAtAnError) {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{3}}) {
    std::atomic<int> scanned = 0;
    const auto scan = [&](std::size_t, std::size_t piece) {
      ++scanned;
      return piece == 2 ? absl::DataLossError("damaged") : absl::OkStatus();
    };
    EXPECT_THAT(SplitScan(threads, 100'000, scan), StatusIs(absl::StatusCode::kDataLoss));
    EXPECT_LT(scanned, 100'000);
  }
}

TEST(SplitScan, AsManyThreadsAsProcessorsButFew) {
  EXPECT_GE(ScanThreads(), 1u);
  EXPECT_LE(ScanThreads(), kScanThreadsMax);
}

}  // namespace
}  // namespace ippledge::engine
