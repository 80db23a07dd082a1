#include "server/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"

namespace ippledge::server {
namespace {

TEST(WorkersTest, RunsEverythingOnce) {
  constexpr int kPieces = 1000;
  std::atomic<int> ran{0};
  absl::BlockingCounter left(kPieces);
  Workers workers(3);
  for (int i = 0; i < kPieces; ++i) {
    EXPECT_TRUE(workers.Run("a", [&] {
      ++ran;
      left.DecrementCount();
    }));
  }
  left.Wait();
  EXPECT_EQ(ran, kPieces);
}

TEST(WorkersTest, PiecesRunBesideEachOther) {
  absl::Notification first;
  absl::Notification second;
  Workers workers(2);
  workers.Run("a", [&] {
    first.Notify();
    second.WaitForNotification();
  });
  workers.Run("a", [&] {
    first.WaitForNotification();
    second.Notify();
  });
  second.WaitForNotification();
}

TEST(WorkersTest, TheEndFinishesWhatIsQueued) {
  std::atomic<int> ran{0};
  absl::Notification go;
  auto workers = std::make_unique<Workers>(1);
  workers->Run("a", [&] { go.WaitForNotification(); });
  for (int i = 0; i < 100; ++i) workers->Run("a", [&] { ++ran; });
  go.Notify();
  workers = nullptr;
  EXPECT_EQ(ran, 100);
}

// One organisation's thousand pieces do not stand before another's one.
TEST(WorkersTest, OrganisationsTakeTurns) {
  std::vector<char> ran;  // of the one thread
  absl::Notification begun;
  absl::Notification go;
  auto workers = std::make_unique<Workers>(1);
  workers->Run("noisy", [&] {
    begun.Notify();
    go.WaitForNotification();
  });
  begun.WaitForNotification();
  for (int i = 0; i < 1000; ++i) workers->Run("noisy", [&] { ran.push_back('n'); });
  workers->Run("quiet", [&] { ran.push_back('q'); });
  go.Notify();
  workers = nullptr;
  ASSERT_EQ(ran.size(), 1001u);
  EXPECT_EQ(ran[1], 'q');
}

TEST(WorkersTest, AFullQueueRefusesWithoutRunning) {
  std::atomic<int> ran{0};
  absl::Notification begun;
  absl::Notification go;
  auto workers = std::make_unique<Workers>(1);
  workers->Run("a", [&] {
    begun.Notify();
    go.WaitForNotification();
  });
  begun.WaitForNotification();
  for (int i = 0; i < Workers::kQueuedMax; ++i) {
    ASSERT_TRUE(workers->Run("a", [&] { ++ran; }));
  }
  EXPECT_FALSE(workers->Run("a", [&] { ran += 1'000'000; }));
  EXPECT_TRUE(workers->Run("another", [&] { ++ran; }));
  go.Notify();
  workers = nullptr;
  EXPECT_EQ(ran, Workers::kQueuedMax + 1);
}

}  // namespace
}  // namespace ippledge::server
