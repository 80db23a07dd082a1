#include "engine/stager.h"

#include <gmock/gmock.h>

#include "tests/engine/staged.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;

TEST_F(StagerTest, Examples) {
  const Outcome outcome = Stage(Single(RecordingLoan(7), 10));
  EXPECT_THAT(outcome.status, IsOk());
  EXPECT_EQ(outcome.entry, 4);
  EXPECT_EQ(outcome.commit_time_ms, kNowMs);
  EXPECT_EQ(outcome.counted_total, 500'000);
  EXPECT_EQ(outcome.loan->terms->id.contract_number, "HT-7");
  ASSERT_EQ(group_.entries.size(), 1u);
  const Entry& entry = group_.entries[0].entry;
  EXPECT_EQ(entry.number, 4);
  EXPECT_EQ(entry.business_date, kFirstDay);
  EXPECT_EQ(entry.request_id, IdNumbered(10));
  EXPECT_EQ(group_.entries[0].headline.loans, 1);
  stager_.Close(group_);
  EXPECT_EQ(group_.changed_rows->size(), 4u);  // the loan, two rights and the request id
}

TEST_F(StagerTest, CommandsOfAGroupSeeEachOther) {
  EXPECT_EQ(Says(Single(Repaying(1, "R1", 5))),
            "LOAN_UNKNOWN loan.contract_number bank=bank-1 contract_number=HT-1");
  EXPECT_EQ(Stage(Single(RecordingLoan(1))).entry, 4);
  EXPECT_EQ(Stage(Single(Repaying(1, "R1", 5))).entry, 5);
  const Outcome again = Stage(Single(RecordingLoan(1)));
  EXPECT_TRUE(again.already_recorded);
  EXPECT_EQ(again.entry, 4);
  EXPECT_EQ(again.commit_time_ms, 0);
  // The right of loan 1 is pledged by loan 8 too.
  EXPECT_THAT(Stage(Single(RecordingLoan(8))).rights_pledged_before, ElementsAre(0));
}

// The deadline is honoured before the commit, never after.
TEST_F(StagerTest, DeadlineOfAnotherTime) {
  Submission late = Single(RecordingLoan(1), 10);
  late.deadline = now_ - absl::Milliseconds(1);
  EXPECT_EQ(Says(late), "DEADLINE_PASSED");
  EXPECT_EQ(group_.entries.size(), 0u);
  // Nothing is bound to its id.
  Submission in_time = Single(RecordingLoan(2), 10);
  in_time.deadline = now_;
  EXPECT_EQ(Stage(in_time).entry, 4);
}

TEST_F(StagerTest, RequestIds) {
  Stage(Single(RecordingLoan(1), 10));
  // In the same group; after it is durable; from the index.
  for (int phase = 0; phase < 3; ++phase) {
    SCOPED_TRACE(phase);
    const Outcome again = Stage(Single(RecordingLoan(1), 10));
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.entry, 4);
    EXPECT_EQ(Says(Single(RecordingLoan(2), 10)), "REQUEST_ID_REUSED request_id first_entry=4");
    // Ids are each organisation's own.
    EXPECT_FALSE(Stage(DryRun(Single(IpOffice(), RecordingLoan(3), 10))).replayed);
    if (phase == 0) MakeDurable();
    if (phase == 1) Commit();
  }
}

TEST_F(StagerTest, RefusedAndEmptyRequestsBindNothing) {
  EXPECT_THAT(Stage(Single(Repaying(1, "R1", 5), 10)).status, ReasonIs(Reason::kLoanUnknown));
  EXPECT_THAT(Stage(DryRun(Single(RecordingLoan(1), 10))).status, IsOk());
  EXPECT_EQ(Stage(Single(RecordingLoan(1), 10)).entry, 4);
  EXPECT_TRUE(Stage(Single(RecordingLoan(1), 11)).already_recorded);
  EXPECT_EQ(Stage(Single(RecordingLoan(2), 11)).entry, 5);
}

TEST_F(StagerTest, DryRunShowsWhatWouldBe) {
  const Outcome dry = Stage(DryRun(Single(RecordingLoan(1), 10)));
  EXPECT_THAT(dry.status, IsOk());
  EXPECT_EQ(dry.entry, 0);
  EXPECT_EQ(dry.loan->terms->id.contract_number, "HT-1");
  EXPECT_EQ(Says(DryRun(Single(Repaying(1, "R1", 5)))),
            "LOAN_UNKNOWN loan.contract_number bank=bank-1 contract_number=HT-1");
  const Outcome batch = Stage(DryRun(Batch(LoanRows(1, 5))));
  EXPECT_EQ(batch.recorded_rows, 5);
  EXPECT_EQ(batch.first_entry, 0);
  EXPECT_TRUE(group_.entries.empty());
  EXPECT_EQ(stager_.programme().headline, Headline());
  EXPECT_TRUE(stager_.programme().units.empty());
  EXPECT_EQ(Stage(Single(RecordingLoan(1))).entry, 4);
}

TEST_F(StagerTest, MemoryIsBounded) {
  const std::size_t before = stager_.books().loaded_count();
  for (int n = 1; n <= 60; ++n) {
    Stage(Ready(Single(RecordingLoan(n), static_cast<std::uint64_t>(n) + 100)));
    Stage(Single(Repaying(n + 1'000, "R1", 5)));
    Stage(DryRun(Ready(Single(RecordingLoan(n + 2'000)))));
    Stage(DryRun(Batch(LoanRows(n + 3'000, n + 3'005))));
    Stage(DryRun(Ready(Batch(LoanRows(n + 4'000, n + 4'005)))));
    if (n % 20 == 0) Commit();
  }
  // What was only looked at is forgotten as the journal goes on.
  for (int n = 5'000; n < 5'010; ++n) {
    Stage(Single(RecordingLoan(n)));
    Commit();
  }
  EXPECT_EQ(stager_.books().loaded_count(), before);
}

TEST_F(StagerTest, ChangedSinceTheWatermarkStays) {
  Stage(Single(RecordingLoan(1)));
  MakeDurable();
  Stage(Single(RecordingLoan(2)));
  Commit();
  Stage(Single(Repaying(1, "R1", 5)));
  stager_.ForgetThrough(index_.watermark());
  EXPECT_TRUE(stager_.books().knows_loan(KeyOfLoan(1)));
  EXPECT_EQ(Stage(Single(Repaying(1, "R2", 500'000))).status.code(),
            absl::StatusCode::kFailedPrecondition);  // the first repayment counts
}

// A look-up from before something was forgotten may not have seen it.
TEST_F(StagerTest, WhatWasReadLongAgoIsNotTrusted) {
  const Submission loan = Ready(Single(RecordingLoan(1), 11));
  const Submission right = Ready(Single(RecordingLoan(8), 12));
  const Submission repayment = Ready(Single(Repaying(1, "R1", 5), 13));
  Stage(Single(RecordingLoan(1), 10));
  EXPECT_TRUE(Stage(loan).already_recorded);  // still in memory
  Commit();                                   // and forgotten
  ASSERT_FALSE(stager_.books().knows_loan(KeyOfLoan(1)));
  EXPECT_TRUE(Stage(loan).already_recorded);
  EXPECT_THAT(Stage(right).rights_pledged_before, ElementsAre(0));
  EXPECT_THAT(Stage(repayment).status, IsOk());
  Submission retry = Single(RecordingLoan(1), 10);
  retry.prepared.watermark = 0;
  EXPECT_TRUE(Stage(retry).replayed);
}

TEST_F(StagerTest, WhatWasReadAheadSparesTheIndex) {
  Stage(Single(RecordingLoan(1)));
  Commit();
  const Submission known = Ready(Single(Repaying(1, "R1", 5)));
  const Submission unknown = Ready(Batch(LoanRows(2, 6), 10));
  const Submission shared = Ready(Single(RecordingLoan(8)));
  const int gets = index_.gets;
  EXPECT_THAT(Stage(known).status, IsOk());
  EXPECT_EQ(Stage(unknown).recorded_rows, 5);
  EXPECT_THAT(Stage(shared).rights_pledged_before, ElementsAre(0));
  EXPECT_EQ(index_.gets, gets);
}

// A fault of the index is never taken for an unknown loan, nor for a row that went well.
TEST_F(StagerTest, IndexThatCannotBeRead) {
  index_.fails = true;
  EXPECT_THAT(Stage(Single(RecordingLoan(1), 10)).status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Stage(Single(RecordingLoan(1))).status, StatusIs(absl::StatusCode::kDataLoss));
  const Outcome batch = Stage(Batch(LoanRows(1, 2)));
  EXPECT_EQ(batch.recorded_rows, 0);
  ASSERT_EQ(batch.verdicts.size(), 2u);
  EXPECT_EQ(batch.verdicts[0].violations.at(0).reason, Reason::kInternal);
  EXPECT_THAT(Stage(AllOrNothing(Batch(LoanRows(1, 2)))).status,
              ReasonIs(Reason::kBatchRowRefused));
  EXPECT_TRUE(group_.entries.empty());
  index_.fails = false;
  EXPECT_EQ(Stage(Batch(LoanRows(1, 2), 10)).recorded_rows, 2);
}

TEST_F(StagerTest, TurnsEachMissedDay) {
  EXPECT_THAT(stager_.TurnDaysTo(kFirstDay, 100, group_), IsOkAndHolds(true));
  EXPECT_TRUE(group_.entries.empty());
  EXPECT_THAT(stager_.TurnDaysTo(kFirstDay + 3, 100, group_), IsOkAndHolds(true));
  EXPECT_THAT(stager_.TurnDaysTo(kFirstDay + 1, 100, group_), IsOkAndHolds(true));  // never back
  ASSERT_EQ(group_.entries.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    const Entry& entry = group_.entries[static_cast<std::size_t>(i)].entry;
    EXPECT_EQ(std::get<DayTurned>(entry.events[0]).what.date, kFirstDay + (i + 1));
    EXPECT_EQ(entry.business_date, kFirstDay + (i + 1));
    EXPECT_EQ(entry.caller, kLedger);
  }
  Stager unfounded(&index_, log_.get(), Books());
  Group group;
  EXPECT_THAT(unfounded.TurnDaysTo(kFirstDay, 100, group), IsOkAndHolds(true));
  EXPECT_TRUE(group.entries.empty());
}

TEST_F(StagerTest, NothingBeforeTheProgrammeIsFounded) {
  Stager stager(&index_, log_.get(), Books());
  for (const Submission& submission :
       {Single(RecordingLoan(1)), Single(IpOffice(), RegisterBody{ABank(kBank)})}) {
    Group group;
    stager.Stage(submission, now_, group);
    EXPECT_FALSE(group.decided[0].outcome.status.ok());
    EXPECT_TRUE(group.entries.empty());
  }
}

}  // namespace
}  // namespace ippledge::engine
