// Acts that are no entries: what is kept of calls through a real server, who reads it, and what is
// never in it.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

v1::ListKeptActsRequest Listing(const std::string& programme = "nm") {
  v1::ListKeptActsRequest request;
  request.set_programme(programme);
  return request;
}

std::string TextOf(const v1::KeptAct& act) {
  return absl::StrCat(act.organisation(), "/", v1::Role_Name(act.role()), "/", act.person(), " ",
                      act.method(), " ", act.reason(), " [", act.field(), "] ", act.repeated());
}

class KeptActsTest : public World {
 protected:
  explicit KeptActsTest(TestServer::Options options = {}) : World(std::move(options)) {}

  Rpc Auditor() const { return As("auditor", "audit-office"); }
  std::vector<v1::KeptAct> Acts(const std::string& programme = "nm") const {
    const auto answer = Auditor().Ask<v1::ListKeptActsResponse>(Listing(programme));
    EXPECT_THAT(answer, Succeeded());
    EXPECT_EQ(answer.response.kept_days(), 184);
    return {answer.response.acts().begin(), answer.response.acts().end()};
  }
  std::vector<std::string> Shown(const std::string& programme = "nm") const {
    std::vector<std::string> shown;
    for (const v1::KeptAct& act : Acts(programme)) shown.push_back(TextOf(act));
    return shown;
  }
  // Of the server's own log.
  std::vector<std::string> OfServer() {
    std::vector<std::string> shown;
    const auto acts = server_.acts().Newest("", 0, 1'000);
    for (const storage::KeptAct& act : *acts) {
      shown.push_back(absl::StrCat(act.organisation, " ", act.method, " ", act.reason));
    }
    return shown;
  }
  v1::GetLoanRequest Foreign() const {
    v1::GetLoanRequest request;
    request.set_programme("nm");
    request.mutable_loan()->set_bank(kIcbc);
    request.mutable_loan()->set_contract_number("HT-1");
    return request;
  }
  void RefuseOne(const std::string& person) const {
    const Rpc other(server_.address(),
                    {.organisation = kCcb, .role = "bank_maker", .person = person});
    ASSERT_THAT(other.Ask<v1::GetLoanResponse>(Foreign()),
                Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  }
};

// ---- what is kept ----

TEST_F(KeptActsTest, ARefusedCallIsKeptWithWhoWhatWhyAndWhence) {
  ASSERT_THAT(OtherBank().Ask<v1::GetLoanResponse>(Foreign()),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  const auto acts = Acts();
  ASSERT_THAT(acts, SizeIs(1));
  EXPECT_EQ(TextOf(acts[0]), "ccb-nm/ROLE_BANK_MAKER/p-1 LoanService/GetLoan NOT_YOUR_ROWS [] 0");
  EXPECT_EQ(acts[0].number(), 1);
  EXPECT_EQ(acts[0].time().seconds() * 1'000, TestClock::kStartMs);
  EXPECT_THAT(acts[0].peer(), MatchesRegex("ipv4:127\\.0\\.0\\.1:[0-9]+"));
  EXPECT_EQ(acts[0].text(), "");
}

TEST_F(KeptActsTest, EveryRefusalForWhoAsksIsKept) {
  v1::RecordMovementRequest fee = Write<v1::RecordMovementRequest>();
  EXPECT_THAT(Bank().Ask<v1::RecordMovementResponse>(fee),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  auto retire = Write<v1::RetireKeyRequest>();
  EXPECT_THAT(As("security_officer", "nm-ip-office").Ask<v1::RetireKeyResponse>(retire),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(As("king", kIcbc).Ask<v1::GetLoanResponse>(Foreign()),
              Refused(StatusCode::kUnauthenticated, "CALLER_UNKNOWN"));
  const Rpc approved(server_.address(), {.organisation = kIcbc,
                                         .role = "bank_maker",
                                         .person = "p-2",
                                         .language = "en",
                                         .second_person = "",
                                         .approval = "x"});
  EXPECT_THAT(approved.Ask<v1::GetLoanResponse>(Foreign()),
              Refused(StatusCode::kPermissionDenied, "APPROVAL_INVALID"));
  EXPECT_THAT(
      Shown(),
      ElementsAre("icbc-nm/ROLE_BANK_MAKER/p-2 LoanService/GetLoan APPROVAL_INVALID [] 0",
                  "icbc-nm/ROLE_UNSPECIFIED/p-1 LoanService/GetLoan CALLER_UNKNOWN [] 0",
                  "nm-ip-office/ROLE_SECURITY_OFFICER/p-1 AdminService/RetireKey "
                  "SECOND_PERSON_REQUIRED [] 0",
                  "icbc-nm/ROLE_BANK_MAKER/p-1 FundService/RecordMovement ROLE_NOT_ALLOWED [] 0"));
}

TEST_F(KeptActsTest, WhatIsServedOrRefusedForOtherReasonsIsNot) {
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")), Succeeded());
  EXPECT_THAT(Bank().Ask<v1::GetLoanResponse>(Foreign()), Succeeded());
  v1::GetLoanRequest none = Foreign();
  none.mutable_loan()->set_contract_number("HT-9");
  EXPECT_THAT(Bank().Ask<v1::GetLoanResponse>(none),
              Refused(StatusCode::kNotFound, "LOAN_UNKNOWN"));
  EXPECT_THAT(Bank().AskBytes("/ippledge.v1.LoanService/GetLoan", "\xff"),
              Refused(StatusCode::kInvalidArgument, "MESSAGE_MALFORMED"));
  auto bad = LoanRequest("HT-2");
  bad.set_request_id("no uuid");
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(bad),
              Refused(StatusCode::kInvalidArgument, "REQUEST_ID_MALFORMED"));
  EXPECT_THAT(Shown(), IsEmpty());
}

TEST_F(KeptActsTest, ActsOfNoProgrammeAreTheServers) {
  v1::GetLoanRequest request = Foreign();
  request.set_programme("");
  EXPECT_THAT(OtherBank().Ask<v1::GetLoanResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  request.set_programme("no-such");
  EXPECT_THAT(As("bank_checker", kCcb).Ask<v1::GetLoanResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(Shown(), IsEmpty());
  EXPECT_THAT(OfServer(), SizeIs(2));
}

TEST_F(KeptActsTest, EachProgrammeHasItsOwn) {
  ASSERT_THAT(Office().Ask<v1::FoundProgrammeResponse>(FoundRequest("hlbe")), Succeeded());
  RefuseOne("p-1");
  v1::GetLoanRequest request = Foreign();
  request.set_programme("hlbe");
  EXPECT_THAT(OtherBank().Ask<v1::GetLoanResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(Shown("nm"), SizeIs(1));
  EXPECT_THAT(Shown("hlbe"), SizeIs(1));
  storage::KeptAct act;
  act.method = kTlsReloaded;
  server_.acts().KeepOfServer(act);
  EXPECT_THAT(Shown("nm"), SizeIs(2));
  EXPECT_THAT(Shown("hlbe"), SizeIs(2));
  EXPECT_THAT(OfServer(), ElementsAre(" ippledged reload "));
}

TEST_F(KeptActsTest, RowsOfABatchThatAreOthersAreCounted) {
  v1::BatchRecordRequest batch = BatchRequest(5, "HT-");
  for (int row : {1, 3, 4}) *batch.mutable_rows(row) = LoanRow(absl::StrCat("X-", row), kCcb);
  const auto answer = Bank().Ask<v1::BatchRecordResponse>(batch);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.refused_rows(), 3);
  server_.clock().Advance(absl::Minutes(1));
  EXPECT_THAT(Shown(), ElementsAre(HasSubstr("LoanService/BatchRecord NOT_YOUR_ROWS"),
                                   HasSubstr("LoanService/BatchRecord NOT_YOUR_ROWS")));
  EXPECT_EQ(Acts()[0].repeated(), 2);
}

TEST_F(KeptActsTest, RefusedRowsAndMessagesOfAStreamAreKept) {
  auto stream = Bank().OpenMethod("/ippledge.v1.LoanService/StreamRecord");
  v1::StreamRecordRequest message;
  message.set_programme("nm");
  message.set_request_id(NewId());
  *message.add_rows() = LoanRow("S-1", kCcb);
  ASSERT_TRUE(stream->Write(message));
  ASSERT_TRUE(stream->ReadBytes());
  message.set_request_id(NewId());
  *message.add_rows() = LoanRow("S-2");
  ASSERT_TRUE(stream->Write(message));
  ASSERT_TRUE(stream->ReadBytes());
  stream->WritesDone();
  EXPECT_FALSE(stream->ReadBytes());
  EXPECT_TRUE(stream->Finish().status.ok());
  EXPECT_THAT(Shown(), ElementsAre(HasSubstr("LoanService/StreamRecord NOT_YOUR_ROWS")));
  server_.clock().Advance(absl::Minutes(1));
  EXPECT_EQ(Acts()[0].repeated(), 1);
  // A stream that is not begun at all has named no programme yet.
  const auto refused = As("reporter", "paper").OpenMethod("/ippledge.v1.LoanService/StreamRecord");
  EXPECT_FALSE(refused->ReadBytes());
  EXPECT_THAT(refused->Finish(), Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(OfServer(), ElementsAre("paper LoanService/StreamRecord ROLE_NOT_ALLOWED"));
}

TEST_F(KeptActsTest, ARefusedStreamOfAnswersIsKept) {
  v1::ExportMovementsRequest request;
  request.set_programme("nm");
  const auto stream = Bank().Receive(request);
  EXPECT_FALSE(stream->ReadBytes());
  EXPECT_THAT(stream->Finish(), Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Shown(), ElementsAre("icbc-nm/ROLE_BANK_MAKER/p-1 FundService/ExportMovements "
                                   "ROLE_NOT_ALLOWED [] 0"));
}

class KeptLimitsTest : public KeptActsTest {
 protected:
  KeptLimitsTest() : KeptActsTest({.limits = LimitOptions{.calls_per_second = 40, .streams = 1}}) {}
};

TEST_F(KeptLimitsTest, WhoAsksTooOftenIsKeptOnceAMinute) {
  v1::GetProgrammeRequest request;
  request.set_programme("nm");
  const Rpc busy(server_.address(), {.organisation = kIcbc, .role = "bank_maker", .person = "b"});
  int refused = 0;
  while (refused < 3) refused += busy.Ask<v1::GetProgrammeResponse>(request).status.ok() ? 0 : 1;
  const Rpc quiet(server_.address(), {.organisation = kIcbc, .role = "bank_maker", .person = "q"});
  v1::FollowEntriesRequest follow;
  follow.set_programme("nm");
  follow.set_first_entry(1);
  const auto first = quiet.Receive(follow);
  ASSERT_TRUE(first->ReadBytes());
  const auto second = quiet.Receive(follow);
  EXPECT_FALSE(second->ReadBytes());
  EXPECT_THAT(second->Finish(), Refused(StatusCode::kResourceExhausted, "STREAMS_EXCEEDED"));
  EXPECT_THAT(Shown(), ElementsAre(HasSubstr("/q JournalService/FollowEntries STREAMS_EXCEEDED"),
                                   HasSubstr("/b ProgrammeService/GetProgramme RATE_EXCEEDED")));
}

// ---- who reads it, and how ----

TEST_F(KeptActsTest, AreReadByWhoAuditsSecuresAndRuns) {
  RefuseOne("p-1");
  for (const char* role : {"auditor", "security_officer", "operator"}) {
    EXPECT_THAT(As(role, "nm-ip-office").Ask<v1::ListKeptActsResponse>(Listing()), Succeeded());
  }
  for (const char* role :
       {"bank_maker", "bank_checker", "fund_manager", "ip_office", "finance_bureau", "reporter"}) {
    EXPECT_THAT(As(role, "nm-ip-office").Ask<v1::ListKeptActsResponse>(Listing()),
                Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"))
        << role;
  }
  // That was refused to them is kept too.
  EXPECT_THAT(Shown(), SizeIs(7));
}

TEST_F(KeptActsTest, PagesGoBackInTimeThoughNewOnesCome) {
  for (int i = 1; i <= 5; ++i) RefuseOne(absl::StrCat("p-", i));
  v1::ListKeptActsRequest request = Listing();
  request.set_page_size(2);
  std::vector<std::int64_t> numbers;
  do {
    const auto page = Auditor().Ask<v1::ListKeptActsResponse>(request);
    ASSERT_THAT(page, Succeeded());
    EXPECT_LE(page.response.acts_size(), 2);
    for (const v1::KeptAct& act : page.response.acts()) numbers.push_back(act.number());
    request.set_page_token(page.response.next_page_token());
    RefuseOne(absl::StrCat("later-", numbers.size()));
  } while (!request.page_token().empty());
  EXPECT_THAT(numbers, ElementsAre(5, 4, 3, 2, 1));
}

TEST_F(KeptActsTest, RefusesPagesThatItDidNotMake) {
  ASSERT_THAT(Office().Ask<v1::FoundProgrammeResponse>(FoundRequest("hlbe")), Succeeded());
  for (int i = 1; i <= 3; ++i) RefuseOne(absl::StrCat("p-", i));
  v1::ListKeptActsRequest request = Listing();
  request.set_page_size(1);
  const auto page = Auditor().Ask<v1::ListKeptActsResponse>(request);
  request.set_page_token(page.response.next_page_token());
  request.set_programme("hlbe");
  EXPECT_THAT(Auditor().Ask<v1::ListKeptActsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
  request = Listing();
  request.set_page_size(-1);
  EXPECT_THAT(Auditor().Ask<v1::ListKeptActsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  EXPECT_THAT(Auditor().Ask<v1::ListKeptActsResponse>(Listing("no-such")),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
}

TEST_F(KeptActsTest, OutliveARestart) {
  RefuseOne("p-1");
  server_.Restart();
  RefuseOne("p-1");
  EXPECT_THAT(Shown(), SizeIs(2));
}

// ---- what is never in it ----

TEST_F(KeptActsTest, NothingOfARequestIsKept) {
  auto request = LoanRequest("HT-SECRET-77", kIcbc);
  request.mutable_loan()->mutable_borrower()->set_name("王小明");
  EXPECT_THAT(OtherBank().Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  for (const v1::KeptAct& act : Acts()) {
    EXPECT_THAT(act.DebugString(), Not(HasSubstr("SECRET")));
    EXPECT_THAT(act.Utf8DebugString(), Not(HasSubstr("王小明")));
    EXPECT_THAT(act.reason(), StartsWith("NOT_YOUR"));
  }
}

}  // namespace
}  // namespace ippledge::server
