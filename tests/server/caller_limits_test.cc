// What one caller may use: refused with a reason through every kind of call, and others go on.
#include <string>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "server/limits.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::absl::StatusCode;

class CallerLimitsTest : public World {
 protected:
  // Of nobody but this test's own callers: the world is made by the office.
  CallerLimitsTest() : World({.limits = Few()}) {}

  static LimitOptions Few() {
    LimitOptions few;
    few.calls_per_second = 40;
    few.streams = 2;
    few.rows_waiting = 100;
    return few;
  }
  static v1::FollowEntriesRequest Follow(std::int64_t first) {
    v1::FollowEntriesRequest follow;
    follow.set_programme("nm");
    follow.set_first_entry(first);
    return follow;
  }
  Rpc Person(const std::string& person) const {
    return Rpc(server_.address(), {.organisation = kIcbc, .role = "bank_maker", .person = person});
  }
};

TEST_F(CallerLimitsTest, CallsBeyondTheRateAreRefusedAndAnotherPersonsAreNot) {
  const Rpc busy = Person("p-busy");
  v1::GetProgrammeRequest request;
  request.set_programme("nm");
  Answered<v1::GetProgrammeResponse> last;
  int served = 0;
  // The bucket holds 40, and fills up by 40 a second: it is empty soon, however slow the machine.
  while (served < 10'000) {
    last = busy.Ask<v1::GetProgrammeResponse>(request);
    if (!last.status.ok()) break;
    ++served;
  }
  EXPECT_GE(served, 40);
  ASSERT_THAT(last, Refused(StatusCode::kResourceExhausted, "RATE_EXCEEDED"));
  EXPECT_THAT(last.Details().metadata, ::testing::Contains(::testing::Pair("unit", "calls/s")));
  EXPECT_THAT(Person("p-quiet").Ask<v1::GetProgrammeResponse>(request), Succeeded());
}

TEST_F(CallerLimitsTest, StreamsAreCountedAndGivenBack) {
  const Rpc bank = Person("p-streams");
  auto first = bank.Receive(Follow(1));
  auto second = bank.Receive(Follow(1));
  ASSERT_TRUE(first->Read<v1::FollowEntriesResponse>());
  ASSERT_TRUE(second->Read<v1::FollowEntriesResponse>());
  const auto third = bank.Receive(Follow(1));
  EXPECT_FALSE(third->ReadBytes());
  EXPECT_THAT(third->Finish(), Refused(StatusCode::kResourceExhausted, "STREAMS_EXCEEDED"));
  // A stream that writes is one too.
  const auto writing = bank.OpenMethod("/ippledge.v1.LoanService/StreamRecord");
  EXPECT_FALSE(writing->ReadBytes());
  EXPECT_THAT(writing->Finish(), Refused(StatusCode::kResourceExhausted, "STREAMS_EXCEEDED"));
  EXPECT_TRUE(Person("p-other").Receive(Follow(1))->Read<v1::FollowEntriesResponse>());
  first->Cancel();
  while (first->ReadBytes()) {
  }
  first->Finish();
  // The server hears of it soon.
  for (;;) {
    const auto again = bank.Receive(Follow(1));
    if (again->Read<v1::FollowEntriesResponse>()) break;
    ASSERT_THAT(again->Finish(), Refused(StatusCode::kResourceExhausted, "STREAMS_EXCEEDED"));
  }
}

}  // namespace
}  // namespace ippledge::server
