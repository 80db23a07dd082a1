// The contract of CommitLog, over every implementation; and the faults that FaultyLog adds.
#include "storage/commit_log.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "storage/journal.h"
#include "tests/testing/block_chain.h"
#include "tests/testing/faulty_log.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

using testing::Not;
using testing::Pair;

std::unique_ptr<CommitLog> OpenLocal(const std::string& folder) {
  auto log = LocalLog::Open(folder, {});
  EXPECT_THAT(log, IsOk());
  return *std::move(log);
}

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<CommitLog>(const std::string& folder, FaultScript& script)> open;
};

class CommitLogTest : public testing::TestWithParam<Implementation> {
 protected:
  CommitLogTest() : log_(GetParam().open(folder_ / "journal", script_)) {}

  absl::Status AppendOne(int count) { return AppendNext(*log_, chain_, count); }
  Head HeadNow() { return *log_->Barrier(absl::InfiniteFuture()); }
  // First and last entries of the blocks read.
  std::vector<std::pair<std::int64_t, std::int64_t>> RangesOf(std::int64_t first,
                                                              std::size_t bytes_max) {
    const auto blocks = log_->Read(first, bytes_max);
    EXPECT_THAT(blocks, IsOk());
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
    for (const Block& block : *blocks) ranges.emplace_back(block.first_entry, block.last_entry);
    return ranges;
  }

  TempFolder folder_;
  FaultScript script_;
  std::unique_ptr<CommitLog> log_;
  BlockChain chain_;
};

INSTANTIATE_TEST_SUITE_P(
    Logs, CommitLogTest,
    testing::Values(Implementation{"Local", [](const std::string& folder,
                                               FaultScript&) { return OpenLocal(folder); }},
                    Implementation{"Faulty",
                                   [](const std::string& folder,
                                      FaultScript& script) -> std::unique_ptr<CommitLog> {
                                     return std::make_unique<FaultyLog>(OpenLocal(folder), &script);
                                   }}),
    [](const auto& param) { return param.param.name; });

TEST_P(CommitLogTest, Examples) {
  ASSERT_THAT(log_->Open(Head{}), IsOkAndHolds(Head{}));
  const Term term = *log_->Campaign(absl::InfiniteFuture());
  const Head before = chain_.head();
  const Block block = chain_.Next({"one", "two"});
  ASSERT_THAT(log_->Append(term, before, chain_.head(), {block}), IsOk());
  EXPECT_EQ(HeadNow(), chain_.head());
  const auto blocks = log_->Read(2, 1);
  ASSERT_THAT(blocks, IsOk());
  ASSERT_EQ(blocks->size(), 1u);
  EXPECT_EQ(blocks->front().bytes, block.bytes);
  EXPECT_THAT(ReadEntry(*log_, 2), IsOkAndHolds("two"));
}

TEST_P(CommitLogTest, OpenComparesHistories) {
  ASSERT_THAT(AppendOne(3), IsOk());
  const Head three = chain_.head();
  EXPECT_THAT(log_->Open(Head{}), IsOkAndHolds(three));
  EXPECT_THAT(log_->Open(three), IsOkAndHolds(three));
  // The log ends before what is known.
  EXPECT_THAT(log_->Open(Head{.size = 4, .root = three.root}),
              StatusIs(absl::StatusCode::kDataLoss));
  // As long, but another history.
  EXPECT_THAT(log_->Open(Head{.size = 3}), StatusIs(absl::StatusCode::kDataLoss));
  ASSERT_THAT(AppendOne(2), IsOk());
  EXPECT_THAT(log_->Open(three), IsOkAndHolds(chain_.head()));
}

TEST_P(CommitLogTest, AppendComparesTheHead) {
  ASSERT_THAT(AppendOne(3), IsOk());
  const Head three = chain_.head();
  BlockChain other;
  const Block foreign = other.Next(2);
  EXPECT_THAT(log_->Append({}, Head{}, other.head(), {foreign}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  // As long, but another root.
  EXPECT_THAT(log_->Append({}, Head{.size = 3}, other.head(), {foreign}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(HeadNow(), three);
  EXPECT_THAT(RangesOf(1, 1 << 20), testing::ElementsAre(Pair(1, 3)));
  // The same again is no append: the head moved.
  EXPECT_THAT(AppendOne(1), IsOk());
  EXPECT_THAT(log_->Append({}, three, chain_.head(), {foreign}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_P(CommitLogTest, AppendsAllBlocksAtOnce) {
  const Head before = chain_.head();
  const std::vector<Block> blocks = {chain_.Next(2), chain_.Next(3), chain_.Next(1)};
  ASSERT_THAT(log_->Append({}, before, chain_.head(), blocks), IsOk());
  EXPECT_EQ(HeadNow().size, 6);
  EXPECT_THAT(RangesOf(1, 1 << 20), testing::ElementsAre(Pair(1, 2), Pair(3, 5), Pair(6, 6)));
}

TEST_P(CommitLogTest, ReadRanges) {
  EXPECT_THAT(RangesOf(1, 100), testing::IsEmpty());
  for (const int count : {4, 1, 5}) ASSERT_THAT(AppendOne(count), IsOk());
  const std::size_t of_one = log_->Read(5, 1)->front().bytes.size();
  struct Case {
    const char* name;
    std::int64_t first;
    std::size_t bytes_max;
    std::vector<std::pair<std::int64_t, std::int64_t>> want;
  };
  const Case cases[] = {
      {"all", 1, 1 << 20, {{1, 4}, {5, 5}, {6, 10}}},
      {"at least one", 1, 0, {{1, 4}}},
      {"the block that holds it", 3, 1, {{1, 4}}},
      {"its last entry", 4, 1, {{1, 4}}},
      {"from the middle on", 5, 1 << 20, {{5, 5}, {6, 10}}},
      {"until the bytes are there", 5, of_one + 1, {{5, 5}, {6, 10}}},
      {"no more than they are", 5, of_one, {{5, 5}}},
      {"the last one", 10, 1 << 20, {{6, 10}}},
      {"beyond the head", 11, 1 << 20, {}},
      {"far beyond", 1'000'000, 1 << 20, {}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(RangesOf(c.first, c.bytes_max), c.want) << c.name;
  }
}

TEST_P(CommitLogTest, ReadEntryOfAnyNumber) {
  for (const int count : {4, 1, 5}) ASSERT_THAT(AppendOne(count), IsOk());
  for (std::int64_t number = 1; number <= 10; ++number) {
    const auto entry = ReadEntry(*log_, number);
    ASSERT_THAT(entry, IsOk());
    EXPECT_EQ(entry->substr(0, 2),
              (std::to_string(number) + static_cast<char>('a' + number % 26)).substr(0, 2));
  }
  EXPECT_THAT(ReadEntry(*log_, 11), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_P(CommitLogTest, AwaitBeyond) {
  ASSERT_THAT(AppendOne(2), IsOk());
  EXPECT_THAT(log_->AwaitBeyond(1, absl::InfiniteFuture()), IsOk());
  // At the deadline it returns too.
  EXPECT_THAT(log_->AwaitBeyond(2, absl::Now() + absl::Milliseconds(5)), IsOk());
  EXPECT_EQ(HeadNow().size, 2);
  std::thread writer([&] { EXPECT_THAT(AppendOne(1), IsOk()); });
  EXPECT_THAT(log_->AwaitBeyond(2, absl::InfiniteFuture()), IsOk());
  EXPECT_EQ(HeadNow().size, 3);
  writer.join();
}

TEST_P(CommitLogTest, RightToAppendIsGivenBack) {
  const auto term = log_->Campaign(absl::InfiniteFuture());
  ASSERT_THAT(term, IsOk());
  EXPECT_THAT(log_->Resign(*term), IsOk());
  EXPECT_THAT(log_->Campaign(absl::InfiniteFuture()), IsOk());
}

TEST_P(CommitLogTest, TrimOfAnArchiveForgetsNothing) {
  ASSERT_THAT(AppendOne(4), IsOk());
  EXPECT_THAT(log_->Trim(4), StatusIs(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(RangesOf(1, 1), testing::ElementsAre(Pair(1, 4)));
}

TEST_P(CommitLogTest, ReadersSeeWholeAppendsWhileOneWrites) {
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const std::int64_t head = HeadNow().size;
      if (head == 0) continue;
      const auto blocks = log_->Read(head, 1 << 20);
      ASSERT_THAT(blocks, IsOk());
      ASSERT_FALSE(blocks->empty());
      // Appends are of two blocks: five entries each.
      EXPECT_EQ(HeadNow().size % 5, 0);
      EXPECT_GE(blocks->back().last_entry, head);
    }
  });
  for (int i = 0; i < 40; ++i) {
    const Head before = chain_.head();
    const std::vector<Block> blocks = {chain_.Next(2), chain_.Next(3)};
    ASSERT_THAT(log_->Append({}, before, chain_.head(), blocks), IsOk());
  }
  done = true;
  reader.join();
}

TEST(FaultyLog, FaultsComeInTheirOrder) {
  struct Case {
    const char* name;
    Fault fault;
    absl::StatusCode code;
    bool appended;
  };
  const Case cases[] = {
      {"before", Fault::kFailsBefore, absl::StatusCode::kUnavailable, false},
      {"lost answer", Fault::kLostAnswer, absl::StatusCode::kUnavailable, true},
      {"disk full", Fault::kDiskFull, absl::StatusCode::kResourceExhausted, false},
      {"fenced", Fault::kFenced, absl::StatusCode::kAborted, false},
      {"none", Fault::kNone, absl::StatusCode::kOk, true},
  };
  TempFolder folder;
  FaultScript script;
  FaultyLog log(OpenLocal(folder.path()), &script);
  for (const Case& c : cases) script.Then(c.fault);
  BlockChain chain;
  for (const Case& c : cases) {
    BlockChain next = chain;
    EXPECT_THAT(AppendNext(log, next, 1), StatusIs(c.code)) << c.name;
    if (c.appended) chain = next;
    EXPECT_THAT(log.Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain.head())) << c.name;
  }
  EXPECT_EQ(script.appends(), 5);
  EXPECT_THAT(AppendNext(log, chain, 1), IsOk());
}

TEST(FaultyLog, HeldAppendsWait) {
  TempFolder folder;
  FaultScript script;
  FaultyLog log(OpenLocal(folder.path()), &script);
  BlockChain chain;
  script.Hold();
  std::thread writer([&] { EXPECT_THAT(AppendNext(log, chain, 1), IsOk()); });
  script.AwaitHeld();
  EXPECT_THAT(log.Barrier(absl::InfiniteFuture()), IsOkAndHolds(Head{}));
  script.Release();
  writer.join();
  EXPECT_THAT(log.Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain.head()));
}

}  // namespace
}  // namespace ippledge::storage
