#include "engine/unindexed.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ippledge::engine
