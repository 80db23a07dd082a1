#include "storage/keys.h"

#include <gtest/gtest.h>

#include <limits>

namespace ippledge::storage {
namespace {

using std::string_literals::operator""s;

// The bytes are frozen: docs/format.md.
TEST(Keys, Examples) {
  EXPECT_EQ(FormatKey(),
            "\x01"
            "format");
  EXPECT_EQ(WatermarkKey(),
            "\x01"
            "watermark");
  EXPECT_EQ(ProgrammeKey(),
            "\x01"
            "programme");
  EXPECT_EQ(LoanRowKey("icbc-nm\0HT-1"s),
            "\x10"
            "icbc-nm\0HT-1"s);
  EXPECT_EQ(RightRowKey("\x01"
                        "2023101234567"),
            "\x11\x01"
            "2023101234567");
  RequestId id{};
  id[0] = 0xab;
  id[15] = 0x01;
  EXPECT_EQ(RequestRowKey("icbc-nm", id),
            "\x12"
            "icbc-nm\0\xab\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"s);
  EXPECT_EQ(MovementKey(258), "\x13\0\0\0\0\0\0\x01\x02"s);
  EXPECT_EQ(MovementKey(258, 1), "\x13\0\0\0\0\0\0\x01\x02\0\x01"s);
  EXPECT_EQ(MovementKey(258, 0x1ff), "\x13\0\0\0\0\0\0\x01\x02\x01\xff"s);
  EXPECT_EQ(ColumnsKey(258), "\x20\0\0\0\0\0\0\x01\x02"s);
  EXPECT_EQ(RollUpsKey(1), "\x21\0\0\0\0\0\0\0\x01"s);
}

TEST(BigEndian, OrdersAsNumbersDo) {
  const std::int64_t numbers[] = {0,
                                  1,
                                  255,
                                  256,
                                  65'535,
                                  65'536,
                                  std::int64_t{1} << 40,
                                  std::numeric_limits<std::int64_t>::max()};
  std::string last;
  for (const std::int64_t number : numbers) {
    const std::string bytes = BigEndian(number);
    EXPECT_EQ(bytes.size(), 8u);
    EXPECT_LT(last, bytes);
    EXPECT_EQ(FromBigEndian(bytes), number);
    last = bytes;
  }
}

TEST(MovementKey, OrdersByEntryThenPlace) {
  std::string last;
  for (const std::int64_t entry : {1, 2, 256}) {
    for (const std::size_t ordinal : {0u, 1u, 2u, 255u, 256u, 0xffffu}) {
      const std::string key = MovementKey(entry, ordinal);
      EXPECT_LT(last, key);
      last = key;
    }
  }
}

TEST(BigEndianDeathTest, OtherThanEightBytes) {
  EXPECT_DEATH(FromBigEndian("1234567"), "broken promise");
}

}  // namespace
}  // namespace ippledge::storage
