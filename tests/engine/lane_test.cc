#include "engine/lane.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/testing/refusal_text.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

// As much as `rows`, for as long as it takes.
Lane::Options Of(int rows) {
  return {.queue_rows_max = rows, .queue_wait_max = absl::InfiniteDuration()};
}
absl::Status Push(Lane& lane, Submission submission, absl::Time now = kNow) {
  return lane.Push(submission, now).status();
}
Submission RowsOf(int count) { return Batch(LoanRows(1, count)); }
Submission RowsOf(const char* organisation, int count) {
  Submission submission = RowsOf(count);
  submission.caller.organisation = organisation;
  return submission;
}
std::size_t Take(Lane& lane, std::size_t rows_max, absl::Time now = kNow) {
  std::vector<Submission> taken;
  lane.Take(rows_max, now, taken);
  return taken.size();
}

TEST(Lane, Examples) {
  Lane lane(Of(100));
  ASSERT_THAT(Push(lane, RowsOf(2)), IsOk());
  ASSERT_TRUE(lane.AwaitWork());
  std::vector<Submission> taken;
  lane.Take(10, kNow, taken);
  EXPECT_EQ(taken.size(), 1u);
  lane.WantGroup();
  ASSERT_TRUE(lane.AwaitFree(1));
  Group group;
  group.commit_time_ms = 7;
  lane.HandOver(std::move(group), /*last=*/false);
  Group received;
  EXPECT_TRUE(lane.AwaitGroup(received));
  EXPECT_EQ(received.commit_time_ms, 7);
}

TEST(Lane, RefusesInTheOrderOfTheContract) {
  Lane lane(Of(3));
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
  Lane lane(Of(1));
  Submission submission = RowsOf(2);
  bool answered = false;
  submission.done = [&](Outcome) { answered = true; };
  ASSERT_THAT(lane.Push(submission, kNow).status(), ReasonIs(Reason::kQueueFull));
  submission.done({});
  EXPECT_TRUE(answered);
}

TEST(Lane, TakingMakesRoom) {
  Lane lane(Of(4));
  for (int i = 0; i < 4; ++i) ASSERT_THAT(Push(lane, RowsOf(1)), IsOk());
  ASSERT_THAT(Push(lane, RowsOf(1)), ReasonIs(Reason::kQueueFull));
  ASSERT_THAT(Push(lane, Batch({})), IsOk());
  std::vector<Submission> taken;
  lane.Take(3, kNow, taken);
  EXPECT_EQ(taken.size(), 2u);
  EXPECT_THAT(Push(lane, RowsOf(2)), IsOk());
  EXPECT_THAT(Push(lane, RowsOf(1)), ReasonIs(Reason::kQueueFull));
  lane.Take(100, kNow, taken);
  EXPECT_EQ(taken.size(), 6u);
}

TEST(Lane, AFullQueueSaysWhenToComeBack) {
  Lane lane(Of(4));
  const auto fill = [&] {
    while (Push(lane, RowsOf(1)).ok()) {
    }
  };
  fill();
  EXPECT_EQ(RefusalText(Push(lane, RowsOf(1))), "QUEUE_FULL limit=4");
  Take(lane, 1);
  Take(lane, 1, kNow + absl::Milliseconds(20));
  fill();
  // Four rows wait, and one takes 20 ms.
  EXPECT_EQ(RefusalText(Push(lane, RowsOf(1), kNow + absl::Milliseconds(20))),
            "QUEUE_FULL limit=4 retry_after_ms=80");
}

// Ten rows in 10 ms: in 250 ms that is 250 rows.
class SlowLaneTest : public testing::Test {
 protected:
  SlowLaneTest() {
    EXPECT_THAT(Push(lane_, RowsOf("noisy", 1'000)), IsOk());
    Take(lane_, 1);
    for (int i = 0; i < 25; ++i) EXPECT_THAT(Push(lane_, RowsOf("noisy", 10)), IsOk());
    Take(lane_, 10);
    Take(lane_, 10, kNow + absl::Milliseconds(10));
    Take(lane_, 10, kNow + absl::Milliseconds(20));
  }
  Lane lane_{{.queue_rows_max = 10'000, .queue_wait_max = absl::Milliseconds(250)}};
  const absl::Time now_ = kNow + absl::Milliseconds(20);
};

TEST_F(SlowLaneTest, WhatWouldTakeTooLongIsRefused) {
  EXPECT_THAT(Push(lane_, RowsOf("noisy", 1), now_), IsOk());
  for (int rows = 0;; ++rows) {
    ASSERT_LT(rows, 300);
    const absl::Status pushed = Push(lane_, RowsOf("noisy", 1), now_);
    if (pushed.ok()) continue;
    EXPECT_THAT(RefusalText(pushed), testing::StartsWith("QUEUE_FULL limit=250 retry_after_ms="));
    break;
  }
  // The queue is refused to who only asks, too.
  EXPECT_THAT(lane_.CheckRoom("noisy", now_), ReasonIs(Reason::kQueueFull));
  // Who has nothing waiting finds room, also for a batch, until it is twice as long.
  EXPECT_THAT(lane_.CheckRoom("quiet", now_), IsOk());
  EXPECT_THAT(Push(lane_, RowsOf("quiet", 200), now_), IsOk());
  EXPECT_THAT(Push(lane_, RowsOf("quiet", 1), now_), ReasonIs(Reason::kQueueFull));
  EXPECT_THAT(Push(lane_, RowsOf("quieter", 200), now_), IsOk());
  EXPECT_THAT(Push(lane_, RowsOf("late", 200), now_), IsOk());
  EXPECT_THAT(Push(lane_, RowsOf("latest", 200), now_), ReasonIs(Reason::kQueueFull));
}

// What comes itself does not wait for itself.
TEST_F(SlowLaneTest, ALargeBatchComesInWhereFewRowsWait) {
  EXPECT_THAT(Push(lane_, RowsOf("noisy", 1'000), now_), IsOk());
  EXPECT_THAT(Push(lane_, RowsOf("noisy", 1'000), now_), ReasonIs(Reason::kQueueFull));
}

TEST_F(SlowLaneTest, AQueueThatStandsStillTakesNothing) {
  EXPECT_THAT(Push(lane_, RowsOf("noisy", 1), now_ + absl::Milliseconds(250)), IsOk());
  const absl::Time later = now_ + absl::Milliseconds(251);
  EXPECT_THAT(Push(lane_, RowsOf("noisy", 1), later), ReasonIs(Reason::kQueueFull));
  Take(lane_, 1'000, later);
  EXPECT_THAT(Push(lane_, RowsOf("noisy", 1), later), IsOk());
}

TEST(Lane, WhoCanWaitIsLetInWhenThereIsRoom) {
  Lane lane(Of(4));
  ASSERT_THAT(Push(lane, RowsOf(4)), IsOk());
  std::vector<int> let_in;
  const auto wait = [&](int number, int rows) {
    Submission submission = RowsOf(rows);
    submission.let_in = [&let_in, number] { let_in.push_back(number); };
    return lane.Push(submission, kNow);
  };
  EXPECT_EQ(wait(1, 3).value(), false);
  EXPECT_EQ(wait(2, 2).value(), false);
  // It would wait for ever.
  EXPECT_THAT(wait(3, 5).status(), ReasonIs(Reason::kQueueFull));
  EXPECT_TRUE(let_in.empty());
  EXPECT_EQ(Take(lane, 1), 1u);
  EXPECT_THAT(let_in, testing::ElementsAre(1));
  EXPECT_EQ(Take(lane, 1), 1u);
  EXPECT_THAT(let_in, testing::ElementsAre(1, 2));
  EXPECT_EQ(Take(lane, 1), 1u);
  // With room nobody waits.
  EXPECT_EQ(wait(4, 1).value(), true);
  EXPECT_EQ(let_in.size(), 2u);
}

TEST(Lane, WhoWaitsOutsideIsRefusedWhenItCloses) {
  Lane lane(Of(1));
  ASSERT_THAT(Push(lane, RowsOf(1)), IsOk());
  absl::Status answer;
  Submission waits = RowsOf(1);
  waits.let_in = [] { ADD_FAILURE(); };
  waits.done = [&](Outcome outcome) { answer = outcome.status; };
  ASSERT_EQ(lane.Push(waits, kNow).value(), false);
  lane.Close();
  EXPECT_THAT(answer, ReasonIs(Reason::kShuttingDown));
  EXPECT_EQ(Take(lane, 10), 1u);
  EXPECT_FALSE(lane.AwaitWork());
}

TEST(Lane, AskingForRoomIsFreeWhileFewRowsWait) {
  Lane few(Of(Lane::kFewRows - 1));
  ASSERT_THAT(Push(few, RowsOf(Lane::kFewRows - 1)), IsOk());
  EXPECT_THAT(few.CheckRoom(kBank, kNow), IsOk());
  EXPECT_THAT(Push(few, RowsOf(1)), ReasonIs(Reason::kQueueFull));
  Lane lane(Of(Lane::kFewRows));
  ASSERT_THAT(Push(lane, RowsOf(Lane::kFewRows)), IsOk());
  EXPECT_THAT(lane.CheckRoom(kBank, kNow), ReasonIs(Reason::kQueueFull));
  // Whoever pushes hears better reasons.
  lane.Close();
  EXPECT_THAT(lane.CheckRoom(kBank, kNow), IsOk());
}

TEST(Lane, OrganisationsTakeTurns) {
  Lane lane(Of(10'000));
  for (int i = 0; i < 9; ++i) ASSERT_THAT(Push(lane, RowsOf("noisy", 1'000)), IsOk());
  ASSERT_THAT(Push(lane, RowsOf("quiet", 1)), IsOk());
  std::vector<Submission> taken;
  lane.Take(1'500, kNow, taken);
  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[0].caller.organisation, "noisy");
  EXPECT_EQ(taken[1].caller.organisation, "quiet");
}

TEST(Lane, OneOrganisationDoesNotFillItForOthers) {
  Lane lane(Of(1'600));
  ASSERT_THAT(Push(lane, RowsOf("noisy", 1'600)), IsOk());
  EXPECT_THAT(Push(lane, RowsOf("noisy", 1)), ReasonIs(Reason::kQueueFull));
  EXPECT_THAT(Push(lane, RowsOf("quiet", 1)), IsOk());
}

TEST(Lane, WorkEndsAfterWhatIsQueued) {
  Lane lane(Of(10));
  ASSERT_THAT(Push(lane, RowsOf(1)), IsOk());
  lane.Close();
  EXPECT_TRUE(lane.AwaitWork());
  std::vector<Submission> taken;
  lane.Take(10, kNow, taken);
  EXPECT_FALSE(lane.AwaitWork());
  EXPECT_TRUE(lane.AwaitClose(absl::InfiniteDuration()));
}

TEST(Lane, AwaitCloseEndsAtItsTimeToo) {
  Lane lane(Of(10));
  EXPECT_FALSE(lane.AwaitClose(absl::Milliseconds(1)));
}

TEST(Lane, AwaitFreeWakesForMoreWork) {
  Lane lane(Of(100));
  lane.HandOver(Group(), false);
  ASSERT_THAT(Push(lane, RowsOf(Lane::kWakeRows)), IsOk());
  EXPECT_EQ(lane.rows_waiting(), Lane::kWakeRows);
  EXPECT_FALSE(lane.AwaitFree(1));
  EXPECT_FALSE(lane.AwaitFree(Lane::kLargeGroupRows));
  // A full group waits for the committer alone.
  std::thread committer([&] {
    Group group;
    lane.AwaitGroup(group);
  });
  lane.AwaitSlot();
  committer.join();
}

TEST(Lane, SmallGroupStaysOpenUntilOneIsWanted) {
  Lane lane(Of(100));
  ASSERT_THAT(Push(lane, RowsOf(Lane::kWakeRows)), IsOk());
  EXPECT_FALSE(lane.AwaitFree(Lane::kLargeGroupRows - 1));
  EXPECT_TRUE(lane.AwaitFree(Lane::kLargeGroupRows));
  lane.WantGroup();
  EXPECT_TRUE(lane.AwaitFree(1));
  // What was wanted is taken: the next one is not.
  lane.HandOver(Group(), /*last=*/false);
  Group group;
  lane.AwaitGroup(group);
  EXPECT_FALSE(lane.AwaitFree(1));
}

TEST(Lane, LastGroupIsSaidToBe) {
  Lane lane(Of(10));
  lane.HandOver(Group(), /*last=*/true);
  Group group;
  EXPECT_FALSE(lane.AwaitGroup(group));
}

TEST(LaneDeathTest, OneGroupAtATime) {
  Lane lane(Of(10));
  lane.HandOver(Group(), false);
  EXPECT_DEATH(lane.HandOver(Group(), false), "");
}

}  // namespace
}  // namespace ippledge::engine
