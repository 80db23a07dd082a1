// What the stager loads, forgets and lets pass for covered loans.
#include <gmock/gmock.h>

#include "storage/cover_rows.h"
#include "tests/engine/staged.h"
#include "tests/testing/cover_story.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;

class StagerCoverTest : public StagerTest {
 protected:
  StagerCoverTest() {
    StageAll({{FinanceBureau(), Issuing(CoverPolicy())}, {FinanceBureau(), Funding(300'000)}});
    Commit();
  }
  void StageAll(const CoverActs& acts) {
    for (const CoverAct& act : acts) StageOne(act);
  }
  Outcome StageOne(const CoverAct& act) {
    Outcome outcome = Stage(Single(act.caller, act.command));
    EXPECT_EQ(RefusalText(outcome.status), "ok");
    return outcome;
  }
};

TEST_F(StagerCoverTest, TwoOfOneGroupExhaustTheFund) {
  for (const int n : {1, 2}) {
    StageAll(Enrolling(n));
    StageAll(Claiming(n));
  }
  EXPECT_EQ(ClaimOfLoan(StageOne(Approving(1)).loan)->reserved, Fen(kLoanFundFen));
  EXPECT_EQ(ClaimOfLoan(StageOne(Approving(2)).loan)->reserved, Money());
  EXPECT_EQ(stager_.programme().fund.accounts().figures().available_fen(), 100'000);
}

TEST_F(StagerCoverTest, SumsAreLoadedAndForgotten) {
  const std::string key = CoverSumsKey(CoverScope::kBank, kBank, 0);
  for (int n = 1; n <= 5; ++n) {
    StageAll(Enrolling(n));
    Stage(DryRun(Single(TurningBad(n))));
    // Whether they are of a group before, were left by one that the index does not have yet, or
    // come from the index.
    EXPECT_EQ(stager_.books().cover_sums(key)[CoverSum::kLoans], n);
    n % 2 == 0 ? MakeDurable() : Commit();
    if (n < 3) continue;
    stager_.books().ForgetAll();
    EXPECT_FALSE(stager_.books().knows_cover_sums(key));
  }
}

// Nobody else changes them: what most steps need is not loaded for each group again.
TEST_F(StagerCoverTest, SumsAreRememberedWithinBounds) {
  const std::string key = CoverSumsKey(CoverScope::kBank, kBank, 0);
  StageAll(Enrolling(1));
  Commit();
  const int gets = index_.gets;
  StageOne({BankMaker(kBank), TurningBad(1)});
  EXPECT_EQ(index_.gets, gets + 1);  // the loan
  Commit();
  EXPECT_TRUE(stager_.books().knows_cover_sums(key));
  for (int i = 0; i < 10'000; ++i) stager_.books().LoadCoverSums(absl::StrCat("b", i), {});
  Stage(Single(RecordingLoan(2)));
  Commit();
  EXPECT_EQ(stager_.books().loaded_count(), 0u);
}

// Of many loans of one bank in a group, its sums are one row.
TEST_F(StagerCoverTest, SumsOfAGroupAreARow) {
  for (int n = 1; n <= 5; ++n) StageAll(Enrolling(n));
  MakeDurable();
  const std::string key = storage::CoverSumsRowKey(CoverSumsKey(CoverScope::kBank, kBank, 0));
  const ChangedRows& rows = *round_.rows.back();
  int count = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) count += rows.key(i).text == key ? 1 : 0;
  EXPECT_EQ(count, 1);
}

// Look-ups hold loans, never sums: these come from the index all the same.
TEST_F(StagerCoverTest, WhatWasReadAheadDoesNotHideSums) {
  StageAll(Enrolling(1));
  Commit();
  stager_.books().ForgetAll();
  const Submission known = Ready(Single(TurningBad(1)));
  const int gets = index_.gets;
  EXPECT_EQ(RefusalText(Stage(known).status), "ok");
  EXPECT_EQ(index_.gets, gets + 1);
  const std::string key = CoverSumsKey(CoverScope::kBank, kBank, 0);
  EXPECT_EQ(stager_.books().cover_sums(key)[CoverSum::kNplBalance], 500'000);
}

TEST_F(StagerCoverTest, LoansWithoutCoverPayNothing) {
  Stage(Single(RecordingLoan(1)));
  Commit();
  const Submission repayment = Ready(Single(Repaying(1, "R1", 5)));
  const Submission loan = Ready(Single(RecordingLoan(50)));
  const int gets = index_.gets;
  EXPECT_THAT(Stage(repayment).status, IsOk());
  EXPECT_THAT(Stage(loan).status, IsOk());
  EXPECT_EQ(index_.gets, gets);
}

// Which loans a payment run reads is known when it is decided: nothing read ahead says that others
// are not there.
TEST_F(StagerCoverTest, PaymentRunReadsItsLoansItself) {
  StageAll(Enrolling(1));
  StageAll(Claiming(1));
  StageOne(Approving(1));
  ASSERT_THAT(stager_.TurnDaysTo(kFirstDay + 5, 100, group_), IsOkAndHolds(true));
  Commit();
  ASSERT_FALSE(stager_.books().knows_loan(KeyOfLoan(1)));
  const Outcome run = Stage(Ready(Single(FinanceBureau(), RunPayments{"run-1"})));
  ASSERT_EQ(RefusalText(run.status), "ok");
  EXPECT_EQ(std::get<PaymentsOrdered>(*run.event).orders.size(), 1u);
}

TEST_F(StagerCoverTest, DeadlinesOfADayFillGroups) {
  for (int n = 1; n <= 5; ++n) {
    StageAll({{BankMaker(kBank), RecordingLoan(n)},
              {BankMaker(kBank), Applying(n)},
              {FundOffice(), Deciding(n, StepDecision::kReturn)}});
  }
  Commit();
  ASSERT_EQ(stager_.programme().work.size(), 5u);
  const Date last = Date::Of(2024, 6, 3);  // ten working days
  ASSERT_THAT(stager_.TurnDaysTo(last, 100, group_), IsOkAndHolds(true));
  Commit();
  std::vector<std::size_t> sizes;
  for (bool done = false; !done;) {
    const auto turned = stager_.TurnDaysTo(last + 2, 3, group_);
    ASSERT_THAT(turned, IsOk());
    done = *turned;
    sizes.push_back(group_.entries.size());
    Commit();
  }
  // The day and two of it; three; the next day.
  EXPECT_THAT(sizes, ElementsAre(3, 3, 1));
  EXPECT_EQ(stager_.programme().work.size(), 0u);
  EXPECT_EQ(stager_.programme().today, last + 2);
}

// A day is not taken for passed when what it needs cannot be read.
TEST_F(StagerCoverTest, DeadlinesWaitForTheIndex) {
  StageAll({{BankMaker(kBank), RecordingLoan(1)},
            {BankMaker(kBank), Applying(1)},
            {FundOffice(), Deciding(1, StepDecision::kReturn)}});
  Commit();
  index_.fails = true;
  EXPECT_THAT(stager_.TurnDaysTo(kFirstDay + 30, 100, group_),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(stager_.programme().today, Date::Of(2024, 6, 4));
  index_.fails = false;
  EXPECT_THAT(stager_.TurnDaysTo(kFirstDay + 30, 100, group_), IsOkAndHolds(true));
  EXPECT_EQ(stager_.programme().work.size(), 0u);
  EXPECT_EQ(stager_.programme().today, kFirstDay + 30);
}

}  // namespace
}  // namespace ippledge::engine
