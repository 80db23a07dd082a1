#include "storage/block.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/testing/block_chain.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using testing::HasSubstr;

constexpr std::size_t kFooterBytes = 32;
constexpr std::size_t kHeadlineBytes = 11 * 8;

TEST(Block, Examples) {
  proof::Frontier frontier;
  BlockBuilder builder;
  builder.Start(1);
  builder.Add("first");
  builder.buffer() += "second";  // as an encoder writes
  builder.EndEntry();
  EXPECT_EQ(builder.count(), 2u);
  EXPECT_EQ(builder.entry(1), "second");
  for (std::size_t i = 0; i < builder.count(); ++i) {
    frontier.Append(proof::LeafHash(builder.entry(i)));
  }
  const Headline headline{.contract_fen = 500, .loans = 2, .repaid_fen = -1};
  const Block block = builder.Finish(frontier, headline, 1'716'177'600'000);
  EXPECT_EQ(block.first_entry, 1);
  EXPECT_EQ(block.last_entry, 2);

  const auto view = BlockView::Parse(1, block.bytes);
  ASSERT_THAT(view, IsOk());
  EXPECT_EQ(view->first_entry(), 1);
  EXPECT_EQ(view->last_entry(), 2);
  EXPECT_EQ(view->entry(1), "first");
  EXPECT_EQ(view->entry(2), "second");
  EXPECT_EQ(view->frontier(), frontier);
  EXPECT_EQ(view->headline(), headline);
  EXPECT_EQ(view->commit_time_ms(), 1'716'177'600'000);
}

TEST(Block, RoundTripOfManySizes) {
  BlockChain chain;
  for (int count = 1; count <= 70; ++count) {
    const std::int64_t first = chain.head().size + 1;
    const Block block = chain.Next(count, static_cast<std::size_t>(count % 9 + 1));
    ASSERT_EQ(block.first_entry, first);
    const auto view = BlockView::Parse(first, block.bytes);
    ASSERT_THAT(view, IsOk());
    EXPECT_EQ(view->last_entry(), block.last_entry);
    EXPECT_EQ(view->frontier().Root(), chain.head().root);
    for (std::int64_t number = first; number <= block.last_entry; ++number) {
      EXPECT_EQ(view->entry(number).size(), static_cast<std::size_t>(count % 9 + 1));
    }
  }
}

TEST(Block, BuilderForgetsAtStartAndAtFinish) {
  proof::Frontier frontier;
  BlockBuilder builder;
  builder.Start(1);
  builder.Add("dropped");
  builder.Start(1);
  EXPECT_TRUE(builder.empty());
  builder.Add("kept");
  frontier.Append(proof::LeafHash("kept"));
  const Block first = builder.Finish(frontier, {}, 1);
  EXPECT_EQ(BlockView::Parse(1, first.bytes)->entry(1), "kept");
  // The next one goes on behind it.
  EXPECT_TRUE(builder.empty());
  builder.Add("next");
  frontier.Append(proof::LeafHash("next"));
  EXPECT_EQ(builder.Finish(frontier, {}, 1).first_entry, 2);
}

TEST(Block, SizeIsNeverUnderestimated) {
  BlockBuilder builder;
  proof::Frontier frontier;
  builder.Start(1);
  for (int i = 0; i < 127; ++i) {  // 127: seven hashes
    builder.Add("entry");
    frontier.Append(proof::LeafHash("entry"));
  }
  const std::size_t expected = builder.size_bytes();
  EXPECT_LE(builder.Finish(frontier, {}, 1).bytes.size(), expected);
}

TEST(BlockDeathTest, OnlyAFrontierThatFits) {
  BlockBuilder builder;
  builder.Start(1);
  EXPECT_DEATH(builder.Finish(proof::Frontier(), {}, 1), "");
  builder.Add("entry");
  EXPECT_DEATH(builder.Finish(proof::Frontier(), {}, 1), "");
}

TEST(BlockDeathTest, OnlyEntriesItHolds) {
  BlockChain chain;
  chain.Next(3);
  const Block block = chain.Next(3);
  const BlockView view = *BlockView::Parse(4, block.bytes);
  EXPECT_DEATH(static_cast<void>(view.entry(3)), "");
  EXPECT_DEATH(static_cast<void>(view.entry(7)), "");
}

// The second block of a chain, so that its frontier depends on more than itself.
class DamagedBlockTest : public testing::Test {
 protected:
  DamagedBlockTest() {
    before_ = BlockView::Parse(1, chain_.Next(5).bytes)->frontier();
    block_ = chain_.Next({"one", "another", "a third"});
    entries_end_ = std::string("oneanothera third").size();
    ends_end_ = entries_end_ + 3 * 4;
    frontier_end_ = ends_end_ + proof::kHashBytes;  // 8 entries: one hash
    EXPECT_EQ(block_.bytes.size(), frontier_end_ + kHeadlineBytes + kFooterBytes);
  }

  // True when the hashes of the entries lead to the frontier that the block names.
  bool Adds(const BlockView& view) const {
    proof::Frontier frontier = before_;
    for (std::int64_t number = view.first_entry(); number <= view.last_entry(); ++number) {
      frontier.Append(proof::LeafHash(view.entry(number)));
    }
    return frontier == view.frontier();
  }

  BlockChain chain_;
  proof::Frontier before_;
  Block block_;
  std::size_t entries_end_ = 0;
  std::size_t ends_end_ = 0;
  std::size_t frontier_end_ = 0;
};

TEST_F(DamagedBlockTest, EveryTruncationIsRefused) {
  for (std::size_t size = 0; size < block_.bytes.size(); ++size) {
    EXPECT_THAT(BlockView::Parse(6, absl::string_view(block_.bytes).substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
    EXPECT_THAT(BlockView::Parse(6, absl::string_view(block_.bytes).substr(size + 1)),
                testing::Not(IsOk()))
        << size;
  }
}

// A wrong bit is refused, or shows as soon as the entries are hashed; but for the sums and the
// time, which the database's checksums guard, and the entries behind them.
TEST_F(DamagedBlockTest, EveryWrongBitIsRefusedOrShows) {
  const BlockView good = *BlockView::Parse(6, block_.bytes);
  for (std::size_t byte = 0; byte < block_.bytes.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      SCOPED_TRACE(absl::StrCat("byte ", byte, " bit ", bit));
      std::string bytes = block_.bytes;
      bytes[byte] = static_cast<char>(bytes[byte] ^ (1 << bit));
      const auto view = BlockView::Parse(6, bytes);
      const std::size_t in_footer = byte - frontier_end_ - kHeadlineBytes;
      const bool in_headline = byte >= frontier_end_ && byte < frontier_end_ + kHeadlineBytes;
      const bool in_time = byte >= frontier_end_ + kHeadlineBytes && in_footer / 8 == 1;
      if (in_headline || in_time) {
        ASSERT_THAT(view, IsOk());
        EXPECT_TRUE(Adds(*view));
        EXPECT_EQ(view->headline() == good.headline(), in_time);
        EXPECT_EQ(view->commit_time_ms() == good.commit_time_ms(), in_headline);
      } else if (byte < frontier_end_) {
        EXPECT_TRUE(!view.ok() || !Adds(*view));
      } else {
        EXPECT_THAT(view, testing::Not(IsOk()));
      }
    }
  }
}

TEST_F(DamagedBlockTest, NewerVersionIsRefused) {
  std::string bytes = block_.bytes;
  bytes[bytes.size() - 8] = 2;
  const auto view = BlockView::Parse(6, bytes);
  EXPECT_THAT(view, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(view.status().message(), HasSubstr("has format 2; this program knows up to 1"));
  bytes[bytes.size() - 8] = 0;
  EXPECT_THAT(BlockView::Parse(6, bytes), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DamagedBlockTest, OtherFirstEntryIsRefused) {
  for (const std::int64_t first : {-6, 0, 1, 5, 7}) {
    EXPECT_THAT(BlockView::Parse(first, block_.bytes), StatusIs(absl::StatusCode::kDataLoss))
        << first;
  }
}

TEST_F(DamagedBlockTest, OffsetsOutOfOrderAreRefused) {
  struct Case {
    const char* name;
    std::function<void(std::string&)> change;
  };
  const auto put = [&](std::size_t entry, char end) {
    return [this, entry, end](std::string& bytes) { bytes[entries_end_ + 4 * entry] = end; };
  };
  const Case cases[] = {
      {"an empty first entry", put(0, 0)},
      {"an empty entry", put(1, 3)},
      {"falling", put(1, 2)},
      {"the last one ends too early", put(2, 16)},
      {"the last one ends too late", put(2, 18)},
      {"beyond everything", put(1, 100)},
  };
  for (const Case& c : cases) {
    std::string bytes = block_.bytes;
    c.change(bytes);
    EXPECT_THAT(BlockView::Parse(6, bytes), StatusIs(absl::StatusCode::kDataLoss)) << c.name;
  }
}

}  // namespace
}  // namespace ippledge::storage
