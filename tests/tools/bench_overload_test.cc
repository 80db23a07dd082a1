// Overload in the benchmark: what was recorded of a load, and how soon all is well again.
#include <gtest/gtest.h>

#include "tools/bench/open_loop.h"
#include "tools/bench/pacing.h"
#include "tools/bench/recovery.h"
#include "tools/bench/tally.h"

namespace ippledge::bench {
namespace {

// Ten calls in each slice: half a second, two seconds of overload, one second.
class RecoveryTest : public testing::Test {
 protected:
  RecoveryTest() {
    for (std::uint64_t i = 0; i < schedule_.calls(); ++i) {
      answers_.push_back({Fate::kRecorded, 5});
    }
  }
  // From then to then, in seconds of the schedule.
  void Make(double from, double to, const Answer& answer) {
    for (std::uint64_t i = 0; i < schedule_.calls(); ++i) {
      if (schedule_.DueAt(i) >= from && schedule_.DueAt(i) < to) answers_[i] = answer;
    }
  }
  double Seconds() const {
    return RecoverySeconds(schedule_, answers_, {.begins = 0.5, .ends = 2.5});
  }
  const Schedule schedule_{3.5, 100};
  std::vector<Answer> answers_;
};

TEST_F(RecoveryTest, IsAtOnceWhenNothingIsWrongAfterwards) {
  Make(0.5, 2.5, {Fate::kRefused, 1});
  EXPECT_DOUBLE_EQ(Seconds(), 0);
}

TEST_F(RecoveryTest, EndsWhenAllIsRecordedAndFast) {
  Make(0.5, 2.7, {Fate::kRefused, 1});
  Make(2.7, 2.9, {Fate::kRecorded, 51});
  EXPECT_NEAR(Seconds(), 0.4, 1e-9);
}

TEST_F(RecoveryTest, ASliceThatIsWellMayBeLuck) {
  Make(2.5, 2.6, {Fate::kDropped, 0});
  Make(2.8, 2.85, {Fate::kDropped, 0});
  EXPECT_NEAR(Seconds(), 0.4, 1e-9);
}

TEST_F(RecoveryTest, WellIsWhatItWasBefore) {
  Make(0.2, 0.3, {Fate::kRecorded, 80});
  Make(2.5, 3.5, {Fate::kRecorded, 80});
  EXPECT_DOUBLE_EQ(Seconds(), 0);
  Make(2.5, 3.5, {Fate::kRecorded, 81});
  EXPECT_DOUBLE_EQ(Seconds(), 1) << "to the end of the schedule";
}

TEST(CountRecorded, CountsWhatWasRecordedAndNothingElse) {
  const OpenLoad open{.load = {.first_loan = 100, .batch = 10}, .schedule = Schedule(1, 4)};
  OpenMeasured measured;
  measured.answers = {
      {Fate::kRecorded, 1}, {Fate::kRefused, 1}, {Fate::kDropped, 0}, {Fate::kRecorded, 1}};
  Tally tally;
  EXPECT_TRUE(CountRecorded(open, measured, tally));
  EXPECT_EQ(tally.loans(), 20u);
  Tally same;
  StreamLoans({.first_loan = 100, .loans = 10, .batch = 10, .tally = &same});
  StreamLoans({.first_loan = 130, .loans = 10, .batch = 10, .tally = &same});
  EXPECT_EQ(tally.Sums(), same.Sums());
  // Of these nobody knows.
  measured.expired = 1;
  EXPECT_FALSE(CountRecorded(open, measured, tally));
  measured.expired = 0;
  measured.failed = 1;
  EXPECT_FALSE(CountRecorded(open, measured, tally));
}

TEST(BatchLoans, AreTheSameLoansAsAStreams) {
  Tally calls;
  Tally stream;
  EXPECT_EQ(BatchLoans({.loans = 25, .batch = 10, .tally = &calls}).size(), 2u);
  StreamLoans({.loans = 25, .batch = 10, .tally = &stream});
  EXPECT_EQ(calls.Sums(), stream.Sums());
}

TEST(Pace, LeavesNoCallOutAndIsNeverEarly) {
  const Schedule schedule(0.01, 20'000);
  std::vector<std::uint64_t> sent;
  const std::vector<float> lates = Pace(schedule, [&](std::uint64_t i, double due) {
    EXPECT_GE(NowSeconds(), due);
    sent.push_back(i);
  });
  ASSERT_EQ(sent.size(), 200u);
  for (std::uint64_t i = 0; i < sent.size(); ++i) EXPECT_EQ(sent[i], i);
  EXPECT_EQ(lates.size(), 200u);
}

}  // namespace
}  // namespace ippledge::bench
