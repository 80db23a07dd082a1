#include "engine/replay.h"

#include <gmock/gmock.h>

#include <memory>
#include <optional>

#include "proof/hash.h"
#include "storage/codec.h"
#include "storage/keys.h"
#include "tests/engine/written_journal.h"
#include "tests/testing/memory_index.h"

namespace ippledge::engine {
namespace {

using testing::HasSubstr;

// What a start makes of a journal with an index in memory.
class ReplayTest : public WrittenJournalTest {
 protected:
  absl::StatusOr<Replayed> Start(std::int64_t round_entries = 1'000) {
    recent_ = std::make_unique<Recent>();
    round_ = Round();
    return Replay(*log_, *index_, round_entries, *recent_, round_);
  }

  std::optional<storage::MemoryIndex> index_{std::in_place};
  std::unique_ptr<Recent> recent_;
  Round round_;
};

TEST_F(ReplayTest, Examples) {
  Write(5);
  const auto replayed = Start();
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(replayed->stager->programme().last_entry, end_);
  EXPECT_EQ(replayed->stager->programme().headline.loans, 8);
  EXPECT_EQ(static_cast<std::int64_t>(replayed->frontier.size()), end_);
  EXPECT_EQ(replayed->commit_time_ms, FakeClock::kStartMs);
  EXPECT_FALSE(replayed->totals_due);
  EXPECT_EQ(round_.through, end_);
  EXPECT_EQ(recent_->LoanKeys("", "", 99).size(), 8u);
}

TEST_F(ReplayTest, EmptyJournal) {
  TempFolder folder;
  log_ = *storage::LocalLog::Open(folder.path(), {});
  const auto replayed = Start();
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(replayed->stager->programme().last_entry, 0);
  EXPECT_FALSE(replayed->totals_due);
}

TEST_F(ReplayTest, FromAnyWatermarkItIsTheSame) {
  Write(9);
  const proof::Frontier whole = Start()->frontier;
  for (const std::int64_t step : {1, 3, 7}) {
    SCOPED_TRACE(step);
    index_.emplace();
    // Rounds on the way leave the index at some entry before the end; the next start goes on there.
    for (std::int64_t round_entries : {step, std::int64_t{1'000}}) {
      const auto replayed = Start(round_entries);
      ASSERT_THAT(replayed, IsOk());
      EXPECT_EQ(replayed->frontier, whole);
      EXPECT_EQ(replayed->stager->programme().headline, last_->HeadlineAt(end_ - 1));
      EXPECT_EQ(replayed->commit_time_ms, FakeClock::kStartMs);
      EXPECT_FALSE(replayed->totals_due);
    }
    EXPECT_GT(index_->watermark(), 0);
    // The rest, as the index thread would; then nothing is left to replay.
    const auto replayed = Start();
    ASSERT_THAT(replayed, IsOk());
    if (round_.entries > 0) {
      ASSERT_THAT(WriteRound(*index_, *replayed->totals, *recent_, round_), IsOk());
    }
    ASSERT_THAT(Start(), IsOk());
    EXPECT_EQ(round_.entries, 0);
    EXPECT_TRUE(recent_->LoanKeys("", "", 99).empty());
    for (std::uint64_t request = 100; request <= 109; ++request) {
      const auto rows =
          *index_->Get({storage::RequestRowKey(kBank, IdNumbered(request == 100 ? 99 : request))});
      EXPECT_TRUE(rows[0].has_value()) << request;
    }
  }
}

// Entries that no TotalsRecorded follows, already in the index: it is due all the same.
TEST_F(ReplayTest, TotalsAreDueAfterAnyOtherEntry) {
  store_.Found();
  store_.Do(Single(RecordingLoan(1)));
  store_.faults.Then(storage::Fault::kFailsBefore);  // the totals that closing records
  store_.Close();
  log_ = *storage::LocalLog::Open(store_.journal(), {});
  auto replayed = Start();
  ASSERT_THAT(replayed, IsOk());
  EXPECT_TRUE(replayed->totals_due);
  ASSERT_THAT(WriteRound(*index_, *replayed->totals, *recent_, round_), IsOk());
  replayed = Start();
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(round_.entries, 0);
  EXPECT_TRUE(replayed->totals_due);
}

TEST_F(ReplayTest, JournalBehindTheIndexIsRefused) {
  Write(2);
  ASSERT_THAT(Start(1), IsOk());
  ASSERT_EQ(index_->watermark(), end_);
  TempFolder folder;
  log_ = *storage::LocalLog::Open(folder.path(), {});
  const auto replayed = Start();
  EXPECT_THAT(replayed, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(replayed.status().message(), HasSubstr("the journal ends before entry"));
}

TEST_F(ReplayTest, DamagedIndexIsRefused) {
  Write(2);
  ASSERT_THAT(Start(1), IsOk());
  const std::string row = *(*index_->Get({storage::ProgrammeKey()}))[0];
  index_->Put(storage::ProgrammeKey(), row.substr(0, row.size() / 2));
  EXPECT_THAT(Start(), StatusIs(absl::StatusCode::kDataLoss));
  // That of another position.
  storage::MemoryIndex other;
  ASSERT_THAT(storage::WriteRows(other, {{storage::ProgrammeKey(), row}}, 2), IsOk());
  EXPECT_THAT(Replay(*log_, other, 100, *recent_, round_), StatusIs(absl::StatusCode::kDataLoss));
  ASSERT_THAT(storage::WriteRows(other, {{storage::ProgrammeKey(), ""}}, 2), IsOk());
  EXPECT_THAT(Replay(*log_, other, 100, *recent_, round_), StatusIs(absl::StatusCode::kDataLoss));
}

// Journals that no engine writes: each is one block changed.
class ForgedJournalTest : public ReplayTest {
 protected:
  // Copies the journal block by block, the one of entry `at` as `change` leaves it.
  void Forge(std::int64_t at, const std::function<void(storage::Block&)>& change) {
    const auto blocks = *log_->Read(1, 64 << 20);
    TempFolder folder;
    auto forged = *storage::LocalLog::Open(folder.path(), {});
    storage::Head head;
    for (storage::Block block : blocks) {
      if (block.first_entry <= at && at <= block.last_entry) change(block);
      if (block.bytes.empty()) continue;
      storage::Head after = head;
      ++after.size;
      ASSERT_THAT(forged->Append({}, head, after, {block}), IsOk());
      head = after;
    }
    log_ = std::move(forged);
    index_.emplace();
    replayed_ = Start();
    log_ = nullptr;
  }

  absl::StatusOr<Replayed> replayed_ = absl::UnknownError("not tried");
};

TEST_F(ForgedJournalTest, MissingBlock) {
  Write(3);
  Forge(5, [](storage::Block& block) { block.bytes.clear(); });
  EXPECT_THAT(replayed_, StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ForgedJournalTest, OtherSumsThanTheEntries) {
  Write(3);
  Forge(6, [](storage::Block& block) {
    // The second sum of the headline: what was disbursed.
    char& byte = block.bytes[block.bytes.size() - 32 - 8 * 10];
    byte = static_cast<char>(byte + 1);
  });
  EXPECT_THAT(replayed_, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(replayed_.status().message(), HasSubstr("fold to other sums than theirs"));
}

TEST_F(ForgedJournalTest, EntryUnderAnotherNumber) {
  Write(3);
  Forge(6, [](storage::Block& block) {
    const storage::BlockView view = *storage::BlockView::Parse(block.first_entry, block.bytes);
    Entry entry = *storage::DecodeEntry(view.entry(6));
    entry.number = 7;
    storage::BlockBuilder builder;
    builder.Start(6);
    storage::EntryEncoder().Encode(entry, builder.buffer());
    builder.EndEntry();
    block = builder.Finish(view.frontier(), view.headline(), view.commit_time_ms());
  });
  EXPECT_THAT(replayed_, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(replayed_.status().message(), HasSubstr("entry 6 is not where it should be"));
}

}  // namespace
}  // namespace ippledge::engine
