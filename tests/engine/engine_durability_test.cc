// Answers come after durability and in order; after a failed commit writes stop, reads go on, and
// only a reopen tells what reached the disk.
#include <gmock/gmock.h>

#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

using storage::Fault;
using testing::ElementsAre;
using testing::IsEmpty;

// Outcomes in the order in which they were answered.
class Answers {
 public:
  Submission Of(std::string name, Submission submission) {
    submission.done = [this, name = std::move(name)](Outcome outcome) {
      absl::MutexLock lock(&mutex_);
      names_.push_back(name);
      outcomes_.push_back(std::move(outcome));
    };
    return submission;
  }
  std::vector<std::string> names() {
    absl::MutexLock lock(&mutex_);
    return names_;
  }
  std::vector<Outcome> Await(std::size_t count) {
    absl::MutexLock lock(&mutex_);
    const auto all = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return outcomes_.size() >= count;
    };
    mutex_.Await(absl::Condition(&all));
    return outcomes_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<std::string> names_ ABSL_GUARDED_BY(mutex_);
  std::vector<Outcome> outcomes_ ABSL_GUARDED_BY(mutex_);
};

class EngineDurabilityTest : public testing::Test {
 protected:
  EngineDurabilityTest() { store_.Found(); }  // entries 1 to 4
  EngineStore store_;
  Answers answers_;
};

TEST_F(EngineDurabilityTest, NothingIsAnsweredBeforeItIsDurable) {
  store_.faults.Hold();
  store_->Submit(answers_.Of("loan", Single(RecordingLoan(1), 10)));
  store_.faults.AwaitHeld();
  // What follows made no entry, but it saw one that is not durable yet.
  store_->Submit(answers_.Of("already", Single(RecordingLoan(1), 11)));
  store_->Submit(answers_.Of("refusal", Single(Repaying(1, "R1", 900'000), 12)));
  store_->Submit(answers_.Of("dry run", DryRun(Single(Repaying(1, "R1", 5), 13))));
  store_->Submit(answers_.Of("retry", Single(RecordingLoan(1), 10)));
  store_->Submit(answers_.Of("next", Single(RecordingLoan(2), 14)));
  EXPECT_THAT(answers_.names(), IsEmpty());
  EXPECT_EQ(store_->View().position(), 4);
  EXPECT_EQ(*store_->View().LoanAt(KeyOfLoan(1), 4), nullptr);
  store_.faults.Release();
  const std::vector<Outcome> outcomes = answers_.Await(6);
  EXPECT_THAT(answers_.names(),
              ElementsAre("loan", "already", "refusal", "dry run", "retry", "next"));
  EXPECT_EQ(outcomes[1].entry, 5);
  EXPECT_THAT(outcomes[2].status, ReasonIs(Reason::kRepaymentExceedsOutstanding));
  EXPECT_EQ(FiguresOf(*outcomes[3].loan).repaid, Fen(5));
  EXPECT_TRUE(outcomes[4].replayed);
  EXPECT_EQ(outcomes[5].entry, 6);
}

TEST_F(EngineDurabilityTest, AnswerOfAGroupIsSeenByItsReader) {
  for (int n = 1; n <= 30; ++n) {
    bool seen = false;
    absl::Notification answered;
    Submission submission = Single(RecordingLoan(n));
    submission.done = [&](Outcome outcome) {
      const ReadView view = store_->View();
      seen =
          view.position() >= outcome.entry && *view.LoanAt(KeyOfLoan(n), outcome.entry) != nullptr;
      answered.Notify();
    };
    store_->Submit(std::move(submission));
    answered.WaitForNotification();
    EXPECT_TRUE(seen) << n;
  }
}

struct FailureCase {
  const char* name;
  Fault fault;
  bool reaches_the_disk;
  const char* why;
};

class FailedCommitTest : public EngineDurabilityTest,
                         public testing::WithParamInterface<FailureCase> {};

INSTANTIATE_TEST_SUITE_P(
    Faults, FailedCommitTest,
    testing::Values(FailureCase{"Before", Fault::kFailsBefore, false, "the log cannot be reached"},
                    FailureCase{"LostAnswer", Fault::kLostAnswer, true, "the answer was lost"},
                    FailureCase{"DiskFull", Fault::kDiskFull, false,
                                "append to the journal: No space left on device"},
                    FailureCase{"Fenced", Fault::kFenced, false, "somebody else leads"}),
    [](const auto& param) { return param.param.name; });

TEST_P(FailedCommitTest, WritesStopReadsGoOnReopenTells) {
  const FailureCase& c = GetParam();
  const Submission loan = Single(RecordingLoan(1), 10);
  const Submission batch = Batch(LoanRows(2, 9), 11);
  const Outcome before = store_.Do(Single(RecordingLoan(20), 12));  // entry 5
  bool woken = false;
  store_->NotifyBeyond(5, [&] { woken = true; });

  store_.faults.Hold();
  store_.faults.Then(c.fault);
  store_->Submit(answers_.Of("loan", loan));
  store_.faults.AwaitHeld();
  store_->Submit(answers_.Of("batch", batch));
  store_->Submit(answers_.Of("refusal", Single(Repaying(77, "R1", 5))));
  store_->Submit(answers_.Of("durable long ago", Single(RecordingLoan(20), 12)));
  store_.faults.Release();
  const std::vector<Outcome> outcomes = answers_.Await(4);
  EXPECT_EQ(answers_.names()[0], "loan");
  const std::string stopped = absl::StrCat("WRITES_STOPPED why=", c.why);
  for (const Outcome& outcome : outcomes) {
    EXPECT_EQ(RefusalText(outcome.status), stopped);
    EXPECT_THAT(outcome.status, StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_EQ(outcome.entry, 0);
  }

  // Later writes too, at once; even a tick and a dry run.
  EXPECT_FALSE(store_->accepts_writes());
  EXPECT_EQ(RefusalText(store_->Execute(Single(RecordingLoan(30), 13)).status), stopped);
  EXPECT_EQ(RefusalText(store_->Execute(DryRun(Single(RecordingLoan(30)))).status), stopped);
  store_->Tick();
  EXPECT_FALSE(woken);

  // Reads go on, from memory and from the index.
  for (int phase = 0; phase < 2; ++phase) {
    const ReadView view = store_->View();
    EXPECT_EQ(view.position(), 5);
    EXPECT_EQ((*view.LoanAt(KeyOfLoan(20), 5))->first_entry(), 5);
    EXPECT_EQ(*view.LoanAt(KeyOfLoan(1), 5), nullptr);
    EXPECT_EQ(view.Totals({.measures = {Measure::kLoans}})->total[0], 1);
    EXPECT_EQ(view.Entries(1, 100)->size(), 5u);
    store_->CatchUpIndex();
  }

  // Only a reopen tells.
  store_.Open();
  EXPECT_TRUE(store_->accepts_writes());
  EXPECT_EQ(store_->View().position(), c.reaches_the_disk ? 6 : 5);
  const LoanRef there = *store_->View().LoanAt(KeyOfLoan(1), store_->View().position());
  EXPECT_EQ(there != nullptr, c.reaches_the_disk);

  // Who sends the same again is answered right in both cases.
  const Outcome again = store_.Do(loan);
  EXPECT_EQ(again.replayed, c.reaches_the_disk);
  EXPECT_EQ(again.entry, 6);
  EXPECT_EQ(again.loan->first_entry(), 6);
  const Outcome rows = store_.Do(batch);
  EXPECT_FALSE(rows.replayed);
  EXPECT_EQ(rows.recorded_rows, 8);
  ExpectSameAnswer(before, store_.Do(Single(RecordingLoan(20), 12)));
  EXPECT_EQ(store_->View().picture().headline.loans, 10);
  ExpectAsRefolded(store_->View(), Refolded(store_->View()));
}

TEST_P(FailedCommitTest, WholeBatchOrNothing) {
  const FailureCase& c = GetParam();
  const Submission batch = Batch(LoanRows(1, 200), 10);
  store_.faults.Then(c.fault);
  EXPECT_THAT(store_->Execute(batch).status, ReasonIs(Reason::kWritesStopped));
  store_.Open();
  EXPECT_EQ(store_->View().picture().headline.loans, c.reaches_the_disk ? 200 : 0);
  const Outcome again = store_.Do(batch);
  EXPECT_EQ(again.replayed, c.reaches_the_disk);
  EXPECT_EQ(again.recorded_rows, 200);
  EXPECT_EQ(again.entry, 205);
  EXPECT_EQ(store_->View().picture().headline.loans, 200);
}

// The founding itself.
TEST_P(FailedCommitTest, FoundingThatFailed) {
  const FailureCase& c = GetParam();
  EngineStore store;
  store.Open();
  store.faults.Then(c.fault);
  const Submission founding = Single(IpOffice(), Founding(), 1);
  EXPECT_THAT(store->Execute(founding).status, ReasonIs(Reason::kWritesStopped));
  EXPECT_EQ(store->View().position(), 0);
  store.Open();
  EXPECT_EQ(store.Do(founding).replayed, c.reaches_the_disk);
  EXPECT_EQ(store.Do(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2)).entry, 3);
}

// What the index cannot take must not pile up in memory for ever.
TEST(EngineIndexFailure, WritesStopReadsGoOn) {
  class FullIndex final : public storage::Index {
   public:
    explicit FullIndex(std::unique_ptr<storage::Index> index) : index_(std::move(index)) {}
    std::int64_t watermark() const override { return index_->watermark(); }
    absl::StatusOr<std::vector<std::optional<std::string>>> Get(
        absl::Span<const std::string> keys) const override {
      return index_->Get(keys);
    }
    absl::Status WriteRound(absl::Span<const RowView>, std::int64_t) override {
      return absl::ResourceExhaustedError("write the index: No space left on device");
    }
    absl::Status Scan(
        absl::string_view from, absl::string_view end,
        const std::function<bool(absl::string_view, absl::string_view)>& visit) const override {
      return index_->Scan(from, end, visit);
    }
    absl::StatusOr<std::optional<Row>> LastAtMost(absl::string_view from,
                                                  absl::string_view at_most) const override {
      return index_->LastAtMost(from, at_most);
    }
    std::int64_t size_bytes() const override { return 0; }

   private:
    const std::unique_ptr<storage::Index> index_;
  };

  EngineStore store;
  store.Found();
  store.Close();
  {
    const auto engine =
        *Engine::Open(*storage::LocalLog::Open(store.journal(), {}),
                      std::make_unique<FullIndex>(*storage::Index::Open(store.index(), 1 << 20)),
                      &store.clock, kSmallRounds);
    int recorded = 0;
    Outcome outcome;
    for (int n = 1; n < 1'000 && outcome.status.ok(); ++n) {
      outcome = engine->Execute(Single(RecordingLoan(n)));
      if (outcome.status.ok()) ++recorded;
    }
    EXPECT_EQ(RefusalText(outcome.status),
              "WRITES_STOPPED why=write the index: No space left on device");
    engine->CatchUpIndex();  // does not wait for ever
    const ReadView view = engine->View();
    EXPECT_EQ(view.picture().headline.loans, recorded);
    EXPECT_NE(*view.LoanAt(KeyOfLoan(1), view.position()), nullptr);
    ExpectAsRefolded(view, Refolded(view), 5);
  }
  store.Open();
  ExpectAsRefolded(store->View(), Refolded(store->View()), 5);
  store.Do(Single(RecordingLoan(2'000)));
}

}  // namespace
}  // namespace ippledge::engine
