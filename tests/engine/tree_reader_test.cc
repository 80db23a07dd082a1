#include "engine/tree_reader.h"

#include <gmock/gmock.h>

#include <random>

#include "engine/growing_tree.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/tile_rows.h"
#include "tests/testing/block_chain.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {
namespace {

using absl::StatusCode;

// A tree of which the index has the first part and memory the rest.
class TreeReaderTest : public testing::Test {
 protected:
  void Grow(std::int64_t size) {
    TreeGrowth growth;
    while (static_cast<std::int64_t>(leaves_.size()) < size) {
      std::vector<std::string> entries;
      while (static_cast<std::int64_t>(leaves_.size()) < size && entries.size() < 700) {
        entries.push_back(absl::StrCat(leaves_.size()));
        leaves_.push_back(proof::LeafHash(entries.back()));
        tree_.Append(leaves_.back(), growth);
      }
      const storage::Head before = chain_.head();
      const storage::Block block = chain_.Next(entries);
      ASSERT_THAT(log_->Append({}, before, chain_.head(), {block}), IsOk());
    }
    tail_.Append(growth);
  }
  void Index(std::int64_t size) {
    const std::int64_t before = index_.watermark();
    std::vector<storage::Index::Row> rows;
    ASSERT_THAT(storage::AddTileRows(index_, before / 256,
                                     tail_.FullTiles(before / 256, size / 256).hashes, rows),
                IsOk());
    ASSERT_THAT(storage::WriteRows(index_, rows, size), IsOk());
    tail_.Prune(size);
  }
  TreeReader Reader() {
    return TreeReader(log_.get(), &index_, &tail_, static_cast<std::int64_t>(leaves_.size()));
  }
  proof::Hash Root(std::int64_t size) const {
    return proof::RootOf(absl::MakeConstSpan(leaves_).first(static_cast<std::size_t>(size)));
  }
  absl::StatusOr<proof::Hash> LeafAt(std::uint64_t index) const { return leaves_[index]; }

  TempFolder folder_;
  std::unique_ptr<storage::LocalLog> log_ = *storage::LocalLog::Open(folder_.path(), {});
  storage::BlockChain chain_;
  storage::MemoryIndex index_;
  TreeTail tail_;
  GrowingTree tree_;
  std::vector<proof::Hash> leaves_;
};

TEST_F(TreeReaderTest, Examples) {
  Grow(700);
  Index(300);
  TreeReader reader = Reader();
  EXPECT_THAT(reader.RootAt(700), IsOkAndHolds(Root(700)));
  EXPECT_THAT(reader.RootAt(0), IsOkAndHolds(proof::EmptyRoot()));
  const auto proved = reader.ProveInclusion(301, 650, Root(650));
  ASSERT_THAT(proved, IsOk());
  EXPECT_EQ(proved->leaf, leaves_[300]);
  EXPECT_THAT(proof::VerifyInclusion(300, 650, proved->leaf, proved->proof, Root(650)), IsOk());
}

// Proofs at any size, whatever part of the tree the index has, are those made from all leaves.
TEST_F(TreeReaderTest, ProofsAreThoseOfTheLeaves) {
  std::mt19937 random(3);
  const std::int64_t sizes[] = {1, 2, 255, 256, 257, 1'000, 65'535, 65'536, 65'537, 70'000};
  const std::int64_t watermarks[] = {0, 0, 100, 256, 256, 999, 40'000, 65'536, 65'536, 65'900};
  for (std::size_t i = 0; i < std::size(sizes); ++i) {
    SCOPED_TRACE(sizes[i]);
    Grow(sizes[i]);
    if (watermarks[i] > index_.watermark()) Index(watermarks[i]);
    const auto leaf_at = [this](std::uint64_t at) { return LeafAt(at); };
    for (int round = 0; round < 6; ++round) {
      const auto some = [&](std::int64_t most) {
        return 1 + static_cast<std::int64_t>(random()) % most;
      };
      const std::int64_t size = round == 0 ? sizes[i] : some(sizes[i]);
      const std::int64_t entry = some(size);
      TreeReader reader = Reader();
      ASSERT_THAT(reader.RootAt(size), IsOkAndHolds(Root(size)));
      const auto proved = reader.ProveInclusion(entry, size, Root(size));
      ASSERT_THAT(proved, IsOk());
      EXPECT_EQ(proved->proof, *proof::ProveInclusion(static_cast<std::uint64_t>(entry - 1),
                                                      static_cast<std::uint64_t>(size), leaf_at));
      EXPECT_THAT(
          reader.ProveConsistency(entry, Root(entry), size, Root(size)),
          IsOkAndHolds(*proof::ProveConsistency(static_cast<std::uint64_t>(entry),
                                                static_cast<std::uint64_t>(size), leaf_at)));
    }
  }
}

TEST_F(TreeReaderTest, TilesOfEveryWidthThatThereWas) {
  Grow(66'000);
  Index(65'800);
  const auto read = [this](const proof::TilePath& tile) { return Reader().Tile(tile); };
  EXPECT_THAT(proof::VerifyHashTiles(66'000, Root(66'000), read), IsOk());
  // The tiles of a tree that there was.
  EXPECT_THAT(proof::VerifyHashTiles(65'850, Root(65'850), read), IsOk());
  for (const proof::TilePath& none :
       {proof::TilePath{.level = 0, .index = 257, .width = 209},
        proof::TilePath{.level = 0, .index = 258, .width = 1},
        proof::TilePath{.level = 1, .index = 1, .width = 2},
        proof::TilePath{.level = 3, .index = 0, .width = 1},
        proof::TilePath{.level = 63, .index = 0, .width = 1},
        proof::TilePath{.level = 0, .index = (std::uint64_t{1} << 55) - 1, .width = 256},
        proof::TilePath{.level = 0, .index = 0, .width = 0}}) {
    EXPECT_THAT(read(none), StatusIs(StatusCode::kOutOfRange)) << proof::FormatTilePath(none);
  }
}

TEST_F(TreeReaderTest, SizesThatThereAreNot) {
  Grow(10);
  TreeReader reader = Reader();
  const proof::Hash root = Root(10);
  for (const std::int64_t size : {-1, 11}) {
    EXPECT_THAT(reader.RootAt(size), StatusIs(StatusCode::kOutOfRange)) << size;
    EXPECT_THAT(reader.ProveInclusion(1, size, root), StatusIs(StatusCode::kOutOfRange)) << size;
    EXPECT_THAT(reader.ProveConsistency(1, root, size, root), StatusIs(StatusCode::kOutOfRange));
  }
  EXPECT_THAT(reader.ProveInclusion(1, 0, root), StatusIs(StatusCode::kOutOfRange));
  EXPECT_THAT(reader.ProveInclusion(0, 10, root), StatusIs(StatusCode::kOutOfRange));
  EXPECT_THAT(reader.ProveInclusion(10, 9, root), StatusIs(StatusCode::kOutOfRange));
  EXPECT_THAT(reader.ProveConsistency(0, root, 10, root), StatusIs(StatusCode::kOutOfRange));
  EXPECT_THAT(reader.ProveConsistency(10, root, 9, root), StatusIs(StatusCode::kOutOfRange));
}

TEST_F(TreeReaderTest, WrongRowsProveNothing) {
  Grow(600);
  Index(600);
  const std::string key = storage::TileKey(1, 0);
  const std::string good = *(*index_.Get({key}))[0];
  EXPECT_THAT(Reader().ProveInclusion(600, 600, Root(600)), IsOk());
  std::string bad = good;
  bad[0] = static_cast<char>(bad[0] ^ 1);
  for (const std::string& wrong : {bad, good.substr(32), std::string()}) {
    index_.Put(key, wrong);
    EXPECT_THAT(Reader().ProveInclusion(600, 600, Root(600)), StatusIs(StatusCode::kDataLoss));
  }
}

// What is hashed is what the journal has, whatever the tree was made from.
TEST_F(TreeReaderTest, OtherEntriesProveNothing) {
  Grow(600);
  std::vector<proof::Hash> leaves = leaves_;
  for (const std::size_t entry : {1u, 257u, 513u}) {
    leaves[entry - 1] = proof::LeafHash("what should be there");
    const auto number = static_cast<std::int64_t>(entry);
    EXPECT_THAT(Reader().ProveInclusion(number, 600, proof::RootOf(leaves)),
                StatusIs(StatusCode::kDataLoss));
  }
}

TEST_F(TreeReaderTest, BundlesHoldTheEntries) {
  Grow(1'500);
  for (const std::uint64_t index : {0u, 1u, 2u, 5u}) {
    const proof::TilePath tile = {
        .entries = true, .index = index, .width = index == 5 ? 1'500u - 1'280 : 256};
    const auto bytes = Reader().Tile(tile);
    ASSERT_THAT(bytes, IsOk());
    const auto held = proof::ParseBundle(tile, *bytes);
    ASSERT_THAT(held, IsOk());
    ASSERT_EQ(held->size(), tile.width);
    for (std::size_t i = 0; i < held->size(); ++i) {
      EXPECT_EQ((*held)[i], absl::StrCat(256 * index + i));
    }
  }
}

// Through an engine, while its index takes over: always the root that the picture has.
TEST(TreeReader, OfAView) {
  EngineStore store;  // small rounds
  store.Found();
  for (int i = 0; i < 40; ++i) {
    store.Do(Batch(LoanRows(1 + 20 * i, 20 + 20 * i), static_cast<std::uint64_t>(100 + i)));
    const ReadView view = store->View();
    TreeReader reader = view.Tree();
    ASSERT_THAT(reader.RootAt(view.position()), IsOkAndHolds(view.picture().root));
    EXPECT_THAT(reader.ProveInclusion(5, view.position(), view.picture().root), IsOk());
  }
  const ReadView old = store->View();
  store->CatchUpIndex();
  store.Do(Single(RecordingLoan(9'000), 9'000));
  EXPECT_THAT(old.Tree().RootAt(old.position()), IsOkAndHolds(old.picture().root));
  store.Open();  // the tail is hashed again from the journal
  const ReadView view = store->View();
  EXPECT_THAT(view.Tree().RootAt(view.position()), IsOkAndHolds(view.picture().root));
  EXPECT_THAT(view.Tree().ProveInclusion(view.position(), view.position(), view.picture().root),
              IsOk());
  store.Close();
  store.DeleteIndex();
  store.Open();
  EXPECT_THAT(store->View().Tree().RootAt(old.position()), IsOkAndHolds(old.picture().root));
}

}  // namespace
}  // namespace ippledge::engine
