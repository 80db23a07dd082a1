#include "storage/key_filter.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "absl/strings/str_cat.h"

namespace ippledge::storage {
namespace {

std::uint32_t HashOf(int n) { return KeyHash(absl::StrCat("icbc-HT-", n)); }

TEST(KeyHash, IsFrozen) {
  EXPECT_EQ(KeyHash(""), 0u);
  EXPECT_EQ(KeyHash("123456789"), 2893054412u);
  EXPECT_NE(KeyHash("a"), KeyHash("b"));
}

TEST(KeyFilter, NeverDeniesWhatWasAdded) {
  for (const std::size_t keys : {0u, 1u, 100u, 10'000u}) {
    KeyFilter filter(keys);
    EXPECT_EQ(filter.capacity(), keys);
    EXPECT_FALSE(filter.May(HashOf(0)));
    // Also far beyond its capacity.
    for (int n = 0; n < 20'000; ++n) filter.Add(HashOf(n));
    for (int n = 0; n < 20'000; ++n) ASSERT_TRUE(filter.May(HashOf(n))) << n;
  }
}

TEST(KeyFilter, SeldomTakesAnAbsentKeyForPresent) {
  constexpr int kKeys = 100'000;
  KeyFilter filter(kKeys);
  for (int n = 0; n < kKeys; ++n) filter.Add(HashOf(n));
  int taken = 0;
  for (int n = kKeys; n < 2 * kKeys; ++n) taken += filter.May(HashOf(n)) ? 1 : 0;
  EXPECT_LT(taken, kKeys / 200);
}

TEST(KeyFilter, ReadersBesideTheWriter) {
  KeyFilter filter(10'000);
  std::atomic<int> added = 0;
  std::thread reader([&] {
    for (int last = 0; last < 10'000;) {
      last = added.load(std::memory_order_acquire);
      for (int n = 0; n < last; n += 97) ASSERT_TRUE(filter.May(HashOf(n)));
    }
  });
  for (int n = 0; n < 10'000; ++n) {
    filter.Add(HashOf(n));
    added.store(n + 1, std::memory_order_release);
  }
  reader.join();
}

}  // namespace
}  // namespace ippledge::storage
