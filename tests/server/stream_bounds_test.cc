// Streams that would never end: readers who do not read, senders who do not send, or go on for
// ever.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "server/limits.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

constexpr absl::Duration kShort = absl::Milliseconds(200);
constexpr char kRows[] = "/ippledge.v1.LoanService/StreamRecord";

class StreamBoundsTest : public World {
 protected:
  StreamBoundsTest() : StreamBoundsTest(LimitOptions{.streams = 1, .read_wait = kShort}) {}
  explicit StreamBoundsTest(const LimitOptions& limits) : World({.limits = limits}) {}

  // Takes little from the line ahead of what it reads.
  Rpc Narrow() const {
    return Rpc(server_.address(), {.organisation = kIcbc, .role = "bank_maker"}, Rpc::kNarrow);
  }
  static v1::FollowEntriesRequest Follow() {
    v1::FollowEntriesRequest request;
    request.set_programme("nm");
    request.set_first_entry(1);
    return request;
  }
  // Until a stream of that caller has a place again: the only one is given back when it ends.
  void AwaitPlace(const Rpc& caller) const {
    for (;;) {
      const auto stream = caller.Receive(Follow());
      if (stream->ReadBytes()) return;
      ASSERT_THAT(stream->Finish(), Refused(StatusCode::kResourceExhausted, "STREAMS_EXCEEDED"));
    }
  }
};

// The history is far more than line and client hold, so the server has to wait for the reader.
TEST_F(StreamBoundsTest, WhoDoesNotReadIsCutOff) {
  for (int i = 0; i < 6; ++i) {
    ASSERT_THAT(
        Office().Ask<v1::BatchRecordResponse>(BatchRequest(1'000, absl::StrCat("HT-", i, "-"))),
        Succeeded());
  }
  const Rpc bank = Narrow();
  const auto stream = bank.Receive(Follow());
  ASSERT_TRUE(stream->ReadBytes());
  // Nothing more is read of it. Another stream of the caller finds no place until it is cut off.
  AwaitPlace(Bank());
  while (stream->ReadBytes()) {
  }
  EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
}

TEST_F(StreamBoundsTest, WhoDoesNotReadTheAnswersToItsRowsIsCutOff) {
  const Rpc bank = Narrow();
  const auto stream = bank.OpenMethod(kRows);
  // Each row is refused, with a verdict that tells why: answers are larger than what is asked.
  auto message = Write<v1::StreamRecordRequest>();
  for (int i = 0; i < 1'000; ++i) {
    v1::LoanRow row = LoanRow(absl::StrCat("HT-", i));
    row.mutable_loan()->clear_contract_number();
    *message.add_rows() = row;
  }
  for (bool taken = true; taken;) {
    message.set_request_id(NewId());
    taken = stream->Write(message);
  }
  while (stream->ReadBytes()) {
  }
  EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
  AwaitPlace(Bank());
}

class OldStreamTest : public StreamBoundsTest {
 protected:
  OldStreamTest() : StreamBoundsTest(LimitOptions{.streams = 1, .stream_age = kShort}) {}
};

// A stream that lives for so short a time may end before its first row is there, on a busy machine;
// and the place of the last one is free only once the server has done with it.
TEST_F(OldStreamTest, AStreamOfRowsEndsWithItsAgeAndNothingIsLost) {
  const Rpc bank = Bank();
  std::int64_t acknowledged = 0;
  int streams_with_rows = 0;
  for (int stream_number = 0; streams_with_rows < 3; ++stream_number) {
    const auto stream = bank.OpenMethod(kRows);
    std::int64_t of_stream = 0;
    for (bool open = true; open;) {
      auto message = Write<v1::StreamRecordRequest>();
      *message.add_rows() = LoanRow(absl::StrCat("HT-", stream_number, "-", of_stream));
      if (!stream->Write(message)) break;
      const auto answer = stream->Read<v1::StreamRecordResponse>();
      open = answer.has_value();
      if (open) of_stream = answer->acknowledged_through();
    }
    while (const auto answer = stream->Read<v1::StreamRecordResponse>()) {
      of_stream = answer->acknowledged_through();
    }
    const Answer end = stream->Finish();
    if (end.status.code() == StatusCode::kResourceExhausted) {
      ASSERT_THAT(end, Refused(StatusCode::kResourceExhausted, "STREAMS_EXCEEDED"));
      ASSERT_EQ(of_stream, 0);
      continue;
    }
    ASSERT_EQ(end.status.code(), StatusCode::kUnavailable);
    ASSERT_THAT(std::string(end.status.message()), ::testing::HasSubstr("open for 200ms"));
    acknowledged += of_stream;
    streams_with_rows += of_stream > 0 ? 1 : 0;
  }
  EXPECT_EQ(Total(v1::MEASURE_LOANS), acknowledged);
}

class IdleStreamTest : public StreamBoundsTest {
 protected:
  IdleStreamTest() : StreamBoundsTest(LimitOptions{.streams = 1, .stream_idle = kShort}) {}

  // The end of a stream that sends one row, if it does, then nothing. It is opened again until it
  // finds the place of the last one free and its row, if there is one, is taken in time.
  Answer EndOfIdle(bool sends_a_row) {
    const Rpc bank = Bank();
    for (;;) {
      const auto stream = bank.OpenMethod(kRows);
      bool taken = false;
      if (sends_a_row) {
        auto message = Write<v1::StreamRecordRequest>();
        *message.add_rows() = LoanRow("HT-1");
        taken = stream->Write(message) && stream->ReadBytes();
      }
      EXPECT_EQ(stream->ReadBytes(), std::nullopt);
      Answer end = stream->Finish();
      const bool no_place = end.status.code() == StatusCode::kResourceExhausted;
      if (taken == sends_a_row && !no_place) return end;
    }
  }
};

TEST_F(IdleStreamTest, AStreamOfRowsThatSendsNothingEnds) {
  for (const bool sends_a_row : {false, true}) {
    const Answer end = EndOfIdle(sends_a_row);
    EXPECT_EQ(end.status.code(), StatusCode::kUnavailable);
    EXPECT_THAT(std::string(end.status.message()), ::testing::HasSubstr("nothing was sent for"));
  }
}

}  // namespace
}  // namespace ippledge::server
