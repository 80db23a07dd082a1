#include "tools/admin/tail.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/testing/log_bytes.h"
#include "tests/tools/sample_store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class TailTest : public StoreTest {
 protected:
  void SetUp() override {
    RecordEverything();
    EXPECT_EQ(Admin({"verify", "-o", "json"}), 0);
    entries_ = std::stoll(Value("entries"));
    for (const fs::directory_entry& file : fs::directory_iterator(Journal())) {
      if (file.path().extension() == ".log" && file.file_size() > 0) wal_ = file.path();
    }
    bytes_ = storage::LogBytes(wal_);
    ASSERT_FALSE(bytes_.empty());
  }

  void Put(const std::string& bytes) const {
    std::ofstream(wal_, std::ios::binary | std::ios::trunc) << bytes;
  }
  int Tail() { return Admin({"tail", "-o", "json"}); }
  int Cut() { return Admin({"tail", "--cut", "--word", "停电, 2024-05-20", "-o", "json"}); }

  std::int64_t entries_ = 0;
  fs::path wal_;
  std::string bytes_;
};

class SignedTailTest : public TailTest {
 protected:
  SignedTailTest() { SignCheckpoints(); }
};

TEST_F(TailTest, Whole) {
  EXPECT_EQ(Tail(), 0);
  EXPECT_EQ(Value("log_tail"), "whole");
  EXPECT_EQ(Value("last_entry_in_logs"), std::to_string(entries_));
  EXPECT_EQ(Cut(), 0) << "nothing to cut";
  EXPECT_EQ(Admin({"inspect", "-o", "json"}), 0);
  EXPECT_EQ(Value("entries"), std::to_string(entries_));
}

// The engine closes with TotalsRecorded in a block of its own: the index may hold one entry more
// than the log after the cut, which then is no interrupted write.
TEST_F(TailTest, WhatTheIndexHoldsIsNotCut) {
  Put(bytes_.substr(0, bytes_.size() - 5));
  EXPECT_EQ(Tail(), 1);
  EXPECT_EQ(Value("log_tail"), "torn");
  EXPECT_EQ(Cut(), 1);
  EXPECT_THAT(Value("result"), HasSubstr("the record was durable; nothing is cut"));
  EXPECT_EQ(fs::file_size(wal_), bytes_.size() - 5);
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 1);
  EXPECT_THAT(Value("result"), HasSubstr("the journal ends at entry"));
}

// Nor what was signed: a checkpoint vouches for it.
TEST_F(SignedTailTest, WhatWasSignedIsNotCut) {
  fs::remove_all(Index());
  Put(bytes_.substr(0, bytes_.size() - 5));
  EXPECT_EQ(Tail(), 1);
  EXPECT_EQ(Cut(), 1);
  EXPECT_THAT(Value("result"), HasSubstr(absl::StrCat("a checkpoint covers ", entries_)));
  EXPECT_EQ(fs::file_size(wal_), bytes_.size() - 5);
}

TEST_F(TailTest, CutIsRecorded) {
  fs::remove_all(Index());
  Put(bytes_.substr(0, bytes_.size() - 5));
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 0) << "an interrupted write is no difference";
  EXPECT_EQ(Value("log_tail"), "torn");
  EXPECT_EQ(Cut(), 0) << out();
  const std::string entry = Value("recorded_by_entry");
  const std::string evidence = Path("evidence/" + Value("evidence"));
  EXPECT_EQ(fs::file_size(evidence), std::stoul(Value("bytes")));
  EXPECT_EQ(Admin({"inspect", entry, "-o", "json"}), 0);
  EXPECT_EQ(Value("operator_word"), "停电, 2024-05-20");
  EXPECT_EQ(Tail(), 0);
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 0) << out();
}

TEST_F(TailTest, UnreadableEnd) {
  const std::string garbage(40'000, 'x');
  Put(bytes_ + garbage);
  EXPECT_EQ(Tail(), 1);
  EXPECT_EQ(Value("log_tail"), "unreadable");
  EXPECT_EQ(Value("bytes"), "40000");
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 1);
  EXPECT_EQ(Admin({"tail", "--cut", "--word", ""}), 2);
  EXPECT_EQ(Cut(), 0) << out();
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 0) << out();
  EXPECT_GT(std::stoll(Value("entries")), entries_);
}

TEST_F(TailTest, DamageIsNeverCut) {
  std::string damaged = bytes_;
  damaged[bytes_.size() / 2] = static_cast<char>(damaged[bytes_.size() / 2] ^ 1);
  Put(damaged);
  EXPECT_EQ(Tail(), 1);
  EXPECT_EQ(Value("log_tail"), "damaged");
  EXPECT_EQ(Cut(), 1);
  EXPECT_EQ(fs::file_size(wal_), bytes_.size());
  EXPECT_FALSE(fs::exists(Path("evidence/tail-000004-0.bin")));
}

// A wrong bit anywhere in the log: refused when the store is opened, or found by verify.
TEST_F(TailTest, EveryWrongBitIsFound) {
  fs::remove_all(Index());  // that it knows better must not be what helps
  const std::size_t bits = 8 * bytes_.size();
  for (std::size_t bit = 0; bit < bits; bit += bits / 97 | 1) {
    std::string flipped = bytes_;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    Put(flipped);
    EXPECT_EQ(Admin({"verify", "-o", "json"}), 1) << "bit " << bit;
  }
}

}  // namespace
}  // namespace ippledge::admin
