#include "storage/journal.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "storage/wal_tail.h"
#include "tests/testing/block_chain.h"
#include "tests/testing/log_bytes.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void Spit(const fs::path& path, absl::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class JournalTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<LocalLog>> TryOpen(const LocalLog::Options& options = {}) {
    return LocalLog::Open(folder_.path(), options);
  }
  std::unique_ptr<LocalLog> Open() {
    auto log = TryOpen();
    EXPECT_THAT(log, IsOk());
    return *std::move(log);
  }
  // A journal of three appends: entries 1..4, 5..7, 8.
  void Write() {
    const auto log = Open();
    for (const int count : {4, 3, 1}) ASSERT_THAT(AppendNext(*log, chain_, count, 300), IsOk());
  }
  // The newest file with that ending that is not empty.
  fs::path Newest(const char* ending) const {
    fs::path newest;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_.path())) {
      const bool counts = entry.path().extension() == ending && entry.file_size() > 0;
      if (counts && entry.path().filename() > newest.filename()) newest = entry.path();
    }
    return newest;
  }
  // Appends a block of one entry that says `bytes`, whatever they are.
  static absl::Status AppendBytes(LocalLog& log, std::int64_t first_entry, std::string bytes) {
    const Head head = *log.Barrier(absl::InfiniteFuture());
    return log.Append({}, head, Head{.size = first_entry},
                      {Block{first_entry, first_entry, std::move(bytes)}});
  }

  TempFolder folder_;
  BlockChain chain_;
};

TEST_F(JournalTest, Examples) {
  {
    const auto log = Open();
    ASSERT_THAT(AppendNext(*log, chain_, 2), IsOk());
  }
  const auto log = Open();
  EXPECT_THAT(log->Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain_.head()));
  EXPECT_EQ(log->LastBlock()->last_entry, 2);
  EXPECT_GT(log->size_bytes(), 0);
  // It goes on where it ended.
  EXPECT_THAT(AppendNext(*log, chain_, 1), IsOk());
}

TEST_F(JournalTest, EmptyJournal) {
  for (int start = 0; start < 2; ++start) {
    const auto log = Open();
    EXPECT_THAT(log->Open(Head{}), IsOkAndHolds(Head{}));
    const auto last = log->LastBlock();
    ASSERT_THAT(last, IsOk());
    EXPECT_EQ(last->first_entry, 0);
    EXPECT_EQ(last->last_entry, 0);
    EXPECT_THAT(ReadEntry(*log, 1), StatusIs(absl::StatusCode::kOutOfRange));
  }
}

TEST_F(JournalTest, OpenMayFindNone) {
  const fs::path none = fs::path(folder_.path()) / "none";
  EXPECT_THAT(LocalLog::Open(none.string(), {.create = false}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(LocalLog::Open(none.string(), {.create = false, .read_only = true}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(fs::exists(none / "CURRENT"));
}

TEST_F(JournalTest, SecondOpenIsRefused) {
  const auto log = Open();
  ASSERT_THAT(AppendNext(*log, chain_, 2), IsOk());
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kUnavailable));
  // The first one does not mind.
  EXPECT_THAT(AppendNext(*log, chain_, 2), IsOk());
}

TEST_F(JournalTest, ReadOnlyWritesNothing) {
  Write();
  const fs::path wal = Newest(".log");
  const std::string bytes = Slurp(wal);
  {
    const auto log = TryOpen({.create = false, .read_only = true});
    ASSERT_THAT(log, IsOk());
    EXPECT_THAT((*log)->Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain_.head()));
    EXPECT_EQ((*log)->Read(1, 1 << 20)->size(), 3u);
    BlockChain next = chain_;
    EXPECT_THAT(AppendNext(**log, next, 1), testing::Not(IsOk()));
    EXPECT_THAT((*log)->Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain_.head()));
  }
  EXPECT_EQ(Newest(".log"), wal);
  EXPECT_EQ(Slurp(wal), bytes);
}

TEST_F(JournalTest, NewerFormatIsRefused) {
  Write();
  {
    const auto log = Open();
    std::string bytes = chain_.Next(1).bytes;
    bytes[bytes.size() - 8] = 2;
    ASSERT_THAT(AppendBytes(*log, 9, bytes), IsOk());
  }
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(JournalTest, LastBlockThatIsNoneIsRefused) {
  Write();
  ASSERT_THAT(AppendBytes(*Open(), 9, "not a block at all, though a record like any other"),
              IsOk());
  EXPECT_THAT(TryOpen(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(JournalTest, MissingEntriesAreNoticed) {
  Write();
  const auto log = Open();
  chain_.Next(2);  // 9 and 10 are never written
  const Block after_gap = chain_.Next(1);
  ASSERT_THAT(AppendBytes(*log, 11, after_gap.bytes), IsOk());
  EXPECT_THAT(log->Read(8, 1 << 20), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ReadEntry(*log, 9), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(CommitTimeOf(*log, 9), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ReadEntry(*log, 8), IsOk());
  EXPECT_THAT(ReadEntry(*log, 11), IsOk());
}

TEST_F(JournalTest, CommitTimeIsThatOfTheBlock) {
  const auto log = Open();
  ASSERT_THAT(AppendNext(*log, chain_, 3), IsOk());
  ASSERT_THAT(AppendNext(*log, chain_, 2), IsOk());
  const auto blocks = log->Read(1, 1 << 20);
  ASSERT_THAT(blocks, IsOk());
  ASSERT_EQ(blocks->size(), 2u);
  for (const Block& block : *blocks) {
    for (std::int64_t entry = block.first_entry; entry <= block.last_entry; ++entry) {
      // The chain's blocks are committed at the time of their size.
      EXPECT_THAT(CommitTimeOf(*log, entry), IsOkAndHolds(block.last_entry));
    }
  }
  EXPECT_EQ(log->Read(1, 1)->size(), 1u);
  EXPECT_THAT(CommitTimeOf(*log, 6), StatusIs(absl::StatusCode::kOutOfRange));
}

// One wrong bit anywhere in the log, the last record included: never opened without it.
TEST_F(JournalTest, FlippedBitIsRefused) {
  Write();
  const fs::path wal = Newest(".log");
  const std::string good = LogBytes(wal);
  // All headers of records, which are what a database may take for the end; the rest thinly.
  for (std::size_t at = 0; at < good.size(); at += at % 331 < 12 ? 1u : 47u) {
    const int bit = static_cast<int>(at % 8);
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
    Spit(wal, bytes);
    const auto log = TryOpen();
    EXPECT_THAT(log, StatusIs(absl::StatusCode::kDataLoss)) << "byte " << at << " bit " << bit;
    if (log.ok()) return;  // it has made new files
  }
  Spit(wal, good);
  EXPECT_THAT(Open()->Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain_.head()));
}

// A wrong bit in the type of a record: RocksDB ends there and says OK.
TEST_F(JournalTest, BitThatLooksLikeTheEndIsRefused) {
  Write();
  const fs::path wal = Newest(".log");
  std::string bytes = Slurp(wal);
  bytes[6] = static_cast<char>(bytes[6] ^ 4);
  Spit(wal, bytes);
  const auto log = TryOpen();
  EXPECT_THAT(log, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(log.status().message(), HasSubstr("byte 0: a readable record follows"));
}

TEST_F(JournalTest, TornTailIsAccepted) {
  Write();
  const BlockChain whole = chain_;
  BlockChain cut = chain_;
  ASSERT_THAT(AppendNext(*Open(), cut, 2), IsOk());
  const fs::path wal = Newest(".log");
  const std::string bytes = LogBytes(wal);
  for (std::size_t size = bytes.size() - 1; size > 0; size -= std::min<std::size_t>(size, 83)) {
    SCOPED_TRACE(size);
    TempFolder copy;
    fs::copy(folder_.path(), copy.path(), fs::copy_options::recursive);
    fs::resize_file(fs::path(copy.path()) / wal.filename(), size);
    const auto log = LocalLog::Open(copy.path(), {});
    ASSERT_THAT(log, IsOk());
    EXPECT_THAT((*log)->Barrier(absl::InfiniteFuture()), IsOkAndHolds(whole.head()));
    // It goes on, and what it wrote is there.
    BlockChain next = whole;
    ASSERT_THAT(AppendNext(**log, next, 3), IsOk());
    EXPECT_THAT(ReadEntry(**log, 11), IsOk());
  }
}

// The log of a copy ends with a record, though what is written next goes over zeros behind it.
TEST_F(JournalTest, CopyWhileSomebodyAppends) {
  const auto log = Open();
  ASSERT_THAT(AppendNext(*log, chain_, 2), IsOk());
  std::atomic<bool> enough = false;
  std::thread appender([&] {
    while (!enough) ASSERT_THAT(AppendNext(*log, chain_, 3, 200), IsOk());
  });
  for (int i = 0; i < 12; ++i) {
    const fs::path copy = fs::path(folder_.path()) / ("copy" + std::to_string(i));
    const std::int64_t before = log->Barrier(absl::InfiniteFuture())->size;
    ASSERT_THAT(log->CopyTo(copy.string()), IsOk());
    const std::int64_t after = log->Barrier(absl::InfiniteFuture())->size;
    const absl::StatusOr<WalTail> tail = ReadWalTail(copy.string());
    ASSERT_THAT(tail, IsOk());
    EXPECT_EQ(tail->state, WalState::kWhole);
    const auto copied = LocalLog::Open(copy.string(), {});
    ASSERT_THAT(copied, IsOk());
    EXPECT_GE((*copied)->LastBlock()->last_entry, before);
    EXPECT_LE((*copied)->LastBlock()->last_entry, after);
  }
  enough = true;
  appender.join();
}

// Blocks that were moved from the log to a table.
TEST_F(JournalTest, DamagedTableIsNoticed) {
  constexpr LocalLog::Options kSmall{.wal_bytes_max = 128 << 10};
  {
    const auto log = *TryOpen(kSmall);
    for (int i = 0; i < 40; ++i) ASSERT_THAT(AppendNext(*log, chain_, 16, 1000), IsOk());
  }
  {
    const auto log = *TryOpen(kSmall);
    EXPECT_EQ(log->LastBlock()->last_entry, 640);
    EXPECT_EQ(log->Read(1, 4 << 20)->size(), 40u);
  }
  const fs::path table = Newest(".sst");
  ASSERT_FALSE(table.empty());
  std::string bytes = Slurp(table);
  bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 1);
  Spit(table, bytes);
  const auto log = TryOpen(kSmall);
  if (log.ok()) {
    EXPECT_THAT((*log)->Read(1, 4 << 20), StatusIs(absl::StatusCode::kDataLoss));
  } else {
    EXPECT_THAT(log, StatusIs(absl::StatusCode::kDataLoss));
  }
}

// At every size, also inside of a block.
TEST_F(JournalTest, RootsAreThoseOfTheEntries) {
  Write();
  const auto log = Open();
  proof::Frontier frontier;
  EXPECT_THAT(RootAt(*log, 0), IsOkAndHolds(proof::EmptyRoot()));
  for (std::int64_t size = 1; size <= 8; ++size) {
    frontier.Append(proof::LeafHash(*ReadEntry(*log, size)));
    EXPECT_THAT(RootAt(*log, size), IsOkAndHolds(frontier.Root())) << size;
  }
  EXPECT_THAT(RootAt(*log, 9), StatusIs(absl::StatusCode::kOutOfRange));
}

}  // namespace
}  // namespace ippledge::storage
