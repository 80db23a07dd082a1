#include "ledger/money.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "ledger/reason.h"
#include "ledger/refusal.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

constexpr std::int64_t kMax = Money::kFenMax;

std::vector<std::int64_t> FenOf(const std::vector<Money>& parts) {
  std::vector<std::int64_t> fen;
  for (const Money part : parts) fen.push_back(part.fen());
  return fen;
}

TEST(Money, Examples) {
  const Money loan = Money::OfFen(1'000'000'00);
  EXPECT_EQ(FormatYuan(loan), "1000000.00");
  EXPECT_EQ(FormatYuanGrouped(loan), "1,000,000.00");
  EXPECT_THAT(Add(loan, Money::OfFen(1)), IsOkAndHolds(Money::OfFen(100'000'001)));
  EXPECT_THAT(Subtract(Money(), loan), IsOkAndHolds(Money::OfFen(-1'000'000'00)));
  // 3.45 % of 1,000,000.00.
  EXPECT_EQ(MultiplyHalfUp(loan, 34'500, 1'000'000), Money::OfFen(34'500'00));
  // A loan secured on two patents and a trademark.
  EXPECT_EQ(FenOf(Allocate(Money::OfFen(100), {1, 1, 1})), (std::vector<std::int64_t>{34, 33, 33}));
  EXPECT_LT(Money(), loan);
}

TEST(MoneyFromFen, RefusesBeyondTheRange) {
  EXPECT_THAT(Money::FromFen(kMax), IsOkAndHolds(Money::OfFen(kMax)));
  EXPECT_THAT(Money::FromFen(-kMax), IsOkAndHolds(Money::OfFen(-kMax)));
  for (const std::int64_t fen : {kMax + 1, -kMax - 1, std::numeric_limits<std::int64_t>::max(),
                                 std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_THAT(Money::FromFen(fen), ReasonIs(Reason::kAmountOutOfRange)) << fen;
  }
  const std::vector<Violation> want = {
      {Reason::kAmountOutOfRange,
       "",
       {{"got", "10000000000000001"}, {"limit", "10000000000000000"}}}};
  EXPECT_EQ(ViolationsOf(Money::FromFen(kMax + 1).status()), want);
}

TEST(MoneyDeathTest, OfFenCrashesBeyondTheRange) {
  EXPECT_DEATH(Money::OfFen(kMax + 1), "broken promise");
}

TEST(MoneyAdd, RefusesSumsBeyondTheRange) {
  EXPECT_THAT(Add(Money::OfFen(kMax), Money()), IsOk());
  EXPECT_THAT(Add(Money::OfFen(kMax), Money::OfFen(1)), ReasonIs(Reason::kAmountOutOfRange));
  EXPECT_THAT(Subtract(Money::OfFen(-kMax), Money::OfFen(1)), ReasonIs(Reason::kAmountOutOfRange));
  EXPECT_THAT(Subtract(Money::OfFen(kMax), Money::OfFen(kMax)), IsOkAndHolds(Money()));
}

TEST(MoneyMultiplyHalfUp, RoundsHalvesAwayFromZero) {
  struct Case {
    std::int64_t fen;
    std::int64_t numerator;
    std::int64_t denominator;
    std::int64_t want;
  };
  const Case cases[] = {
      {0, 5, 3, 0},
      {1, 1, 2, 1},
      {-1, 1, 2, -1},
      {1, -1, 2, -1},
      {-1, -1, 2, 1},
      {1, 1, 3, 0},
      {-1, 1, 3, 0},
      {2, 1, 3, 1},
      {-2, 1, 3, -1},
      {5, 3, 2, 8},
      {7, 1, 7, 1},
      // Odd denominators have no half.
      {4, 1, 9, 0},
      {5, 1, 9, 1},
      // The product needs 128 bits, the result is in range.
      {kMax, 1'000'000, 1'000'000, kMax},
      {kMax, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max(),
       kMax},
      {-kMax, 999'999, 1'000'000, -9'999'990'000'000'000},
      {kMax, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
       -kMax},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(MultiplyHalfUp(Money::OfFen(c.fen), c.numerator, c.denominator).fen(), c.want)
        << c.fen << " x " << c.numerator << " / " << c.denominator;
  }
}

TEST(MoneyDeathTest, MultiplyHalfUpCrashesOnBrokenPromises) {
  EXPECT_DEATH(MultiplyHalfUp(Money::OfFen(1), 1, 0), "broken promise");
  EXPECT_DEATH(MultiplyHalfUp(Money::OfFen(1), 1, -1), "broken promise");
  EXPECT_DEATH(MultiplyHalfUp(Money::OfFen(kMax), 2, 1), "broken promise");
}

TEST(MoneyAllocate, LeftoverFenGoToLargestRemainders) {
  struct Case {
    std::int64_t total;
    std::vector<std::int64_t> weights;
    std::vector<std::int64_t> want;
  };
  const std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  const Case cases[] = {
      {0, {1, 2}, {0, 0}},
      {7, {5}, {7}},
      {100, {1, 1, 1}, {34, 33, 33}},
      {101, {1, 1, 1}, {34, 34, 33}},
      // Exact shares 14.28, 28.57, 57.14: the middle one has the largest remainder.
      {100, {1, 2, 4}, {14, 29, 57}},
      // A weight of 0 never gets a leftover fen.
      {10, {0, 3, 0, 3, 3}, {0, 4, 0, 3, 3}},
      {1, {0, 0, 1}, {0, 0, 1}},
      {2, {1, 1, 1, 1}, {1, 1, 0, 0}},
      // Negative totals mirror positive ones.
      {-100, {1, 1, 1}, {-34, -33, -33}},
      {-100, {1, 2, 4}, {-14, -29, -57}},
      // The sum of the weights is beyond int64.
      {kMax, {huge, huge}, {kMax / 2, kMax / 2}},
      {-kMax, {huge, huge, 1}, {-kMax / 2, -kMax / 2, 0}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(FenOf(Allocate(Money::OfFen(c.total), c.weights)), c.want) << c.total;
  }
}

// For random totals and weights: the parts add up; each is its exact share rounded down or up; who
// was rounded up has the larger remainder, or the same and a lower index.
TEST(MoneyAllocate, PartsSumToTheTotalInTheOrderOfRemainders) {
  constexpr std::uint64_t kSeed = 20210630;
  std::mt19937_64 random(kSeed);
  for (int round = 0; round < 20'000; ++round) {
    const std::size_t count = 1 + random() % 12;
    // Small weights give many ties.
    const std::uint64_t bound = round % 2 == 0 ? 4 : 1'000'000'000;
    std::vector<std::int64_t> weights(count);
    for (std::int64_t& weight : weights) weight = static_cast<std::int64_t>(random() % bound);
    weights[random() % count] += 1;
    const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    auto total = static_cast<std::int64_t>(random() % (round % 3 == 0 ? 100 : 800'000'000));
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " round " << round);

    const std::vector<std::int64_t> parts = FenOf(Allocate(Money::OfFen(total), weights));
    ASSERT_EQ(parts.size(), count);
    ASSERT_EQ(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}), total);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t floor = total * weights[i] / sum;
      ASSERT_TRUE(parts[i] == floor || parts[i] == floor + 1);
      for (std::size_t j = 0; j < count; ++j) {
        if (parts[i] == floor || parts[j] != total * weights[j] / sum) continue;
        // i was rounded up and j down.
        const std::int64_t of_i = total * weights[i] % sum;
        const std::int64_t of_j = total * weights[j] % sum;
        ASSERT_TRUE(of_i > of_j || (of_i == of_j && i < j));
      }
    }
    std::vector<std::int64_t> mirrored = FenOf(Allocate(Money::OfFen(-total), weights));
    for (std::int64_t& part : mirrored) part = -part;
    ASSERT_EQ(mirrored, parts);
  }
}

TEST(MoneyDeathTest, AllocateCrashesOnBrokenPromises) {
  EXPECT_DEATH(Allocate(Money::OfFen(1), {}), "broken promise");
  EXPECT_DEATH(Allocate(Money::OfFen(1), {0, 0}), "broken promise");
  EXPECT_DEATH(Allocate(Money::OfFen(1), {2, -1}), "broken promise");
}

TEST(MoneyFormat, ShowsTwoDecimalsAndTheSignFirst) {
  struct Case {
    std::int64_t fen;
    std::string plain;
    std::string grouped;
  };
  const Case cases[] = {
      {0, "0.00", "0.00"},
      {1, "0.01", "0.01"},
      {-1, "-0.01", "-0.01"},
      {10, "0.10", "0.10"},
      {99'999, "999.99", "999.99"},
      {100'000, "1000.00", "1,000.00"},
      {-123'456'789, "-1234567.89", "-1,234,567.89"},
      {1'000'000'000'000, "10000000000.00", "10,000,000,000.00"},
      {kMax, "100000000000000.00", "100,000,000,000,000.00"},
      {-kMax, "-100000000000000.00", "-100,000,000,000,000.00"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(FormatYuan(Money::OfFen(c.fen)), c.plain);
    EXPECT_EQ(FormatYuanGrouped(Money::OfFen(c.fen)), c.grouped);
  }
}

}  // namespace
}  // namespace ippledge
