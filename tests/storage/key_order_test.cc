#include "storage/key_order.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <string>

namespace ippledge::storage {
namespace {

using Rows = std::vector<std::pair<absl::string_view, absl::string_view>>;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(InKeyOrder, Examples) {
  EXPECT_THAT(InKeyOrder(Rows()), IsEmpty());
  EXPECT_THAT(InKeyOrder(Rows{{"a", ""}}), ElementsAre(0));
  EXPECT_THAT(InKeyOrder(Rows{{"b", ""}, {"", ""}, {"a", ""}}), ElementsAre(1, 2, 0));
  // Of equal keys the last alone.
  EXPECT_THAT(InKeyOrder(Rows{{"b", "1"}, {"a", ""}, {"b", "2"}, {"b", "3"}}), ElementsAre(1, 3));
  // Bytes count without a sign.
  EXPECT_THAT(InKeyOrder(Rows{{"\xff", ""}, {"\x7f", ""}, {"\x01", ""}}), ElementsAre(2, 1, 0));
}

// Keys that differ only beyond their first bytes, or by where they end.
TEST(InKeyOrder, LongKeys) {
  const std::string same(32, 'x');
  const std::string zero = same + '\0';
  const std::string a = same + "a";
  const std::string b = same + "b";
  EXPECT_THAT(InKeyOrder(Rows{{b, ""}, {a, ""}, {zero, ""}, {same, ""}}), ElementsAre(3, 2, 1, 0));
  const std::string short_zero(1, '\0');
  EXPECT_THAT(InKeyOrder(Rows{{short_zero, ""}, {"", ""}}), ElementsAre(1, 0));
}

// More rows than are sorted at a time, around each number of pieces up to nine.
TEST(InKeyOrder, AsAMapWouldHaveThem) {
  std::mt19937 random(7);
  for (std::size_t pieces = 1; pieces <= 9; ++pieces) {
    for (const std::size_t count : {pieces * 4'096 - 1, pieces * 4'096, pieces * 4'096 + 1}) {
      // About a third of the keys come again.
      std::vector<std::string> keys;
      for (std::size_t i = 0; i < count; ++i) {
        keys.push_back("key " + std::to_string(random() % (2 * count)));
      }
      Rows rows;
      std::map<absl::string_view, std::uint32_t> last;
      for (std::uint32_t i = 0; i < keys.size(); ++i) {
        rows.emplace_back(keys[i], "");
        last[keys[i]] = i;
      }
      std::vector<std::uint32_t> expected;
      for (const auto& [key, row] : last) expected.push_back(row);
      ASSERT_EQ(InKeyOrder(rows), expected) << count;
    }
  }
}

}  // namespace
}  // namespace ippledge::storage
