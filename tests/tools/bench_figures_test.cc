// The arithmetic of the benchmark: percentiles, medians, ratios of rounds, schedules, tallies.
#include <gmock/gmock.h>

#include "ippledge/v1/loan_service.pb.h"
#include "tools/bench/loans.h"
#include "tools/bench/open_loop.h"
#include "tools/bench/rounds.h"
#include "tools/bench/spread.h"
#include "tools/bench/tally.h"

namespace ippledge::bench {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;

TEST(Percentile, IsTheValueThatSoManyAreNotAbove) {
  std::vector<float> hundred;
  for (int i = 1; i <= 100; ++i) hundred.push_back(static_cast<float>(i));
  EXPECT_EQ(Percentile(hundred, 0.50), 50);
  EXPECT_EQ(Percentile(hundred, 0.99), 99);
  EXPECT_EQ(Percentile(hundred, 0.999), 100);
  EXPECT_EQ(Percentile(hundred, 1), 100);
  EXPECT_EQ(Percentile(hundred, 0), 1);
  EXPECT_EQ(Percentile({7}, 0.5), 7);
  EXPECT_EQ(Percentile({}, 0.5), 0);
}

TEST(Summarise, SortsFirst) {
  std::vector<float> latencies{9, 1, 5};
  Measured measured;
  Summarise(latencies, measured);
  EXPECT_EQ(measured.p50_ms, 5);
  EXPECT_EQ(measured.p99_ms, 9);
  EXPECT_EQ(measured.max_ms, 9);
}

TEST(Measured, RateIsRowsASecond) {
  EXPECT_EQ((Measured{.rows = 300, .seconds = 2}.rate()), 150);
  EXPECT_EQ(Measured{.rows = 300}.rate(), 0);
}

TEST(Spread, HasTheMiddleAndTheEnds) {
  const results::Spread odd = SpreadOf({5, 1, 3});
  EXPECT_EQ(odd.median(), 3);
  EXPECT_EQ(odd.least(), 1);
  EXPECT_EQ(odd.most(), 5);
  EXPECT_EQ(odd.rounds(), 3);
  EXPECT_EQ(SpreadOf({1, 2, 4, 100}).median(), 3);
  EXPECT_EQ(SpreadOf({}).rounds(), 0);
}

TEST(Ratios, AreOfTheSameRound) {
  // The machine was twice as fast in the second round: the ratio does not notice.
  EXPECT_THAT(Ratios({100, 200}, {50, 100}), ElementsAre(2, 2));
  EXPECT_THAT(Ratios({100, 200, 300}, {50, 0, 100}), ElementsAre(2, 3));
  EXPECT_THAT(Ratios({100, 200}, {50}), ElementsAre(2));
  EXPECT_THAT(Ratios({}, {}), ElementsAre());
}

TEST(Schedule, SpacesItsCallsEvenly) {
  const Schedule schedule(2, 4);
  EXPECT_EQ(schedule.calls(), 8u);
  EXPECT_EQ(schedule.seconds(), 2);
  EXPECT_EQ(schedule.DueAt(0), 0);
  EXPECT_THAT(schedule.DueAt(1), DoubleEq(0.25));
  EXPECT_THAT(schedule.DueAt(7), DoubleEq(1.75));
}

TEST(Schedule, ChangesItsRateFromStepToStep) {
  const Schedule schedule({{1, 2}, {0.5, 0}, {1, 10}});
  EXPECT_EQ(schedule.calls(), 12u);
  EXPECT_THAT(schedule.seconds(), DoubleEq(2.5));
  EXPECT_THAT(schedule.DueAt(1), DoubleEq(0.5));
  EXPECT_THAT(schedule.DueAt(2), DoubleEq(1.5));
  EXPECT_THAT(schedule.DueAt(11), DoubleEq(2.4));
}

TEST(OpenLoop, CountsEachFateAndOnlyWhatCameInTime) {
  const Schedule schedule(1, 6);
  // The third is answered after the end; the fourth is refused, the others never came so far.
  const OpenMeasured sum = Sum(schedule, 10,
                               {{Fate::kRecorded, 2},
                                {Fate::kRecorded, 4},
                                {Fate::kRecorded, 900},
                                {Fate::kRefused, 1},
                                {Fate::kExpired, 50},
                                {Fate::kDropped, 0}},
                               {0.5, 0.1});
  EXPECT_EQ(sum.recorded, 3u);
  EXPECT_EQ(sum.refused, 1u);
  EXPECT_EQ(sum.expired, 1u);
  EXPECT_EQ(sum.dropped, 1u);
  EXPECT_EQ(sum.failed, 0u);
  EXPECT_EQ(sum.offered, 60);
  EXPECT_EQ(sum.achieved, 20);
  EXPECT_EQ(sum.p50_ms, 4);
  EXPECT_EQ(sum.max_ms, 900);
  EXPECT_THAT(sum.late_p99_ms, DoubleNear(0.5, 1e-6));
}

TEST(Numbers, AreNeverGivenTwice) {
  Numbers numbers;
  const Load first = numbers.Take({.batch = 10}, 100);
  const Load second = numbers.Take({.batch = 10}, 50);
  EXPECT_EQ(first.first_loan, 0u);
  EXPECT_EQ(second.first_loan, 100u);
  EXPECT_EQ(second.loans, 50u);
  EXPECT_NE(first.seed, second.seed);
}

TEST(Interleave, TakesTurnsAndWarmsUp) {
  std::vector<std::string> order;
  const auto contender = [&](const char* name, double share) {
    return Contender{.name = name,
                     .record =
                         [&order, name](const Load& load) {
                           order.push_back(name + std::to_string(load.loans));
                           return Measured{.rows = load.loans, .seconds = 1};
                         },
                     .share = share};
  };
  Numbers numbers;
  const results::Comparison comparison =
      Interleave("turns", 2, {.loans = 100}, {contender("a", 1), contender("b", 0.5)}, numbers);
  EXPECT_THAT(order, ElementsAre("a10", "a100", "b5", "b50", "b5", "b50", "a10", "a100"));
  ASSERT_EQ(comparison.contenders_size(), 2);
  EXPECT_EQ(comparison.contenders(0).rounds_size(), 2);
  // Only what was counted.
  EXPECT_EQ(comparison.contenders(0).rounds(0).rate(), 100);
  EXPECT_EQ(comparison.contenders(1).rounds(1).rate(), 50);
}

TEST(Interleave, LeavesOutWhoFails) {
  int calls = 0;
  Numbers numbers;
  const results::Comparison comparison = Interleave(
      "one fails", 3, {.loans = 10},
      {{.name = "good", .record = [](const Load& load) { return Measured{.rows = load.loans}; }},
       {.name = "gone",
        .record = [&calls](const Load&) -> absl::StatusOr<Measured> {
          if (++calls < 3) return Measured{.rows = 1};
          return absl::UnavailableError("went away");
        }}},
      numbers);
  ASSERT_EQ(comparison.contenders_size(), 1);
  EXPECT_EQ(comparison.contenders(0).rounds_size(), 3);
  ASSERT_EQ(comparison.absent_size(), 1);
  EXPECT_EQ(comparison.absent(0).name(), "gone");
  EXPECT_EQ(comparison.absent(0).why(), "went away");
  EXPECT_EQ(calls, 3) << "who failed is not asked again";
}

TEST(Tally, SumsEveryMeasure) {
  Tally tally;
  v1::NewLoan loan;
  std::int64_t contract = 0;
  std::int64_t secured = 0;
  std::int64_t registrations = 0;
  for (std::uint64_t i = 0; i < 50; ++i) {
    FillLoan(i, loan);
    tally.Add(loan);
    contract += loan.draw().principal_fen();
    ++registrations;  // one a loan, of all its rights
    for (const v1::IpRight& right : loan.rights()) secured += right.secured_fen();
  }
  // Again: everything but firms counts twice.
  for (std::uint64_t i = 0; i < 50; ++i) {
    FillLoan(i, loan);
    tally.Add(loan);
  }
  const auto sums = tally.Sums();
  EXPECT_EQ(sums.size(), 8u);
  EXPECT_EQ(sums.at(v1::MEASURE_LOANS), 100);
  EXPECT_EQ(sums.at(v1::MEASURE_DISBURSED), 2 * contract);
  EXPECT_EQ(sums.at(v1::MEASURE_REGISTERED), 2 * secured);
  EXPECT_EQ(sums.at(v1::MEASURE_REGISTRATIONS), 2 * registrations);
  EXPECT_LE(sums.at(v1::MEASURE_FIRMS), 50);
  EXPECT_GT(sums.at(v1::MEASURE_FIRMS), 40);
}

TEST(StreamLoans, MakesWholeBatchesAndCountsWhatItMakes) {
  Tally tally;
  EXPECT_EQ(StreamLoans({.loans = 25, .batch = 10, .tally = &tally}).size(), 2u);
  EXPECT_EQ(tally.loans(), 20u);
  EXPECT_EQ(UnaryLoans({.loans = 3, .tally = &tally}).size(), 3u);
  EXPECT_EQ(tally.loans(), 23u);
}

}  // namespace
}  // namespace ippledge::bench
