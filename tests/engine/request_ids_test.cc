#include "engine/request_ids.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace ippledge::engine {
namespace {

Fingerprint FingerprintCalled(std::uint8_t byte) {
  Fingerprint fingerprint;
  fingerprint.fill(byte);
  return fingerprint;
}

TEST(RequestIds, Examples) {
  RequestIds ids;
  EXPECT_EQ(ids.EntryInGroup(HashedKey::Of("a")), 0);
  EXPECT_EQ(ids.FingerprintOf(5), std::nullopt);
  ids.Bind("a", 5, FingerprintCalled(1));
  ids.Bind("b", 7, FingerprintCalled(2));
  EXPECT_EQ(ids.EntryInGroup(HashedKey::Of("a")), 5);
  EXPECT_EQ(ids.EntryInGroup(HashedKey::Of("b")), 7);
  EXPECT_EQ(ids.EntryInGroup(HashedKey::Of("c")), 0);
  EXPECT_EQ(ids.FingerprintOf(5), FingerprintCalled(1));
  EXPECT_EQ(ids.FingerprintOf(6), std::nullopt);
  EXPECT_EQ(ids.FingerprintOf(7), FingerprintCalled(2));
  ASSERT_EQ(ids.group().size(), 2u);
  EXPECT_EQ(ids.group()[0].row_key, "a");
  EXPECT_EQ(ids.group()[1].entry, 7);
}

TEST(RequestIds, AGroupsIdsAreThenRowsLikeAnyOther) {
  RequestIds ids;
  ids.Bind("a", 5, FingerprintCalled(1));
  ids.CloseGroup();
  EXPECT_EQ(ids.EntryInGroup(HashedKey::Of("a")), 0);
  EXPECT_TRUE(ids.group().empty());
  // What it was asked with is still here.
  EXPECT_EQ(ids.FingerprintOf(5), FingerprintCalled(1));
}

TEST(RequestIds, ForgetsWhatTheIndexHas) {
  RequestIds ids;
  for (int entry = 1; entry <= 9; ++entry) {
    ids.Bind(absl::StrCat(entry), entry, FingerprintCalled(static_cast<std::uint8_t>(entry)));
  }
  ids.CloseGroup();
  ids.ForgetThrough(4);
  EXPECT_EQ(ids.FingerprintOf(4), std::nullopt);
  EXPECT_EQ(ids.FingerprintOf(5), FingerprintCalled(5));
  ids.ForgetThrough(20);
  EXPECT_EQ(ids.FingerprintOf(9), std::nullopt);
}

TEST(RequestIds, KeysStayReadableAsTheGroupGrows) {
  RequestIds ids;
  for (int entry = 1; entry <= 3'000; ++entry) {
    ids.Bind(absl::StrCat("id ", entry), entry, FingerprintCalled(0));
  }
  for (int entry = 1; entry <= 3'000; ++entry) {
    ASSERT_EQ(ids.EntryInGroup(HashedKey::Of(absl::StrCat("id ", entry))), entry);
  }
}

TEST(RequestIdsDeathTest, EntriesRise) {
  RequestIds ids;
  ids.Bind("a", 5, FingerprintCalled(1));
  EXPECT_DEATH(ids.Bind("b", 5, FingerprintCalled(1)), "broken promise");
}

}  // namespace
}  // namespace ippledge::engine
