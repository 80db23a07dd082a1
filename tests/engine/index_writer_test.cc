#include "engine/index_writer.h"

#include <gmock/gmock.h>

#include <memory>
#include <thread>

#include "storage/breathe.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

Group GroupAt(std::int64_t first, std::int64_t count = 1) {
  Group group;
  Changes changes;
  for (std::int64_t number = first; number < first + count; ++number) {
    group.entries.emplace_back().entry.number = number;
    if (number % 256 == 0) {
      group.tree.full_tiles.push_back(proof::LeafHash(absl::StrCat(number)));
    }
    changes.contributions.push_back({number, {}});
  }
  group.changed_rows = std::make_shared<const ChangedRows>();
  group.changes = std::make_shared<const Changes>(std::move(changes));
  return group;
}

// Writes to memory; can be told to fail.
class WriteCountingIndex final : public storage::Index {
 public:
  std::int64_t watermark() const override { return rows.watermark(); }
  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      absl::Span<const std::string> keys) const override {
    return rows.Get(keys);
  }
  absl::Status WriteRound(absl::Span<const RowView> round, std::int64_t position) override {
    if (fails) return absl::ResourceExhaustedError("no space");
    ++rounds;
    const auto until = std::chrono::steady_clock::now() + works;
    while (std::chrono::steady_clock::now() < until) storage::Breathe();
    held.wait(true);
    return rows.WriteRound(round, position);
  }
  absl::Status Scan(
      absl::string_view from, absl::string_view end,
      const std::function<bool(absl::string_view, absl::string_view)>& visit) const override {
    return rows.Scan(from, end, visit);
  }
  absl::StatusOr<std::optional<Row>> LastAtMost(absl::string_view from,
                                                absl::string_view at_most) const override {
    return rows.LastAtMost(from, at_most);
  }
  std::int64_t size_bytes() const override { return 0; }

  storage::MemoryIndex rows;
  std::atomic<int> rounds = 0;
  std::atomic<bool> fails = false;
  storage::Breather::Duration works{};  // of each round
  std::atomic<bool> held = false;       // rounds wait until it is false again
};

class IndexWriterTest : public testing::Test {
 protected:
  ~IndexWriterTest() override { Stop(); }

  void Start(const IndexWriter::Options& options) {
    Round round;
    round.programme = std::make_shared<Programme>();
    writer_ =
        std::make_unique<IndexWriter>(&index_, totals_.get(), &recent_, std::move(round), options);
    thread_ = std::thread([this] { ended_ = writer_->Run(); });
  }
  void Stop() {
    if (!thread_.joinable()) return;
    writer_->Close();
    thread_.join();
  }
  // As the committer does: published first.
  void Add(std::int64_t first, std::int64_t count = 1) {
    Group group = GroupAt(first, count);
    recent_.Publish(group.changed_rows, group.changes);
    recent_.tree().Append(group.tree);
    writer_->Add(std::move(group));
  }

  WriteCountingIndex index_;
  std::unique_ptr<TotalsStore> totals_ = *TotalsStore::Open(&index_);
  Recent recent_;
  std::unique_ptr<IndexWriter> writer_;
  std::thread thread_;
  absl::Status ended_;
};

TEST_F(IndexWriterTest, Examples) {
  Start({.round_entries = 100, .lag_entries_max = 1'000});
  Add(1);
  Add(2);
  EXPECT_EQ(index_.watermark(), 0);  // a round is not full yet
  writer_->CatchUp(2);
  EXPECT_EQ(index_.watermark(), 2);
  EXPECT_EQ(totals_->position(), 2);
  EXPECT_TRUE(recent_.Contributions().empty());
  Stop();
  EXPECT_THAT(ended_, IsOk());
}

TEST_F(IndexWriterTest, FullRoundsAreWritten) {
  Start({.round_entries = 5, .lag_entries_max = 1'000});
  for (std::int64_t number = 1; number <= 23; ++number) Add(number);
  writer_->CatchUp(20);
  EXPECT_GE(index_.watermark(), 20);
  Stop();
  EXPECT_EQ(index_.watermark(), 23);  // closing brings in the rest
  EXPECT_LE(index_.rounds, 5);
}

// A caller may know of an entry that its group's committer is about to add.
TEST_F(IndexWriterTest, CatchUpWaitsForWhatIsYetToBeAdded) {
  Start({.round_entries = 100, .lag_entries_max = 1'000});
  std::thread committer([&] {
    for (std::int64_t number = 1; number <= 10; ++number) Add(number);
  });
  writer_->CatchUp(10);
  EXPECT_EQ(index_.watermark(), 10);
  committer.join();
}

TEST_F(IndexWriterTest, CatchUpWithNothingToDoReturns) {
  Start({.round_entries = 100, .lag_entries_max = 1'000});
  writer_->CatchUp(0);
  Add(1);
  writer_->CatchUp(1);
  writer_->CatchUp(1);
  EXPECT_EQ(index_.rounds, 1);
}

// Also when a lag is allowed that is smaller than a round.
TEST_F(IndexWriterTest, WritersWaitUntilTheLagIsBounded) {
  Start({.round_entries = 100, .lag_entries_max = 3});
  for (std::int64_t number = 1; number <= 30; number += 2) {
    Add(number, 2);
    EXPECT_LE(number + 1 - index_.watermark(), 3 + 3);
  }
}

// So that it takes six tenths of the time in which the next one fills, but never rests for longer
// than four times the work.
TEST(IndexWriter, RestOf) {
  struct Case {
    absl::Duration fills;
    absl::Duration work;
    double rest;
  };
  const Case cases[] = {
      {absl::Seconds(1), absl::Milliseconds(300), 1.0},
      {absl::Seconds(1), absl::Milliseconds(200), 2.0},
      {absl::Seconds(1), absl::Milliseconds(600), 0},
      {absl::Seconds(1), absl::Seconds(2), 0},
      {absl::Seconds(1), absl::Milliseconds(120), 4},
      {absl::Hours(1), absl::Milliseconds(1), 4},
      {absl::InfiniteDuration(), absl::Milliseconds(1), 4},  // the first round since a start
      {absl::Seconds(1), absl::ZeroDuration(), 0},           // nothing is known of the work yet
      {-absl::Seconds(1), absl::Milliseconds(100), 0},       // a clock that was set back
  };
  for (const Case& one : cases) {
    EXPECT_NEAR(IndexWriter::RestOf(one.fills, one.work), one.rest, 1e-9)
        << one.fills << ' ' << one.work;
  }
}

// A round that takes its time: the thread that waits for it ends the rests.
TEST_F(IndexWriterTest, RoundsThatRestAreWrittenWhole) {
  index_.works = 20 * storage::Breather::kStep;
  Start({.round_entries = 1, .lag_entries_max = 1'000});
  for (std::int64_t number = 1; number <= 5; ++number) {
    Add(number);
    writer_->CatchUp(number);
    EXPECT_EQ(index_.watermark(), number);
  }
  Stop();
  EXPECT_THAT(ended_, IsOk());
}

// Half of the lag is five entries, and six wait then: a fifth of twice the time that an entry took
// in the last round.
TEST_F(IndexWriterTest, WritersSlowDownBeforeTheyMustWait) {
  constexpr auto kOfAnEntry = std::chrono::milliseconds(50);
  index_.works = kOfAnEntry;
  Start({.round_entries = 1, .lag_entries_max = 10});
  Add(1);
  writer_->CatchUp(1);
  index_.held = true;
  Add(2);
  while (index_.rounds < 2) std::this_thread::yield();
  for (std::int64_t number = 3; number <= 7; ++number) Add(number);
  const auto began = std::chrono::steady_clock::now();
  Add(8);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 2 * kOfAnEntry / 5);
  index_.held = false;
  index_.held.notify_all();
}

TEST_F(IndexWriterTest, FailedRoundEndsItAndNobodyWaits) {
  index_.fails = true;
  Start({.round_entries = 2, .lag_entries_max = 4});
  for (std::int64_t number = 1; number <= 20; ++number) Add(number);
  writer_->CatchUp(20);
  EXPECT_EQ(index_.watermark(), 0);
  EXPECT_FALSE(recent_.Contributions().empty());  // nothing was pruned
  Stop();
  EXPECT_THAT(ended_, StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace ippledge::engine
