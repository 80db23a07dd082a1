#include "engine/lane.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

absl::Status Push(Lane& lane, Submission submission) { return lane.Push(submission); }
Submission RowsOf(int count) { return Batch(LoanRows(1, count)); }

TEST(Lane, Examples) {
  Lane lane(100);
  ASSERT_THAT(Push(lane, RowsOf(2)), IsOk());
  ASSERT_TRUE(lane.AwaitWork());
  std::vector<Submission> taken;
  lane.Take(10, taken);
  EXPECT_EQ(taken.size(), 1u);
  ASSERT_TRUE(lane.AwaitFree(false));
  Group group;
  group.commit_time_ms = 7;
  lane.HandOver(std::move(group), /*last=*/false);
  Group received;
  EXPECT_TRUE(lane.AwaitGroup(received));
  EXPECT_EQ(received.commit_time_ms, 7);
}

TEST(Lane, RefusesInTheOrderOfTheContract) {
  Lane lane(3);
  EXPECT_EQ(RefusalText(Push(lane, RowsOf(4))), "QUEUE_FULL limit=3");
  EXPECT_TRUE(lane.accepts());
  lane.Stop(absl::UnavailableError("disk on fire"));
  lane.Stop(absl::UnavailableError("and more"));  // the first reason stays
  EXPECT_EQ(RefusalText(Push(lane, RowsOf(4))), "WRITES_STOPPED why=disk on fire");
  EXPECT_THAT(lane.stopped(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(lane.accepts());
  lane.Close();
  EXPECT_EQ(RefusalText(Push(lane, RowsOf(4))), "SHUTTING_DOWN");
}

TEST(Lane, RefusedSubmissionStaysWithTheCaller) {
  Lane lane(1);
  Submission submission = RowsOf(2);
  bool answered = false;
  submission.done = [&](Outcome) { answered = true; };
  ASSERT_THAT(lane.Push(submission), ReasonIs(Reason::kQueueFull));
  submission.done({});
  EXPECT_TRUE(answered);
}

TEST(Lane, TakingMakesRoom) {
  Lane lane(4);
  for (int i = 0; i < 4; ++i) ASSERT_THAT(Push(lane, RowsOf(1)), IsOk());
  ASSERT_THAT(Push(lane, RowsOf(1)), ReasonIs(Reason::kQueueFull));
  ASSERT_THAT(Push(lane, Batch({})), IsOk());
  std::vector<Submission> taken;
  lane.Take(3, taken);
  EXPECT_EQ(taken.size(), 2u);
  EXPECT_THAT(Push(lane, RowsOf(2)), IsOk());
  EXPECT_THAT(Push(lane, RowsOf(1)), ReasonIs(Reason::kQueueFull));
  lane.Take(100, taken);
  EXPECT_EQ(taken.size(), 6u);
}

TEST(Lane, AFullQueueSaysWhenToComeBack) {
  Lane lane(4);
  const auto fill = [&] {
    while (Push(lane, RowsOf(1)).ok()) {
    }
  };
  std::vector<Submission> taken;
  fill();
  EXPECT_EQ(RefusalText(Push(lane, RowsOf(1))), "QUEUE_FULL limit=4");
  lane.Take(1, taken);
  absl::SleepFor(absl::Milliseconds(20));
  lane.Take(1, taken);
  fill();
  // Four rows wait, and one takes 20 ms or more.
  const std::string text = RefusalText(Push(lane, RowsOf(1)));
  std::int64_t ms = 0;
  ASSERT_TRUE(absl::SimpleAtoi(absl::StripPrefix(text, "QUEUE_FULL limit=4 retry_after_ms="), &ms))
      << text;
  EXPECT_GE(ms, 80);
  EXPECT_LE(ms, 5'000);
}

TEST(Lane, OrganisationsTakeTurns) {
  Lane lane(10'000);
  const auto of = [](const char* organisation, int rows) {
    Submission submission = RowsOf(rows);
    submission.caller.organisation = organisation;
    return submission;
  };
  for (int i = 0; i < 9; ++i) ASSERT_THAT(Push(lane, of("noisy", 1'000)), IsOk());
  ASSERT_THAT(Push(lane, of("quiet", 1)), IsOk());
  std::vector<Submission> taken;
  lane.Take(1'500, taken);
  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[0].caller.organisation, "noisy");
  EXPECT_EQ(taken[1].caller.organisation, "quiet");
}

TEST(Lane, OneOrganisationDoesNotFillItForOthers) {
  Lane lane(1'600);
  Submission all = RowsOf(1'600);
  all.caller.organisation = "noisy";
  ASSERT_THAT(lane.Push(all), IsOk());
  Submission more = RowsOf(1);
  more.caller.organisation = "noisy";
  EXPECT_THAT(lane.Push(more), ReasonIs(Reason::kQueueFull));
  more.caller.organisation = "quiet";
  EXPECT_THAT(lane.Push(more), IsOk());
}

TEST(Lane, WorkEndsAfterWhatIsQueued) {
  Lane lane(10);
  ASSERT_THAT(Push(lane, RowsOf(1)), IsOk());
  lane.Close();
  EXPECT_TRUE(lane.AwaitWork());
  std::vector<Submission> taken;
  lane.Take(10, taken);
  EXPECT_FALSE(lane.AwaitWork());
  EXPECT_TRUE(lane.AwaitClose(absl::InfiniteDuration()));
}

TEST(Lane, AwaitCloseEndsAtItsTimeToo) {
  Lane lane(10);
  EXPECT_FALSE(lane.AwaitClose(absl::Milliseconds(1)));
}

TEST(Lane, AwaitFreeWakesForMoreWork) {
  Lane lane(10);
  lane.HandOver(Group(), false);
  ASSERT_THAT(Push(lane, RowsOf(1)), IsOk());
  EXPECT_FALSE(lane.AwaitFree(/*full=*/false));
  // A full group waits for the committer alone.
  std::thread committer([&] {
    Group group;
    lane.AwaitGroup(group);
  });
  EXPECT_TRUE(lane.AwaitFree(/*full=*/true));
  committer.join();
}

TEST(Lane, LastGroupIsSaidToBe) {
  Lane lane(10);
  lane.HandOver(Group(), /*last=*/true);
  Group group;
  EXPECT_FALSE(lane.AwaitGroup(group));
}

TEST(LaneDeathTest, OneGroupAtATime) {
  Lane lane(10);
  lane.HandOver(Group(), false);
  EXPECT_DEATH(lane.HandOver(Group(), false), "");
}

}  // namespace
}  // namespace ippledge::engine
