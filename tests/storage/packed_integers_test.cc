#include "storage/packed_integers.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace ippledge::storage {
namespace {

using std::string_literals::operator""s;
using Integers = std::vector<std::uint64_t>;
constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

std::string Encode(const Integers& values) {
  std::string bytes;
  AppendIntegers(values, bytes);
  return bytes;
}

template <typename T>
bool ReadsAs(absl::string_view bytes, std::uint64_t max, const Integers& want) {
  std::vector<T> values(want.size());
  return ReadIntegers(bytes, max, absl::MakeSpan(values)) &&
         std::equal(values.begin(), values.end(), want.begin());
}

TEST(PackedIntegers, Examples) {
  // Width 0: all alike.
  EXPECT_EQ(Encode({7, 7, 7}), "\x00\x07"s);
  // Width 2 above 5, lowest bits first: 0, 3, 1, 2, 3.
  EXPECT_EQ(Encode({5, 8, 6, 7, 8}), "\x02\x05\x9c\x03"s);
  // Varints, where one is far larger.
  EXPECT_EQ(Encode({1, 2, 3, 4, 1 << 20, 1}), "\xff\x01\x02\x03\x04\x80\x80\x40\x01"s);
  EXPECT_EQ(Encode({}), "\x00\x00"s);
}

TEST(PackedIntegers, EveryWidthAndCount) {
  std::mt19937_64 random(1);
  for (int width = 0; width <= 64; ++width) {
    for (std::size_t count = 0; count < 40; ++count) {
      Integers values(count);
      const std::uint64_t mask = width == 64 ? kMax : (std::uint64_t{1} << width) - 1;
      const std::uint64_t least = width < 60 ? random() % 1000 : 0;
      for (std::uint64_t& value : values) value = least + (random() & mask);
      const std::string bytes = Encode(values);
      EXPECT_TRUE(ReadsAs<std::uint64_t>(bytes, kMax, values)) << width << " " << count;
      if (width <= 31) {
        EXPECT_TRUE(ReadsAs<std::uint32_t>(bytes, ~0u, values)) << width;
      }
      if (count == 0) continue;
      const std::uint64_t greatest = *std::max_element(values.begin(), values.end());
      if (greatest > 0 && greatest <= 0xffff'ffff) {
        EXPECT_TRUE(ReadsAs<std::uint32_t>(bytes, greatest, values));
        EXPECT_FALSE(ReadsAs<std::uint32_t>(bytes, greatest - 1, values));
      }
      if (greatest > 0 && greatest <= 0xff) {
        EXPECT_TRUE(ReadsAs<std::uint8_t>(bytes, greatest, values));
        EXPECT_FALSE(ReadsAs<std::uint8_t>(bytes, greatest - 1, values));
      }
      EXPECT_TRUE(ReadsAs<std::uint64_t>(bytes, greatest, values));
      if (greatest > 0) {
        EXPECT_FALSE(ReadsAs<std::uint64_t>(bytes, greatest - 1, values));
      }
      EXPECT_FALSE(ReadsAs<std::uint64_t>(bytes + "x", kMax, values));
      EXPECT_FALSE(ReadsAs<std::uint64_t>(bytes.substr(0, bytes.size() - 1), kMax, values));
    }
  }
}

TEST(PackedIntegers, SingleBits) {
  std::mt19937_64 random(2);
  for (std::size_t count = 1; count < 70; ++count) {
    Integers values(count);
    for (std::uint64_t& value : values) value = random() % 2;
    EXPECT_TRUE(ReadsAs<std::uint8_t>(Encode(values), 1, values)) << count;
  }
}

TEST(PackedIntegers, BitsThatFillUpTheLastByteAreZero) {
  EXPECT_TRUE(ReadsAs<std::uint8_t>("\x01\x00\x05"s, 1, {1, 0, 1}));
  EXPECT_FALSE(ReadsAs<std::uint8_t>("\x01\x00\x0d"s, 1, {1, 0, 1}));
}

// What the type would cut off to something possible.
TEST(PackedIntegers, BeyondTheType) {
  for (const Integers& values : {Integers{1, 256}, Integers{0, 257}, Integers(20, 256)}) {
    const std::string bytes = Encode(values);
    EXPECT_TRUE(ReadsAs<std::uint32_t>(bytes, 300, values));
    EXPECT_FALSE(ReadsAs<std::uint8_t>(bytes, 1, Integers(values.size())));
    EXPECT_FALSE(ReadsAs<std::uint8_t>(bytes, 255, Integers(values.size())));
  }
}

TEST(PackedIntegers, ColumnsOfOneValue) {
  std::uint64_t value = 0;
  EXPECT_TRUE(AllAlike(Encode({7, 7, 7}), value));
  EXPECT_EQ(value, 7u);
  EXPECT_TRUE(AllAlike(Encode(Integers(100, 300)), value));
  EXPECT_EQ(value, 300u);
  for (const std::string& other : {Encode({7, 8}), Encode({1, 2, 3, 4, 1 << 20, 1}), "\x00"s, ""s,
                                   "\x00\x07\x00"s, "\x00\x80"s}) {
    EXPECT_FALSE(AllAlike(other, value));
  }
}

TEST(PackedIntegers, UnknownLayout) {
  EXPECT_FALSE(ReadsAs<std::uint64_t>("\x39\x00"s, kMax, {}));
  EXPECT_FALSE(ReadsAs<std::uint64_t>("", kMax, {}));
}

TEST(Varint, EverySize) {
  for (int bit = 0; bit < 64; ++bit) {
    for (const std::uint64_t value : {std::uint64_t{1} << bit, (std::uint64_t{2} << bit) - 1}) {
      std::string bytes;
      AppendVarint(value, bytes);
      absl::string_view rest = bytes;
      std::uint64_t read = 0;
      EXPECT_TRUE(TakeVarint(rest, read));
      EXPECT_EQ(read, value);
      EXPECT_TRUE(rest.empty());
      // The quick way, with enough bytes behind it, and the last one without.
      std::string column = "\xff" + bytes + bytes + bytes + bytes + bytes + bytes + bytes + bytes;
      EXPECT_TRUE(ReadsAs<std::uint64_t>(column, kMax, Integers(8, value)));
    }
  }
}

TEST(Varint, OnlyTheShortestForm) {
  for (const std::string& bytes :
       {"\x80\x00"s, "\x81\x80\x00"s, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s, "\x80"s, ""s,
        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"s}) {
    absl::string_view rest = bytes;
    std::uint64_t read = 0;
    EXPECT_FALSE(TakeVarint(rest, read));
    EXPECT_FALSE(ReadsAs<std::uint64_t>("\xff" + bytes + "\x01\x01\x01\x01\x01\x01\x01\x01", kMax,
                                        Integers(9)));
  }
}

TEST(ZigZag, SmallNumbersFirst) {
  EXPECT_EQ(ZigZag(0), 0u);
  EXPECT_EQ(ZigZag(-1), 1u);
  EXPECT_EQ(ZigZag(1), 2u);
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-77}, std::int64_t{77},
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(FromZigZag(ZigZag(value)), value);
  }
}

TEST(Part, LongerThanTheBytes) {
  absl::string_view rest =
      "\x03"
      "ab";
  absl::string_view part;
  EXPECT_FALSE(TakePart(rest, part));
  rest =
      "\x02"
      "abc";
  EXPECT_TRUE(TakePart(rest, part));
  EXPECT_EQ(part, "ab");
  EXPECT_EQ(rest, "c");
}

}  // namespace
}  // namespace ippledge::storage
