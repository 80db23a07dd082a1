#include "engine/engine.h"

#include <gmock/gmock.h>

#include <atomic>
#include <optional>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;

TEST(Engine, Examples) {
  EngineStore store;
  Engine& engine = store.Found();  // entries 1 to 4: founding, totals, two banks
  const Outcome recorded = engine.Execute(Single(RecordingLoan(7), 10));
  ASSERT_THAT(recorded.status, IsOk());
  EXPECT_EQ(recorded.entry, 5);
  EXPECT_EQ(recorded.commit_time_ms, FakeClock::kStartMs);
  EXPECT_EQ(recorded.counted_total, 500'000);
  EXPECT_EQ(recorded.loan->first_entry(), 5);

  const Outcome again = engine.Execute(Single(RecordingLoan(7), 10));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.entry, 5);

  const Outcome known = engine.Execute(Single(RecordingLoan(7), 11));
  EXPECT_TRUE(known.already_recorded);
  EXPECT_EQ(known.entry, 5);
  EXPECT_EQ(engine.View().position(), 5);
  EXPECT_TRUE(engine.accepts_writes());
}

TEST(Engine, UnfoundedProgrammeAcceptsItsFoundingOnly) {
  EngineStore store;
  Engine& engine = store.Open();
  EXPECT_THAT(engine.Execute(Single(RecordingLoan(1), 1)).status,
              ReasonIs(Reason::kProgrammeUnknown));
  EXPECT_THAT(engine.Execute(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2)).status,
              ReasonIs(Reason::kProgrammeUnknown));
  EXPECT_THAT(engine.Execute(Batch(LoanRows(1, 2), 3)).verdicts[0].violations[0].reason,
              Reason::kProgrammeUnknown);
  engine.Tick();
  EXPECT_EQ(engine.View().position(), 0);
  EXPECT_EQ(store.Do(Single(IpOffice(), Founding(), 4)).entry, 1);
  EXPECT_TRUE(store.Do(Single(IpOffice(), Founding(), 5)).already_recorded);
  FoundProgramme other = Founding();
  other.constitution.target = 1;
  EXPECT_THAT(engine.Execute(Single(IpOffice(), other, 6)).status,
              ReasonIs(Reason::kProgrammeExists));
}

// The first answer again, wherever it now comes from.
TEST(Engine, RetryGetsTheSameAnswer) {
  EngineStore store(kNoRounds);
  store.Found();
  store.Do(Single(RecordingLoan(8)));
  const std::vector<std::pair<const char*, Submission>> cases = {
      {"a founding", Single(IpOffice(), Founding(), 1)},
      {"a body", Single(IpOffice(), RegisterBody{ABank("bank-3")}, 11)},
      {"a loan with a right pledged before", Single(RecordingLoan(1), 12)},
      {"a repayment", Single(Repaying(1, "R1", 100), 13)},
      {"a batch", Batch(LoanRows(20, 25), 14)},
      {"a batch with verdicts", Batch(LoanRows(24, 28), 15)},
  };
  std::vector<Outcome> first;
  for (const auto& [name, submission] : cases) first.push_back(store.Do(submission));
  EXPECT_THAT(first[2].rights_pledged_before, ElementsAre(0));
  EXPECT_EQ(first[5].verdicts.size(), 2u);
  // What happens to a loan later does not show in the answer.
  store.Do(Single(Repaying(1, "R2", 100), 16));

  const std::pair<const char*, std::function<void()>> phases[] = {
      {"from memory", [] {}},
      {"from the index", [&] { store->CatchUpIndex(); }},
      {"after a start", [&] { store.Open(); }},
      {"after a start without index", [&] { store.Close(), store.DeleteIndex(), store.Open(); }},
  };
  for (const auto& [phase, reach] : phases) {
    SCOPED_TRACE(phase);
    reach();
    const std::int64_t position = store->View().position();
    for (std::size_t i = 0; i < cases.size(); ++i) {
      SCOPED_TRACE(cases[i].first);
      const Outcome again = store.Do(cases[i].second);
      if (i > 0) {
        ExpectSameAnswer(first[i], again);
      } else {
        EXPECT_TRUE(again.replayed);
        EXPECT_EQ(again.entry, 1);
      }
      Submission other = cases[i].second;
      other.rows[0] = RecordingLoan(77);
      EXPECT_EQ(RefusalText(store->Execute(std::move(other)).status),
                absl::StrCat("REQUEST_ID_REUSED request_id first_entry=", again.entry));
    }
    EXPECT_EQ(store->View().position(), position);
  }
}

// A retry that arrives while the first one is not durable yet waits for it.
TEST(Engine, RetryOfWhatIsOnItsWay) {
  EngineStore store;
  Engine& engine = store.Found();
  store.faults.Hold();
  std::vector<Outcome> outcomes(4);
  std::atomic<int> answered = 0;
  absl::Notification all;
  const auto submit = [&](std::size_t i, Submission submission) {
    submission.done = [&, i](Outcome outcome) {
      outcomes[i] = std::move(outcome);
      if (++answered == 4) all.Notify();
    };
    engine.Submit(std::move(submission));
  };
  submit(0, Single(RecordingLoan(1), 10));
  store.faults.AwaitHeld();
  submit(1, Single(RecordingLoan(1), 10));
  submit(2, Single(RecordingLoan(2), 10));
  submit(3, Single(RecordingLoan(1), 10));
  EXPECT_EQ(answered, 0);
  store.faults.Release();
  all.WaitForNotification();
  EXPECT_EQ(outcomes[0].entry, 5);
  ExpectSameAnswer(outcomes[0], outcomes[1]);
  EXPECT_THAT(outcomes[2].status, ReasonIs(Reason::kRequestIdReused));
  ExpectSameAnswer(outcomes[0], outcomes[3]);
}

// Of a group: 1 2 1 1 2, a retry and a refusal among them, and one of nobody in particular.
TEST(Engine, SenderIsToldWhenAnotherAnswerFollows) {
  EngineStore store;
  Engine& engine = store.Found();
  store.Do(Single(RecordingLoan(1), 10));
  store.faults.Hold();
  const int senders[2] = {};
  std::vector<std::optional<bool>> more(7);
  std::atomic<std::size_t> answered = 0;
  absl::Notification all;
  const auto submit = [&](std::size_t i, const void* sender, Submission submission) {
    submission.sender = sender;
    submission.done = [&, i](Outcome outcome) {
      more[i] = outcome.more;
      if (++answered == more.size()) all.Notify();
    };
    engine.Submit(std::move(submission));
  };
  submit(0, &senders[0], Single(RecordingLoan(2), 11));
  store.faults.AwaitHeld();
  submit(1, &senders[0], Single(RecordingLoan(1), 10));
  submit(2, &senders[1], Single(RecordingLoan(3), 12));
  submit(3, nullptr, Single(RecordingLoan(4), 13));
  submit(4, &senders[0], Single(Repaying(1, "R1", 1'000'000'000'000), 14));
  submit(5, &senders[0], Single(RecordingLoan(5), 15));
  submit(6, &senders[1], Single(Repaying(9, "R1", 5), 16));
  store.faults.Release();
  all.WaitForNotification();
  EXPECT_THAT(more, testing::ElementsAre(false, true, true, false, true, false, false));
}

TEST(Engine, RefusedRequestMayBeSentAgain) {
  EngineStore store;
  store.Found();
  const Submission repayment = Single(Repaying(1, "R1", 5), 10);
  EXPECT_THAT(store->Execute(repayment).status, ReasonIs(Reason::kLoanUnknown));
  EXPECT_EQ(store->View().position(), 4);
  store.Do(Single(RecordingLoan(1)));
  const Outcome outcome = store.Do(repayment);
  EXPECT_FALSE(outcome.replayed);
  EXPECT_EQ(outcome.entry, 6);
}

TEST(Engine, DryRunLeavesNothing) {
  EngineStore store;
  store.Found();
  const std::string root = proof::HexOf(store->View().picture().root);
  const Outcome single = store.Do(DryRun(Single(RecordingLoan(1), 10)));
  EXPECT_EQ(single.entry, 0);
  EXPECT_EQ(single.commit_time_ms, 0);
  EXPECT_NE(single.loan, nullptr);
  const Outcome batch = store.Do(DryRun(Batch(LoanRows(1, 9), 11)));
  EXPECT_EQ(batch.recorded_rows, 9);
  EXPECT_EQ(batch.entry, 0);
  store.Do(DryRun(Single(IpOffice(), RegisterBody{ABank("bank-3")}, 12)));
  EXPECT_EQ(store->View().position(), 4);
  EXPECT_EQ(proof::HexOf(store->View().picture().root), root);
  EXPECT_TRUE(store->View().programme().units.empty());
  // The id is free, also for the same content in earnest.
  EXPECT_EQ(store.Do(Single(RecordingLoan(1), 10)).entry, 5);
  EXPECT_EQ(store.Do(Single(RecordingLoan(2), 11)).entry, 6);
  // A dry run of what was recorded is a retry.
  EXPECT_TRUE(store.Do(DryRun(Single(RecordingLoan(1), 10))).replayed);
}

TEST(Engine, FullQueueIsAnsweredAtOnce) {
  EngineOptions options = kSmallRounds;
  options.queue_rows_max = 8;
  options.queue_wait_max_ms = 60'000;
  options.group_rows_max = 2;
  EngineStore store(options);
  Engine& engine = store.Found();
  store.faults.Hold();
  std::atomic<int> recorded = 0;
  int accepted = 0;
  absl::Status refusal;
  // One group is being written, one waits, one is full: then the queue fills.
  for (int n = 1; refusal.ok() && n < 100; ++n) {
    Submission submission = Single(RecordingLoan(n));
    submission.done = [&](Outcome outcome) {
      if (outcome.status.ok()) {
        ++recorded;
      } else {
        refusal = outcome.status;  // on this thread
      }
    };
    engine.Submit(std::move(submission));
    if (refusal.ok()) ++accepted;
    if (n == 1) store.faults.AwaitHeld();
  }
  EXPECT_THAT(RefusalText(refusal), testing::StartsWith("QUEUE_FULL limit=8"));
  EXPECT_THAT(refusal, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_GE(accepted, 8);
  EXPECT_LE(accepted, 8 + 3 * 2);
  EXPECT_EQ(recorded, 0);
  // More rows than the queue ever holds are never accepted.
  Submission large = Batch(LoanRows(1, 9));
  large.done = [&](Outcome outcome) { refusal = outcome.status; };
  engine.Submit(std::move(large));
  EXPECT_THAT(refusal, ReasonIs(Reason::kQueueFull));
  store.faults.Release();
  store.Do(Batch({}));
  EXPECT_EQ(recorded, accepted);
}

TEST(Engine, DeadlineThatHasPassed) {
  EngineStore store;
  store.Found();
  Submission late = Single(RecordingLoan(1), 10);
  late.deadline = absl::InfinitePast();
  EXPECT_EQ(RefusalText(store->Execute(late).status), "DEADLINE_PASSED");
  EXPECT_EQ(store->View().position(), 4);
  late.deadline = absl::InfiniteFuture();
  EXPECT_FALSE(store.Do(late).replayed);
}

// One that is late when its turn comes, although it was in time when it was queued.
TEST(Engine, DeadlineThatPassesInTheQueue) {
  EngineOptions options = kSmallRounds;
  options.group_rows_max = 1;
  EngineStore store(options);
  Engine& engine = store.Found();
  store.faults.Hold();
  std::atomic<int> recorded = 0;
  // One group is being written, one waits to be: nothing more is taken out of the queue.
  for (int n = 1; n <= 3; ++n) {
    Submission submission = Single(RecordingLoan(n));
    submission.done = [&](Outcome outcome) { recorded += outcome.status.ok() ? 1 : 0; };
    engine.Submit(std::move(submission));
    if (n == 1) store.faults.AwaitHeld();
  }
  absl::Status answer;
  absl::Notification answered;
  Submission late = Single(RecordingLoan(4), 10);
  late.deadline = absl::Now() + absl::Milliseconds(50);
  late.done = [&](Outcome outcome) {
    answer = outcome.status;
    answered.Notify();
  };
  const absl::Time deadline = late.deadline;
  engine.Submit(std::move(late));
  EXPECT_FALSE(answered.WaitForNotificationWithDeadline(deadline + absl::Milliseconds(1)));
  store.faults.Release();
  answered.WaitForNotification();
  EXPECT_EQ(RefusalText(answer), "DEADLINE_PASSED");
  store.Do(Batch({}));
  EXPECT_EQ(recorded, 3);
  EXPECT_EQ(store->View().picture().headline.loans, 3);
}

// Whatever becomes of the deadline while it is written: what was decided is answered.
TEST(Engine, DeadlineThatPassesAfterTheDecision) {
  EngineStore store;
  Engine& engine = store.Found();
  store.faults.Hold();
  Outcome answer;
  absl::Notification answered;
  Submission submission = Single(RecordingLoan(1), 10);
  const absl::Time deadline = submission.deadline = absl::Now() + absl::Seconds(2);
  submission.done = [&](Outcome outcome) {
    answer = std::move(outcome);
    answered.Notify();
  };
  engine.Submit(std::move(submission));
  store.faults.AwaitHeld();
  EXPECT_FALSE(answered.WaitForNotificationWithDeadline(deadline + absl::Milliseconds(1)));
  store.faults.Release();
  answered.WaitForNotification();
  EXPECT_THAT(answer.status, IsOk());
  EXPECT_EQ(answer.entry, 5);
}

// Whoever can wait is not refused, and sends on when it is let in.
TEST(Engine, AFullQueueLetsWaitWhoCan) {
  EngineOptions options = kSmallRounds;
  options.queue_rows_max = 8;
  options.queue_wait_max_ms = 60'000;
  options.group_rows_max = 2;
  EngineStore store(options);
  Engine& engine = store.Found();
  store.faults.Hold();
  std::atomic<int> recorded = 0;
  absl::Notification let_in;
  int submitted = 0;
  for (bool is_queued = true; is_queued; ++submitted) {
    ASSERT_LT(submitted, 100);
    Submission submission = Single(RecordingLoan(submitted + 1));
    submission.done = [&](Outcome outcome) { recorded += outcome.status.ok() ? 1 : 0; };
    submission.let_in = [&] { let_in.Notify(); };
    is_queued = engine.Submit(std::move(submission));
    if (submitted == 0) store.faults.AwaitHeld();
  }
  EXPECT_GT(submitted, 8);
  EXPECT_FALSE(let_in.HasBeenNotified());
  EXPECT_EQ(recorded, 0);
  store.faults.Release();
  let_in.WaitForNotification();
  store.Do(Batch({}));
  EXPECT_EQ(recorded, submitted);
}

TEST(Engine, NotifyBeyond) {
  EngineStore store;
  Engine& engine = store.Found();
  int woken = 0;
  engine.NotifyBeyond(3, [&] { ++woken; });
  EXPECT_EQ(woken, 1);  // entry 4 is there
  absl::Notification beyond;
  engine.NotifyBeyond(4, [&] { beyond.Notify(); });
  std::atomic<bool> shutdown = false;
  engine.NotifyBeyond(1'000, [&] { shutdown = true; });
  EXPECT_THAT(engine.Execute(Single(Repaying(1, "R1", 5))).status, ReasonIs(Reason::kLoanUnknown));
  EXPECT_FALSE(beyond.HasBeenNotified());
  store.Do(Single(RecordingLoan(1)));
  beyond.WaitForNotification();
  EXPECT_FALSE(shutdown);
  store.Close();
  EXPECT_TRUE(shutdown);
}

TEST(Engine, ClosingCommitsWhatIsQueued) {
  EngineStore store;
  Engine& engine = store.Found();
  std::atomic<int> recorded = 0;
  for (int n = 1; n <= 50; ++n) {
    Submission submission = Single(RecordingLoan(n), static_cast<std::uint64_t>(n) + 10);
    submission.done = [&](Outcome outcome) { recorded += outcome.status.ok() ? 1 : 0; };
    engine.Submit(std::move(submission));
  }
  store.Close();
  EXPECT_EQ(recorded, 50);
  store.Open();
  EXPECT_EQ(store->View().picture().headline.loans, 50);
}

// Two engines on two folders share nothing.
TEST(Engine, ProgrammesShareNothing) {
  EngineStore one, two;
  one.Found();
  two.Found();
  one.Do(Single(RecordingLoan(1), 10));
  EXPECT_EQ(two->View().position(), 4);
  EXPECT_EQ(*two->View().LoanAt(KeyOfLoan(1), 4), nullptr);
  const Outcome other = two.Do(Single(RecordingLoan(2), 10));  // the same id
  EXPECT_FALSE(other.replayed);
  EXPECT_EQ(other.entry, 5);
}

TEST(Engine, DiskBytes) {
  TempFolder folder;
  FakeClock clock;
  const auto engine =
      *Engine::Open(*storage::LocalLog::Open(folder / "journal", {}),
                    *storage::Index::Open(folder / "index", 1 << 20), &clock, kSmallRounds);
  ASSERT_THAT(engine->Execute(Single(IpOffice(), Founding(), 1)).status, IsOk());
  engine->CatchUpIndex();
  EXPECT_GT(engine->disk_bytes().journal, 0);
  EXPECT_GT(engine->disk_bytes().index, 0);
}

}  // namespace
}  // namespace ippledge::engine
