// Checkpoints of a running engine: what they cover, when they come, what a start makes of them.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "engine/engine.h"
#include "proof/checkpoint.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/memory_evidence.h"

namespace ippledge::engine {
namespace {

using testing::HasSubstr;

class EngineCheckpointTest : public testing::Test {
 protected:
  explicit EngineCheckpointTest(const EngineOptions& options = kSmallRounds) : store_(options) {
    store_.signing_keys = {store_.NewKey()};
  }
  // Waits until a checkpoint covers the entry.
  KeptCheckpoint Covering(std::int64_t entry) {
    absl::Notification there;
    store_->checkpoints()->NotifyBeyond(entry - 1, [&] { there.Notify(); });
    EXPECT_TRUE(there.WaitForNotificationWithTimeout(absl::Seconds(20)));
    const auto covering = store_->checkpoints()->Covering(entry);
    EXPECT_THAT(covering, IsOk());
    return (*covering).value();
  }
  // That it signs the tree, and that its last entry records the totals.
  void ExpectOfTheTree(const KeptCheckpoint& checkpoint) {
    const auto opened = proof::OpenCheckpoint(checkpoint.note, store_->checkpoints()->keys());
    ASSERT_THAT(opened, IsOk());
    EXPECT_EQ(static_cast<std::int64_t>(opened->checkpoint.size), checkpoint.head.size);
    const ReadView view = store_->View();
    EXPECT_THAT(view.Tree().RootAt(checkpoint.head.size), IsOkAndHolds(opened->checkpoint.root));
    const auto entries = view.Entries(checkpoint.head.size, 1);
    ASSERT_THAT(entries, IsOk());
    EXPECT_TRUE(std::holds_alternative<TotalsRecorded>(entries->at(0).entry.events.front()));
  }

  EngineStore store_;
};

TEST_F(EngineCheckpointTest, ACheckpointFollowsTheTotals) {
  store_.Found();
  const KeptCheckpoint founding = Covering(1);
  EXPECT_EQ(founding.head.size, 2);  // founding and totals
  ExpectOfTheTree(founding);
  // Nothing records the totals while the clock stands still, so nothing is signed.
  const std::int64_t loan = store_.Do(Single(RecordingLoan(1), 10)).entry;
  EXPECT_EQ(store_->checkpoints()->Newest()->head.size, 2);
  store_.clock.Advance(absl::Seconds(1));
  store_->Tick();
  const KeptCheckpoint next = Covering(loan);
  EXPECT_EQ(next.head.size, loan + 1);
  ExpectOfTheTree(next);
}

TEST_F(EngineCheckpointTest, AStopRecordsTheTotalsAndSignsThem) {
  store_.Found();
  const std::int64_t loan = store_.Do(Single(RecordingLoan(1), 10)).entry;
  store_.Open();
  ASSERT_TRUE(store_->checkpoints()->Newest().has_value());
  EXPECT_EQ(store_->checkpoints()->Newest()->head.size, loan + 1);
  EXPECT_EQ(store_->View().position(), loan + 1);
  ExpectOfTheTree(*store_->checkpoints()->Newest());
}

// Killed between the commit and the signature: the next start signs.
TEST_F(EngineCheckpointTest, AStartSignsWhatWasNot) {
  const std::vector<std::string> keys = store_.signing_keys;
  store_.signing_keys = {};
  store_.Found();
  EXPECT_EQ(store_->checkpoints(), nullptr);
  store_.Close();
  store_.signing_keys = keys;
  store_.Open();
  const KeptCheckpoint checkpoint = Covering(1);
  EXPECT_EQ(checkpoint.head.size, store_->View().position());
  ExpectOfTheTree(checkpoint);
}

TEST_F(EngineCheckpointTest, AJournalThatWasCutOrForkedIsRefused) {
  store_.Found();
  store_.Do(Single(RecordingLoan(1), 10));
  store_.Close();
  namespace fs = std::filesystem;
  const std::string kept = store_.folder / "kept";
  fs::copy(store_.journal(), kept, fs::copy_options::recursive);
  store_.Open();
  store_.Do(Single(RecordingLoan(2), 11));
  store_.Close();  // signed
  fs::remove_all(store_.journal());
  fs::copy(kept, store_.journal(), fs::copy_options::recursive);
  store_.DeleteIndex();
  absl::Status refused = store_.TryOpen();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("the journal is shorter"));
  // Other entries in the place of those that are gone.
  const std::vector<std::string> keys = store_.signing_keys;
  store_.signing_keys = {};
  store_.Open();
  store_.Do(Single(RecordingLoan(3), 12));
  store_.Do(Single(RecordingLoan(4), 13));
  store_.Close();
  store_.signing_keys = keys;
  refused = store_.TryOpen();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("another history"));
}

// Nothing is signed and nobody is kept waiting: it is told, and writes go on.
TEST_F(EngineCheckpointTest, WritesGoOnWhenNothingCanBeSigned) {
  std::atomic<bool> fails = true;
  absl::Notification told;
  LogIdentity identity{.origin = store_.origin};
  identity.keys.push_back(*proof::SigningKey::Parse(store_.signing_keys[0]));
  auto engine =
      *Engine::Open(*storage::LocalLog::Open(store_.journal(), {}),
                    *storage::Index::Open(store_.index(), 1 << 20), &store_.clock, kSmallRounds,
                    {.checkpoints = *Checkpoints::Open(
                         std::make_unique<storage::MemoryEvidence>(&fails), std::move(identity)),
                     .on_failure = [&](const absl::Status&) {
                       if (!told.HasBeenNotified()) told.Notify();
                     }});
  ASSERT_THAT(engine->Execute(Single(IpOffice(), Founding(), 1)).status, IsOk());
  ASSERT_TRUE(told.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_THAT(engine->Execute(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2)).status, IsOk());
  EXPECT_FALSE(engine->checkpoints()->Newest().has_value());
  EXPECT_TRUE(engine->accepts_writes());
}

TEST_F(EngineCheckpointTest, ACopyIsSignedNoFurtherThanItGoes) {
  const auto open = [&](Signing signing) {
    return *Engine::Open(*storage::LocalLog::Open(store_.journal(), {}),
                         *storage::Index::Open(store_.index(), 1 << 20), &store_.clock,
                         kSmallRounds, std::move(signing));
  };
  LogIdentity identity{.origin = store_.origin};
  identity.keys.push_back(*proof::SigningKey::Parse(store_.signing_keys[0]));
  auto engine = open({.checkpoints = *Checkpoints::Open(
                          *storage::Evidence::Open(store_.evidence(), {}), std::move(identity))});
  ASSERT_THAT(engine->Execute(Single(IpOffice(), Founding(), 1)).status, IsOk());
  absl::Notification there;
  engine->checkpoints()->NotifyBeyond(0, [&] { there.Notify(); });
  ASSERT_TRUE(there.WaitForNotificationWithTimeout(absl::Seconds(20)));
  const std::string journal = store_.folder / "copied-journal";
  const std::string checkpoints = store_.folder / "copied-checkpoints";
  ASSERT_THAT(engine->CopyTo(journal, checkpoints), IsOk());
  ASSERT_THAT(engine->Execute(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2)).status, IsOk());
  {
    const auto log = storage::LocalLog::Open(journal, {.create = false});
    ASSERT_THAT(log, IsOk());
    EXPECT_EQ((*log)->LastBlock()->last_entry, 2);  // founding and totals
    const auto evidence = storage::Evidence::Open(checkpoints, {.create = false});
    ASSERT_THAT(evidence, IsOk());
    EXPECT_EQ((*(*evidence)->Newest())->size, 2);
  }
  // A folder that is there is not written over.
  EXPECT_FALSE(engine->CopyTo(journal, store_.folder / "others").ok());
  engine = nullptr;
  engine = open({});
  EXPECT_THAT(engine->CopyTo(store_.folder / "a", store_.folder / "b"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

// A clock that runs: each entry is covered soon, and every checkpoint is of the tree.
class RunningEngineTest : public EngineCheckpointTest {
 protected:
  RunningEngineTest() : EngineCheckpointTest({.round_entries = 50, .lag_entries_max = 500}) {}

  class WallClock final : public Clock {
   public:
    std::int64_t NowMs() const override { return absl::ToUnixMillis(absl::Now()) - offset_ms; }
    // So that it is the first day of the test's programme.
    const std::int64_t offset_ms = absl::ToUnixMillis(absl::Now()) - FakeClock::kStartMs;
  };
};

TEST_F(RunningEngineTest, EveryGroupIsCoveredWithinASecondOrSo) {
  const WallClock clock;
  auto log = *storage::LocalLog::Open(store_.journal(), {});
  auto index = *storage::Index::Open(store_.index(), 1 << 20);
  LogIdentity identity{.origin = store_.origin};
  identity.keys.push_back(*proof::SigningKey::Parse(store_.signing_keys[0]));
  auto checkpoints =
      *Checkpoints::Open(*storage::Evidence::Open(store_.evidence(), {}), std::move(identity));
  auto engine = *Engine::Open(std::move(log), std::move(index), &clock, store_.options,
                              {.checkpoints = std::move(checkpoints)});
  ASSERT_THAT(engine->Execute(Single(IpOffice(), Founding(), 1)).status, IsOk());
  ASSERT_THAT(engine->Execute(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2)).status, IsOk());
  absl::Duration longest;
  for (int i = 0; i < 3; ++i) {
    const Outcome recorded =
        engine->Execute(Single(RecordingLoan(i), static_cast<std::uint64_t>(10 + i)));
    ASSERT_THAT(recorded.status, IsOk());
    const absl::Time committed = absl::Now();
    absl::Notification there;
    engine->checkpoints()->NotifyBeyond(recorded.entry - 1, [&] { there.Notify(); });
    ASSERT_TRUE(there.WaitForNotificationWithTimeout(absl::Seconds(20)));
    longest = std::max(longest, absl::Now() - committed);
  }
  // A busy machine may delay it; a timer of a second more would show.
  EXPECT_LT(longest, absl::Seconds(1.6));
  const auto list = *engine->checkpoints()->List(0, 100);
  for (const KeptCheckpoint& checkpoint : list) {
    EXPECT_THAT(engine->View().Tree().RootAt(checkpoint.head.size),
                IsOkAndHolds(checkpoint.head.root));
  }
}

}  // namespace
}  // namespace ippledge::engine
