// Cover, claims and recoveries through the engine: every step with a start after it, retries, dry
// runs, and commands that want the same money.
#include <gmock/gmock.h>

#include "absl/synchronization/notification.h"
#include "tests/engine/covered.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

TEST_F(EngineCoverTest, Examples) {
  Do(FinanceBureau(), Funding(1'000'000));
  const Outcome enrolled = Do(Enrolling(1));
  ASSERT_NE(enrolled.event, nullptr);
  EXPECT_EQ(std::get<CoverDecided>(*enrolled.event).state, CoverState::kEnrolled);
  EXPECT_EQ(enrolled.loan->cover->state, CoverState::kEnrolled);
  const Outcome reviewed = Do(Claiming(1));
  EXPECT_EQ(ClaimOfLoan(reviewed.loan)->state, ClaimState::kReviewed);
  PayAndRecover(1, [] {});
  EXPECT_EQ(ClaimOf(1).state, ClaimState::kPaid);
  EXPECT_EQ(ClaimOf(1).paid, Fen(kLoanFundFen));
  EXPECT_EQ(Fund().cash_fen, 1'000'000 - kLoanFundFen + 40'000);
  EXPECT_EQ(Fund().reserved_fen, 0);
  ExpectAsFolded();
}

// Whatever was stored when, the next start goes on from there.
TEST_F(EngineCoverTest, StartAfterEachStep) {
  for (const EngineOptions& options : {kSmallRounds, kNoRounds}) {
    SCOPED_TRACE(options.round_entries);
    const int n = options.round_entries == kSmallRounds.round_entries ? 1 : 2;
    store_.options = options;
    store_.Open();
    const auto reopen = [&] {
      if (n == 1) store_->CatchUpIndex();
      store_.Open();
    };
    if (n == 1) Do(FinanceBureau(), Funding(1'000'000));
    for (const CoverActs& acts : {Enrolling(n), Claiming(n)}) {
      for (const CoverAct& act : acts) {
        Do(act);
        reopen();
      }
    }
    if (n == 2) continue;
    PayAndRecover(n, reopen);
    EXPECT_EQ(ClaimOf(n).state, ClaimState::kPaid);
  }
  ExpectAsFolded();
}

TEST_F(EngineCoverTest, RetriesAreAnsweredAlike) {
  Do(FinanceBureau(), Funding(1'000'000));
  Do(Enrolling(1));
  Do(Claiming(1));
  PayAndRecover(1, [] {});
  int with_event = 0;
  for (int phase = 0; phase < 2; ++phase) {
    const std::int64_t position = store_->View().position();
    for (const auto& [submission, outcome] : done_) {
      SCOPED_TRACE(outcome.entry);
      ExpectSameAnswer(outcome, store_.Do(submission));
      if (outcome.event != nullptr) ++with_event;
    }
    EXPECT_EQ(store_->View().position(), position);
    store_->CatchUpIndex();
    store_.Open();
  }
  EXPECT_GE(with_event, 20);
}

TEST_F(EngineCoverTest, DryRunsLeaveNothing) {
  Do(FinanceBureau(), Funding(1'000'000));
  CoverActs acts = Enrolling(1);
  for (const CoverAct& act : Claiming(1)) acts.push_back(act);
  acts.push_back(Approving(1));
  for (const CoverAct& act : acts) {
    const std::int64_t position = store_->View().position();
    const FundFigures fund = Fund();
    const Outcome dry = store_.Do(DryRun(Single(act.caller, act.command)));
    EXPECT_EQ(dry.entry, 0);
    EXPECT_EQ(store_->View().position(), position);
    EXPECT_TRUE(Fund() == fund);
    const Outcome done = Do(act);
    EXPECT_EQ(EventBytes(dry.event.get()), EventBytes(done.event.get()));
    EXPECT_TRUE(dry.fund == done.fund);
    // But for the number of the entry the loan is what it will be.
    if (const Claim* claim = ClaimOfLoan(dry.loan); claim != nullptr) {
      EXPECT_EQ(claim->state, ClaimOfLoan(done.loan)->state);
      EXPECT_EQ(claim->reserved, ClaimOfLoan(done.loan)->reserved);
    }
  }
  AfterDays(5);
  const std::int64_t position = store_->View().position();
  const Outcome dry = store_.Do(DryRun(Single(FinanceBureau(), RunPayments{"run-1"})));
  ASSERT_NE(dry.event, nullptr);
  EXPECT_EQ(std::get<PaymentsOrdered>(*dry.event).orders.size(), 1u);
  EXPECT_EQ(store_->View().position(), position);
  EXPECT_EQ(ClaimOf(1).state, ClaimState::kCleared);
  ExpectAsFolded();
}

TEST_F(EngineCoverTest, KnownFactsAreFoundAgain) {
  Do(FinanceBureau(), Funding(1'000'000));
  Do(Enrolling(1));
  Do(Claiming(1));
  for (std::size_t i = 0; i < done_.size(); ++i) {
    const auto& [submission, outcome] = done_[i];
    const Command& command = *submission.rows[0];
    const bool is_known =
        std::holds_alternative<FileClaim>(command) || std::holds_alternative<ReportRisk>(command);
    if (!is_known) continue;
    const Outcome again = store_.Do(Single(submission.caller, command, next_request_++));
    EXPECT_TRUE(again.already_recorded);
    EXPECT_EQ(again.entry, outcome.entry);
    EXPECT_EQ(again.event, nullptr);
    EXPECT_TRUE(again.fund == outcome.fund);
    EXPECT_EQ(ClaimOfLoan(again.loan)->state, ClaimState::kReviewed);
  }
}

// Commands of one group see what those before them took.
TEST_F(EngineCoverTest, TwoOfOneGroupExhaustTheFund) {
  Do(FinanceBureau(), Funding(300'000));
  for (const int n : {1, 2}) {
    Do(Enrolling(n));
    Do(Claiming(n));
  }
  store_.faults.Hold();
  absl::Notification first_answered;
  Submission first = Single(RecordingLoan(30));
  first.done = [&](const Outcome&) { first_answered.Notify(); };
  store_->Submit(std::move(first));
  store_.faults.AwaitHeld();
  std::vector<Outcome> outcomes(2);
  absl::Notification answered[2];
  for (int i = 0; i < 2; ++i) {
    const CoverAct act = Approving(i + 1);
    Submission submission = Single(act.caller, act.command, next_request_++);
    submission.done = [&outcomes, &answered, i](Outcome outcome) {
      outcomes[static_cast<std::size_t>(i)] = std::move(outcome);
      answered[i].Notify();
    };
    store_->Submit(std::move(submission));
  }
  store_.faults.Release();
  for (absl::Notification& one : answered) one.WaitForNotification();
  first_answered.WaitForNotification();
  ASSERT_THAT(outcomes[0].status, IsOk());
  ASSERT_THAT(outcomes[1].status, IsOk());
  EXPECT_EQ(outcomes[0].entry + 1, outcomes[1].entry);
  EXPECT_EQ(ClaimOfLoan(outcomes[0].loan)->reserved, Fen(kLoanFundFen));
  EXPECT_EQ(ClaimOfLoan(outcomes[1].loan)->reserved, Money());
  EXPECT_EQ(Fund().available_fen(), 100'000);
  store_.Open();
  AfterDays(5);
  EXPECT_EQ(ClaimOf(1).state, ClaimState::kCleared);
  EXPECT_EQ(ClaimOf(2).state, ClaimState::kQueued);
  ExpectAsFolded();
}

// What waits for money is found again after a start, also from an index made anew.
TEST_F(EngineCoverTest, QueueAfterAStart) {
  Do(FinanceBureau(), Funding(300'000));
  for (const int n : {1, 2}) {
    Do(Enrolling(n));
    Do(Claiming(n));
    Do(Approving(n));
  }
  AfterDays(5);
  ASSERT_EQ(ClaimOf(2).state, ClaimState::kQueued);
  store_->CatchUpIndex();
  store_.Open();
  Do(FinanceBureau(), Funding(1'000'000, "M2"));
  store_.Close();
  store_.DeleteIndex();
  store_.Open();
  const Outcome run = Do(FinanceBureau(), RunPayments{"run-1"});
  std::vector<std::string> paid;
  for (const OrderedPayment& order : std::get<PaymentsOrdered>(*run.event).orders) {
    paid.push_back(order.loan.contract_number);
    EXPECT_EQ(order.order.amount, Fen(kLoanFundFen));
  }
  EXPECT_THAT(paid, testing::UnorderedElementsAre("HT-1", "HT-2"));
  EXPECT_EQ(ClaimOf(1).state, ClaimState::kOrdered);
  EXPECT_EQ(ClaimOf(2).state, ClaimState::kOrdered);
  ExpectAsFolded();
}

}  // namespace
}  // namespace ippledge::engine
