#include "engine/queue_pace.h"

#include <gtest/gtest.h>

namespace ippledge::engine {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'700'000'000);

TEST(QueuePace, IsWhatItTookBetweenTwoTakes) {
  QueuePace pace;
  EXPECT_EQ(pace.WaitOf(100), std::nullopt);
  pace.Took(100, 900, kStart);
  EXPECT_EQ(pace.WaitOf(100), std::nullopt);
  pace.Took(100, 800, kStart + absl::Milliseconds(50));
  EXPECT_EQ(pace.WaitOf(800), absl::Milliseconds(400));
  EXPECT_EQ(pace.WaitOf(0), QueuePace::kWaitMin);
  EXPECT_EQ(pace.WaitOf(1'000'000'000), QueuePace::kWaitMax);
}

TEST(QueuePace, IdleTimeIsNoWork) {
  QueuePace pace;
  pace.Took(100, 0, kStart);
  pace.Took(100, 100, kStart + absl::Hours(1));
  EXPECT_EQ(pace.WaitOf(100), std::nullopt);
  pace.Took(100, 0, kStart + absl::Hours(1) + absl::Milliseconds(20));
  EXPECT_EQ(pace.WaitOf(100), absl::Milliseconds(20));
}

// One row that waited long for a group to be written does not make a thousand look slow.
TEST(QueuePace, RowsCountNotTakes) {
  QueuePace pace;
  absl::Time now = kStart;
  pace.Took(1'000, 5'000, now);
  for (int i = 0; i < 8; ++i) {
    pace.Took(1, 5'000, now += absl::Milliseconds(1));
    pace.Took(1'000, 5'000, now += absl::Milliseconds(1));
  }
  const absl::Duration wait = *pace.WaitOf(10'000);
  EXPECT_GT(wait, absl::Milliseconds(18));
  EXPECT_LT(wait, absl::Milliseconds(22));
}

TEST(QueuePace, WhatWasLongAgoCountsLess) {
  QueuePace pace;
  absl::Time now = kStart;
  pace.Took(100, 5'000, now);
  for (int i = 0; i < 10; ++i) pace.Took(100, 5'000, now += absl::Milliseconds(100));
  EXPECT_NEAR(absl::ToDoubleMilliseconds(*pace.WaitOf(500)), 500, 0.01);
  // Ten times as fast now: after a while nothing of before is left.
  for (int i = 0; i < 5; ++i) pace.Took(100, 5'000, now += absl::Milliseconds(10));
  EXPECT_LT(*pace.WaitOf(500), absl::Milliseconds(450));
  EXPECT_GT(*pace.WaitOf(500), absl::Milliseconds(50));
  for (int i = 0; i < 200; ++i) pace.Took(100, 5'000, now += absl::Milliseconds(10));
  EXPECT_LT(*pace.WaitOf(500), absl::Milliseconds(51));
}

TEST(QueuePace, IgnoresAClockThatGoesBack) {
  QueuePace pace;
  pace.Took(10, 100, kStart);
  pace.Took(10, 100, kStart + absl::Milliseconds(10));
  pace.Took(10, 100, kStart);
  EXPECT_EQ(pace.WaitOf(100), absl::Milliseconds(100));
}

TEST(QueuePace, KnowsHowMuchGetsThroughInATime) {
  QueuePace pace;
  constexpr absl::Duration kTime = absl::Milliseconds(250);
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, kStart), 8'000);
  pace.Took(100, 900, kStart);
  const absl::Time now = kStart + absl::Milliseconds(50);
  pace.Took(100, 800, now);
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now), 500);
  EXPECT_EQ(pace.RowsIn(kTime, 400, now), 400);
  // It has stood still for longer.
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now + kTime), 500);
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now + kTime + absl::Milliseconds(1)), 0);
}

TEST(QueuePace, AnIdleQueueStandsForNothingAndForgets) {
  QueuePace pace;
  constexpr absl::Duration kTime = absl::Milliseconds(250);
  pace.Began(kStart);
  pace.Took(100, 100, kStart);
  absl::Time now = kStart + absl::Milliseconds(100);
  pace.Took(100, 0, now);
  now += absl::Milliseconds(900);
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now), 250) << "nothing waits";
  pace.Began(now);
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now), 250) << "a moment ago it was so";
  pace.Took(1, 0, now);
  now += absl::Seconds(2);
  pace.Began(now);
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now), 8'000);
  // Nobody took it for too long.
  EXPECT_EQ(pace.RowsIn(kTime, 8'000, now + absl::Seconds(1)), 0);
}

}  // namespace
}  // namespace ippledge::engine
