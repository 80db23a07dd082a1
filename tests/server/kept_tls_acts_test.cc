// Acts that are kept where callers show certificates: whom a certificate names though it is not
// believed, handshakes, files that are read again; and no name of a person, whatever it says.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/tls_world.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class KeptTlsActsTest : public TlsWorld {
 protected:
  std::vector<storage::KeptAct> Acts(const std::string& programme = "nm") {
    return *server_.acts().Newest(programme, 0, 1'000);
  }
  std::vector<std::string> Shown(const std::string& programme = "nm") {
    std::vector<std::string> shown;
    for (const storage::KeptAct& act : Acts(programme)) {
      shown.push_back(absl::StrCat(act.organisation, "/", act.person, " ", act.method, " ",
                                   act.reason, " [", act.field, "]"));
    }
    return shown;
  }
};

TEST_F(KeptTlsActsTest, WhoIsRevokedIsStillNamed) {
  const Issued client = Maker();
  const Rpc bank = As(client);
  ASSERT_THAT(Look(bank), Succeeded());
  Revoke({.revoked = {client.serial}});
  EXPECT_THAT(Look(bank), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  EXPECT_THAT(Shown(), ElementsAre("icbc-nm/clerk-1 ProgrammeService/GetProgramme "
                                   "CERTIFICATE_REVOKED []",
                                   "/ ippledged reload  []"));
  EXPECT_EQ(Acts()[0].role, Role::kBankMaker);
  // A new line is not even begun: no programme is named then.
  EXPECT_EQ(Look(As(client)).status.code(), StatusCode::kUnavailable);
  EXPECT_THAT(Shown(""), testing::Contains("icbc-nm/clerk-1 ippledged handshake "
                                           "CERTIFICATE_REVOKED []"));
  EXPECT_THAT(Shown(), SizeIs(2));
}

TEST_F(KeptTlsActsTest, StreamsThatEndWithTheirCertificateAreKept) {
  const Issued auditor = Person("audit", "auditor", "a-1");
  const Issued maker = Maker();
  v1::FollowEntriesRequest request;
  request.set_programme("nm");
  request.set_first_entry(1);
  const Rpc reads = As(auditor);
  const auto follow = reads.Receive(request);
  ASSERT_TRUE(follow->ReadBytes());
  const Rpc writes = As(maker);
  const auto rows = writes.OpenMethod("/ippledge.v1.LoanService/StreamRecord");
  auto message = Write<v1::StreamRecordRequest>();
  *message.add_rows() = LoanRow("HT-1");
  ASSERT_TRUE(rows->Write(message));
  ASSERT_TRUE(rows->ReadBytes());
  Revoke({.revoked = {auditor.serial, maker.serial}});
  rows->Write(message);
  EXPECT_EQ(rows->ReadBytes(), std::nullopt);
  EXPECT_THAT(rows->Finish(), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  ASSERT_THAT(As(office_).Ask<v1::RecordLoanResponse>(LoanRequest("HT-2")), Succeeded());
  while (follow->ReadBytes()) {
  }
  EXPECT_THAT(follow->Finish(), Refused(StatusCode::kUnauthenticated, "CERTIFICATE_REVOKED"));
  EXPECT_THAT(Shown(), UnorderedElementsAre(
                           "audit/a-1 JournalService/FollowEntries CERTIFICATE_REVOKED []",
                           "icbc-nm/clerk-1 LoanService/StreamRecord CERTIFICATE_REVOKED []",
                           "/ ippledged reload  []"));
}

TEST_F(KeptTlsActsTest, WhoCallsWithAnotherIdentityOrABadApprovalIsNamedByTheCertificate) {
  Who who = Silent();
  who.role = "operator";
  EXPECT_THAT(Look(As(Maker(), who)),
              Refused(StatusCode::kUnauthenticated, "IDENTITY_IN_METADATA"));
  EXPECT_THAT(Look(As(Maker(), Silent("no approval"))),
              Refused(StatusCode::kPermissionDenied, "APPROVAL_INVALID"));
  EXPECT_THAT(Shown(), ElementsAre("icbc-nm/clerk-1 ProgrammeService/GetProgramme "
                                   "APPROVAL_INVALID []",
                                   "icbc-nm/clerk-1 ProgrammeService/GetProgramme "
                                   "IDENTITY_IN_METADATA []"));
}

TEST_F(KeptTlsActsTest, AnOverdueListIsToldOfThoseItPutsOut) {
  const Rpc office = As(office_);
  ASSERT_THAT(Look(office), Succeeded());
  Revoke({.from = absl::Now() - absl::Hours(2), .next = absl::Now() - absl::Hours(1)});
  EXPECT_THAT(Look(office), Refused(StatusCode::kUnauthenticated, "REVOCATION_LIST_OVERDUE"));
  EXPECT_EQ(Shown().front(),
            "nm-ip-office/office-1 ProgrammeService/GetProgramme REVOCATION_LIST_OVERDUE []");
}

// ---- files that are read again ----

TEST_F(KeptTlsActsTest, AReloadIsKeptWhenItChangesSomething) {
  ASSERT_THAT(server_.tls().Reload(), IsOk());
  EXPECT_THAT(Shown(), IsEmpty());
  Revoke({.next = absl::Now() + absl::Hours(24 * 9)});
  ASSERT_THAT(server_.tls().Reload(), IsOk());
  EXPECT_THAT(Shown(), ElementsAre("/ ippledged reload  []"));
  EXPECT_THAT(Acts()[0].text, StartsWith("new files; certificate until "));
  files_.SetRevoked("garbage");
  EXPECT_FALSE(server_.tls().Reload().ok());
  EXPECT_FALSE(server_.tls().Reload().ok());
  ASSERT_THAT(Shown(), SizeIs(2));
  EXPECT_THAT(Acts()[0].text, StartsWith("not used: "));
  EXPECT_THAT(Shown(""), SizeIs(2)) << "the server's own log has them too";
}

// ---- no names ----

TEST_F(KeptTlsActsTest, ANameInACertificateGoesNowhere) {
  ::testing::internal::CaptureStdout();
  for (const TestName& subject :
       {TestName{{"O", kIcbc}, {"OU", "bank_maker"}, {"CN", "Wang Xiaoming"}},
        TestName{{"O", kIcbc}, {"OU", "bank_maker"}, {"CN", "m-1"}, {"GN", "Xiaoming"}},
        TestName{{"O", "Wang Xiaoming Co"}, {"OU", "bank_maker"}, {"CN", "m-1"}}}) {
    EXPECT_EQ(Look(As(authority_.Issue({.subject = subject}))).status.code(),
              StatusCode::kUnavailable);
  }
  const auto acts = Acts("");
  const std::string log = ::testing::internal::GetCapturedStdout();
  EXPECT_THAT(log, HasSubstr("CERTIFICATE_SUBJECT: its CN"));
  EXPECT_THAT(log, Not(HasSubstr("Xiaoming")));
  ASSERT_FALSE(acts.empty());
  for (const storage::KeptAct& act : acts) {
    EXPECT_EQ(act.method, kHandshake);
    EXPECT_EQ(act.reason, "CERTIFICATE_SUBJECT");
    EXPECT_EQ(act.organisation + act.person + act.text, "");
    EXPECT_THAT(act.field, testing::AnyOf("CN", "GN", "O"));
  }
}

}  // namespace
}  // namespace ippledge::server
