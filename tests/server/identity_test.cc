// Who calls: taken from the connection alone, before anything is read of the request.
#include "server/identity.h"

#include "absl/strings/str_cat.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

class IdentityTest : public World {
 protected:
  // What a caller who says this of itself is answered to a read that every role may make.
  Answer AnswerTo(const Who& who) {
    v1::GetProgrammeRequest request;
    request.set_programme("nm");
    return Rpc(server_.address(), who).Ask<v1::GetProgrammeResponse>(request);
  }
};

TEST_F(IdentityTest, EveryRoleIsKnownByItsName) {
  for (const char* role : {"bank_maker", "bank_checker", "fund_manager", "ip_office",
                           "finance_bureau", "auditor", "reporter", "operator"}) {
    EXPECT_THAT(AnswerTo({.organisation = "some-body", .role = role}), Succeeded()) << role;
  }
}

TEST_F(IdentityTest, WhoDoesNotSayWhoItIsIsNotServed) {
  const Who good{.organisation = kIcbc, .role = "bank_maker"};
  std::vector<Who> unknown(7, good);
  unknown[0].organisation = "";
  unknown[1].role = "";
  unknown[2].role = "director";
  unknown[3].role = "system";  // the ledger's own
  unknown[4].organisation = "ICBC NM";
  unknown[5].person = std::string(65, 'x');
  unknown[6].second_person = std::string(65, 'x');
  for (const Who& who : unknown) {
    EXPECT_THAT(AnswerTo(who), Refused(StatusCode::kUnauthenticated, "CALLER_UNKNOWN"))
        << who.organisation << " " << who.role;
  }
}

TEST_F(IdentityTest, APersonMayBeLeftOut) {
  EXPECT_THAT(AnswerTo({.organisation = kIcbc, .role = "bank_maker", .person = ""}), Succeeded());
}

TEST_F(IdentityTest, AnUnknownCallerIsRefusedBeforeItsRequestIsRead) {
  const Rpc nobody(server_.address(), {});
  for (const char* method :
       {"LoanService/RecordLoan", "LoanService/GetLoan", "LoanService/BatchRecord",
        "ProgrammeService/FoundProgramme", "FundService/RecordMovement", "FundService/GetFund",
        "FundService/ExportMovements", "PolicyService/IssuePolicy", "CoverService/GetCover",
        "ClaimService/FileClaim", "ClaimService/ListWork", "ReportService/GetTotals",
        "ReportService/PublishReport", "JournalService/ListEntries",
        "ReconciliationService/AddStatementLines", "ReconciliationService/GetSheet"}) {
    EXPECT_THAT(nobody.AskBytes(absl::StrCat("/ippledge.v1.", method), "\xff\xff"),
                Refused(StatusCode::kUnauthenticated, "CALLER_UNKNOWN"))
        << method;
  }
}

TEST_F(IdentityTest, AnUnknownCallerGetsNoStream) {
  const Rpc nobody(server_.address(), {});
  for (const char* method :
       {"LoanService/StreamRecord", "ReportService/WatchTotals", "ReportService/ExportTotals",
        "ReportService/ExportLoans", "JournalService/FollowEntries"}) {
    const auto stream = nobody.OpenMethod(absl::StrCat("/ippledge.v1.", method));
    stream->WriteBytes("");
    stream->WritesDone();
    EXPECT_EQ(stream->ReadBytes(), std::nullopt) << method;
    EXPECT_THAT(stream->Finish(), Refused(StatusCode::kUnauthenticated, "CALLER_UNKNOWN"))
        << method;
  }
}

TEST_F(IdentityTest, TextsComeInTheLanguageAskedFor) {
  v1::GetProgrammeRequest request;
  request.set_programme("nowhere");
  const auto text = [&](const std::string& language) {
    const wire::Details details =
        As("auditor", "audit-office", language).Ask<v1::GetProgrammeResponse>(request).Details();
    return absl::StrCat(details.locale, ": ", details.lines.at(0).localized);
  };
  EXPECT_EQ(text("en"), "en: there is no programme nowhere");
  EXPECT_EQ(text("zh-CN,en;q=0.5"), "zh-CN: 没有计划 nowhere");
  EXPECT_EQ(text(""), "zh-CN: 没有计划 nowhere");
}

}  // namespace
}  // namespace ippledge::server
