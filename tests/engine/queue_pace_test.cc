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

TEST(QueuePace, FollowsSlowlyAndIgnoresAClockThatGoesBack) {
  QueuePace pace;
  pace.Took(10, 100, kStart);
  pace.Took(10, 100, kStart + absl::Milliseconds(10));
  pace.Took(10, 100, kStart + absl::Milliseconds(100));
  // 1 ms a row before, 9 ms now: one eighth of the way.
  EXPECT_EQ(pace.WaitOf(100), absl::Milliseconds(200));
  pace.Took(10, 100, kStart);
  EXPECT_EQ(pace.WaitOf(100), absl::Milliseconds(200));
}

}  // namespace
}  // namespace ippledge::engine
