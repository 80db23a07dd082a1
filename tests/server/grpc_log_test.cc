#include "server/grpc_log.h"

#include <gtest/gtest.h>

namespace ippledge::server {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'750'000'000);

TEST(LinesPerMinuteTest, SoManyAreSaidAndTheOthersCounted) {
  LinesPerMinute lines(3);
  int left_out = 0;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(lines.Take(kNow, left_out));
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(lines.Take(kNow + absl::Seconds(59), left_out));
  EXPECT_TRUE(lines.Take(kNow + absl::Seconds(60), left_out));
  EXPECT_EQ(left_out, 1'000);
  EXPECT_TRUE(lines.Take(kNow + absl::Seconds(60), left_out));
  EXPECT_EQ(left_out, 0);
}

TEST(LinesPerMinuteTest, AClockThatIsSetBackBeginsAnotherMinute) {
  LinesPerMinute lines(1);
  int left_out = 0;
  EXPECT_TRUE(lines.Take(kNow, left_out));
  EXPECT_FALSE(lines.Take(kNow, left_out));
  EXPECT_TRUE(lines.Take(kNow - absl::Hours(1), left_out));
  EXPECT_EQ(left_out, 1);
}

}  // namespace
}  // namespace ippledge::server
