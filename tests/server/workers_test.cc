#include "server/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

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
    EXPECT_TRUE(workers.Run([&] {
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
  workers.Run([&] {
    first.Notify();
    second.WaitForNotification();
  });
  workers.Run([&] {
    first.WaitForNotification();
    second.Notify();
  });
  second.WaitForNotification();
}

TEST(WorkersTest, TheEndFinishesWhatIsQueued) {
  std::atomic<int> ran{0};
  absl::Notification go;
  auto workers = std::make_unique<Workers>(1);
  workers->Run([&] { go.WaitForNotification(); });
  for (int i = 0; i < 100; ++i) workers->Run([&] { ++ran; });
  go.Notify();
  workers = nullptr;
  EXPECT_EQ(ran, 100);
}

TEST(WorkersTest, AFullQueueRefusesWithoutRunning) {
  std::atomic<int> ran{0};
  absl::Notification begun;
  absl::Notification go;
  auto workers = std::make_unique<Workers>(1);
  workers->Run([&] {
    begun.Notify();
    go.WaitForNotification();
  });
  begun.WaitForNotification();
  for (std::size_t i = 0; i < Workers::kQueuedMax; ++i) {
    ASSERT_TRUE(workers->Run([&] { ++ran; }));
  }
  EXPECT_FALSE(workers->Run([&] { ran += 1'000'000; }));
  go.Notify();
  workers = nullptr;
  EXPECT_EQ(ran, static_cast<int>(Workers::kQueuedMax));
}

}  // namespace
}  // namespace ippledge::server
