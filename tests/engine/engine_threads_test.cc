// Many callers at once, writing and reading, while rounds and prunes never stop.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/random_commands.h"
#include "tests/testing/refolded.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

int ThreadCount() { return std::max(2, static_cast<int>(std::thread::hardware_concurrency())); }

void RunThreads(int count, const std::function<void(int)>& run) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(run, i);
  for (std::thread& thread : threads) thread.join();
}

TEST(EngineThreads, EachSeesItsOwnWrites) {
  EngineStore store;
  Engine& engine = store.Found();
  RunThreads(ThreadCount(), [&](int thread) {
    std::int64_t last = 0;
    for (int i = 0; i < 40; ++i) {
      const int n = 10'000 * (thread + 1) + i;
      const Submission loan = Single(RecordingLoan(n), static_cast<std::uint64_t>(n));
      const Outcome outcome = engine.Execute(loan);
      ASSERT_THAT(outcome.status, IsOk());
      EXPECT_GT(outcome.entry, last);
      last = outcome.entry;
      const ReadView view = engine.View();
      EXPECT_GE(view.position(), outcome.entry);
      EXPECT_TRUE(SameLoan(**view.LoanAt(KeyOfLoan(n), view.position()), *outcome.loan));
      if (i % 3 == 0) ExpectSameAnswer(outcome, engine.Execute(loan));
      if (i % 5 == 0) {
        // A batch that records is always asked for under a request id.
        const Outcome batch = engine.Execute(
            Batch(LoanRows(n + 1'000, n + 1'000 + i), 1'000'000 + static_cast<std::uint64_t>(n)));
        EXPECT_EQ(batch.recorded_rows + static_cast<int>(batch.verdicts.size()), i + 1);
      }
    }
  });
  ExpectAsRefolded(store->View(), Refolded(store->View()), 29);
}

// One request id from everywhere at once: one entry, the same answer to all.
TEST(EngineThreads, OneRequestFromManyThreads) {
  EngineStore store;
  Engine& engine = store.Found();
  for (std::uint64_t round = 1; round <= 20; ++round) {
    std::vector<Outcome> outcomes(static_cast<std::size_t>(ThreadCount() + 1));
    RunThreads(ThreadCount() + 1, [&](int thread) {
      outcomes[static_cast<std::size_t>(thread)] = engine.Execute(Batch(
          LoanRows(static_cast<int>(10 * round), static_cast<int>(10 * round) + 3), 100 + round));
    });
    EXPECT_EQ(std::count_if(outcomes.begin(), outcomes.end(),
                            [](const Outcome& outcome) { return !outcome.replayed; }),
              1);
    for (const Outcome& outcome : outcomes) {
      EXPECT_EQ(outcome.recorded_rows, 4);
      EXPECT_EQ(outcome.entry, outcomes[0].entry);
    }
  }
}

TEST(EngineThreads, ReadersOfAnyPositionBesideWriters) {
  EngineStore store;
  Engine& engine = store.Found();
  std::atomic<bool> done = false;
  std::thread reader([&] {
    std::int64_t last = 0;
    for (std::uint64_t turn = 0; !done; ++turn) {
      const ReadView view = engine.View();
      EXPECT_GE(view.position(), last);
      last = view.position();
      // Loans and totals of one position always agree, whichever it is.
      const std::int64_t at = 1 + static_cast<std::int64_t>(turn * 7) % view.position();
      std::int64_t loans = 0, disbursed = 0;
      ASSERT_THAT(view.VisitLoans("", "", at,
                                  [&](const std::string&, const LoanRef& loan) {
                                    EXPECT_LE(loan->last_entry(), at);
                                    if (!loan->voided) {
                                      ++loans;
                                      disbursed += FiguresOf(*loan).disbursed.fen();
                                    }
                                    return true;
                                  }),
                  IsOk());
      const auto totals =
          view.Totals({.measures = {Measure::kLoans, Measure::kDisbursed}, .at = at});
      ASSERT_THAT(totals, IsOk());
      EXPECT_EQ(totals->total, (std::vector<std::int64_t>{loans, disbursed})) << at;
    }
  });
  RunThreads(ThreadCount(), [&](int thread) {
    RandomCommands commands(static_cast<std::uint64_t>(thread) + 5);
    for (int i = 0; i < 60; ++i) {
      engine.Execute(commands.NextSubmission(engine.View(), 8,
                                             1'000'000 * static_cast<std::uint64_t>(thread + 1)));
    }
  });
  done = true;
  reader.join();
  ExpectAsRefolded(engine.View(), Refolded(engine.View()), 13);
}

// Many submissions in flight from each thread; each is answered once.
TEST(EngineThreads, ManyInFlight) {
  EngineStore store;
  Engine& engine = store.Found();
  constexpr int kEach = 200;
  absl::BlockingCounter left(ThreadCount() * kEach);
  std::atomic<int> recorded = 0;
  std::atomic<int> woken = 0;
  RunThreads(ThreadCount(), [&](int thread) {
    for (int i = 0; i < kEach; ++i) {
      const int n = 10'000 * (thread + 1) + i;
      Submission submission = Single(RecordingLoan(n), static_cast<std::uint64_t>(n));
      submission.done = [&](Outcome outcome) {
        recorded += outcome.status.ok() ? 1 : 0;
        left.DecrementCount();
      };
      engine.Submit(std::move(submission));
      if (i % 50 == 0) engine.NotifyBeyond(engine.View().position(), [&] { ++woken; });
      if (i % 70 == 0) engine.Tick();
    }
  });
  left.Wait();
  EXPECT_EQ(recorded, ThreadCount() * kEach);
  EXPECT_EQ(engine.View().picture().headline.loans, ThreadCount() * kEach);
  store.Close();
  EXPECT_EQ(woken, ThreadCount() * kEach / 50);
}

}  // namespace
}  // namespace ippledge::engine
