// WitnessService: what others can ask a witness, and tell it; over a line, with and without TLS.
#include "client/witness/witness_server.h"

#include <fstream>

#include "absl/strings/match.h"
#include "client/exit_code.h"
#include "client/witness/gossip.h"
#include "client/witness/inbox.h"
#include "tests/client/witness_world.h"
#include "tests/testing/test_authority.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;

const auto kIsInvalid = StatusIs(absl::StatusCode::kInvalidArgument);
const auto kIsMissing = StatusIs(absl::StatusCode::kNotFound);

template <typename Request>
Request Of(const std::string& origin = kOrigin) {
  Request request;
  request.set_origin(origin);
  return request;
}

class WitnessServerTest : public WitnessWorld {
 protected:
  v1::ListCosignedResponse List(std::int64_t first_size, std::int32_t page_size) {
    auto request = Of<v1::ListCosignedRequest>();
    request.set_first_size(first_size);
    request.set_page_size(page_size);
    v1::ListCosignedResponse response;
    EXPECT_THAT(ListCosigned(*witness_, request, response), IsOk());
    return response;
  }
  absl::Status Tell(const std::vector<std::string>& notes, const std::string& proof = "") {
    auto request = Of<v1::TellForkRequest>();
    for (const std::string& note : notes) request.add_notes(note);
    request.set_proof(proof);
    proved_ = v1::TellForkResponse();
    return TellFork(*witness_, inbox_, request, proved_);
  }
  std::unique_ptr<Connection> LineTo(const std::string& address,
                                     std::optional<TlsLine> tls = std::nullopt) {
    ConnectionOptions options;
    options.server = address;
    options.tls = std::move(tls);
    options.tries_max = 1;
    return Connect(std::move(options));
  }

  int woken_ = 0;
  Inbox inbox_{[this] { ++woken_; }};
  v1::TellForkResponse proved_;
};

TEST_F(WitnessServerTest, TellsItsNewestNote) {
  v1::GetLatestResponse response;
  EXPECT_THAT(GetLatest(*witness_, Of<v1::GetLatestRequest>(), response), kIsMissing);
  Know(log_, 5);
  EXPECT_THAT(GetLatest(*witness_, Of<v1::GetLatestRequest>(), response), IsOk());
  EXPECT_EQ(response.note(), witness_->Latest()->note);
  const absl::Status other = GetLatest(*witness_, Of<v1::GetLatestRequest>("other"), response);
  EXPECT_THAT(other, kIsMissing);
  EXPECT_THAT(std::string(other.message()), HasSubstr(kOrigin));
}

TEST_F(WitnessServerTest, ListsInPages) {
  for (std::uint64_t size = 1; size <= 5; ++size) Know(log_, size);
  const v1::ListCosignedResponse first = List(2, 2);
  ASSERT_EQ(first.notes_size(), 2);
  EXPECT_EQ(first.notes(1), witness_->Find(3)->note);
  EXPECT_EQ(first.next_first_size(), 4);
  const v1::ListCosignedResponse last = List(4, 2);
  EXPECT_EQ(last.notes_size(), 2);
  EXPECT_EQ(last.next_first_size(), 0);
  EXPECT_EQ(List(0, 0).notes_size(), 5);
  auto request = Of<v1::ListCosignedRequest>();
  request.set_page_size(-1);
  v1::ListCosignedResponse none;
  EXPECT_THAT(ListCosigned(*witness_, request, none), kIsInvalid);
  EXPECT_THAT(ListCosigned(*witness_, Of<v1::ListCosignedRequest>("other"), none), kIsMissing);
}

TEST_F(WitnessServerTest, AForkThatIsToldWithItsProofIsTaken) {
  EXPECT_THAT(
      Tell({log_.At(4).note, other_.At(7).note}, proof::FormatBeginning(other_.BeginningOf(4, 7))),
      IsOk());
  EXPECT_TRUE(proved_.proved());
  EXPECT_EQ(woken_, 1);
  const auto told = inbox_.Take();
  ASSERT_TRUE(told.has_value() && told->fork.has_value());
  EXPECT_TRUE(told->fork->proved);
  EXPECT_FALSE(inbox_.Take().has_value());
  EXPECT_THAT(Tell({log_.At(4).note, other_.At(4).note}), IsOk());
  EXPECT_TRUE(proved_.proved());
}

TEST_F(WitnessServerTest, WhatProvesNothingIsToBeCompared) {
  EXPECT_THAT(Tell({log_.At(4).note, other_.At(7).note}), IsOk());
  EXPECT_FALSE(proved_.proved());
  for (const std::uint64_t size : {4u, 7u}) {
    const auto told = inbox_.Take();
    ASSERT_TRUE(told.has_value());
    EXPECT_FALSE(told->fork.has_value());
    EXPECT_EQ(told->shown.checkpoint.size, size);
  }
}

TEST_F(WitnessServerTest, RefusesWhatIsNoneOfTheLedgers) {
  const std::string note = log_.At(4).note;
  EXPECT_THAT(Tell({}), kIsInvalid);
  EXPECT_THAT(Tell({note, note, note}), kIsInvalid);
  EXPECT_THAT(Tell({"nonsense"}), kIsInvalid);
  EXPECT_THAT(Tell({std::string(20'000, 'x')}), kIsInvalid);
  EXPECT_THAT(Tell({note}, "nonsense"), kIsInvalid);
  EXPECT_THAT(Tell({note}, std::string(20'000, 'x')), kIsInvalid);
  std::string forged = other_.At(4).note;
  forged[forged.size() - 6] = forged[forged.size() - 6] == 'A' ? 'B' : 'A';
  EXPECT_THAT(Tell({note, forged}), kIsInvalid);
  EXPECT_EQ(woken_, 0);
  // Nobody fills the memory.
  for (std::size_t i = 0; i < kToldMax; ++i) ASSERT_THAT(Tell({note}), IsOk());
  EXPECT_THAT(Tell({note}), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(WitnessServerTest, PeersAskOverALine) {
  Know(log_, 5);
  auto server = WitnessServer::Start("127.0.0.1:0", std::nullopt, *witness_, inbox_);
  ASSERT_THAT(server, IsOk());
  const auto line = LineTo((*server)->address());
  const auto latest = line->Ask<v1::GetLatestResponse>(Of<v1::GetLatestRequest>());
  ASSERT_THAT(latest, IsOk());
  EXPECT_EQ(latest->note(), witness_->Latest()->note);
  EXPECT_THAT(line->Ask<v1::GetLatestResponse>(Of<v1::GetLatestRequest>("other")), kIsMissing);
  auto tell = Of<v1::TellForkRequest>();
  tell.add_notes(log_.At(4).note);
  tell.add_notes(other_.At(4).note);
  const auto told = line->Ask<v1::TellForkResponse>(tell);
  ASSERT_THAT(told, IsOk());
  EXPECT_TRUE(told->proved());
  EXPECT_TRUE(inbox_.Take()->fork.has_value());
  tell.set_proof(std::string(100'000, 'x'));
  EXPECT_THAT(line->Ask<v1::TellForkResponse>(tell),
              StatusIs(absl::StatusCode::kResourceExhausted));
  server->reset();
  EXPECT_THAT(line->Ask<v1::GetLatestResponse>(Of<v1::GetLatestRequest>()),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(WitnessServerTest, ElsewhereOnlyWithACertificate) {
  for (const char* address : {"0.0.0.0:0", "[::]:0", "example.org:1", "127.0.0.1", "", ":5"}) {
    const auto server = WitnessServer::Start(address, std::nullopt, *witness_, inbox_);
    EXPECT_EQ(ExitCodeOf(server.status()), kExitUsage) << address;
  }
  Know(log_, 5);
  const TestAuthority authority;
  const Issued own = authority.IssueToServer();
  TlsLine certificate;
  certificate.certificate = own.certificate;
  certificate.key = own.key;
  const auto server = WitnessServer::Start("0.0.0.0:0", certificate, *witness_, inbox_);
  ASSERT_THAT(server, IsOk());
  const std::string port = (*server)->address().substr((*server)->address().rfind(':'));
  const Issued client = authority.IssueTo("icbc-nm", "bank_maker", "witness");
  TlsLine line;
  line.authorities = authority.pem();
  line.certificate = client.certificate;
  line.key = client.key;
  EXPECT_THAT(
      LineTo("127.0.0.1" + port, line)->Ask<v1::GetLatestResponse>(Of<v1::GetLatestRequest>()),
      IsOk());
  const TestAuthority other("another authority");
  line.authorities = other.pem();
  EXPECT_THAT(
      LineTo("127.0.0.1" + port, line)->Ask<v1::GetLatestResponse>(Of<v1::GetLatestRequest>()),
      StatusIs(absl::StatusCode::kUnauthenticated));
}

}  // namespace
}  // namespace ippledge::client
