#include "storage/wal_tail.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proof/merkle.h"
#include "storage/crc32c.h"
#include "storage/journal.h"
#include "storage/wal_reader.h"
#include "tests/testing/log_bytes.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void Spit(const fs::path& path, absl::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// A journal in a folder of its own, with writes of one block each.
class WalTailTest : public testing::Test {
 protected:
  static constexpr std::int64_t kEntries = 56;

  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    {
      const std::unique_ptr<LocalLog> log = OpenLog();
      for (int i = 0; i < 6; ++i) Append(*log, 3, 200);
      Append(*log, 30, 3000);  // over several blocks of the log
      for (int i = 0; i < 4; ++i) Append(*log, 2, 100);
    }
    offsets_.clear();
    wal_ = NewestWal();
    bytes_ = LogBytes(wal_);
    WalReader reader({bytes_, std::stoull(wal_.stem().string())});
    while (reader.Next() == WalReader::Found::kRecord) offsets_.push_back(reader.record_offset());
    ASSERT_EQ(offsets_.size(), 11u);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<LocalLog> OpenLog() {
    auto log = LocalLog::Open(folder_.string(), {});
    EXPECT_THAT(log, IsOk());
    return *std::move(log);
  }

  // One write after whatever the log holds.
  static void Append(LocalLog& log, int count, std::size_t bytes) {
    const Block last = *log.LastBlock();
    proof::Frontier frontier;
    if (last.first_entry > 0) frontier = BlockView::Parse(last.first_entry, last.bytes)->frontier();
    const Head head{.size = last.last_entry, .root = frontier.Root()};
    BlockBuilder builder;
    builder.Start(head.size + 1);
    for (int i = 0; i < count; ++i) {
      const std::string entry(bytes, static_cast<char>('a' + i % 26));
      builder.Add(entry);
      frontier.Append(proof::LeafHash(entry));
    }
    const Head after{.size = head.size + count, .root = frontier.Root()};
    ASSERT_THAT(log.Append({}, head, after, {builder.Finish(frontier, Headline{}, 1)}), IsOk());
  }

  // The newest log that is not empty.
  fs::path NewestWal() const {
    fs::path newest;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
      const bool is_log = entry.path().extension() == ".log" && entry.file_size() > 0;
      if (is_log && entry.path().filename() > newest.filename()) newest = entry.path();
    }
    return newest;
  }

  WalTail Tail() const {
    const absl::StatusOr<WalTail> tail = ReadWalTail(folder_.string());
    EXPECT_THAT(tail, IsOk());
    return *tail;
  }
  WalTail TailOf(const std::string& bytes) const {
    Spit(wal_, bytes);
    return Tail();
  }
  // Where the database itself sees the end; -1 when it refuses to open.
  std::int64_t HeadOfDatabase() const {
    const auto log = LocalLog::Open(folder_.string(), {.create = false, .read_only = true});
    return log.ok() ? (*log)->LastBlock()->last_entry : -1;
  }
  std::string Flipped(std::size_t offset, int bit) const {
    std::string bytes = bytes_;
    bytes[offset] = static_cast<char>(bytes[offset] ^ (1 << bit));
    return bytes;
  }

  fs::path folder_;
  fs::path wal_;
  std::string bytes_;
  std::vector<std::size_t> offsets_;  // of the records
};

TEST(Crc32c, KnownAnswers) {
  EXPECT_EQ(ExtendCrc32c(0, "123456789"), 0xe3069283u);
  EXPECT_EQ(ExtendCrc32c(0, std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(ExtendCrc32c(ExtendCrc32c(0, "1234"), "56789"), 0xe3069283u);
}

TEST_F(WalTailTest, Whole) {
  const WalTail tail = Tail();
  EXPECT_EQ(tail.state, WalState::kWhole);
  EXPECT_EQ(tail.records, 11);
  EXPECT_EQ(tail.last_entry, kEntries);
  EXPECT_EQ(tail.file, "");
}

TEST_F(WalTailTest, NoFolder) {
  EXPECT_THAT(ReadWalTail((folder_ / "none").string()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(WalTailTest, AWrongBitIsNeverTakenForAnInterruptedWrite) {
  int silent = 0;
  // Dense over headers and over the last records, thin over the rest.
  std::vector<std::size_t> places;
  for (const std::size_t offset : offsets_) {
    for (std::size_t byte = 0; byte < 8; ++byte) places.push_back(offset + byte);
  }
  const auto step = [&](std::size_t at) -> std::size_t { return at > offsets_[7] ? 37 : 1009; };
  for (std::size_t at = 0; at < bytes_.size(); at += step(at)) places.push_back(at);
  for (const std::size_t place : places) {
    for (int bit = 0; bit < 8; ++bit) {
      const WalTail tail = TailOf(Flipped(place, bit));
      EXPECT_EQ(tail.state, WalState::kDamaged) << "byte " << place << " bit " << bit;
      if (bit != 2 || place % 2 != 0) continue;  // opening a database takes its time
      const std::int64_t head = HeadOfDatabase();
      EXPECT_LT(head, kEntries) << "byte " << place << " bit " << bit;
      if (head >= 0) ++silent;
    }
  }
  // What this reader is for: the database opened without a word, and lacked entries.
  EXPECT_GT(silent, 0);
}

TEST_F(WalTailTest, DatabasePassesOverAllThatFollowsAWrongTypeBit) {
  const WalTail tail = TailOf(Flipped(offsets_[2] + 6, 2));
  EXPECT_EQ(HeadOfDatabase(), 6);
  EXPECT_EQ(tail.state, WalState::kDamaged);
  EXPECT_EQ(tail.offset, static_cast<std::int64_t>(offsets_[2]));
  EXPECT_EQ(tail.last_entry, 6);
  EXPECT_EQ(tail.what, absl::StrCat("a readable record follows at byte ", offsets_[3]));
}

TEST_F(WalTailTest, InterruptedWrite) {
  const auto step = [&](std::size_t at) -> std::size_t { return at > offsets_[7] ? 61 : 7919; };
  for (std::size_t size = bytes_.size() - 1; size > offsets_[5]; size -= step(size)) {
    const WalTail tail = TailOf(bytes_.substr(0, size));
    const std::int64_t head = HeadOfDatabase();
    EXPECT_EQ(tail.last_entry, head) << size;
    const bool at_boundary = std::find(offsets_.begin(), offsets_.end(), size) != offsets_.end();
    EXPECT_EQ(tail.state, at_boundary ? WalState::kWhole : WalState::kTorn) << size;
    EXPECT_EQ(tail.bytes, static_cast<std::int64_t>(size) - tail.offset);
  }
}

TEST_F(WalTailTest, ZerosAtTheEndAreTheEnd) {
  EXPECT_EQ(TailOf(bytes_ + std::string(100, '\0')).state, WalState::kWhole);
  EXPECT_EQ(HeadOfDatabase(), kEntries);
  EXPECT_EQ(TailOf(bytes_ + std::string(70'000, '\0')).state, WalState::kWhole);
  EXPECT_EQ(HeadOfDatabase(), kEntries);
}

// As a killed process leaves it where zeros were brought along: pages up to some page.
TEST_F(WalTailTest, InterruptedWriteOverZeros) {
  for (std::size_t size = 4096; size < bytes_.size(); size += 4096) {
    SCOPED_TRACE(size);
    // The record over that page is the last one that was begun.
    const auto next = std::upper_bound(offsets_.begin(), offsets_.end(), size);
    std::string bytes = bytes_.substr(0, size);
    bytes.append(100'000, '\0');
    const WalTail tail = TailOf(bytes);
    EXPECT_EQ(tail.state, WalState::kTorn);
    EXPECT_EQ(tail.offset, static_cast<std::int64_t>(*std::prev(next)));
    ASSERT_EQ(tail.cuts.size(), 1u);
    EXPECT_EQ(HeadOfDatabase(), tail.last_entry);
  }
}

// As a power cut leaves it: sectors reach the disk in any order.
TEST_F(WalTailTest, SectorOfTheLastWriteThatNeverReachedTheDisk) {
  constexpr std::size_t kSector = 512;
  const std::size_t begin = offsets_[6];
  const std::size_t end = offsets_[7];
  const auto clear = [&](std::string bytes, std::size_t at) {
    const std::size_t from = std::max(at, begin);
    const std::size_t count = std::min(at + kSector, end) - from;
    return bytes.replace(from, count, count, '\0');
  };
  int refused = 0;  // by the database, were it asked
  for (std::size_t at = begin / kSector * kSector; at < end; at += kSector) {
    SCOPED_TRACE(at);
    // The big record is the last one; one sector is missing.
    const WalTail tail = TailOf(clear(bytes_.substr(0, end), at) + std::string(5000, '\0'));
    EXPECT_EQ(tail.state, WalState::kTorn);
    EXPECT_EQ(tail.offset, static_cast<std::int64_t>(begin));
    if (at % (8 * kSector) == 0) {
      EXPECT_EQ(HeadOfDatabase(), tail.last_entry);
      rocksdb::DB* raw = nullptr;
      rocksdb::Options plain;
      plain.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
      if (!rocksdb::DB::OpenForReadOnly(plain, folder_.string(), &raw).ok()) ++refused;
      delete raw;
    }
    // The same with a record behind it: what was lost had been durable.
    EXPECT_EQ(TailOf(clear(bytes_, at)).state, WalState::kDamaged);
  }
  EXPECT_GT(refused, 0);
}

// What is there in its length, and is not as it was written, is no interrupted write.
TEST_F(WalTailTest, DamageToTheLastRecord) {
  const std::size_t begin = offsets_.back();
  for (std::size_t at = begin; at + 3 < bytes_.size(); ++at) {
    std::string bytes = bytes_ + std::string(5000, '\0');
    for (std::size_t i = 0; i < 3; ++i) bytes[at + i] = static_cast<char>(bytes[at + i] ^ 0x5a);
    const WalState state = TailOf(bytes).state;
    // But for a length that points beyond what was written.
    if (at <= begin + 5 && at + 3 > begin + 4) continue;
    EXPECT_EQ(state, WalState::kUnreadable) << at - begin;
  }
}

TEST_F(WalTailTest, WrongBitBehindTheEndIsNoLoss) {
  std::string bytes = bytes_ + std::string(5000, '\0');
  bytes[bytes_.size() + 3000] = 4;
  EXPECT_EQ(TailOf(bytes).state, WalState::kTorn);
  EXPECT_EQ(HeadOfDatabase(), kEntries);
}

TEST_F(WalTailTest, GarbageAtTheEnd) {
  const WalTail tail = TailOf(bytes_ + std::string(40'000, 'x'));
  EXPECT_EQ(tail.state, WalState::kUnreadable);
  EXPECT_EQ(tail.bytes, 40'000);
  EXPECT_EQ(HeadOfDatabase(), -1);
}

TEST_F(WalTailTest, DatabaseGoesOnAfterAnInterruptedWrite) {
  for (const bool over_zeros : {false, true}) {
    SCOPED_TRACE(over_zeros);
    fs::remove_all(folder_);
    SetUp();
    const std::size_t size = over_zeros ? (bytes_.size() - 5) / 512 * 512 : bytes_.size() - 5;
    Spit(wal_, bytes_.substr(0, size) + std::string(over_zeros ? 9000 : 0, '\0'));
    OpenLog().reset();  // a start that writes nothing
    EXPECT_EQ(Tail().state, WalState::kTorn);
    const std::int64_t left = Tail().last_entry;
    EXPECT_LT(left, kEntries);
    for (int i = 0; i < 3; ++i) {
      const auto log = OpenLog();
      Append(*log, 3, 100);
      Append(*log, 3, 100);
    }
    EXPECT_EQ(Tail().state, WalState::kWhole);
    EXPECT_EQ(Tail().last_entry, left + 18);
    EXPECT_EQ(HeadOfDatabase(), left + 18);
  }
}

TEST_F(WalTailTest, GapBetweenTwoLogs) {
  {
    const auto log = OpenLog();
    Append(*log, 3, 100);
  }
  ASSERT_NE(NewestWal(), wal_);
  ASSERT_EQ(Tail().state, WalState::kWhole);
  // The older log ends a record too early, as cleanly as can be.
  const WalTail tail = TailOf(bytes_.substr(0, offsets_.back()));
  EXPECT_EQ(tail.state, WalState::kDamaged);
  EXPECT_EQ(tail.file, NewestWal());
  EXPECT_THAT(tail.what, testing::HasSubstr("writes in between are lost"));
  // In the middle of its last record: that looks torn, but the newer log knows better.
  EXPECT_EQ(TailOf(bytes_.substr(0, offsets_.back() + 30)).state, WalState::kDamaged);
}

TEST_F(WalTailTest, Cut) {
  const std::string garbage(40'000, 'x');
  const WalTail tail = TailOf(bytes_ + garbage);
  EXPECT_THAT(ReadCutBytes(tail), IsOkAndHolds(garbage));
  ASSERT_THAT(CutWalTail(tail), IsOk());
  EXPECT_EQ(Slurp(wal_), bytes_);
  EXPECT_EQ(Tail().state, WalState::kWhole);
  EXPECT_EQ(HeadOfDatabase(), kEntries);
}

}  // namespace
}  // namespace ippledge::storage
