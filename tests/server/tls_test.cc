// Mutual TLS over real connections: who is let in, who is put out, and files that are renewed while
// calls run.
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/tls_world.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(30);

class TlsTest : public TlsWorld {
 protected:
  // Who an entry says acted.
  v1::JournalEntry EntryAt(std::int64_t number) const {
    v1::GetEntryRequest request;
    request.set_programme("nm");
    request.set_entry(number);
    const auto answer = As(office_).Ask<v1::GetEntryResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return answer.response.entry();
  }
};

// ---- who is let in ----

TEST_F(TlsTest, EveryRoleCallsWithItsCertificate) {
  for (const char* role : {"bank_maker", "bank_checker", "fund_manager", "ip_office",
                           "finance_bureau", "auditor", "reporter", "operator"}) {
    EXPECT_THAT(Look(As(Person("some-body", role, "p-1"))), Succeeded()) << role;
  }
}

TEST_F(TlsTest, TheCertificateSaysWhoActed) {
  const auto recorded = As(Maker()).Ask<v1::RecordLoanResponse>(LoanRequest("HT-1", kIcbc));
  ASSERT_THAT(recorded, Succeeded());
  const v1::JournalEntry entry = EntryAt(recorded.response.recorded().entry());
  EXPECT_EQ(entry.organisation(), kIcbc);
  EXPECT_EQ(entry.role(), "bank_maker");
  EXPECT_EQ(entry.person(), "clerk-1");
  EXPECT_THAT(As(Maker()).Ask<v1::RecordLoanResponse>(LoanRequest("HT-1", kCcb)),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
}

TEST_F(TlsTest, RsaAndEd25519KeysServeToo) {
  const TestName auditor = {{"O", "audit"}, {"OU", "auditor"}, {"CN", "a-1"}};
  for (const TestKey key : {TestKey::kRsa, TestKey::kEd25519}) {
    EXPECT_THAT(Look(As(authority_.Issue({.subject = auditor, .key = key}))), Succeeded());
  }
}

TEST_F(TlsTest, WhoShowsNoGoodCertificateGetsNoConnection) {
  const TestAuthority other;
  const TestName auditor = {{"O", "audit"}, {"OU", "auditor"}, {"CN", "a-1"}};
  const Issued revoked = authority_.Issue({.subject = auditor});
  Revoke({.revoked = {revoked.serial}});
  const Issued bad[] = {
      {},
      other.Issue({.subject = auditor}),
      authority_.Issue({.subject = auditor, .until = absl::Now() - absl::Minutes(1)}),
      authority_.Issue({.subject = auditor, .from = absl::Now() + absl::Minutes(5)}),
      authority_.Issue({.subject = auditor, .is_server = true}),
      authority_.Issue({.subject = auditor, .key = TestKey::kWeakRsa}),
      authority_.IssueTo("audit", "director", "a-1"),
      authority_.IssueToServer(),
      revoked,
  };
  for (const Issued& client : bad) {
    const Answer answer = Look(As(client));
    EXPECT_EQ(answer.status.code(), StatusCode::kUnavailable) << &client - bad << answer.status;
    EXPECT_EQ(answer.details_bytes, "");
  }
  EXPECT_THAT(Look(As(authority_.Issue({.subject = auditor}))), Succeeded());
}

TEST_F(TlsTest, AServerThatIsNotTheOneMeantIsNotBelieved) {
  const TestAuthority other("another authority");
  const Issued client = Maker();
  const Rpc misled(server_.address(), Silent(), EndOf(client, other));
  EXPECT_THAT(std::string(Look(misled).status.message()), HasSubstr("certificate verify failed"));
  TlsEnd elsewhere = EndOf(client, authority_);
  elsewhere.server_name = "ledger.example.org";
  EXPECT_EQ(Look(Rpc(server_.address(), Silent(), elsewhere)).status.code(),
            StatusCode::kUnavailable);
  elsewhere.server_name = "localhost";
  EXPECT_THAT(Look(Rpc(server_.address(), Silent(), elsewhere)), Succeeded());
}

TEST_F(TlsTest, PlainTextAndTlsDoNotMix) {
  const Rpc plain(server_.address(), {.organisation = kIcbc, .role = "bank_maker"});
  EXPECT_EQ(Look(plain).status.code(), StatusCode::kUnavailable);
  TestServer plain_server;
  const Rpc secure(plain_server.address(), Silent(), EndOf(Maker(), authority_));
  EXPECT_EQ(Look(secure).status.code(), StatusCode::kUnavailable);
}

TEST_F(TlsTest, OverTlsTheServerMayListenAnywhere) {
  const auto everywhere = Server::Start("0.0.0.0:0", server_.backend());
  ASSERT_THAT(everywhere, IsOk());
  const Rpc office(absl::StrCat("127.0.0.1:", (*everywhere)->port()), Silent(),
                   EndOf(office_, authority_));
  EXPECT_THAT(Look(office), Succeeded());
  (*everywhere)->Stop(absl::ZeroDuration());
}

TEST_F(TlsTest, WhoCallsIsNotTakenFromMetadata) {
  std::vector<Who> talkative(4, Silent());
  talkative[0].organisation = kIcbc;
  talkative[1].role = "bank_maker";
  talkative[2].person = "clerk-1";
  talkative[3].second_person = "clerk-2";
  for (const Who& who : talkative) {
    const Rpc bank = As(Maker(), who);
    const Answer answer = Look(bank);
    EXPECT_THAT(answer, Refused(StatusCode::kUnauthenticated, "IDENTITY_IN_METADATA"));
    v1::FollowEntriesRequest request;
    request.set_programme("nm");
    const auto stream = bank.Receive(request);
    EXPECT_EQ(stream->ReadBytes(), std::nullopt);
    EXPECT_THAT(stream->Finish(), Refused(StatusCode::kUnauthenticated, "IDENTITY_IN_METADATA"));
  }
}

TEST_F(TlsTest, AProgramRecordsAndDecidesNothing) {
  const Issued maker = authority_.IssueToSystem(kIcbc, "bank_maker", "core");
  EXPECT_THAT(As(maker).Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")), Succeeded());
  const Issued office = authority_.IssueToSystem("nm-ip-office", "ip_office", "robot");
  EXPECT_THAT(Look(As(office)), Succeeded());
  const auto refused = Refused(StatusCode::kPermissionDenied, "SYSTEM_NOT_ALLOWED");
  EXPECT_THAT(As(office).Ask<v1::FoundProgrammeResponse>(FoundRequest("other")), refused);
  auto publish = Write<v1::PublishReportRequest>();
  publish.set_month("2025-05");
  EXPECT_THAT(As(office).Ask<v1::PublishReportResponse>(publish), refused);
}

// ---- who is put out ----

TEST_F(TlsTest, WhoIsRevokedIsRefusedFromTheNextCallOnOverTheSameConnection) {
  const Issued client = Maker();
  const Rpc bank = As(client);
  ASSERT_THAT(Look(bank), Succeeded());
  Revoke({.revoked = {client.serial}});
  const Answer refused = Look(bank);
  ASSERT_THAT(refused, Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  EXPECT_THAT(refused.Details().metadata, ::testing::Contains(::testing::Pair(
                                              "serial", absl::StrCat(absl::Hex(client.serial)))));
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")),
              Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  EXPECT_THAT(Look(As(office_)), Succeeded());
  // The connection itself stays: it is heard again when the list no longer has it.
  Revoke({});
  EXPECT_THAT(Look(bank), Succeeded());
}

TEST_F(TlsTest, AnOldListThatIsPutBackRevivesNobody) {
  const Issued client = Maker();
  const std::string before = authority_.List();
  const Rpc bank = As(client);
  ASSERT_THAT(Look(bank), Succeeded());
  Revoke({.revoked = {client.serial}});
  ASSERT_THAT(Look(bank), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  files_.SetRevoked(before);
  const absl::Status refused = server_.tls().Reload();
  EXPECT_THAT(refused, StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("is older than the one in use"));
  EXPECT_THAT(Look(bank), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  EXPECT_THAT(Look(As(office_)), Succeeded());
}

TEST_F(TlsTest, AStreamOfAnswersEndsWithTheRightToIt) {
  const Issued client = Person("audit", "auditor", "a-1");
  v1::FollowEntriesRequest request;
  request.set_programme("nm");
  request.set_first_entry(1);
  const Rpc auditor = As(client);
  const auto stream = auditor.Receive(request);
  ASSERT_TRUE(stream->ReadBytes());
  Revoke({.revoked = {client.serial}});
  ASSERT_THAT(As(Maker()).Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")), Succeeded());
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
}

TEST_F(TlsTest, AStreamOfRowsEndsWithTheRightToWriteThem) {
  const Issued client = Maker();
  const Rpc bank = As(client);
  const auto stream = bank.OpenMethod("/ippledge.v1.LoanService/StreamRecord");
  auto first = Write<v1::StreamRecordRequest>();
  *first.add_rows() = LoanRow("HT-1");
  ASSERT_TRUE(stream->Write(first));
  const auto acknowledged = stream->Read<v1::StreamRecordResponse>();
  ASSERT_TRUE(acknowledged);
  EXPECT_EQ(acknowledged->acknowledged_through(), 1);
  Revoke({.revoked = {client.serial}});
  auto second = Write<v1::StreamRecordRequest>();
  *second.add_rows() = LoanRow("HT-2");
  stream->Write(second);
  EXPECT_EQ(stream->ReadBytes(), std::nullopt);
  EXPECT_THAT(stream->Finish(), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  v1::GetLoanRequest look;
  look.set_programme("nm");
  look.mutable_loan()->set_bank(kIcbc);
  look.mutable_loan()->set_contract_number("HT-2");
  EXPECT_THAT(As(office_).Ask<v1::GetLoanResponse>(look),
              Refused(StatusCode::kNotFound, "LOAN_UNKNOWN"));
}

TEST_F(TlsTest, AnOverdueListPutsEverybodyOut) {
  const Rpc office = As(office_);
  ASSERT_THAT(Look(office), Succeeded());
  Revoke({.from = absl::Now() - absl::Hours(2), .next = absl::Now() - absl::Hours(1)});
  EXPECT_THAT(Look(office), Refused(StatusCode::kUnauthenticated, "REVOCATION_LIST_OVERDUE"));
  EXPECT_EQ(Look(As(office_)).status.code(), StatusCode::kUnavailable);
  Revoke({});
  EXPECT_THAT(Look(office), Succeeded());
}

TEST_F(TlsTest, AnAuthorityThatIsRemovedTakesItsClientsAlong) {
  const TestAuthority second("second authority");
  files_.SetAuthorities(authority_.pem() + second.pem());
  files_.SetRevoked(authority_.List() + second.List());
  ASSERT_THAT(server_.tls().Reload(), IsOk());
  const Issued client = second.IssueTo(kIcbc, "bank_maker", "clerk-9");
  const absl::Time end = absl::Now() + kPatience;
  // Handshakes follow when gRPC looks next.
  bool let_in = false;
  while (!let_in && absl::Now() < end) let_in = Look(As(client)).status.ok();
  ASSERT_TRUE(let_in);
  const Rpc bank = As(client);
  ASSERT_THAT(Look(bank), Succeeded());
  files_.SetAuthorities(authority_.pem());
  files_.SetRevoked(authority_.List());
  ASSERT_THAT(server_.tls().Reload(), IsOk());
  EXPECT_THAT(Look(bank), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_UNTRUSTED"));
  EXPECT_EQ(Look(As(client)).status.code(), StatusCode::kUnavailable);
  EXPECT_THAT(Look(As(office_)), Succeeded());
}

// ---- files that are renewed ----

// Certificate, authority and list are all replaced by those of a second authority, while calls run
// over an old connection and new connections are made all the time. None of them fails.
TEST_F(TlsTest, FilesAreRenewedUnderLoadAndNobodyNotices) {
  const TestAuthority second("second authority");
  const std::string both_lists = authority_.List() + second.List();
  const Issued client = Maker();
  std::atomic<bool> done{false};
  std::atomic<int> calls{0};
  std::atomic<int> failures{0};
  const auto count = [&](const Answer& answer) {
    ++calls;
    if (!answer.status.ok()) ++failures;
  };
  std::vector<std::thread> load;
  for (int i = 0; i < 2; ++i) {
    load.emplace_back([&] {
      const Rpc bank = As(client);
      while (!done) count(Look(bank));
    });
  }
  load.emplace_back([&] {
    // Believes in both, as clients do during a change.
    const TlsEnd end{.authorities = authority_.pem() + second.pem(),
                     .certificate = client.certificate,
                     .key = client.key};
    while (!done) count(Look(Rpc(server_.address(), Silent(), end)));
  });

  files_.SetAuthorities(authority_.pem() + second.pem());
  files_.SetRevoked(both_lists);
  EXPECT_THAT(server_.tls().Reload(), IsOk());
  files_.SetServer(second.IssueToServer());
  EXPECT_THAT(server_.tls().Reload(), IsOk());
  // Who believes in the second authority alone is content as soon as the new certificate is shown.
  const absl::Time end = absl::Now() + kPatience;
  bool shown = false;
  while (!shown && absl::Now() < end) {
    shown = Look(Rpc(server_.address(), Silent(), EndOf(client, second))).status.ok();
  }
  EXPECT_TRUE(shown);
  for (int i = 0; i < 20; ++i) {
    files_.SetRevoked(both_lists);
    EXPECT_THAT(server_.tls().Reload(), IsOk());
  }
  done = true;
  for (std::thread& thread : load) thread.join();
  EXPECT_EQ(failures, 0) << "of " << calls;
  EXPECT_GT(calls, 20);
}

TEST_F(TlsTest, BrokenFilesChangeNothing) {
  const Rpc bank = As(Maker());
  ASSERT_THAT(Look(bank), Succeeded());
  const TlsPaths& paths = files_.paths();
  for (const std::string& path : {paths.certificate, paths.key, paths.authorities, paths.revoked}) {
    const std::string kept = absl::StrCat(path, ".kept");
    std::filesystem::rename(path, kept);
    EXPECT_FALSE(server_.tls().Reload().ok()) << path;
    ReplaceFile(path, "garbage");
    EXPECT_FALSE(server_.tls().Reload().ok()) << path;
    EXPECT_THAT(Look(bank), Succeeded()) << path;
    EXPECT_THAT(Look(As(Maker())), Succeeded()) << path;
    std::filesystem::rename(kept, path);
    EXPECT_THAT(server_.tls().Reload(), IsOk());
  }
  // A certificate without its key would leave gRPC with nothing to show.
  ReplaceFile(paths.key, authority_.IssueToServer().key);
  EXPECT_FALSE(server_.tls().Reload().ok());
  EXPECT_THAT(Look(As(Maker())), Succeeded());
}

TEST_F(TlsTest, FilesAreReadAgainByThemselves) {
  const engine::SystemClock clock;
  const auto port = TlsPort::Open(files_.paths(), absl::Milliseconds(1), &clock);
  ASSERT_THAT(port, IsOk());
  const Issued client = Maker();
  ASSERT_THAT((*port)->clients().Identify(client.certificate, ""), IsOk());
  files_.SetRevoked(authority_.List({.revoked = {client.serial}}));
  const absl::Time end = absl::Now() + kPatience;
  bool known = true;
  while (known && absl::Now() < end) {
    known = (*port)->clients().Identify(client.certificate, "").ok();
  }
  EXPECT_FALSE(known);
}

}  // namespace
}  // namespace ippledge::server
