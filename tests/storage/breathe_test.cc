#include "storage/breathe.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

namespace ippledge::storage {
namespace {

using Durations = std::vector<Breather::Duration>;

TEST(Breathe, RestsAfterEachStepOfWork) {
  Durations worked;
  const auto began = std::chrono::steady_clock::now();
  {
    const Breather breather([&](Breather::Duration step) { worked.push_back(step); });
    while (worked.size() < 3) Breathe();
  }
  EXPECT_THAT(worked, testing::Each(testing::Ge(Breather::kStep)));
  EXPECT_GE(std::chrono::steady_clock::now() - began, 3 * Breather::kStep);
}

// What a rest takes is no work.
TEST(Breathe, RestsDoNotCount) {
  Durations worked;
  const auto spin = [](Breather::Duration time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until) {
    }
  };
  Breather::Duration in_all{};
  const auto began = std::chrono::steady_clock::now();
  {
    const Breather breather([&](Breather::Duration step) {
      worked.push_back(step);
      in_all += step;
      spin(10 * Breather::kStep);
    });
    while (worked.size() < 3) Breathe();
  }
  EXPECT_LE(in_all + 30 * Breather::kStep, std::chrono::steady_clock::now() - began);
}

TEST(Breathe, OnlyTheThreadThatAskedAndOnlyMeanwhile) {
  int rests = 0;
  const auto for_three_steps = [] {
    const auto until = std::chrono::steady_clock::now() + 3 * Breather::kStep;
    while (std::chrono::steady_clock::now() < until) Breathe();
  };
  {
    const Breather breather([&](Breather::Duration) { ++rests; });
    std::thread(for_three_steps).join();
    EXPECT_EQ(rests, 0);
    for_three_steps();
    EXPECT_GT(rests, 0);
  }
  const int before = rests;
  for_three_steps();
  EXPECT_EQ(rests, before);
}

}  // namespace
}  // namespace ippledge::storage
