// Days that make very much due: in as many groups as they need, the same whatever their size.
#include <gmock/gmock.h>

#include "tests/testing/cover_story.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"

namespace ippledge::engine {
namespace {

constexpr int kLoans = 12;
constexpr absl::Duration kDay = absl::Hours(24);

CoverState StateOf(EngineStore& store, int n) {
  const ReadView view = store->View();
  return (*view.LoanAt(KeyOfLoan(n), view.position()))->cover->state;
}

// A dozen applications that were sent back to the bank, which has ten working days: until 3 June.
class Returned {
 public:
  explicit Returned(int group_rows_max) {
    store_.options.group_rows_max = group_rows_max;
    store_.Found();
    store_.Do(Single(FinanceBureau(), Issuing(CoverPolicy()), 4));
    for (int n = 1; n <= kLoans; ++n) {
      store_.Do(Single(RecordingLoan(n)));
      store_.Do(Single(Applying(n)));
      store_.Do(Single(FundOffice(), Deciding(n, StepDecision::kReturn)));
    }
    store_.clock.Advance(20 * kDay);
  }
  void ExpectAllLapsed() {
    for (int n = 1; n <= kLoans; ++n) EXPECT_EQ(StateOf(store_, n), CoverState::kLapsed) << n;
    const ReadView view = store_->View();
    const Refolded refolded(view);
    const std::vector<std::int64_t> passed = refolded.EntriesOf("DEADLINE_PASSED");
    ASSERT_EQ(passed.size(), static_cast<std::size_t>(kLoans));
    for (std::size_t i = 0; i < passed.size(); ++i) {
      const Entry& entry = refolded.entry(passed[i]);
      EXPECT_EQ(entry.caller, kLedger);
      EXPECT_EQ(entry.business_date, Date::Of(2024, 6, 4));
      // One after the other: no command comes in between.
      EXPECT_EQ(entry.number, passed[0] + static_cast<std::int64_t>(i));
    }
    EXPECT_EQ(KindOf(refolded.entry(passed[0] - 1).events.front()), "DAY_TURNED");
    ExpectAsRefolded(view, refolded, 7);
  }
  // What happened, in order; totals tell of groups.
  std::vector<std::string> Happened() {
    std::vector<std::string> happened;
    const ReadView view = store_->View();
    const auto entries = view.Entries(1, view.position());
    for (const StoredEntry& stored : *entries) {
      const Event& event = stored.entry.events.front();
      if (std::holds_alternative<TotalsRecorded>(event)) continue;
      happened.push_back(absl::StrCat(stored.entry.business_date.ToString(), " ", KindOf(event),
                                      " ", EventBytes(&event)));
    }
    return happened;
  }
  EngineStore& store() { return store_; }

 private:
  EngineStore store_;
};

TEST(EngineDays, Examples) {
  Returned days(8'192);
  const int appends = days.store().faults.appends();
  days.store()->Tick();
  EXPECT_EQ(days.store().faults.appends(), appends + 1);
  days.ExpectAllLapsed();
}

TEST(EngineDays, BooksDoNotDependOnTheSizeOfGroups) {
  std::vector<std::string> first;
  for (const int group_rows_max : {8'192, 1, 5, 12, 13}) {
    SCOPED_TRACE(group_rows_max);
    Returned days(group_rows_max);
    const int appends = days.store().faults.appends();
    // A command that was sent before anybody looked comes after all of them.
    days.store().Do(Single(RecordingLoan(100)));
    const int groups = days.store().faults.appends() - appends;
    EXPECT_GE(groups, (20 + kLoans) / group_rows_max);
    days.ExpectAllLapsed();
    if (first.empty()) first = days.Happened();
    EXPECT_EQ(days.Happened(), first);
  }
}

// A stop in the midst of a day: the next start goes on where it was.
TEST(EngineDays, StartInTheMidstOfADay) {
  for (const bool in_index : {false, true}) {
    for (int durable = 15; durable <= 20; ++durable) {
      SCOPED_TRACE(absl::StrCat(durable, " groups"));
      Returned days(1);
      EngineStore& store = days.store();
      for (int i = 0; i < durable; ++i) store.faults.Then(storage::Fault::kNone);
      store.faults.Then(storage::Fault::kFailsBefore);
      store->Tick();
      EXPECT_FALSE(store->accepts_writes());
      if (in_index) store->CatchUpIndex();
      const std::int64_t position = store->View().position();
      store.Open();
      EXPECT_EQ(store->View().position(), position);
      store.Do(Single(RecordingLoan(100)));
      days.ExpectAllLapsed();
    }
  }
}

// What is late already when it begins ends with the next day, not with the next start.
TEST(EngineDays, OnlyATurningDayPassesDeadlines) {
  EngineStore store;
  store.Found();
  store.Do(Single(FinanceBureau(), Issuing(CoverPolicy()), 4));
  NewLoan old = LoanNumbered(1);
  old.draw.disbursement_date = kFirstDay + -300;
  old.draw.maturity_date = kFirstDay + -1;
  store.Do(Single(Recording(old)));
  store.Do(Single(Applying(1)));
  store.Do(Single(FundOffice(), Deciding(1, StepDecision::kAccept)));
  store.Do(Single(TurningBad(1)));
  store.Do(Single(Defaulting(1, kFirstDay + -200)));
  for (int i = 0; i < 3; ++i) {
    store.Open();
    store->Tick();
    EXPECT_EQ(StateOf(store, 1), CoverState::kDefaulted);
  }
  store.clock.Advance(kDay);
  store->Tick();
  EXPECT_EQ(StateOf(store, 1), CoverState::kUncovered);
  ExpectAsRefolded(store->View(), Refolded(store->View()), 3);
}

}  // namespace
}  // namespace ippledge::engine
