#include "proof/siv.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace ippledge::proof {
namespace {

// Bytes from `first` on, each one more than the one before.
std::string Rising(std::size_t count, int first = 0) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(static_cast<std::size_t>(first) + i));
  }
  return bytes;
}

// Computed by another program, from RFC 5297 and the bare AES block function; that program gives
// the example of the RFC's appendix A.1, whose key is of the shorter kind.
TEST(Siv, GivesTheBytesOfTheStandard) {
  const std::string key = Rising(kSivKeyBytes);
  EXPECT_EQ(absl::BytesToHexString(SealSiv(key, "label", "x")),
            "097d258c6fa08ece7a12372c7cac662b96");
  EXPECT_EQ(absl::BytesToHexString(SealSiv(key, "label", Rising(40, 100))),
            "6c13bca641cd863321285472a8201f1e"
            "6efe60d14558dd089d805830df54eacb5f4afdfe2da8c55532d452f0b2930e74b4bd40f7099ece04");
}

TEST(Siv, OpensWhatItSealed) {
  const std::string key = Rising(kSivKeyBytes, 9);
  for (const std::size_t size : {1u, 15u, 16u, 17u, 31u, 32u, 33u, 4000u}) {
    const std::string text = Rising(size);
    EXPECT_EQ(OpenSiv(key, "label", SealSiv(key, "label", text)), text) << size;
  }
}

TEST(Siv, OpensNothingThatDiffersInABit) {
  const std::string key = Rising(kSivKeyBytes);
  const std::string sealed = SealSiv(key, "label", "张三 6222");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_EQ(OpenSiv(key, "label", changed), std::nullopt) << at << " " << bit;
    }
  }
  EXPECT_EQ(OpenSiv(key, "labem", sealed), std::nullopt);
  EXPECT_EQ(OpenSiv(Rising(kSivKeyBytes, 1), "label", sealed), std::nullopt);
  EXPECT_NE(OpenSiv(key, "label", sealed), std::nullopt);
}

TEST(Siv, OpensNothingOfAnotherLength) {
  const std::string key = Rising(kSivKeyBytes);
  const std::string sealed = SealSiv(key, "label", "张三");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(OpenSiv(key, "label", sealed.substr(0, size)), std::nullopt) << size;
  }
  EXPECT_EQ(OpenSiv(key, "label", sealed + '\0'), std::nullopt);
}

TEST(Siv, WipesAString) {
  std::string secret = "secret";
  Wipe(secret);
  EXPECT_EQ(secret, "");
  Wipe(secret);
}

}  // namespace
}  // namespace ippledge::proof
