// The door: who is taken in, who is turned away, and that no flood closes it.
#include "server/door.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <deque>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/testing/raw_line.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::absl::StatusCode;

constexpr absl::Duration kPatience = absl::Seconds(30);

// Holds the connections that it was given, until it is told to end some.
class House {
 public:
  explicit House(const DoorOptions& options)
      : door_(*Door::Make("127.0.0.1:0", options)),
        address_(absl::StrCat("127.0.0.1:", door_->port())) {
    door_->Open([this](int, int connection) {
      absl::MutexLock lock(&mutex_);
      connections_.push_back(connection);
      ++taken_;
    });
  }
  ~House() {
    door_->Close();
    EndFirst(connections_.size());
  }

  const std::string& address() const { return address_; }
  Door& door() { return *door_; }
  bool AwaitTaken(int count) {
    const auto there = [&] { return taken_ >= count; };
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&there), kPatience);
  }
  int taken() {
    absl::MutexLock lock(&mutex_);
    return taken_;
  }
  void EndFirst(std::size_t count) {
    absl::MutexLock lock(&mutex_);
    for (; count > 0; --count, connections_.pop_front()) close(connections_.front());
  }

 private:
  const std::unique_ptr<Door> door_;
  const std::string address_;
  absl::Mutex mutex_;
  std::deque<int> connections_;
  int taken_ = 0;
};

TEST(DoorTest, HandsOverWhoComes) {
  House house({});
  RawLine first(house.address());
  RawLine second(house.address());
  EXPECT_TRUE(house.AwaitTaken(2));
  house.EndFirst(1);
  EXPECT_TRUE(first.IsClosedWithin(kPatience));
  EXPECT_FALSE(second.IsClosedWithin(absl::ZeroDuration()));
}

TEST(DoorTest, BeyondItsBoundsItTurnsAwayUntilSomebodyGoes) {
  for (const DoorOptions& options : {DoorOptions{.connections = 3, .connections_of_address = 99},
                                     DoorOptions{.connections = 99, .connections_of_address = 3}}) {
    House house(options);
    std::vector<RawLine> inside;
    for (int i = 0; i < 3; ++i) inside.emplace_back(house.address());
    ASSERT_TRUE(house.AwaitTaken(3));
    for (int i = 0; i < 10; ++i) {
      EXPECT_TRUE(RawLine(house.address()).IsClosedWithin(kPatience));
    }
    EXPECT_EQ(house.taken(), 3);
    // Whoever has the connection closes it: the door notices by itself, soon.
    house.EndFirst(1);
    const absl::Time end = absl::Now() + kPatience;
    while (house.taken() < 4 && absl::Now() < end) {
      RawLine(house.address()).IsClosedWithin(absl::Milliseconds(20));
    }
    EXPECT_EQ(house.taken(), 4);
  }
}

// What ends gRPC's own listener for good.
TEST(DoorTest, WithoutFilesItLetsThemWaitAndGoesOn) {
  House house({});
  std::vector<RawLine> lines(5);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  // No number is free below the limit.
  std::vector<int> fillers;
  const rlimit few{.rlim_cur = 512, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  for (int fd = 0; fd >= 0;) {
    fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) fillers.push_back(fd);
  }
  for (RawLine& line : lines) line.Connect(house.address());
  EXPECT_FALSE(lines[0].IsClosedWithin(absl::Milliseconds(250)));
  EXPECT_EQ(house.taken(), 0);
  for (const int fd : fillers) close(fd);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(house.AwaitTaken(5));
}

TEST(DoorTest, AClosedDoorTakesNobody) {
  House house({});
  house.door().Close();
  const auto again = Door::Make(house.address(), {});
  EXPECT_THAT(again, IsOk());
}

TEST(DoorTest, APlaceThatIsTakenOrNoneIsTold) {
  House house({});
  EXPECT_THAT(Door::Make(house.address(), {}), StatusIs(StatusCode::kUnavailable));
  for (const char* address :
       {"", ":1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1"}) {
    EXPECT_THAT(Door::Make(address, {}), StatusIs(StatusCode::kInvalidArgument)) << address;
  }
  // An address that this machine does not have: of those kept for documents.
  EXPECT_THAT(Door::Make("192.0.2.1:0", {}), StatusIs(StatusCode::kUnavailable));
  EXPECT_THAT(Door::Make("localhost:0", {}), IsOk());
}

}  // namespace
}  // namespace ippledge::server
