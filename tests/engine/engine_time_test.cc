// Time enters as entries: days are turned, totals are recorded, commit times never go back.
#include <gmock/gmock.h>

#include "absl/synchronization/notification.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);

std::vector<std::string> DaysTurned(const ReadView& view) {
  const Refolded refolded(view);
  std::vector<std::string> days;
  for (const std::int64_t number : refolded.EntriesOf("DAY_TURNED")) {
    const Entry& entry = refolded.entry(number);
    const Date date = std::get<DayTurned>(entry.events.front()).what.date;
    EXPECT_EQ(entry.business_date, date);
    EXPECT_EQ(entry.caller, kLedger);
    days.push_back(date.ToString());
  }
  return days;
}

std::vector<std::int64_t> TotalsEntries(const ReadView& view) {
  return Refolded(view).EntriesOf("TOTALS_RECORDED");
}

class EngineTimeTest : public testing::Test {
 protected:
  EngineTimeTest() { store_.Found(); }  // entries 1 to 4, the second one totals

  void After(absl::Duration duration) {
    store_.clock.Advance(duration);
    store_->Tick();
  }
  std::int64_t position() { return store_->View().position(); }

  EngineStore store_;  // at 12:00 in Shanghai
};

TEST_F(EngineTimeTest, Examples) {
  After(kDay);
  EXPECT_THAT(DaysTurned(store_->View()), ElementsAre("2024-05-21"));
  EXPECT_EQ(store_->View().picture().today, kFirstDay + 1);
  EXPECT_THAT(TotalsEntries(store_->View()), ElementsAre(2, 6));
}

TEST_F(EngineTimeTest, DayTurnsAtMidnightOfTheProgramme) {
  After(absl::Hours(12) - absl::Milliseconds(1));
  EXPECT_THAT(DaysTurned(store_->View()), IsEmpty());
  After(absl::Milliseconds(1));
  EXPECT_THAT(DaysTurned(store_->View()), ElementsAre("2024-05-21"));
  After(absl::Hours(23));
  store_->Tick();
  EXPECT_THAT(DaysTurned(store_->View()), ElementsAre("2024-05-21"));
  After(absl::Hours(1));
  EXPECT_THAT(DaysTurned(store_->View()), ElementsAre("2024-05-21", "2024-05-22"));
}

TEST_F(EngineTimeTest, CommandAfterMidnightIsOfTheNewDay) {
  NewLoan loan = LoanNumbered(1);
  loan.draw.disbursement_date = kFirstDay + 1;
  EXPECT_THAT(store_->Execute(Single(Recording(loan))).status, ReasonIs(Reason::kDateInFuture));
  store_.clock.Advance(kDay);
  const Outcome outcome = store_.Do(Single(Recording(loan)));
  EXPECT_EQ(outcome.entry, 6);  // 5 turned the day
  EXPECT_EQ(Refolded(store_->View()).entry(6).business_date, kFirstDay + 1);
}

TEST_F(EngineTimeTest, EachMissedDayIsTurnedAtTheNextStart) {
  store_.Close();
  store_.clock.Advance(3 * kDay);
  store_.Open();
  store_->Tick();
  EXPECT_THAT(DaysTurned(store_->View()), ElementsAre("2024-05-21", "2024-05-22", "2024-05-23"));
  EXPECT_EQ(store_->View().picture().today, kFirstDay + 3);
  // The first command after a start comes after them too.
  store_.Close();
  store_.clock.Advance(400 * kDay);
  store_.Open();
  store_.Do(Single(RecordingLoan(1)));
  EXPECT_EQ(DaysTurned(store_->View()).size(), 403u);
  EXPECT_EQ(Refolded(store_->View()).programme().today, kFirstDay + 403);
}

TEST_F(EngineTimeTest, HousekeepingNeedsNobody) {
  store_.Close();
  store_.options.housekeeping = true;
  store_.clock.Advance(kDay);
  absl::Notification turned;
  store_.Open();
  store_->NotifyBeyond(5, [&] { turned.Notify(); });  // closing recorded the totals
  turned.WaitForNotification();
  EXPECT_THAT(DaysTurned(store_->View()), ElementsAre("2024-05-21"));
}

TEST_F(EngineTimeTest, DaysNeverGoBack) {
  After(kDay);
  After(-2 * kDay);
  store_.Do(Single(RecordingLoan(1)));
  EXPECT_EQ(store_->View().picture().today, kFirstDay + 1);
  After(2 * kDay);
  EXPECT_EQ(DaysTurned(store_->View()).size(), 1u);
}

TEST_F(EngineTimeTest, CommitTimesNeverFall) {
  const std::int64_t start = FakeClock::kStartMs;
  EXPECT_EQ(store_.Do(Single(RecordingLoan(1))).commit_time_ms, start);
  store_.clock.Advance(-absl::Hours(5));
  EXPECT_EQ(store_.Do(Single(RecordingLoan(2))).commit_time_ms, start);
  store_.Open();  // also across a start
  EXPECT_EQ(store_.Do(Single(RecordingLoan(3))).commit_time_ms, start);
  store_->CatchUpIndex();
  store_.Open();
  EXPECT_EQ(store_.Do(Single(RecordingLoan(4))).commit_time_ms, start);
  store_.clock.Advance(absl::Hours(6));
  EXPECT_EQ(store_.Do(Single(RecordingLoan(5))).commit_time_ms, start + 3'600'000);
  const Refolded refolded(store_->View());  // checks all
}

TEST_F(EngineTimeTest, TotalsAtMostOnceASecond) {
  store_.Do(Single(RecordingLoan(1)));  // 5
  After(absl::Milliseconds(899));
  store_.Do(Single(RecordingLoan(2)));  // 6
  EXPECT_THAT(TotalsEntries(store_->View()), ElementsAre(2));
  After(absl::Milliseconds(1));
  EXPECT_THAT(TotalsEntries(store_->View()), ElementsAre(2, 7));
  const Refolded refolded(store_->View());
  const auto& totals = std::get<TotalsRecorded>(refolded.entry(7).events.front());
  EXPECT_EQ(totals.headline.loans, 2);
  EXPECT_EQ(totals.headline.disbursed_fen, 1'000'000);
}

TEST_F(EngineTimeTest, TotalsOnlyAfterNewEntries) {
  After(absl::Seconds(5));  // the banks
  EXPECT_EQ(position(), 5);
  for (int i = 0; i < 5; ++i) After(absl::Seconds(5));
  EXPECT_EQ(position(), 5);
  // What makes no entry makes no totals either.
  EXPECT_FALSE(store_->Execute(Single(Repaying(1, "R1", 5))).status.ok());
  store_.Do(DryRun(Single(RecordingLoan(1))));
  After(absl::Seconds(5));
  EXPECT_EQ(position(), 5);
  // Under load they come with the group that the second passed in.
  store_.Do(Single(RecordingLoan(1)));
  EXPECT_EQ(position(), 7);
}

TEST_F(EngineTimeTest, ClosingRecordsThem) {
  store_.Do(Single(RecordingLoan(1)));  // 5
  store_.Open();
  EXPECT_THAT(TotalsEntries(store_->View()), ElementsAre(2, 6));
  // Nothing new, nothing recorded: starts and ends leave no trace.
  for (int i = 0; i < 3; ++i) store_.Open();
  store_->Tick();
  EXPECT_EQ(position(), 6);
}

// After a stop that left entries without totals, with all of them in the index.
TEST_F(EngineTimeTest, TotalsAreCaughtUpAfterAStart) {
  store_.Do(Single(RecordingLoan(1)));  // 5
  store_.faults.Then(storage::Fault::kFailsBefore);
  store_.Open();
  EXPECT_THAT(TotalsEntries(store_->View()), ElementsAre(2));
  After(absl::Seconds(1));
  EXPECT_THAT(TotalsEntries(store_->View()), ElementsAre(2, 6));
}

}  // namespace
}  // namespace ippledge::engine
