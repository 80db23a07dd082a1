#include "ledger/copy_on_write.h"

#include <gtest/gtest.h>

#include <vector>

namespace ippledge {
namespace {

using Numbers = CopyOnWrite<std::vector<int>>;

TEST(CopyOnWrite, CopiesShareUntilOneChanges) {
  Numbers first(std::vector<int>{1, 2});
  const Numbers copy = first;
  EXPECT_EQ(&*copy, &*first);
  first.Change().push_back(3);
  EXPECT_EQ(*copy, (std::vector<int>{1, 2}));
  EXPECT_EQ(*first, (std::vector<int>{1, 2, 3}));
}

TEST(CopyOnWrite, ChangesInPlaceUntilTheNextCopy) {
  Numbers value;
  EXPECT_TRUE(value->empty());
  const std::vector<int>* const own = &value.Change();
  EXPECT_EQ(&value.Change(), own);
  Numbers copy;
  copy = value;
  EXPECT_NE(&value.Change(), own);
  // Nor may the copy change what it was given: others may have it.
  EXPECT_NE(&copy.Change(), own);
}

TEST(CopyOnWrite, MovesTakeItAlong) {
  Numbers value(std::vector<int>{1});
  const std::vector<int>* const own = &*value;
  Numbers moved = std::move(value);
  EXPECT_EQ(&moved.Change(), own);
  const Numbers copy = moved;
  Numbers again = std::move(moved);
  EXPECT_NE(&again.Change(), own);
  EXPECT_EQ(&*copy, own);
}

}  // namespace
}  // namespace ippledge
