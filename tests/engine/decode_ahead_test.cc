#include "engine/decode_ahead.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "proof/hash.h"
#include "storage/keys.h"
#include "tests/engine/staged.h"
#include "tests/engine/written_journal.h"

namespace ippledge::engine {
namespace {

class DecodeAheadTest : public WrittenJournalTest {
 protected:
  // All entries that are read from `first_entry` on, checked against the journal's bytes.
  std::vector<std::int64_t> NumbersFrom(std::int64_t first_entry) {
    std::vector<std::int64_t> numbers;
    DecodeAhead journal(log_.get(), &index_, first_entry);
    for (;;) {
      const auto run = journal.Next();
      EXPECT_THAT(run, IsOk());
      if (!run.ok() || run->blocks.empty()) return numbers;
      for (const DecodedBlock& block : run->blocks) {
        EXPECT_EQ(block.entries.size(), block.leaves.size());
        EXPECT_EQ(block.frontier.Root(), *storage::RootAt(*log_, block.last_entry));
        for (std::size_t i = 0; i < block.entries.size(); ++i) {
          const std::int64_t number = block.entries[i].number;
          EXPECT_EQ(block.leaves[i], proof::LeafHash(*storage::ReadEntry(*log_, number)));
          numbers.push_back(number);
        }
      }
    }
  }

  FailingIndex index_;
};

TEST_F(DecodeAheadTest, ReadsEveryEntryOnce) {
  Write(5);
  for (const std::int64_t first : {std::int64_t{1}, std::int64_t{4}, end_ - 2, end_}) {
    SCOPED_TRACE(first);
    std::vector<std::int64_t> expected;
    for (std::int64_t number = first; number <= end_; ++number) expected.push_back(number);
    EXPECT_EQ(NumbersFrom(first), expected);
  }
}

TEST_F(DecodeAheadTest, NothingBehindTheEnd) {
  Write(1);
  EXPECT_TRUE(NumbersFrom(end_ + 1).empty());
}

TEST_F(DecodeAheadTest, RowsThatEntriesNeedAreReadAhead) {
  Write(2);
  const std::string known = storage::LoanRowKey(LoanKey(RecordingLoan(1).loan->id));
  index_.rows.Put(known, "a row");
  DecodeAhead journal(log_.get(), &index_, 1);
  const auto run = journal.Next();
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(run->ahead.watermark, 0);
  ASSERT_TRUE(run->ahead.found.contains(known));
  EXPECT_EQ(run->ahead.found.at(known), "a row");
  EXPECT_EQ(run->ahead.found.size(), 1u);
}

TEST_F(DecodeAheadTest, AnIndexThatCannotBeReadLeavesNothingReadAhead) {
  Write(2);
  index_.fails = true;
  DecodeAhead journal(log_.get(), &index_, 1);
  const auto run = journal.Next();
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(run->ahead.watermark, -1);
  EXPECT_TRUE(run->ahead.found.empty());
}

}  // namespace
}  // namespace ippledge::engine
