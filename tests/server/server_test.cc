// The server as a whole: address, health, reflection, graceful end.
#include "server/server.h"

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/world.h"
#include "tests/testing/holding_programmes.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;

constexpr const char* kServices[] = {
    "ippledge.v1.ProgrammeService",     "ippledge.v1.LoanService",
    "ippledge.v1.PolicyService",        "ippledge.v1.CoverService",
    "ippledge.v1.ClaimService",         "ippledge.v1.FundService",
    "ippledge.v1.ReportService",        "ippledge.v1.JournalService",
    "ippledge.v1.ReconciliationService"};

class ServerTest : public World {};

// A message with one text field; short texts only.
std::string TextField(int number, const std::string& text) {
  return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(text.size())} + text;
}

// ---- where it listens ----

TEST_F(ServerTest, PlainTextStaysOnTheLoopback) {
  for (const char* address :
       {"0.0.0.0:0", "[::]:0", "192.168.1.1:0", "example.org:0", "*:0", "", "128.0.0.1:0",
        "localhost.example.org:0", "127.0.0.1.example.org:0", "unix:/tmp/socket"}) {
    const auto server = Server::Start(address, server_.backend());
    EXPECT_THAT(server, StatusIs(StatusCode::kInvalidArgument)) << address;
  }
}

TEST_F(ServerTest, TwoServersDoNotShareAPort) {
  EXPECT_THAT(Server::Start(server_.address(), server_.backend()),
              StatusIs(StatusCode::kUnavailable));
  const auto other = Server::Start("127.0.0.1:0", server_.backend());
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(absl::StrCat("127.0.0.1:", (*other)->port()), server_.address());
  (*other)->Stop(absl::ZeroDuration());
}

TEST_F(ServerTest, AStoreHasOneServer) {
  EXPECT_THAT(engine::Programmes::Open(server_.folder(), &server_.clock(), {}),
              StatusIs(StatusCode::kUnavailable));
}

// ---- health and reflection ----

TEST_F(ServerTest, HealthIsServingForAllAndForEachService) {
  const Rpc anybody(server_.address(), {});
  const auto check = [&](const std::string& service) {
    return anybody.AskBytes("/grpc.health.v1.Health/Check", TextField(1, service));
  };
  const std::string serving = "\x08\x01";
  EXPECT_EQ(check("").bytes, serving);
  for (const char* service : kServices) EXPECT_EQ(check(service).bytes, serving) << service;
  EXPECT_EQ(check("ippledge.v1.NoService").status.code(), StatusCode::kNotFound);
}

TEST_F(ServerTest, ReflectionListsTheServices) {
  const Rpc anybody(server_.address(), {});
  const auto stream =
      anybody.OpenMethod("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  stream->WriteBytes(TextField(7, "*"));  // list_services
  const auto services = stream->ReadBytes();
  ASSERT_TRUE(services);
  for (const char* service : kServices) EXPECT_THAT(*services, HasSubstr(service));
  stream->WriteBytes(TextField(4, "ippledge.v1.LoanService"));  // file_containing_symbol
  const auto file = stream->ReadBytes();
  ASSERT_TRUE(file);
  EXPECT_THAT(*file, HasSubstr("BatchRecordRequest"));
  stream->WritesDone();
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Succeeded());
}

// ---- graceful end ----

class HeldServerTest : public World {
 protected:
  HeldServerTest() : HeldServerTest(std::make_unique<engine::Gate>()) {}
  ~HeldServerTest() override { gate_->Open(); }

  const std::unique_ptr<engine::Gate> gate_;

 private:
  explicit HeldServerTest(std::unique_ptr<engine::Gate> gate)
      : World({.engine = {.housekeeping = false}, .wrap = engine::Holding(gate.get())}),
        gate_(std::move(gate)) {}
};

TEST_F(HeldServerTest, StoppingAnswersWhatIsUnderWayAndTakesNoMore) {
  constexpr int kCalls = 20;
  gate_->Close();
  std::vector<Answer> answers(kCalls);
  std::vector<std::thread> callers;
  for (int i = 0; i < kCalls; ++i) {
    callers.emplace_back([&, i] {
      answers[static_cast<std::size_t>(i)] =
          Bank().Ask<v1::RecordLoanResponse>(LoanRequest(absl::StrCat("HT-", i)));
    });
  }
  gate_->AwaitWaiting(kCalls);
  const Rpc late = Bank();
  const Rpc watcher(server_.address(), {});
  const auto health = watcher.OpenMethod("/grpc.health.v1.Health/Watch");
  health->WriteBytes("");
  health->WritesDone();
  EXPECT_EQ(health->ReadBytes(), "\x08\x01");
  std::thread stopper([&] { server_.Stop(absl::Seconds(30)); });
  // Those who watch are told before the port closes.
  EXPECT_EQ(health->ReadBytes(), "\x08\x02");
  health->Cancel();
  health->Finish();
  gate_->Open();
  stopper.join();
  for (std::thread& caller : callers) caller.join();
  for (const Answer& answer : answers) EXPECT_THAT(answer, Succeeded());
  EXPECT_EQ(late.Ask<v1::RecordLoanResponse>(LoanRequest("late")).status.code(),
            StatusCode::kUnavailable);
  // Every acknowledged loan is there after a restart.
  server_.Restart();
  EXPECT_EQ(Total(v1::MEASURE_LOANS), kCalls);
}

TEST_F(HeldServerTest, ACallThatOutlivesTheGraceIsCutAndMayBeRepeated) {
  gate_->Close();
  const v1::RecordLoanRequest request = LoanRequest("HT-1");
  Answer answer;
  std::thread caller([&] { answer = Bank().Ask<v1::RecordLoanResponse>(request); });
  gate_->AwaitWaiting(1);
  std::thread stopper([&] { server_.Stop(absl::ZeroDuration()); });
  caller.join();
  EXPECT_FALSE(answer.status.ok());
  gate_->Open();
  stopper.join();
  server_.Restart();
  // Whether the first try arrived or not: once.
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(request), Succeeded());
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 1);
}

TEST_F(HeldServerTest, ADeadlinePassesBeforeTheDecisionOnly) {
  gate_->Close();
  const v1::RecordLoanRequest request = LoanRequest("HT-1");
  const Rpc bank = Bank();
  absl::Duration timeout = absl::Milliseconds(50);
  // On a busy machine it may be over before the server hears of the call.
  for (; gate_->most_waiting() == 0; timeout *= 2) {
    const Answer late = bank.AskBytes(Rpc::MethodOf(request), request.SerializeAsString(), timeout);
    ASSERT_EQ(late.status.code(), StatusCode::kDeadlineExceeded);
  }
  // The server counts from when a call came in: after this one the first is late there too.
  v1::RecordLoanRequest dry = LoanRequest("HT-2");
  dry.set_validate_only(true);
  EXPECT_EQ(Bank().AskBytes(Rpc::MethodOf(dry), dry.SerializeAsString(), timeout).status.code(),
            StatusCode::kDeadlineExceeded);
  gate_->Open();
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 0);
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(request), Succeeded());
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 1);
}

TEST_F(ServerTest, StoppingEndsStreamsThatOnlyWait) {
  v1::WatchTotalsRequest request;
  request.set_programme("nm");
  const Rpc bank = Bank();
  const auto stream = bank.Receive(request);
  ASSERT_TRUE(stream->ReadBytes());
  server_.Stop(absl::Milliseconds(100));
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  // "Come again": what a client retries by itself.
  EXPECT_EQ(stream->Finish().status.code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace ippledge::server
