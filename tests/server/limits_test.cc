#include "server/limits.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/refusal_text.h"

namespace ippledge::server {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'750'000'000);

LimitOptions Small() {
  return {.calls_per_second = 10,
          .bytes_per_second = 1'000,
          .bytes_at_once = 2'000,
          .streams = 2,
          .rows_waiting = 100,
          .callers_max = 3};
}

TEST(Limits, CallsComeBackWithTime) {
  Limits limits(Small());
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limits.TakeCall("a", 0, kNow).ok());
  EXPECT_EQ(RefusalText(limits.TakeCall("a", 0, kNow)),
            "RATE_EXCEEDED limit=10 unit=calls/s retry_after_ms=100");
  // Another is not slowed.
  EXPECT_TRUE(limits.TakeCall("b", 0, kNow).ok());
  EXPECT_FALSE(limits.TakeCall("a", 0, kNow + absl::Milliseconds(99)).ok());
  EXPECT_TRUE(limits.TakeCall("a", 0, kNow + absl::Milliseconds(100)).ok());
  EXPECT_FALSE(limits.TakeCall("a", 0, kNow + absl::Milliseconds(100)).ok());
  // Idle time fills the bucket, not more.
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limits.TakeCall("a", 0, kNow + absl::Hours(1)).ok());
  EXPECT_FALSE(limits.TakeCall("a", 0, kNow + absl::Hours(1)).ok());
  // A clock that was set back.
  EXPECT_FALSE(limits.TakeCall("a", 0, kNow).ok());
}

TEST(Limits, BytesComeBackWithTime) {
  Limits limits(Small());
  EXPECT_TRUE(limits.TakeCall("a", 1'500, kNow).ok());
  EXPECT_EQ(RefusalText(limits.TakeCall("a", 600, kNow)),
            "RATE_EXCEEDED limit=1000 unit=bytes/s retry_after_ms=100");
  EXPECT_TRUE(limits.TakeCall("a", 600, kNow + absl::Milliseconds(100)).ok());
}

TEST(Limits, MessagesOfAStreamAreOneCall) {
  Limits limits(Small());
  for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(limits.TakeMessage("a", 2, kNow).ok());
  EXPECT_EQ(RefusalText(limits.TakeMessage("a", 2, kNow)),
            "RATE_EXCEEDED limit=1000 unit=bytes/s retry_after_ms=2");
}

TEST(Limits, ARequestLargerThanTheBucketLeavesADebt) {
  Limits limits(Small());
  EXPECT_TRUE(limits.TakeCall("a", 5'000, kNow).ok());
  EXPECT_EQ(RefusalText(limits.TakeCall("a", 1, kNow)),
            "RATE_EXCEEDED limit=1000 unit=bytes/s retry_after_ms=3001");
  EXPECT_TRUE(limits.TakeCall("a", 1, kNow + absl::Milliseconds(3'001)).ok());
}

TEST(Limits, StreamsAreGivenBack) {
  Limits limits(Small());
  absl::StatusOr<Limits::Hold> first = limits.OpenStream("a");
  absl::StatusOr<Limits::Hold> second = limits.OpenStream("a");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(RefusalText(limits.OpenStream("a").status()), "STREAMS_EXCEEDED limit=2");
  EXPECT_TRUE(limits.OpenStream("b").ok());
  *first = Limits::Hold();
  EXPECT_TRUE(limits.OpenStream("a").ok());
  Limits::Hold moved = *std::move(second);
  EXPECT_TRUE(limits.OpenStream("a").ok());
}

TEST(Limits, RowsWaitAndWhatFindsFewerIsTakenWhole) {
  Limits limits(Small());
  {
    const absl::StatusOr<Limits::Hold> some = limits.QueueRows("a", 99);
    EXPECT_TRUE(limits.CheckRows("a").ok());
    const absl::StatusOr<Limits::Hold> large = limits.QueueRows("a", 1'000);
    ASSERT_TRUE(large.ok());
    EXPECT_EQ(RefusalText(limits.QueueRows("a", 1).status()),
              "RATE_EXCEEDED limit=100 unit=rows waiting retry_after_ms=100");
    EXPECT_EQ(limits.CheckRows("a"), limits.QueueRows("a", 1).status());
    EXPECT_TRUE(limits.QueueRows("b", 1).ok());
  }
  EXPECT_TRUE(limits.CheckRows("a").ok());
  const absl::StatusOr<Limits::Hold> all = limits.QueueRows("a", 100);
  EXPECT_FALSE(limits.QueueRows("a", 1).ok());
}

// A stream is not refused what was read of it; it is not read on.
TEST(Limits, StreamsReadOnWhenRowsAreGivenBack) {
  Limits limits(Small());
  int woken = 0;
  const auto wake = [&woken] { ++woken; };
  std::optional<Limits::Hold> first = limits.AddRows("a", 99);
  EXPECT_TRUE(limits.MayReadMore("a", wake));
  std::optional<Limits::Hold> second = limits.AddRows("a", 1'000);
  EXPECT_FALSE(limits.MayReadMore("a", wake));
  EXPECT_FALSE(limits.MayReadMore("a", wake));
  EXPECT_TRUE(limits.MayReadMore("b", wake));
  // Calls of the same caller are refused meanwhile.
  EXPECT_EQ(RefusalText(limits.QueueRows("a", 1).status()),
            "RATE_EXCEEDED limit=100 unit=rows waiting retry_after_ms=100");
  first.reset();
  EXPECT_EQ(woken, 0) << "still too many";
  second.reset();
  EXPECT_EQ(woken, 2);
  EXPECT_TRUE(limits.MayReadMore("a", wake));
  limits.AddRows("a", 1'000);
  EXPECT_EQ(woken, 2) << "each is woken once";
}

TEST(Limits, OnlyIdleCallersAreForgotten) {
  Limits limits(Small());
  const absl::StatusOr<Limits::Hold> open = limits.OpenStream("open");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limits.TakeCall("busy", 0, kNow).ok());
  EXPECT_TRUE(limits.TakeCall("idle", 0, kNow - absl::Hours(1)).ok());
  EXPECT_EQ(limits.callers(), 3U);
  EXPECT_TRUE(limits.TakeCall("new", 0, kNow).ok());
  EXPECT_EQ(limits.callers(), 3U);
  EXPECT_FALSE(limits.TakeCall("busy", 0, kNow).ok());
}

}  // namespace
}  // namespace ippledge::server
