// More comes than the engine takes: calls are refused before they are read, streams are not read.
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"
#include "server/limits.h"
#include "server/stream_record.h"
#include "tests/server/admin_world.h"
#include "tests/testing/holding_programmes.h"

namespace ippledge::server {
namespace {

constexpr char kRows[] = "/ippledge.v1.LoanService/StreamRecord";

class OverloadTest : public AdminWorld {
 protected:
  explicit OverloadTest(std::optional<LimitOptions> limits = {})
      : OverloadTest(std::make_unique<engine::Gate>(), std::move(limits)) {}
  ~OverloadTest() override { gate_->Open(); }

  void Fill() {
    gate_->RefuseAll(Refuse(Reason::kQueueFull, "", {{"limit", "700"}, {"retry_after_ms", "340"}}));
  }
  static v1::StreamRecordRequest Message(int number, int rows) {
    auto message = Write<v1::StreamRecordRequest>();
    for (int i = 0; i < rows; ++i) {
      *message.add_rows() = LoanRow(absl::StrCat("HT-", number, "-", i));
    }
    return message;
  }
  // Sends so many messages on a stream of their own and hears the end. Rows recorded.
  std::int64_t Stream(int messages, int rows, int first = 0) const {
    const Rpc bank = Bank();
    const auto stream = bank.OpenMethod(kRows);
    for (int i = 0; i < messages; ++i) EXPECT_TRUE(stream->Write(Message(first + i, rows)));
    stream->WritesDone();
    std::int64_t recorded = 0;
    while (const auto answer = stream->Read<v1::StreamRecordResponse>()) {
      EXPECT_EQ(answer->refusals_size(), 0) << answer->ShortDebugString();
      EXPECT_EQ(answer->verdicts_size(), 0) << answer->ShortDebugString();
      for (const v1::RecordedRun& run : answer->runs()) recorded += run.count();
    }
    EXPECT_THAT(stream->Finish(), Succeeded());
    return recorded;
  }

  const std::unique_ptr<engine::Gate> gate_;

 private:
  OverloadTest(std::unique_ptr<engine::Gate> gate, std::optional<LimitOptions> limits)
      : AdminWorld({.engine = {.housekeeping = false},
                    .limits = std::move(limits),
                    .wrap = engine::Holding(gate.get())}),
        gate_(std::move(gate)) {}
};

TEST_F(OverloadTest, AWriteIsRefusedBeforeItIsReadAndToldWhenToComeBack) {
  Fill();
  const v1::BatchRecordRequest batch = BatchRequest(2, "HT-");
  const std::string method = Rpc::MethodOf(batch);
  const std::string bytes = batch.SerializeAsString();
  // Cut in half it is no message; but the programme is there, and nobody looks further.
  for (const std::string& sent : {bytes, bytes.substr(0, bytes.size() / 2)}) {
    const Answer answer = Bank().AskBytes(method, sent);
    ASSERT_THAT(answer, Refused(StatusCode::kResourceExhausted, "QUEUE_FULL"));
    EXPECT_EQ(answer.Details().retry_delay, absl::Milliseconds(340));
  }
  EXPECT_EQ(gate_->most_waiting(), 0u);
}

TEST_F(OverloadTest, WhoMayNotWriteHearsThatAndReadersAreServed) {
  AdmitSome();
  Fill();
  EXPECT_THAT(As("bank_maker", kCcb).Ask<v1::RecordLoanResponse>(LoanRequest("HT-1", kCcb)),
              Refused(StatusCode::kPermissionDenied, "MEMBER_UNKNOWN"));
  EXPECT_THAT(Officers().Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")),
              Refused(StatusCode::kResourceExhausted, "QUEUE_FULL"));
  v1::RecordLoanRequest elsewhere = LoanRequest("HT-1");
  elsewhere.set_programme("nowhere");
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(elsewhere),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
  v1::GetProgrammeRequest read;
  read.set_programme("nm");
  EXPECT_THAT(Bank().Ask<v1::GetProgrammeResponse>(read), Succeeded());
}

TEST_F(OverloadTest, AStreamIsNotReadWhileItsMessageWaitsForRoom) {
  gate_->CloseFullAt(3);
  std::int64_t recorded = 0;
  std::thread sender([&] { recorded = Stream(20, 2); });
  gate_->AwaitWaiting(4);
  // Time enough to read the others.
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Total(v1::MEASURE_LOANS), 0);
  EXPECT_EQ(gate_->most_waiting(), 4u);
  gate_->Open();
  sender.join();
  EXPECT_EQ(recorded, 40);
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 40);
}

class OverloadedCallerTest : public OverloadTest {
 protected:
  OverloadedCallerTest() : OverloadTest(LimitOptions{.rows_waiting = 50}) {}
};

// All streams of a caller together have so many rows waiting, and a message each beyond.
TEST_F(OverloadedCallerTest, StreamsAreNotReadWhileTooManyRowsWait) {
  gate_->Close();
  std::vector<std::int64_t> recorded(2);
  std::vector<std::thread> senders;
  for (int s = 0; s < 2; ++s) {
    senders.emplace_back(
        [&, s] { recorded[static_cast<std::size_t>(s)] = Stream(10, 20, s * 100); });
  }
  gate_->AwaitWaiting(3);
  // A call of theirs is refused, and told for how long.
  const Answer call = Bank().Ask<v1::BatchRecordResponse>(BatchRequest(20, "HT-"));
  EXPECT_THAT(call, Refused(StatusCode::kResourceExhausted, "RATE_EXCEEDED"));
  EXPECT_GT(call.Details().retry_delay, absl::ZeroDuration());
  gate_->Open();
  for (std::thread& sender : senders) sender.join();
  EXPECT_LE(gate_->most_waiting(), 4u);
  EXPECT_EQ(recorded, (std::vector<std::int64_t>{200, 200}));
}

// With nobody reading it any more, what waits outside ends with the server.
TEST_F(OverloadTest, AStreamOfWhichAMessageWaitsCanBeCancelled) {
  gate_->CloseFullAt(0);
  const Rpc bank = Bank();
  const auto stream = bank.OpenMethod(kRows);
  ASSERT_TRUE(stream->Write(Message(1, 1)));
  gate_->AwaitWaiting(1);
  stream->Cancel();
  EXPECT_EQ(stream->Finish().status.code(), StatusCode::kCancelled);
  gate_->Open();
  EXPECT_EQ(Stream(2, 1, 7), 2);
}

}  // namespace
}  // namespace ippledge::server
