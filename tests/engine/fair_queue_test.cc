#include "engine/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ippledge::engine {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Drain(FairQueue<std::string>& queue) {
  std::vector<std::string> items;
  while (!queue.empty()) items.push_back(queue.Pop());
  return items;
}

TEST(FairQueue, OneCallersItemsKeepTheirOrder) {
  FairQueue<std::string> queue(256, 1'000'000);
  for (const char* item : {"1", "2", "3"}) queue.Push("a", 1'000, item);
  EXPECT_THAT(Drain(queue), ElementsAre("1", "2", "3"));
  EXPECT_TRUE(queue.empty());
}

TEST(FairQueue, WhoComesLateWaitsForOneTurnNotForTheLine) {
  FairQueue<std::string> queue(256, 1'000'000);
  for (int i = 0; i < 100; ++i) queue.Push("noisy", 1'000, "n");
  queue.Push("quiet", 1, "q");
  std::vector<std::string> items = Drain(queue);
  EXPECT_EQ(items.size(), 101u);
  EXPECT_EQ(items[1], "q");
}

TEST(FairQueue, ACallersSmallItemsGoInOneTurn) {
  FairQueue<std::string> queue(256, 1'000'000);
  for (int i = 0; i < 10; ++i) queue.Push("noisy", 1'000, "n");
  for (int i = 0; i < 5; ++i) queue.Push("quiet", 1, "q");
  std::vector<std::string> items = Drain(queue);
  items.resize(7);
  EXPECT_THAT(items, ElementsAre("n", "q", "q", "q", "q", "q", "n"));
}

// Whoever sends large pieces gets as much as whoever sends small ones.
TEST(FairQueue, TurnsAreOfEqualCost) {
  FairQueue<std::string> queue(256, 1'000'000);
  for (int i = 0; i < 100; ++i) queue.Push("large", 1'000, "l");
  for (int i = 0; i < 10'000; ++i) queue.Push("small", 10, "s");
  int large = 0;
  int small = 0;
  for (int i = 0; i < 5'000; ++i) (queue.Pop() == "l" ? large : small) += 1;
  EXPECT_NEAR(large * 1'000, small * 10, 2'000);
}

// A line is forgotten when it is empty, and its debt with it: it begins again behind the others.
TEST(FairQueue, WhoComesBackStandsBehindTheOthers) {
  FairQueue<std::string> queue(256, 1'000'000);
  queue.Push("a", 1'000, "a1");
  queue.Push("b", 300, "b1");
  queue.Push("b", 1, "b2");
  EXPECT_EQ(queue.Pop(), "a1");
  queue.Push("a", 1, "a2");
  EXPECT_EQ(queue.Pop(), "b1");
  EXPECT_EQ(queue.Pop(), "a2");
  EXPECT_EQ(queue.Pop(), "b2");
}

TEST(FairQueue, WhenItIsFullThereIsStillRoomForGuests) {
  FairQueue<std::string> queue(256, 1'600);
  EXPECT_FALSE(queue.HasRoom("noisy", 1'601));
  ASSERT_TRUE(queue.HasRoom("noisy", 1'600));
  queue.Push("noisy", 1'600, "n");
  EXPECT_FALSE(queue.HasRoom("noisy", 1));
  // A guest has up to a sixteenth of it, but its first piece may be larger.
  queue.Push("quiet", 50, "q");
  EXPECT_FALSE(queue.HasRoom("quiet", 51));
  ASSERT_TRUE(queue.HasRoom("quiet", 50));
  queue.Push("quiet", 50, "q");
  EXPECT_FALSE(queue.HasRoom("quiet", 1));
  EXPECT_TRUE(queue.HasRoom("other", 1'000));
  // Until it holds twice as much.
  int guests = 1;
  for (std::string guest = "g"; queue.HasRoom(guest, 100); guest += "g", ++guests) {
    queue.Push(guest, 100, "g");
  }
  EXPECT_EQ(guests, 16);
  while (!queue.empty()) queue.Pop();
  EXPECT_TRUE(queue.HasRoom("noisy", 1'600));
}

TEST(FairQueue, ItsUserMaySayThatItIsFullBefore) {
  FairQueue<std::string> queue(256, 1'600);
  queue.Push("noisy", 800, "n");
  EXPECT_TRUE(queue.HasRoom("noisy", 1));
  EXPECT_TRUE(queue.HasRoom("noisy", 1, 801));
  EXPECT_FALSE(queue.HasRoom("noisy", 1, 800));
  EXPECT_TRUE(queue.HasRoom("quiet", 800, 800));
  EXPECT_FALSE(queue.HasRoom("quiet", 801, 800));
  // Never what is larger than all of it.
  EXPECT_FALSE(queue.HasRoom("quiet", 1'601, 1'600));
}

TEST(FairQueue, HoldsWhatCanOnlyBeMoved) {
  FairQueue<std::unique_ptr<int>> queue(1, 1);
  queue.Push("", 0, std::make_unique<int>(7));
  EXPECT_EQ(*queue.Pop(), 7);
}

}  // namespace
}  // namespace ippledge::engine
