#include <gtest/gtest.h>

#include "engine/committer.h"

namespace ippledge::engine {
namespace {

std::shared_ptr<const Picture> PictureAt(std::int64_t position) {
  auto picture = std::make_shared<Picture>();
  picture->position = position;
  return picture;
}

TEST(Pictures, Examples) {
  Pictures pictures(PictureAt(3));
  int woken = 0;
  pictures.NotifyBeyond(2, [&] { ++woken; });
  EXPECT_EQ(woken, 1);  // it was there already
  pictures.NotifyBeyond(3, [&] { ++woken; });
  EXPECT_EQ(woken, 1);
  pictures.Publish(PictureAt(5));
  pictures.Wake();
  EXPECT_EQ(woken, 2);
  EXPECT_EQ(pictures.Newest()->position, 5);
}

TEST(Pictures, EachWaiterIsWokenOnceAndForItsPositionOnly) {
  Pictures pictures(PictureAt(0));
  int woken[3] = {0, 0, 0};
  for (int i = 0; i < 3; ++i) pictures.NotifyBeyond(2 * i, [&woken, i] { ++woken[i]; });
  for (std::int64_t position = 1; position <= 6; ++position) {
    pictures.Publish(PictureAt(position));
    pictures.Wake();
    pictures.Wake();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(woken[i], position > 2 * i ? 1 : 0) << position;
  }
}

TEST(Pictures, ShutdownWakesEverybodyFromThenOn) {
  Pictures pictures(PictureAt(1));
  int woken = 0;
  pictures.NotifyBeyond(100, [&] { ++woken; });
  pictures.Wake(/*all=*/true);
  EXPECT_EQ(woken, 1);
  pictures.NotifyBeyond(100, [&] { ++woken; });
  EXPECT_EQ(woken, 2);
}

// Who is woken may wait again at once.
TEST(Pictures, WaitsAgainFromWithin) {
  Pictures pictures(PictureAt(1));
  int woken = 0;
  std::function<void()> wait = [&] {
    pictures.NotifyBeyond(pictures.Newest()->position, [&] {
      ++woken;
      if (woken < 3) wait();
    });
  };
  wait();
  for (std::int64_t position = 2; position <= 9; ++position) {
    pictures.Publish(PictureAt(position));
    pictures.Wake();
  }
  EXPECT_EQ(woken, 3);
}

}  // namespace
}  // namespace ippledge::engine
