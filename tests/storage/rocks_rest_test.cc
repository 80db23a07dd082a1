#include "storage/rocks_rest.h"

#include <gmock/gmock.h>
#include <rocksdb/db.h>
#include <rocksdb/rate_limiter.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

constexpr int kRows = 1'000;
constexpr std::size_t kRowBytes = 2'000;

class RocksRestTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    rocks_.create_if_missing = true;
    rocks_.compression = rocksdb::kNoCompression;
    rest_ = std::make_unique<RocksRest>(rocks_);
    rest_->SetHurry(GetParam());
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocks_, folder_.path(), &raw).ok());
    db_.reset(raw);
  }

  static std::string Row(int i) { return absl::StrCat(i, std::string(kRowBytes, 'x')); }
  void PutAll() {
    for (int i = 0; i < kRows; ++i) {
      ASSERT_TRUE(db_->Put(rocksdb::WriteOptions(), absl::StrCat(i), Row(i)).ok());
    }
  }
  void ExpectAll() {
    for (int i = 0; i < kRows; ++i) {
      std::string row;
      ASSERT_TRUE(db_->Get(rocksdb::ReadOptions(), absl::StrCat(i), &row).ok()) << i;
      EXPECT_EQ(row, Row(i));
    }
  }

  TempFolder folder_;
  rocksdb::Options rocks_;
  std::unique_ptr<RocksRest> rest_;
  std::unique_ptr<rocksdb::DB> db_;
};

INSTANTIATE_TEST_SUITE_P(Hurry, RocksRestTest, testing::Bool());

// Two megabytes are flushed and merged in pieces, each of which may rest before it is written.
TEST_P(RocksRestTest, WritesFilesInPieces) {
  PutAll();
  const auto pieces = [&] { return rocks_.rate_limiter->GetTotalRequests(); };
  EXPECT_EQ(pieces(), 0);  // the log is none of its business
  ASSERT_TRUE(db_->Flush(rocksdb::FlushOptions()).ok());
  const std::int64_t flushed = pieces();
  EXPECT_GT(flushed, static_cast<std::int64_t>(kRows * kRowBytes) / (128 * 1024));
  EXPECT_GT(rocks_.rate_limiter->GetTotalBytesThrough(),
            static_cast<std::int64_t>(kRows * kRowBytes));
  ExpectAll();
  PutAll();
  ASSERT_TRUE(db_->Flush(rocksdb::FlushOptions()).ok());
  ASSERT_TRUE(db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr).ok());
  EXPECT_GT(pieces(), 2 * flushed);
  ExpectAll();
}

// As our databases end: the rest goes first, and the database may still be writing.
TEST_P(RocksRestTest, EndsBeforeTheDatabase) {
  PutAll();
  rocksdb::FlushOptions flush;
  flush.wait = false;
  ASSERT_TRUE(db_->Flush(flush).ok());
  rest_ = nullptr;
  db_ = nullptr;
  rocksdb::DB* raw = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), folder_.path(), &raw).ok());
  db_.reset(raw);
  ExpectAll();
}

}  // namespace
}  // namespace ippledge::storage
