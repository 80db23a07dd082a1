#include "engine/seal.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "storage/codec.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;
using testing::Pair;

// A group of entries with texts of given lengths, numbered from `first` on.
Group GroupOf(std::int64_t first, const std::vector<std::size_t>& bytes) {
  Group group;
  group.commit_time_ms = 1'000;
  for (const std::size_t size : bytes) {
    StagedEntry& staged = group.entries.emplace_back();
    staged.entry.number = first++;
    staged.entry.commit_time_ms = group.commit_time_ms;
    staged.entry.business_date = kFirstDay;
    staged.entry.caller = kLedger;
    staged.entry.events.emplace_back(TailWasCut{{1, std::string(size, 'x')}});
    staged.headline.loans = staged.entry.number;
  }
  return group;
}

std::vector<std::pair<std::int64_t, std::int64_t>> RangesOf(
    const std::vector<storage::Block>& blocks) {
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  for (const storage::Block& block : blocks) {
    ranges.emplace_back(block.first_entry, block.last_entry);
  }
  return ranges;
}

TEST(Sealer, Examples) {
  Sealer sealer{proof::Frontier()};
  Group group = GroupOf(1, {10, 20});
  const std::vector<storage::Block> blocks = sealer.Seal(group);
  ASSERT_THAT(RangesOf(blocks), ElementsAre(Pair(1, 2)));
  const storage::BlockView view = *storage::BlockView::Parse(1, blocks[0].bytes);
  EXPECT_EQ(view.commit_time_ms(), 1'000);
  EXPECT_EQ(view.headline().loans, 2);
  EXPECT_EQ(view.frontier(), sealer.frontier());
  const Entry entry = *storage::DecodeEntry(view.entry(2));
  EXPECT_EQ(entry.number, 2);
  EXPECT_EQ(entry.salt, group.entries[1].entry.salt);

  Group empty;
  EXPECT_TRUE(sealer.Seal(empty).empty());
}

TEST(Sealer, EachEntryHasASaltOfItsOwn) {
  Sealer sealer{proof::Frontier()};
  Group group = GroupOf(1, std::vector<std::size_t>(100, 1));
  sealer.Seal(group);
  std::set<std::array<std::uint8_t, 16>> salts;
  for (const StagedEntry& staged : group.entries) salts.insert(staged.entry.salt);
  EXPECT_EQ(salts.size(), 100u);
}

TEST(Sealer, FrontierGoesOnFromGroupToGroup) {
  Sealer sealer{proof::Frontier()};
  proof::Frontier expected;
  std::int64_t next = 1;
  for (int i = 0; i < 5; ++i) {
    Group group = GroupOf(next, {5, 60'000, 5, 50'000, 40'000});
    for (const storage::Block& block : sealer.Seal(group)) {
      const storage::BlockView view = *storage::BlockView::Parse(next, block.bytes);
      for (; next <= view.last_entry(); ++next) {
        expected.Append(proof::LeafHash(view.entry(next)));
      }
      EXPECT_EQ(view.frontier(), expected);
    }
  }
  EXPECT_EQ(sealer.frontier(), expected);
}

TEST(Sealer, CutsBlocks) {
  struct Case {
    const char* name;
    std::vector<std::size_t> bytes;
    std::vector<std::pair<std::int64_t, std::int64_t>> whole;
    std::vector<std::pair<std::int64_t, std::int64_t>> want;
  };
  const std::vector<std::size_t> small(40, 100);
  const std::vector<std::size_t> large(40, 20'000);
  const Case cases[] = {
      {"small ones share a block", small, {}, {{1, 40}}},
      {"large ones are cut", {60'000, 60'000, 60'000}, {}, {{1, 2}, {3, 3}}},
      {"a large batch is not", large, {{1, 40}}, {{1, 40}}},
      {"a long batch begins a block", small, {{11, 40}}, {{1, 10}, {11, 40}}},
      {"a short one joins a small block", small, {{11, 14}}, {{1, 40}}},
      {"but not one that is half full", {40'000, 40'000, 9, 9, 9}, {{3, 4}}, {{1, 2}, {3, 5}}},
      {"what follows a batch joins it", small, {{1, 30}}, {{1, 40}}},
      {"two batches", large, {{1, 20}, {21, 40}}, {{1, 20}, {21, 40}}},
      {"after a large batch a new block",
       large,
       {{1, 20}},
       {{1, 20}, {21, 26}, {27, 32}, {33, 38}, {39, 40}}},
  };
  for (const Case& c : cases) {
    Sealer sealer{proof::Frontier()};
    Group group = GroupOf(1, c.bytes);
    group.whole = c.whole;
    const std::vector<storage::Block> blocks = sealer.Seal(group);
    EXPECT_EQ(RangesOf(blocks), c.want) << c.name;
    for (const storage::Block& block : blocks) {
      EXPECT_LE(block.bytes.size(), storage::kBatchBlockBytesMax) << c.name;
      const bool holds_batch = std::any_of(c.whole.begin(), c.whole.end(), [&](const auto& run) {
        return run.first >= block.first_entry && run.second <= block.last_entry;
      });
      EXPECT_TRUE(holds_batch || block.bytes.size() <= storage::kBlockBytesMax) << c.name;
    }
  }
}

}  // namespace
}  // namespace ippledge::engine
