#include "engine/changed_rows.h"

#include <gtest/gtest.h>

namespace ippledge::engine {
namespace {

TEST(ChangedRows, Examples) {
  ChangedRows rows;
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(rows.last_position(), 0);
  rows.Reserve(3, 100);
  rows.Add("key", "value", 4);
  rows.Begin('m', "ade in place", 6) += "its value";
  rows.End();
  rows.Add("key", "", 7);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows.last_position(), 7);
  EXPECT_EQ(rows.key(0), HashedKey::Of("key"));
  EXPECT_EQ(rows.value(0), "value");
  EXPECT_EQ(rows.position(0), 4);
  EXPECT_EQ(rows.key(1), HashedKey::Of("made in place"));
  EXPECT_EQ(rows.value(1), "its value");
  EXPECT_EQ(rows.key(2), rows.key(0));
  EXPECT_EQ(rows.value(2), "");
}

TEST(HashedKey, EqualHashesAreNotYetEqualKeys) {
  EXPECT_FALSE((HashedKey{7, "a"} == HashedKey{7, "b"}));
  EXPECT_TRUE((HashedKey{7, "a"} == HashedKey{7, "a"}));
}

}  // namespace
}  // namespace ippledge::engine
