#include "storage/index.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "storage/keys.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

using testing::ElementsAre;
using testing::Optional;
using Row = Index::Row;

constexpr std::size_t kCacheBytes = 1 << 20;

class IndexTest : public testing::Test {
 protected:
  IndexTest() { Reopen(); }

  void Reopen() {
    index_.reset();
    auto index = Index::Open(folder_.path(), kCacheBytes);
    ASSERT_THAT(index, IsOk());
    index_ = *std::move(index);
  }
  void Write(std::vector<Row> rows, std::int64_t position) {
    ASSERT_THAT(WriteRows(*index_, rows, position), IsOk());
  }
  std::optional<std::string> Get(const std::string& key) {
    const auto rows = index_->Get({key});
    EXPECT_THAT(rows, IsOk());
    return rows->at(0);
  }
  std::vector<std::string> Keys(absl::string_view from, absl::string_view end) {
    std::vector<std::string> keys;
    EXPECT_THAT(index_->Scan(from, end,
                             [&](absl::string_view key, absl::string_view) {
                               keys.emplace_back(key);
                               return true;
                             }),
                IsOk());
    return keys;
  }
  // Puts a row past the index, which must be closed.
  void PutRaw(const std::string& key, const std::string& value) {
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, folder_.path(), &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    ASSERT_TRUE(db->Put({}, key, value).ok());
  }

  TempFolder folder_;
  std::unique_ptr<Index> index_;
};

TEST_F(IndexTest, Examples) {
  EXPECT_EQ(index_->watermark(), 0);
  Write({{"b", "2"}, {"a", "1"}}, 7);
  EXPECT_EQ(index_->watermark(), 7);
  const auto rows = index_->Get({"b", "none", "a", "b"});
  ASSERT_THAT(rows, IsOk());
  EXPECT_THAT(*rows, ElementsAre(Optional(std::string("2")), std::nullopt,
                                 Optional(std::string("1")), Optional(std::string("2"))));
  EXPECT_THAT(Keys("a", "c"), ElementsAre("a", "b"));
  EXPECT_THAT(index_->LastAtMost("a", "az"), IsOkAndHolds(Optional(Row("a", "1"))));
  EXPECT_GT(index_->size_bytes(), 0);
}

TEST_F(IndexTest, RoundIsDurableWithItsWatermark) {
  for (std::int64_t position = 1; position <= 5; ++position) {
    Write({{"last", absl::StrCat(position)}, {absl::StrCat("at ", position), "x"}}, position * 10);
    Reopen();
    EXPECT_EQ(index_->watermark(), position * 10);
    EXPECT_THAT(Get("last"), Optional(absl::StrCat(position)));
    EXPECT_EQ(Keys("at ", "at:").size(), static_cast<std::size_t>(position));
  }
}

TEST_F(IndexTest, RoundWithoutRowsMovesTheWatermark) {
  Write({}, 3);
  Reopen();
  EXPECT_EQ(index_->watermark(), 3);
}

TEST_F(IndexTest, OfEqualKeysTheLastCounts) {
  Write({{"k", "first"}, {"a", "1"}, {"k", ""}, {"k", "last"}, {"z", "1"}, {"z", ""}}, 1);
  EXPECT_THAT(Get("k"), Optional(std::string("last")));
  EXPECT_EQ(Get("z"), std::nullopt);
}

// A crash between taking a run over and removing its first name leaves both names of one file.
TEST_F(IndexTest, ALeftOverRunIsNotWrittenOver) {
  Write({{"a", std::string(10'000, '1')}}, 1);
  index_.reset();
  for (const auto& file : std::filesystem::directory_iterator(folder_.path())) {
    if (file.path().extension() != ".sst") continue;
    std::filesystem::create_hard_link(file, folder_.path() + "/next.run");
  }
  Reopen();
  Write({{"b", "2"}}, 2);
  Reopen();
  EXPECT_THAT(Get("a"), Optional(std::string(10'000, '1')));
  EXPECT_THAT(Get("b"), Optional(std::string("2")));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/next.run"));
}

TEST_F(IndexTest, EmptyValueDeletes) {
  Write({{"k", "1"}, {"other", "1"}}, 1);
  Write({{"k", ""}, {"never there", ""}}, 2);
  EXPECT_EQ(Get("k"), std::nullopt);
  Reopen();
  EXPECT_EQ(Get("k"), std::nullopt);
  EXPECT_THAT(Keys("k", "z"), ElementsAre("other"));
  Write({{"k", "again"}}, 3);
  EXPECT_THAT(Get("k"), Optional(std::string("again")));
}

TEST_F(IndexTest, ScanBounds) {
  Write({{"a", "1"}, {"b", "1"}, {"b1", "1"}, {"c", "1"}, {"d\xff", "1"}}, 1);
  struct Case {
    const char* name;
    const char* from;
    const char* end;
    std::vector<std::string> want;
  };
  const Case cases[] = {
      {"first included, end not", "b", "c", {"b", "b1"}},
      {"between keys", "aa", "bz", {"b", "b1"}},
      {"everything from a key on", "c", "e", {"c", "d\xff"}},
      {"nothing", "b2", "bz", {}},
      {"empty range", "b", "b", {}},
      {"end before from", "c", "b", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(Keys(c.from, c.end), c.want) << c.name;
}

TEST_F(IndexTest, ScanStopsWhenToldTo) {
  Write({{"a", "1"}, {"b", "2"}, {"c", "3"}}, 1);
  std::string seen;
  const auto visit = [&](absl::string_view key, absl::string_view value) {
    absl::StrAppend(&seen, key, value);
    return key != "b";
  };
  ASSERT_THAT(index_->Scan("a", "z", visit), IsOk());
  EXPECT_EQ(seen, "a1b2");
}

TEST_F(IndexTest, ScanIsOfOnePicture) {
  Write({{"a", "old"}, {"b", "old"}, {"c", "old"}}, 1);
  std::string seen;
  const auto visit = [&](absl::string_view key, absl::string_view value) {
    if (key == "a") Write({{"b", "new"}, {"bb", "new"}, {"c", ""}}, 2);
    absl::StrAppend(&seen, key, "=", value, " ");
    return true;
  };
  ASSERT_THAT(index_->Scan("a", "z", visit), IsOk());
  EXPECT_EQ(seen, "a=old b=old c=old ");
  EXPECT_THAT(Keys("a", "z"), ElementsAre("a", "b", "bb"));
}

TEST_F(IndexTest, LastAtMost) {
  Write({{"a1", "1"}, {"b1", "1"}, {"b5", "5"}, {"c1", "1"}}, 1);
  struct Case {
    const char* name;
    const char* from;
    const char* at_most;
    const char* want;  // key; empty for none
  };
  const Case cases[] = {
      {"the very key", "b", "b5", "b5"},
      {"the one before", "b", "b4", "b1"},
      {"none below", "b", "b0", ""},
      {"nothing of another kind", "b2", "b4", ""},
      {"from itself counts", "b1", "b4", "b1"},
      {"beyond all keys", "c", "z", "c1"},
      {"before all keys", "0", "9", ""},
  };
  for (const Case& c : cases) {
    const auto row = index_->LastAtMost(c.from, c.at_most);
    ASSERT_THAT(row, IsOk()) << c.name;
    EXPECT_EQ(row->has_value() ? (*row)->first : "", c.want) << c.name;
  }
}

// Rounds beyond what the filter first has room for; keys old and new in one round.
TEST_F(IndexTest, LoansRightsAndRequestsAreFoundWhateverTheFilterHolds) {
  constexpr int kKeys = 60'000;
  const auto key = [](int n) {
    constexpr char kKinds[] = {kLoanKind, kRightKind, kRequestKind};
    return absl::StrCat(std::string(1, kKinds[n % 3]), n);
  };
  for (int round = 0; round < 3; ++round) {
    std::vector<Row> rows;
    for (int n = round * kKeys / 2; n < round * kKeys / 2 + kKeys; ++n) {
      rows.emplace_back(key(n), absl::StrCat(round));
    }
    Write(std::move(rows), round + 1);
    if (round == 1) Reopen();
  }
  for (int again = 0; again < 2; ++again, Reopen()) {
    std::vector<std::string> keys;
    for (int n = 0; n < 3 * kKeys; ++n) keys.push_back(key(n));
    const auto rows = index_->Get(keys);
    ASSERT_THAT(rows, IsOk());
    for (int n = 0; n < 3 * kKeys; ++n) {
      const std::optional<std::string>& row = (*rows)[static_cast<std::size_t>(n)];
      if (n >= 2 * kKeys) {
        ASSERT_FALSE(row.has_value()) << n;
      } else {
        ASSERT_THAT(row, Optional(absl::StrCat(std::min(2, n / (kKeys / 2))))) << n;
      }
    }
  }
}

TEST_F(IndexTest, OlderFormatIsEmptied) {
  Write({{"a", "1"}}, 7);
  index_.reset();
  PutRaw(FormatKey(), absl::StrCat(kIndexVersion - 1));
  Reopen();
  EXPECT_EQ(index_->watermark(), 0);
  EXPECT_EQ(Get("a"), std::nullopt);
  Write({{"b", "2"}}, 1);
  Reopen();
  EXPECT_EQ(index_->watermark(), 1);
}

TEST_F(IndexTest, NewerFormatIsRefused) {
  Write({{"a", "1"}}, 1);
  index_.reset();
  PutRaw(FormatKey(), absl::StrCat(kIndexVersion + 1));
  EXPECT_THAT(Index::Open(folder_.path(), kCacheBytes),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(IndexTest, DamagedMetaRowsAreRefused) {
  Write({{"a", "1"}}, 1);
  index_.reset();
  for (const char* format : {"", "one", "0", "-1"}) {
    PutRaw(FormatKey(), format);
    EXPECT_THAT(Index::Open(folder_.path(), kCacheBytes), StatusIs(absl::StatusCode::kDataLoss))
        << format;
  }
  PutRaw(FormatKey(), absl::StrCat(kIndexVersion));
  PutRaw(WatermarkKey(), "123");
  EXPECT_THAT(Index::Open(folder_.path(), kCacheBytes), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(IndexTest, SecondOpenIsRefused) {
  EXPECT_THAT(Index::Open(folder_.path(), kCacheBytes), StatusIs(absl::StatusCode::kUnavailable));
}

// Many rounds over the same keys, while the files of earlier ones are being merged: whatever is
// read is what was put last.
TEST_F(IndexTest, ManyRoundsAgainstAMap) {
  std::mt19937 random(7);
  std::map<std::string, std::string> expected;
  for (int round = 1; round <= 150; ++round) {
    std::vector<Row> rows;
    for (int i = 0; i < 300; ++i) {
      const std::string key = absl::StrCat(random() % 2 == 0 ? "\x10" : " ", random() % 2000);
      const bool deletes = random() % 8 == 0;
      // Long enough that merging takes its time.
      rows.emplace_back(key, deletes ? "" : absl::StrCat(round, std::string(500, 'x'), i));
      expected[key] = rows.back().second;
    }
    Write(std::move(rows), round);
    if (round % 50 == 0) Reopen();
    if (round % 10 != 0) continue;
    std::vector<std::string> keys;
    for (const auto& [key, value] : expected) keys.push_back(key);
    const auto got = index_->Get(keys);
    ASSERT_THAT(got, IsOk());
    auto row = got->begin();
    for (const auto& [key, value] : expected) {
      ASSERT_EQ((row++)->value_or(""), value) << key << " after round " << round;
    }
    std::vector<std::string> present;
    for (const auto& [key, value] : expected) {
      if (!value.empty() && key[0] == ' ') present.push_back(key);
    }
    ASSERT_EQ(Keys(" ", "!"), present) << round;
  }
}

// What a round wrote is seen at once by readers that saw its watermark.
TEST_F(IndexTest, ReadersBesideTheWriter) {
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      const std::int64_t watermark = index_->watermark();
      const auto value = Get("last");
      if (watermark == 0) continue;
      ASSERT_TRUE(value.has_value());
      EXPECT_GE(std::stoll(*value), watermark);
    }
  });
  for (std::int64_t position = 1; position <= 30; ++position) {
    Write({{"last", absl::StrCat(position)}}, position);
  }
  done = true;
  reader.join();
}

}  // namespace
}  // namespace ippledge::storage
