#include "proof/hash.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"

namespace ippledge::proof {
namespace {

TEST(Hash, Examples) {
  EXPECT_EQ(HexOf(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(LeafHash("abc"), Sha256(absl::string_view("\0abc", 4)));
  EXPECT_EQ(BytesOf(Sha256("abc")).size(), kHashBytes);
}

// The examples of FIPS 180-2 and of the trees' empty leaf.
TEST(HashSha256, MatchesPublishedValues) {
  EXPECT_EQ(HexOf(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(HexOf(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(HexOf(Sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(HexOf(LeafHash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(HashSha256, TakesBytesAndText) {
  const std::vector<std::uint8_t> bytes = {'a', 'b', 'c'};
  EXPECT_EQ(Sha256(bytes), Sha256("abc"));
  EXPECT_EQ(Sha256(absl::Span<const std::uint8_t>()), Sha256(""));
}

TEST(HashNodeHash, IsThePrefixedHashOfBothSides) {
  const Hash left = Sha256("left");
  const Hash right = Sha256("right");
  const std::string message = "\x01" + std::string(BytesOf(left)) + std::string(BytesOf(right));
  EXPECT_EQ(NodeHash(left, right), Sha256(message));
  EXPECT_NE(NodeHash(left, right), NodeHash(right, left));
}

TEST(Hash, ThreadsHaveContextsOfTheirOwn) {
  const Hash want = LeafHash(std::string(5'000, 'x'));
  std::vector<int> equal(4, 0);
  std::vector<std::thread> threads;
  for (int& count : equal) {
    threads.emplace_back([&count, &want] {
      for (int i = 0; i < 500; ++i) count += LeafHash(std::string(5'000, 'x')) == want ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : equal) EXPECT_EQ(count, 500);
}

}  // namespace
}  // namespace ippledge::proof
