// LoanService.StreamRecord: rows and batches in, cumulative answers out.
#include "server/stream_record.h"

#include <map>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/world.h"
#include "tests/testing/holding_programmes.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kMethod[] = "/ippledge.v1.LoanService/StreamRecord";

v1::StreamRecordRequest Message(std::vector<v1::LoanRow> rows) {
  auto message = Write<v1::StreamRecordRequest>();
  for (v1::LoanRow& row : rows) *message.add_rows() = std::move(row);
  return message;
}

v1::StreamRecordRequest Loans(const std::string& prefix, int count) {
  auto message = Write<v1::StreamRecordRequest>();
  for (int i = 0; i < count; ++i) *message.add_rows() = LoanRow(absl::StrCat(prefix, i));
  return message;
}

// All that a stream said, put together. Checks that it says everything once and in order.
struct Heard {
  std::int64_t acknowledged = 0;
  std::map<std::int64_t, std::int64_t> entries;  // of recorded rows
  std::map<std::int64_t, std::int64_t> already;  // of rows that were there
  std::map<std::int64_t, std::string> refused;   // rows, with the first reason
  std::map<std::int64_t, std::string> refusals;  // messages, with the first reason
  std::int64_t counted_total = 0;

  void Hear(const v1::StreamRecordResponse& response) {
    EXPECT_GT(response.acknowledged_through(), acknowledged);
    acknowledged = response.acknowledged_through();
    for (const v1::RecordedRun& run : response.runs()) {
      EXPECT_GT(run.count(), 0);
      for (std::int64_t i = 0; i < run.count(); ++i) {
        const std::int64_t entry = run.first_entry() == 0 ? 0 : run.first_entry() + i;
        EXPECT_TRUE(entries.emplace(run.first_row() + i, entry).second) << run.first_row() + i;
      }
    }
    for (const v1::StreamRowVerdict& verdict : response.verdicts()) {
      if (verdict.violations().empty()) {
        EXPECT_TRUE(already.emplace(verdict.row(), verdict.already_recorded_entry()).second);
      } else {
        EXPECT_TRUE(refused.emplace(verdict.row(), verdict.violations(0).reason()).second);
      }
    }
    for (const v1::MessageRefusal& refusal : response.refusals()) {
      EXPECT_LT(refusal.message(), acknowledged);
      EXPECT_TRUE(refusals.emplace(refusal.message(), refusal.violations(0).reason()).second);
    }
    if (response.has_commit_time()) {
      EXPECT_GE(response.counted_total(), counted_total);  // nothing here takes a loan back
      counted_total = response.counted_total();
    }
  }
};

class StreamRecordTest : public World {
 protected:
  explicit StreamRecordTest(TestServer::Options options = {}) : World(std::move(options)) {}

  // Sends all, half-closes, hears all; the stream must end OK.
  Heard Send(const std::vector<v1::StreamRecordRequest>& messages) {
    return Send(messages, Bank());
  }
  Heard Send(const std::vector<v1::StreamRecordRequest>& messages, const Rpc& caller) {
    const auto stream = caller.OpenMethod(kMethod);
    for (const v1::StreamRecordRequest& message : messages) EXPECT_TRUE(stream->Write(message));
    stream->WritesDone();
    Heard heard;
    while (const auto response = stream->Read<v1::StreamRecordResponse>()) heard.Hear(*response);
    EXPECT_THAT(stream->Finish(), Succeeded());
    EXPECT_EQ(heard.acknowledged, static_cast<std::int64_t>(messages.size()));
    return heard;
  }
};

TEST_F(StreamRecordTest, RowsAndBatchesAreAnsweredInOrder) {
  const std::int64_t there = RecordLoan("there");
  v1::LoanRow bad = LoanRow("bad");
  bad.mutable_loan()->set_ip_part_fen(-1);
  const Heard heard = Send({
      Message({LoanRow("a")}),                                       // row 0
      Loans("b", 3),                                                 // rows 1-3
      Message({LoanRow("there")}),                                   // row 4
      Message({bad}),                                                // row 5
      Message({LoanRow("c"), bad, LoanRow("there"), LoanRow("d")}),  // rows 6-9
      Message({LoanRow("e", kCcb)}),                                 // row 10
      Message({LoanRow("f")}),                                       // row 11
  });
  std::vector<std::int64_t> rows;
  std::int64_t last = there;
  for (const auto& [row, entry] : heard.entries) {
    rows.push_back(row);
    EXPECT_GT(entry, last);
    last = entry;
  }
  EXPECT_THAT(rows, ElementsAre(0, 1, 2, 3, 6, 9, 11));
  EXPECT_THAT(heard.already, ElementsAre(::testing::Pair(4, there), ::testing::Pair(8, there)));
  EXPECT_THAT(heard.refused, ElementsAre(::testing::Pair(5, "AMOUNT_NOT_POSITIVE"),
                                         ::testing::Pair(7, "AMOUNT_NOT_POSITIVE"),
                                         ::testing::Pair(10, "NOT_YOUR_ROWS")));
  EXPECT_THAT(heard.refusals, IsEmpty());
  EXPECT_EQ(heard.counted_total, Total(v1::MEASURE_DISBURSED));
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 8);
}

TEST_F(StreamRecordTest, AStreamWithoutMessagesEndsWell) { EXPECT_EQ(Send({}).acknowledged, 0); }

TEST_F(StreamRecordTest, TheProgrammeIsNeededOnce) {
  std::vector<v1::StreamRecordRequest> messages = {Loans("a", 1), Loans("b", 1), Loans("c", 1)};
  messages[1].clear_programme();
  EXPECT_EQ(Send(messages).entries.size(), 3u);
}

TEST_F(StreamRecordTest, AnswersComeWhileTheStreamIsOpen) {
  const Rpc bank = Bank();
  const auto stream = bank.OpenMethod(kMethod);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(stream->Write(Loans(absl::StrCat("a", i), 1)));
    const auto response = stream->Read<v1::StreamRecordResponse>();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->acknowledged_through(), i + 1);
    // What is acknowledged is seen by everybody at once.
    EXPECT_EQ(Total(v1::MEASURE_LOANS), i + 1);
  }
  stream->WritesDone();
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Succeeded());
}

// The line is cut after anything: the same messages again, and nothing is booked twice.
TEST_F(StreamRecordTest, MessagesSentAgainOnANewStreamGetTheFirstAnswers) {
  v1::LoanRow bad = LoanRow("bad");
  bad.mutable_loan()->set_ip_part_fen(-1);
  const std::vector<v1::StreamRecordRequest> messages = {
      Loans("a", 1), Message({LoanRow("b"), bad, LoanRow("c")}), Loans("d", 40)};
  const Heard first = Send(messages);
  const std::int64_t position = Position();
  for (const char* when : {"at once", "after a restart"}) {
    const Heard again = Send(messages);
    EXPECT_EQ(again.entries, first.entries) << when;
    EXPECT_EQ(again.refused, first.refused) << when;
    EXPECT_THAT(again.already, IsEmpty());
    server_.Restart();
  }
  // No entry but totals that the first stop still had to record.
  EXPECT_LE(Position() - position, 1);
}

TEST_F(StreamRecordTest, AMessageRefusedAsAWholeLeavesTheStreamGoing) {
  std::vector<v1::StreamRecordRequest> messages = {Loans("a", 2), Loans("b", 2), Loans("c", 1001),
                                                   Loans("d", 2), Loans("e", 0), Loans("f", 2)};
  messages[1].set_request_id(messages[0].request_id());
  messages[3].set_request_id("nonsense");
  const Heard heard = Send(messages);
  EXPECT_THAT(heard.refusals, ElementsAre(::testing::Pair(1, "REQUEST_ID_REUSED"),
                                          ::testing::Pair(2, "TOO_MANY_ITEMS"),
                                          ::testing::Pair(3, "REQUEST_ID_MALFORMED"),
                                          ::testing::Pair(4, "FIELD_REQUIRED")));
  // Their rows count in row numbers.
  std::vector<std::int64_t> rows;
  for (const auto& [row, entry] : heard.entries) rows.push_back(row);
  EXPECT_THAT(rows, ElementsAre(0, 1, 1007, 1008));
}

TEST_F(StreamRecordTest, AllOrNothingHoldsForOneMessage) {
  v1::LoanRow bad = LoanRow("bad");
  bad.mutable_loan()->mutable_borrower()->set_division_code("110101");
  std::vector<v1::StreamRecordRequest> messages = {Message({LoanRow("a"), bad}),
                                                   Message({LoanRow("b"), bad})};
  messages[0].set_all_or_nothing(true);
  const Heard heard = Send(messages);
  EXPECT_THAT(heard.refusals, ElementsAre(::testing::Pair(0, "BATCH_ROW_REFUSED")));
  EXPECT_EQ(heard.entries.count(2), 1u);
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 1);
}

TEST_F(StreamRecordTest, ADryRunWritesNothing) {
  const std::int64_t before = Position();
  std::vector<v1::StreamRecordRequest> messages = {Loans("a", 3), Loans("b", 1)};
  for (v1::StreamRecordRequest& message : messages) message.set_validate_only(true);
  const Heard heard = Send(messages);
  EXPECT_EQ(heard.entries.size(), 4u);
  for (const auto& [row, entry] : heard.entries) EXPECT_EQ(entry, 0) << row;
  EXPECT_EQ(Position(), before);
}

// ---- what ends a stream ----

class StreamEndTest : public StreamRecordTest {
 protected:
  // Sends a good message, then `bad`: the good one is answered, then the stream ends so.
  Answer EndOf(const std::string& bad, const Rpc& caller) {
    const auto stream = caller.OpenMethod(kMethod);
    EXPECT_TRUE(stream->Write(Loans(NewId(), 2)));
    stream->WriteBytes(bad);
    const auto response = stream->Read<v1::StreamRecordResponse>();
    EXPECT_TRUE(response && response->acknowledged_through() == 1);
    EXPECT_EQ(stream->ReadBytes(), std::nullopt);
    return stream->Finish();
  }
};

TEST_F(StreamEndTest, WhatIsNoMessageEndsItAfterTheAnswersBefore) {
  EXPECT_THAT(EndOf("\xff\xff", Bank()),
              Refused(StatusCode::kInvalidArgument, "MESSAGE_MALFORMED"));
  const std::string whole = Loans("x", 3).SerializeAsString();
  EXPECT_THAT(EndOf(whole.substr(0, whole.size() / 2), Bank()),
              Refused(StatusCode::kInvalidArgument, "MESSAGE_MALFORMED"));
}

TEST_F(StreamEndTest, AnotherProgrammeEndsIt) {
  ASSERT_THAT(Office().Ask<v1::FoundProgrammeResponse>(FoundRequest("other")), Succeeded());
  v1::StreamRecordRequest message = Loans("x", 1);
  message.set_programme("other");
  const Answer end = EndOf(message.SerializeAsString(), Bank());
  EXPECT_THAT(end, Refused(StatusCode::kInvalidArgument, "FIELD_NOT_ALLOWED"));
  EXPECT_EQ(end.Details().lines.at(0).field, "programme");
}

TEST_F(StreamEndTest, AProgrammeThatIsNotThereEndsIt) {
  for (const char* programme : {"", "nowhere"}) {
    const Rpc bank = Bank();
    const auto stream = bank.OpenMethod(kMethod);
    v1::StreamRecordRequest message = Loans("x", 1);
    message.set_programme(programme);
    stream->Write(message);
    EXPECT_EQ(stream->ReadBytes(), std::nullopt);
    const bool named = programme[0] != '\0';
    EXPECT_THAT(stream->Finish(),
                Refused(named ? StatusCode::kNotFound : StatusCode::kInvalidArgument,
                        named ? "PROGRAMME_UNKNOWN" : "FIELD_REQUIRED"));
  }
}

TEST_F(StreamEndTest, ARoleThatWritesNoLoansGetsNone) {
  const Rpc auditor = As("auditor", "audit-office");
  const auto stream = auditor.OpenMethod(kMethod);
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
}

TEST_F(StreamEndTest, ACancelledStreamLosesNothingAcknowledged) {
  std::int64_t acknowledged = 0;
  const Rpc bank = Bank();
  for (int round = 0; round < 10; ++round) {
    const auto stream = bank.OpenMethod(kMethod);
    for (int i = 0; i < 10; ++i) stream->Write(Loans(absl::StrCat("c", round, "-", i, "-"), 5));
    for (int i = 0; i < round; ++i) {
      const auto response = stream->Read<v1::StreamRecordResponse>();
      if (!response) break;
      for (const v1::RecordedRun& run : response->runs()) acknowledged += run.count();
      if (response->acknowledged_through() == 10) break;
    }
    stream->Cancel();
    EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
  }
  EXPECT_GE(Total(v1::MEASURE_LOANS), acknowledged);
  // The server still serves.
  EXPECT_EQ(Send({Loans("after", 1)}).entries.size(), 1u);
}

// ---- a server that does not keep up ----

class StreamPressureTest : public StreamRecordTest {
 protected:
  StreamPressureTest() : StreamPressureTest(std::make_unique<engine::Gate>()) {}
  ~StreamPressureTest() override { gate_->Open(); }

  // Sends `messages` to engines that answer nothing until `held` submissions wait; all are answered
  // then. Most submissions that waited together.
  std::size_t MostWaiting(const std::vector<v1::StreamRecordRequest>& messages, std::size_t held) {
    gate_->Close();
    Heard heard;
    std::thread sender([&] { heard = Send(messages); });
    gate_->AwaitWaiting(held);
    gate_->Open();
    sender.join();
    EXPECT_THAT(heard.refusals, IsEmpty());
    return gate_->most_waiting();
  }

  const std::unique_ptr<engine::Gate> gate_;

 private:
  explicit StreamPressureTest(std::unique_ptr<engine::Gate> gate)
      : StreamRecordTest({.engine = {.housekeeping = false}, .wrap = engine::Holding(gate.get())}),
        gate_(std::move(gate)) {}
};

TEST_F(StreamPressureTest, NoMoreMessagesAreReadThanMayBeInFlight) {
  std::vector<v1::StreamRecordRequest> messages;
  for (int i = 0; i < 3 * kStreamMessagesInFlightMax; ++i) {
    messages.push_back(Loans(absl::StrCat("a", i, "-"), 1));
  }
  EXPECT_EQ(MostWaiting(messages, kStreamMessagesInFlightMax),
            static_cast<std::size_t>(kStreamMessagesInFlightMax));
}

TEST_F(StreamPressureTest, NoMoreRowsAreReadThanMayBeInFlight) {
  std::vector<v1::StreamRecordRequest> messages;
  for (int i = 0; i < 30; ++i) messages.push_back(Loans(absl::StrCat("a", i, "-"), 1000));
  // The message that reaches the bound is the last one read.
  constexpr std::size_t kMessages = kStreamRowsInFlightMax / 1000 + 1;
  EXPECT_EQ(MostWaiting(messages, kMessages), kMessages);
}

// A thousand refused rows answered at once make several answers, none larger than clients take.
TEST_F(StreamPressureTest, ManyRefusalsAreToldInAnswersOfBoundedSize) {
  v1::LoanRow bad = LoanRow("bad");
  for (int i = 0; i < 30; ++i) {
    v1::IpRight& right = *bad.mutable_loan()->add_rights();
    right.set_kind(v1::IP_KIND_PATENT);
    right.set_number(std::string(64, 'x'));
    right.set_secured_fen(-1);
  }
  std::vector<v1::StreamRecordRequest> messages;
  for (int i = 0; i < 1000; ++i) messages.push_back(Message({bad}));
  gate_->Close();
  Heard heard;
  std::thread sender([&] { heard = Send(messages); });
  gate_->AwaitWaiting(messages.size());
  gate_->Open();
  sender.join();
  EXPECT_EQ(heard.refused.size(), messages.size());
}

TEST_F(StreamPressureTest, AFullQueueRefusesMessagesAndTheStreamGoesOn) {
  gate_->RefuseAll(Refuse(Reason::kQueueFull, "", {{"limit", "5"}}));
  const Heard full = Send({Loans("a", 1), Loans("b", 2)});
  EXPECT_THAT(full.refusals,
              ElementsAre(::testing::Pair(0, "QUEUE_FULL"), ::testing::Pair(1, "QUEUE_FULL")));
  const Answer unary = Bank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-1"));
  EXPECT_THAT(unary, Refused(StatusCode::kResourceExhausted, "QUEUE_FULL"));
  EXPECT_GT(unary.Details().retry_delay, absl::ZeroDuration());
  gate_->RefuseAll(Refuse(Reason::kWritesStopped, "", {{"why", "no space left"}}));
  const Heard stopped = Send({Loans("a", 1), Loans("b", 2)});
  EXPECT_THAT(stopped.refusals, ElementsAre(::testing::Pair(0, "WRITES_STOPPED"),
                                            ::testing::Pair(1, "WRITES_STOPPED")));
  EXPECT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(2, "HT-")),
              Refused(StatusCode::kUnavailable, "WRITES_STOPPED"));
  // A fault of our own is an incident, and nothing more is told.
  gate_->RefuseAll(absl::DataLossError("secret"));
  const Heard broken = Send({Loans("a", 1)});
  EXPECT_THAT(broken.refusals, ElementsAre(::testing::Pair(0, "INTERNAL")));
}

}  // namespace
}  // namespace ippledge::server
