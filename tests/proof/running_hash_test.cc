#include "proof/running_hash.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ippledge::proof {
namespace {

TEST(RunningHash, Examples) {
  RunningHash hash;
  hash.Add("a");
  hash.Add("");
  hash.Add("bc");
  EXPECT_EQ(std::move(hash).Finish(), Sha256("abc"));
  EXPECT_EQ(RunningHash().Finish(), Sha256(""));
}

TEST(RunningHash, SeveralAtOnceKeepApart) {
  RunningHash first;
  RunningHash second;
  std::string all;
  for (int i = 0; i < 1000; ++i) {
    const std::string piece(static_cast<std::size_t>(i), static_cast<char>(i));
    first.Add(piece);
    second.Add("x");
    all += piece;
  }
  RunningHash moved = std::move(first);
  EXPECT_EQ(std::move(moved).Finish(), Sha256(all));
  EXPECT_EQ(std::move(second).Finish(), Sha256(std::string(1000, 'x')));
}

}  // namespace
}  // namespace ippledge::proof
