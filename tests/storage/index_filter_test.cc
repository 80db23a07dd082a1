#include "storage/index_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "storage/keys.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Loan(int i) { return LoanRowKey(absl::StrCat("bank-", i)); }

std::string HashesOf(int from, int end) {
  std::string hashes;
  for (int i = from; i < end; ++i) AppendHash(KeyHash(Loan(i)), hashes);
  return hashes;
}

absl::Status NoRounds(const IndexFilter::Visit& /*visit*/) { return absl::OkStatus(); }

TEST(IndexFilter, Examples) {
  IndexFilter filter(NoRounds);
  ASSERT_THAT(filter.AwaitLoaded(), IsOk());
  EXPECT_THAT(filter.MayBeThere({Loan(1), ProgrammeKey(), Loan(2)}), ElementsAre(1));
  ASSERT_THAT(filter.Add(HashesOf(2, 3)), IsOk());
  EXPECT_THAT(filter.MayBeThere({Loan(1), ProgrammeKey(), Loan(2)}), ElementsAre(1, 2));
}

TEST(IndexFilter, WhileItIsLoadedEveryKeyMayBeThere) {
  absl::Notification may_end;
  IndexFilter filter([&](const IndexFilter::Visit& visit) {
    may_end.WaitForNotification();
    for (const std::string& hashes : {HashesOf(0, 10), HashesOf(10, 30)}) {
      if (!visit(hashes)) break;
    }
    return absl::OkStatus();
  });
  filter.StartLoading();
  EXPECT_THAT(filter.MayBeThere({Loan(1), Loan(100)}), ElementsAre(0, 1));
  EXPECT_EQ(filter.Newest(), nullptr);
  may_end.Notify();
  ASSERT_THAT(filter.AwaitLoaded(), IsOk());
  EXPECT_THAT(filter.MayBeThere({Loan(1), Loan(100), Loan(29)}), ElementsAre(0, 2));
}

TEST(IndexFilter, AnIndexThatCannotBeReadIsSaid) {
  IndexFilter filter([](const IndexFilter::Visit&) { return absl::DataLossError("a bad block"); });
  filter.StartLoading();
  EXPECT_THAT(filter.AwaitLoaded(), StatusIs(absl::StatusCode::kDataLoss));
  // Said again to whoever asks again, and nothing is denied.
  EXPECT_THAT(filter.AwaitLoaded(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(filter.MayBeThere({Loan(1)}), ElementsAre(0));
}

TEST(IndexFilter, EndsWhileItIsLoaded) {
  absl::Notification began;
  {
    IndexFilter filter([&](const IndexFilter::Visit& visit) {
      if (!began.HasBeenNotified()) began.Notify();
      // For ever, if nobody said to end.
      while (visit("")) {
      }
      return absl::OkStatus();
    });
    filter.StartLoading();
    began.WaitForNotification();
  }
  SUCCEED();
}

TEST(IndexFilter, GrowsFromWhatTheIndexHolds) {
  // More than the room that it begins with.
  constexpr int kKeys = 100'000;
  std::vector<std::string> rounds;
  IndexFilter filter([&](const IndexFilter::Visit& visit) {
    for (const std::string& hashes : rounds) {
      if (!visit(hashes)) break;
    }
    return absl::OkStatus();
  });
  constexpr int kRound = 10'000;
  for (int from = 0; from < kKeys; from += kRound) {
    const std::string hashes = HashesOf(from, from + kRound);
    ASSERT_THAT(filter.Add(hashes), IsOk());
    rounds.push_back(hashes);
  }
  EXPECT_GE(filter.Newest()->capacity(), static_cast<std::size_t>(kKeys));
  for (int i = 0; i < kKeys; i += 97) EXPECT_THAT(filter.MayBeThere({Loan(i)}), ElementsAre(0));
  int present = 0;
  for (int i = kKeys; i < 2 * kKeys; ++i) {
    if (!filter.MayBeThere({Loan(i)}).empty()) ++present;
  }
  EXPECT_LT(present, kKeys / 50);
}

TEST(IndexFilter, OnlyLoansRightsAndRequestsAreFiltered) {
  EXPECT_TRUE(IsFiltered(Loan(1)));
  EXPECT_TRUE(IsFiltered(RightRowKey("x")));
  EXPECT_FALSE(IsFiltered(ProgrammeKey()));
  EXPECT_FALSE(IsFiltered(""));
  IndexFilter filter(NoRounds);
  EXPECT_THAT(filter.MayBeThere({}), IsEmpty());
}

}  // namespace
}  // namespace ippledge::storage
