// Bounds of connections, over real sockets: floods of handshakes, age, idleness, pings, metadata.
#include <vector>

#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/tls_world.h"
#include "tests/testing/raw_line.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(30);
constexpr char kGarbage[] = "GET / HTTP/1.1\r\nHost: ledger\r\n\r\n";
// The first bytes of a greeting of TLS that announces more than ever comes.
constexpr absl::string_view kHalfGreeting("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);

// ---- handshakes ----

class HandshakeTest : public TlsWorld {
 protected:
  explicit HandshakeTest(DoorOptions door = {})
      : TlsWorld({.door = door, .handshake = absl::Seconds(1)}) {}
};

TEST_F(HandshakeTest, AFloodThatNeverFinishesKeepsNobodyOutAndIsPutOut) {
  std::vector<RawLine> flood;
  for (int i = 0; i < 200; ++i) {
    flood.emplace_back(server_.address());
    flood.emplace_back(server_.address()).Send(kGarbage);
    flood.emplace_back(server_.address()).Send(kHalfGreeting);
  }
  const absl::Time began = absl::Now();
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Look(As(Maker())), Succeeded());
  EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  for (RawLine& line : flood) ASSERT_TRUE(line.IsClosedWithin(kPatience));
  EXPECT_THAT(Look(As(Maker())), Succeeded());
}

class SmallHouseTest : public HandshakeTest {
 protected:
  SmallHouseTest() : HandshakeTest({.connections = 24, .connections_of_address = 24}) {}
};

// More than the server takes in: who comes is turned away until the flood has run out of time.
TEST_F(SmallHouseTest, AFloodThatFillsTheHouseGivesWayWhenItsTimeIsOver) {
  const Rpc inside = As(office_);
  ASSERT_THAT(Look(inside), Succeeded());
  std::vector<RawLine> flood;
  for (int i = 0; i < 200; ++i) flood.emplace_back(server_.address());
  // Who is in stays in.
  EXPECT_THAT(Look(inside), Succeeded());
  const absl::Time end = absl::Now() + kPatience;
  bool let_in = false;
  while (!let_in && absl::Now() < end) let_in = Look(As(Maker())).status.ok();
  EXPECT_TRUE(let_in);
  for (RawLine& line : flood) ASSERT_TRUE(line.IsClosedWithin(kPatience));
}

TEST_F(HandshakeTest, HealthAnswersWhoWasLetInAndReflectionNobody) {
  const Rpc office = As(office_);
  EXPECT_EQ(office.AskBytes("/grpc.health.v1.Health/Check", "").bytes, "\x08\x01");
  const auto reflection =
      office.OpenMethod("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  EXPECT_EQ(reflection->ReadBytes(), std::nullopt);
  EXPECT_EQ(reflection->Finish().status.code(), StatusCode::kUnimplemented);
  const TestAuthority other;
  const Rpc stranger(server_.address(), Silent(),
                     EndOf(other.IssueTo("a", "auditor", "p"), authority_));
  EXPECT_EQ(stranger.AskBytes("/grpc.health.v1.Health/Check", "").status.code(),
            StatusCode::kUnavailable);
}

// ---- age ----

// A write may take longer than a connection lives, where the disk is slow: then it is sent again.
class AgeTest : public TlsWorld {
 protected:
  AgeTest() : TlsWorld({.age = absl::Milliseconds(500), .age_grace = absl::Milliseconds(500)}) {}

  v1::WatchTotalsRequest Watch() const {
    v1::WatchTotalsRequest watch;
    watch.set_programme("nm");
    return watch;
  }
};

// A stream that waits for something to happen asks nobody whether its caller is still known; its
// connection's age ends it all the same.
TEST_F(AgeTest, WhoIsRevokedLosesTheConnectionToo) {
  const Issued client = Person("audit", "auditor", "a-1");
  const Rpc auditor = As(client);
  const auto stream = auditor.Receive(Watch());
  ASSERT_TRUE(stream->ReadBytes());
  const auto health = auditor.OpenMethod("/grpc.health.v1.Health/Watch");
  health->WriteBytes("");
  ASSERT_TRUE(health->ReadBytes());
  Revoke({.revoked = {client.serial}});
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  // The server may still have been about to let it wait, and asks before it does.
  EXPECT_THAT(stream->Finish().status.code(),
              ::testing::AnyOf(StatusCode::kUnavailable, StatusCode::kUnauthenticated));
  EXPECT_EQ(health->ReadBytes(), std::nullopt);
  EXPECT_EQ(health->Finish().status.code(), StatusCode::kUnavailable);
  // And does not get another one.
  EXPECT_EQ(auditor.AskBytes("/grpc.health.v1.Health/Check", "").status.code(),
            StatusCode::kUnavailable);
}

TEST_F(AgeTest, WhoIsKnownGoesOnOverAnotherConnection) {
  const Rpc bank = As(Maker());
  for (int i = 0; i < 3; ++i) {
    const auto stream = bank.Receive(Watch());
    ASSERT_TRUE(stream->ReadBytes());
    // The age ends it.
    EXPECT_EQ(stream->ReadBytes(), std::nullopt);
    EXPECT_EQ(stream->Finish().status.code(), StatusCode::kUnavailable);
    EXPECT_THAT(Insist<v1::RecordLoanResponse>(bank, LoanRequest(absl::StrCat("HT-", i))),
                Succeeded());
  }
}

// ---- what a connection may do ----

class PlainLineTest : public World {
 protected:
  PlainLineTest() : World({.connections = {.idle = absl::Milliseconds(300)}}) {}
};

TEST_F(PlainLineTest, AnIdleConnectionIsClosed) {
  RawLine line(server_.address());
  ASSERT_TRUE(line.Greet());
  EXPECT_TRUE(line.IsClosedWithin(kPatience));
  EXPECT_EQ(Bank().AskBytes("/grpc.health.v1.Health/Check", "").bytes, "\x08\x01");
}

class LineTest : public World {};

TEST_F(LineTest, WhoPingsAllTheTimeIsPutOut) {
  RawLine line(server_.address());
  ASSERT_TRUE(line.Greet());
  std::string pings;
  for (int i = 0; i < 20; ++i) pings += Frame(6, 0, 0, "12345678");
  line.Send(pings);
  EXPECT_THAT(line.Read(1 << 20, kPatience), HasSubstr("too_many_pings"));
}

TEST_F(LineTest, HugeMetadataIsRefused) {
  const std::string method = "/ippledge.v1.ProgrammeService/ListProgrammes";
  const auto with = [&](std::size_t bytes) {
    return Rpc(server_.address(),
               {.organisation = kIcbc, .role = "bank_maker", .person = std::string(bytes, 'p')});
  };
  // Which of the two the client makes of it depends on what comes first, answer or end.
  const auto refused = ::testing::AnyOf(StatusCode::kResourceExhausted, StatusCode::kUnavailable);
  for (const std::size_t bytes : {std::size_t{17'000}, std::size_t{1} << 20}) {
    const Rpc loud = with(bytes);
    for (int i = 0; i < 3; ++i) EXPECT_THAT(loud.AskBytes(method, "").status.code(), refused);
  }
  EXPECT_THAT(Bank().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest()), Succeeded());
}

// Headers that never end: frame after frame, each within its bounds.
TEST_F(LineTest, EndlessHeadersDoNotPileUp) {
  RawLine line(server_.address());
  ASSERT_TRUE(line.Greet());
  // One header, not to be remembered: name "a", value of 16,000 bytes.
  const std::string header = std::string(
                                 "\x00\x01"
                                 "a\x7f\x81\x7c",
                                 6) +
                             std::string(16'000, 'v');
  bool taken = line.Send(Frame(1, 0, 1, header));
  for (int i = 0; taken && i < 4'096; ++i) taken = line.Send(Frame(9, 0, 1, header));
  // 64 MiB later: cut off, or read and forgotten. In both cases others are served.
  EXPECT_THAT(Bank().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest()), Succeeded());
}

}  // namespace
}  // namespace ippledge::server
