#include "engine/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace ippledge::engine {
namespace {

TEST(Clock, Examples) {
  const std::int64_t before = absl::ToUnixMillis(absl::Now());
  const std::int64_t now = SystemClock().NowMs();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::ToUnixMillis(absl::Now()));
}

}  // namespace
}  // namespace ippledge::engine
