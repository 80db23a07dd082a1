#include "engine/recent.h"

#include <gmock/gmock.h>

#include <memory>
#include <thread>

#include "ledger/contribution.h"
#include "storage/cover_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;

LoanRef LoanWith(std::vector<std::int64_t> entries) {
  auto loan = std::make_shared<Loan>();
  loan->terms = RecordingLoan(1).loan;
  loan->entries = std::move(entries);
  return loan;
}

void AddLoan(const std::string& key, std::vector<std::int64_t> entries, ChangedRows& rows) {
  const LoanRef loan = LoanWith(std::move(entries));
  rows.Add(storage::LoanRowKey(key), storage::EncodeLoanRow(*loan), loan->last_entry());
}

void Publish(ChangedRows rows, Recent& recent, Changes changes = {}) {
  recent.Publish(std::make_shared<const ChangedRows>(std::move(rows)),
                 std::make_shared<const Changes>(std::move(changes)));
}

void PublishLoans(std::vector<std::pair<std::string, std::vector<std::int64_t>>> loans,
                  Recent& recent) {
  ChangedRows rows;
  for (auto& [key, entries] : loans) AddLoan(key, std::move(entries), rows);
  Publish(std::move(rows), recent);
}

Changes ContributionsAt(std::int64_t first, std::int64_t last) {
  Changes changes;
  for (std::int64_t position = first; position <= last; ++position) {
    changes.contributions.push_back({position, {}});
  }
  return changes;
}

std::int64_t LastEntryOf(const LoanRef& loan) { return loan == nullptr ? 0 : loan->last_entry(); }

std::pair<std::int64_t, std::int64_t> Found(const Recent& recent, const char* key,
                                            std::int64_t position) {
  const Recent::FoundLoan found = recent.FindLoan(key, position);
  return {LastEntryOf(found.loan), LastEntryOf(found.newer)};
}

std::vector<std::int64_t> PositionsOf(const Tail& tail) {
  std::vector<std::int64_t> positions;
  for (const ChunkView& chunk : tail) {
    for (const Changes::ContributionRows& row : chunk.rows) positions.push_back(row.position);
  }
  return positions;
}

TEST(Recent, Examples) {
  Recent recent;
  ChangedRows rows;
  AddLoan("a", {4}, rows);
  rows.Add(storage::RightRowKey("right"), storage::EncodePledges(1), 4);
  Publish(std::move(rows), recent, ContributionsAt(4, 4));
  EXPECT_EQ(recent.FindLoan("a", 4).loan->last_entry(), 4);
  EXPECT_EQ(recent.FindPledges("right"), 1);
  EXPECT_THAT(PositionsOf(recent.Contributions()), ElementsAre(4));
  recent.Prune(4);
  EXPECT_EQ(recent.FindLoan("a", 4).loan, nullptr);
  EXPECT_EQ(recent.FindPledges("right"), std::nullopt);
  EXPECT_TRUE(recent.Contributions().empty());
}

TEST(Recent, FindsTheVersionsAroundAPosition) {
  Recent recent;
  PublishLoans({{"a", {5}}, {"a", {5, 7}}}, recent);  // twice in one group
  PublishLoans({{"a", {5, 7, 9}}}, recent);
  struct Case {
    std::int64_t at;
    std::pair<std::int64_t, std::int64_t> want;  // version, and the next newer one; 0 for none
  };
  const Case cases[] = {{4, {0, 5}}, {5, {5, 7}}, {6, {5, 7}}, {7, {7, 9}},
                        {8, {7, 9}}, {9, {9, 0}}, {99, {9, 0}}};
  for (const Case& c : cases) EXPECT_EQ(Found(recent, "a", c.at), c.want) << c.at;
  EXPECT_EQ(Found(recent, "b", 9), std::pair(std::int64_t{0}, std::int64_t{0}));
}

TEST(Recent, PruneForgetsUpToThePositionOnly) {
  Recent recent;
  PublishLoans({{"a", {5}}, {"b", {6}}}, recent);
  PublishLoans({{"a", {5, 7}}, {"c", {8}}}, recent);
  recent.Prune(6);
  EXPECT_EQ(Found(recent, "a", 99), std::pair(std::int64_t{7}, std::int64_t{0}));
  // What stood before is in the index now; that there is a newer one is still known.
  EXPECT_EQ(Found(recent, "a", 6), std::pair(std::int64_t{0}, std::int64_t{7}));
  EXPECT_THAT(recent.LoanKeys("", "", 99), ElementsAre("a", "c"));
  recent.Prune(6);
  recent.Prune(8);
  EXPECT_TRUE(recent.LoanKeys("", "", 99).empty());
}

// Readers may come before, between and after the groups; what they did not ask for goes unsorted.
TEST(Recent, GroupsAreSortedInWhenSomebodyReads) {
  Recent recent;
  PublishLoans({{"a", {1}}}, recent);
  PublishLoans({{"b", {2}}}, recent);
  recent.Prune(1);
  EXPECT_THAT(recent.LoanKeys("", "", 99), ElementsAre("b"));
  PublishLoans({{"b", {2, 3}}, {"c", {4}}}, recent);
  recent.Prune(2);
  EXPECT_EQ(Found(recent, "b", 99), std::pair(std::int64_t{3}, std::int64_t{0}));
  EXPECT_THAT(recent.LoanKeys("", "", 99), ElementsAre("b", "c"));
  recent.Prune(4);
  EXPECT_TRUE(recent.LoanKeys("", "", 99).empty());
}

TEST(Recent, LoanKeysInOrder) {
  Recent recent;
  PublishLoans({{"d", {1}}, {"b", {2}}, {"a", {3}}, {"c", {4}}, {"b", {2, 5}}}, recent);
  EXPECT_THAT(recent.LoanKeys("", "", 99), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(recent.LoanKeys("b", "d", 99), ElementsAre("b", "c"));
  EXPECT_THAT(recent.LoanKeys("aa", "", 2), ElementsAre("b", "c"));
  EXPECT_TRUE(recent.LoanKeys("e", "", 99).empty());
}

TEST(Recent, NewestPledgesOfARight) {
  Recent recent;
  for (const auto& [entry, pledges] : {std::pair(4, 3), std::pair(6, 2)}) {
    ChangedRows rows;
    rows.Add(storage::RightRowKey("r"), storage::EncodePledges(pledges), entry);
    Publish(std::move(rows), recent);
  }
  EXPECT_EQ(recent.FindPledges("r"), 2);
  recent.Prune(5);
  EXPECT_TRUE(recent.FindPledges("r").has_value());
  recent.Prune(6);
  EXPECT_FALSE(recent.FindPledges("r").has_value());
}

TEST(Recent, NewestSumsOverCoveredLoans) {
  Recent recent;
  EXPECT_FALSE(recent.FindCoverSums("b").has_value());
  for (const auto& [entry, loans] : {std::pair(4, 3), std::pair(6, 0)}) {
    CoverSums sums;
    sums[CoverSum::kLoans] = loans;
    ChangedRows rows;
    rows.Add(storage::CoverSumsRowKey("b"), storage::EncodeCoverSums(sums), entry);
    Publish(std::move(rows), recent);
    EXPECT_EQ(recent.FindCoverSums("b")->fen, sums.fen);  // zeros too: the index has older ones
  }
  recent.Prune(5);
  EXPECT_TRUE(recent.FindCoverSums("b").has_value());
  recent.Prune(6);
  EXPECT_FALSE(recent.FindCoverSums("b").has_value());
}

TEST(Recent, ContributionsAcrossChunks) {
  constexpr auto kChunk = static_cast<std::int64_t>(ContributionChunk::kRowsMax);
  Recent recent;
  Publish({}, recent, ContributionsAt(1, kChunk + 10));
  const Tail before = recent.Contributions();
  Publish({}, recent, ContributionsAt(kChunk + 11, 3 * kChunk));
  // A picture taken earlier stays what it was.
  EXPECT_EQ(PositionsOf(before).back(), kChunk + 10);
  EXPECT_EQ(static_cast<std::int64_t>(PositionsOf(recent.Contributions()).size()), 3 * kChunk);
  // Chunks go whole: what straddles the position stays.
  recent.Prune(kChunk + 1);
  EXPECT_EQ(PositionsOf(recent.Contributions()).front(), kChunk + 1);
  recent.Prune(3 * kChunk);
  EXPECT_TRUE(recent.Contributions().empty());
  EXPECT_EQ(PositionsOf(before).size(), static_cast<std::size_t>(kChunk + 10));
  Publish({}, recent, ContributionsAt(3 * kChunk + 1, 3 * kChunk + 2));
  recent.Prune(3 * kChunk + 1);
  EXPECT_EQ(PositionsOf(recent.Contributions()).back(), 3 * kChunk + 2);
}

// Rows are added in place while readers look at those they knew of.
TEST(Recent, ReadersBesideThePublisher) {
  Recent recent;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      std::int64_t last = 0;
      for (const std::int64_t position : PositionsOf(recent.Contributions())) {
        EXPECT_GT(position, last);
        last = position;
      }
      const auto [version, newer] = Found(recent, "a", 50);
      EXPECT_LE(version, 50);
      EXPECT_TRUE(newer == 0 || newer > 50);
    }
  });
  for (std::int64_t position = 1; position <= 20'000; position += 100) {
    Publish({}, recent, ContributionsAt(position, position + 99));
    PublishLoans({{"a", {position / 100 + 1}}}, recent);
    if (position % 700 == 1) recent.Prune(position - 300);
  }
  done = true;
  reader.join();
}

}  // namespace
}  // namespace ippledge::engine
