#include "engine/unindexed.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ippledge::engine {
namespace {

struct Change {
  std::string key;
  std::string value;
  std::int64_t position;
};

std::shared_ptr<const ChangedRows> Group(const std::vector<Change>& changes) {
  auto rows = std::make_shared<ChangedRows>();
  for (const Change& change : changes) rows->Add(change.key, change.value, change.position);
  return rows;
}

// "-": nothing is known here of the key.
std::string Found(const Unindexed& rows, const std::string& key) {
  return std::string(rows.Find(HashedKey::Of(key)).value_or("-"));
}

TEST(Unindexed, Examples) {
  Unindexed rows;
  EXPECT_EQ(Found(rows, "a"), "-");
  rows.Add(Group({{"a", "1", 1}, {"b", "2", 2}}));
  EXPECT_EQ(Found(rows, "a"), "1");
  rows.ForgetThrough(2);
  EXPECT_EQ(Found(rows, "a"), "-");
  EXPECT_EQ(rows.size(), 0u);
}

TEST(Unindexed, NewestOfAGroupAndOfGroups) {
  Unindexed rows;
  rows.Add(Group({{"a", "1", 1}, {"a", "2", 2}}));
  EXPECT_EQ(Found(rows, "a"), "2");
  rows.Add(Group({}));
  rows.Add(Group({{"a", "", 3}}));
  EXPECT_EQ(Found(rows, "a"), "");  // deleted, which the index does not know yet
  // The older group goes with its bytes: what is newer stays, and stays readable.
  rows.ForgetThrough(2);
  EXPECT_EQ(Found(rows, "a"), "");
  rows.Add(Group({{"a", "4", 4}}));
  rows.ForgetThrough(3);
  EXPECT_EQ(Found(rows, "a"), "4");
  rows.ForgetThrough(4);
  EXPECT_EQ(rows.size(), 0u);
}

TEST(Unindexed, AGroupGoesWhole) {
  Unindexed rows;
  rows.Add(Group({{"a", "1", 1}, {"b", "2", 2}}));
  rows.ForgetThrough(1);
  EXPECT_EQ(Found(rows, "a"), "1");
}

TEST(Unindexed, ManyKeys) {
  Unindexed rows;
  for (int group = 0; group < 20; ++group) {
    std::vector<Change> changes;
    for (int i = 0; i < 100; ++i) {
      const int position = 100 * group + i + 1;
      changes.push_back({absl::StrCat("key ", position % 333), absl::StrCat(position), position});
    }
    rows.Add(Group(changes));
    if (group % 3 == 2) rows.ForgetThrough(100 * (group - 4));
  }
  for (int key = 0; key < 333; ++key) {
    const int newest = 2000 - (2000 - key) % 333;
    EXPECT_EQ(Found(rows, absl::StrCat("key ", key)), absl::StrCat(newest));
  }
}

// Beside a map that keeps everything: few keys that change again and again, and many that come
// once.
TEST(Unindexed, AgreesWithAMap) {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random()) % n; };
  Unindexed rows;
  std::map<std::string, Change> newest;
  std::deque<std::int64_t> lasts;  // of the groups that are not forgotten
  std::int64_t position = 0;
  std::int64_t forgotten = 0;
  for (int group = 0; group < 400; ++group) {
    std::vector<Change> changes;
    for (std::uint32_t i = below(60); i > 0; --i) {
      ++position;
      const std::uint32_t key = below(2) == 0 ? below(50) : below(100'000);
      changes.push_back({absl::StrCat(key), absl::StrCat("v", position), position});
      newest[changes.back().key] = changes.back();
    }
    rows.Add(Group(changes));
    if (!changes.empty()) lasts.push_back(position);
    for (std::uint32_t i = below(3); i > 0 && !lasts.empty(); --i) {
      forgotten = lasts.front();
      lasts.pop_front();
    }
    rows.ForgetThrough(forgotten);
    EXPECT_EQ(rows.size(), static_cast<std::size_t>(position - forgotten));
    for (const auto& [key, change] : newest) {
      ASSERT_EQ(Found(rows, key), change.position > forgotten ? change.value : "-") << group;
    }
  }
}

}  // namespace
}  // namespace ippledge::engine
