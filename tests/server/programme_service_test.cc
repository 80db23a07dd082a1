// ProgrammeService: founding, bodies, opening figures; several programmes in one server.
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class ProgrammeServiceTest : public World {
 protected:
  v1::Programme Get(const std::string& programme) {
    v1::GetProgrammeRequest request;
    request.set_programme(programme);
    const auto answer = Bank().Ask<v1::GetProgrammeResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return answer.response.programme();
  }
  // Two persons of the office.
  Rpc Offices() const { return Two("ip_office", kOffice); }
  std::vector<std::string> BodyIds(int page_size) {
    v1::ListBodiesRequest request;
    request.set_programme("nm");
    request.set_page_size(page_size);
    std::vector<std::string> ids;
    do {
      const auto answer = Bank().Ask<v1::ListBodiesResponse>(request);
      EXPECT_THAT(answer, Succeeded());
      if (!answer.status.ok()) return ids;
      for (const v1::Body& body : answer.response.bodies()) ids.push_back(body.body_id());
      request.set_page_token(answer.response.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
};

v1::RecordOpeningFigureRequest OpeningRequest(const std::string& id, std::int64_t value) {
  auto request = Write<v1::RecordOpeningFigureRequest>();
  v1::OpeningFigure& figure = *request.mutable_figure();
  figure.set_opening_id(id);
  figure.set_measure(v1::MEASURE_DISBURSED);
  figure.set_value(value);
  figure.set_through_date("2020-12-31");
  figure.set_source("annual report 2020");
  return request;
}

v1::AmendBodyRequest AmendRequest(v1::Standing standing) {
  auto request = Write<v1::AmendBodyRequest>();
  *request.mutable_body() = BankRequest("nm", kIcbc).body();
  request.mutable_body()->set_standing(standing);
  request.set_reason("letter 7 of 2025");
  return request;
}

// ---- founding ----

TEST_F(ProgrammeServiceTest, AProgrammeShowsWhatItWasFoundedWith) {
  const v1::Programme programme = Get("nm");
  EXPECT_EQ(programme.constitution().SerializeAsString(), GoodConstitution().SerializeAsString());
  EXPECT_EQ(programme.position(), Position());
  EXPECT_EQ(programme.business_date(), "2025-07-01");
  EXPECT_THAT(programme.root(), SizeIs(32));
  EXPECT_TRUE(programme.accepts_writes());
  server_.Restart();
  const v1::Programme after = Get("nm");
  EXPECT_EQ(after.constitution().SerializeAsString(), programme.constitution().SerializeAsString());
  // No entry but totals that the first stop still had to record.
  EXPECT_LE(after.position() - programme.position(), 1);
}

TEST_F(ProgrammeServiceTest, FoundingAgainIsNoErrorWithEqualContentOnly) {
  const Rpc office = Office();
  v1::FoundProgrammeRequest request = FoundRequest("nm");
  const auto again = office.Ask<v1::FoundProgrammeResponse>(request);
  ASSERT_THAT(again, Succeeded());
  EXPECT_EQ(again.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_EQ(again.response.recorded().entry(), 1);
  request.mutable_constitution()->set_title_en("Another");
  EXPECT_THAT(office.Ask<v1::FoundProgrammeResponse>(request),
              Refused(StatusCode::kAlreadyExists, "PROGRAMME_EXISTS"));
}

TEST_F(ProgrammeServiceTest, ARetriedFoundingGetsTheFirstAnswer) {
  const v1::FoundProgrammeRequest request = FoundRequest("second");
  const auto first = Office().Ask<v1::FoundProgrammeResponse>(request);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(first.response.recorded().outcome(), v1::OUTCOME_RECORDED);
  EXPECT_EQ(Office().Ask<v1::FoundProgrammeResponse>(request).bytes, first.bytes);
  server_.Restart();
  EXPECT_EQ(Office().Ask<v1::FoundProgrammeResponse>(request).bytes, first.bytes);
}

TEST_F(ProgrammeServiceTest, ADryFoundingLeavesNothing) {
  v1::FoundProgrammeRequest request = FoundRequest("second");
  request.set_validate_only(true);
  const auto answer = Office().Ask<v1::FoundProgrammeResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.recorded().outcome(), v1::OUTCOME_VALID);
  const auto list = Office().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest());
  EXPECT_THAT(list.response.programmes(), SizeIs(1));
  v1::GetProgrammeRequest get;
  get.set_programme("second");
  EXPECT_THAT(Office().Ask<v1::GetProgrammeResponse>(get),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
}

TEST_F(ProgrammeServiceTest, ABadConstitutionIsRefusedFieldByField) {
  const Rpc office = Office();
  v1::FoundProgrammeRequest request = FoundRequest("Second!");
  request.mutable_constitution()->set_time_zone("Mars/Olympus");
  request.mutable_constitution()->set_currency_code("yuan");
  request.mutable_constitution()->set_target(1);
  const Answer answer = office.Ask<v1::FoundProgrammeResponse>(request);
  EXPECT_EQ(answer.status.code(), StatusCode::kInvalidArgument);
  EXPECT_GE(answer.Details().lines.size(), 3u);
  request = FoundRequest("second");
  request.mutable_constitution()->set_time_zone("Mars/Olympus");
  EXPECT_THAT(office.Ask<v1::FoundProgrammeResponse>(request),
              Refused(StatusCode::kInvalidArgument, "FIELD_MALFORMED"));
  // What was refused is not half there, also after a restart.
  server_.Restart();
  const auto list = Office().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest());
  EXPECT_THAT(list.response.programmes(), SizeIs(1));
}

TEST_F(ProgrammeServiceTest, OnlyTheIpOfficeAndTheFinanceBureauGovern) {
  for (const char* role :
       {"bank_maker", "bank_checker", "fund_manager", "auditor", "reporter", "operator"}) {
    const Rpc caller = As(role, "some-body");
    const auto denied = Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED");
    EXPECT_THAT(caller.Ask<v1::FoundProgrammeResponse>(v1::FoundProgrammeRequest()), denied);
    EXPECT_THAT(caller.Ask<v1::RegisterBodyResponse>(v1::RegisterBodyRequest()), denied);
    EXPECT_THAT(caller.Ask<v1::AmendBodyResponse>(v1::AmendBodyRequest()), denied);
    EXPECT_THAT(caller.Ask<v1::RecordOpeningFigureResponse>(v1::RecordOpeningFigureRequest()),
                denied);
    EXPECT_THAT(caller.Ask<v1::PublishReportResponse>(v1::PublishReportRequest()), denied);
  }
  EXPECT_THAT(
      As("finance_bureau", "finance").Ask<v1::RegisterBodyResponse>(BankRequest("nm", "boc-nm")),
      Succeeded());
}

// ---- several programmes ----

TEST_F(ProgrammeServiceTest, ProgrammesOfOneServerShareNothing) {
  const Rpc office = Office();
  ASSERT_THAT(office.Ask<v1::FoundProgrammeResponse>(FoundRequest("second")), Succeeded());
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  request.set_programme("second");
  EXPECT_THAT(office.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kNotFound, "BANK_UNKNOWN"));
  ASSERT_THAT(office.Ask<v1::RegisterBodyResponse>(BankRequest("second", kIcbc)), Succeeded());
  const auto first = office.Ask<v1::RecordLoanResponse>(request);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 0);
  // The same request id in another programme is another request.
  request.set_programme("nm");
  request.mutable_loan()->set_contract_number("HT-2");
  const auto elsewhere = office.Ask<v1::RecordLoanResponse>(request);
  ASSERT_THAT(elsewhere, Succeeded());
  EXPECT_THAT(elsewhere.response.rights_pledged_before(), SizeIs(0));
  server_.Restart();
  const auto list = Office().Ask<v1::ListProgrammesResponse>(v1::ListProgrammesRequest());
  ASSERT_THAT(list.response.programmes(), SizeIs(2));
  EXPECT_EQ(list.response.programmes(0).programme(), "nm");
  EXPECT_EQ(list.response.programmes(1).programme(), "second");
  EXPECT_NE(list.response.programmes(0).root(), list.response.programmes(1).root());
}

// ---- bodies ----

TEST_F(ProgrammeServiceTest, BodiesAreListedInOrderOfRegistration) {
  const Rpc office = Office();
  for (const char* id : {"zz", "aa", "mm"}) {
    ASSERT_THAT(office.Ask<v1::RegisterBodyResponse>(BankRequest("nm", id)), Succeeded());
  }
  for (const int page_size : {0, 1, 2, 3, 1000}) {
    EXPECT_THAT(BodyIds(page_size), ElementsAre(kIcbc, kCcb, "zz", "aa", "mm")) << page_size;
  }
  v1::ListBodiesRequest request;
  request.set_programme("nm");
  request.set_page_size(-1);
  EXPECT_THAT(office.Ask<v1::ListBodiesResponse>(request),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  request.set_page_size(2);
  request.set_page_token(office.Ask<v1::ListBodiesResponse>(request).response.next_page_token());
  server_.Restart();
  const auto second = Office().Ask<v1::ListBodiesResponse>(request);
  ASSERT_THAT(second, Succeeded());
  EXPECT_EQ(second.response.bodies(0).body_id(), "zz");
  request.set_page_token("AAAA");
  EXPECT_THAT(Office().Ask<v1::ListBodiesResponse>(request),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

TEST_F(ProgrammeServiceTest, ABodyIsRegisteredOnceAndAmendedWithAReason) {
  const Rpc office = Office();
  const auto again = office.Ask<v1::RegisterBodyResponse>(BankRequest("nm", kIcbc));
  ASSERT_THAT(again, Succeeded());
  EXPECT_EQ(again.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  v1::RegisterBodyRequest other = BankRequest("nm", kIcbc);
  other.mutable_body()->set_name_zh("另一家银行");
  EXPECT_THAT(office.Ask<v1::RegisterBodyResponse>(other),
              Refused(StatusCode::kAlreadyExists, "BODY_EXISTS"));

  EXPECT_THAT(office.Ask<v1::AmendBodyResponse>(AmendRequest(v1::STANDING_ACTIVE)),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  const Rpc two = Offices();
  EXPECT_THAT(two.Ask<v1::AmendBodyResponse>(AmendRequest(v1::STANDING_UNSPECIFIED)),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
  v1::AmendBodyRequest unknown = AmendRequest(v1::STANDING_ACTIVE);
  unknown.mutable_body()->set_body_id("nobody");
  EXPECT_THAT(two.Ask<v1::AmendBodyResponse>(unknown),
              Refused(StatusCode::kNotFound, "BODY_UNKNOWN"));
  const v1::AmendBodyRequest expel = AmendRequest(v1::STANDING_EXPELLED);
  const auto amended = two.Ask<v1::AmendBodyResponse>(expel);
  ASSERT_THAT(amended, Succeeded());
  EXPECT_EQ(two.Ask<v1::AmendBodyResponse>(expel).bytes, amended.bytes);
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-1")),
              Refused(StatusCode::kFailedPrecondition, "BANK_STANDING"));
}

// ---- opening figures ----

TEST_F(ProgrammeServiceTest, OpeningFiguresStandApart) {
  const Rpc office = Office();
  const v1::RecordOpeningFigureRequest request = OpeningRequest("before-2021", 12'300);
  const auto first = office.Ask<v1::RecordOpeningFigureResponse>(request);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(office.Ask<v1::RecordOpeningFigureResponse>(request).bytes, first.bytes);
  EXPECT_THAT(office.Ask<v1::RecordOpeningFigureResponse>(OpeningRequest("before-2021", 1)),
              Refused(StatusCode::kAlreadyExists, "OPENING_EXISTS"));
  v1::RecordOpeningFigureRequest bad = OpeningRequest("x", 1);
  bad.mutable_figure()->set_reporting_unit("110000");
  EXPECT_THAT(office.Ask<v1::RecordOpeningFigureResponse>(bad),
              Refused(StatusCode::kNotFound, "UNIT_UNKNOWN"));
  bad = OpeningRequest("x", 1);
  bad.mutable_figure()->set_through_date("2025-07-02");
  EXPECT_THAT(office.Ask<v1::RecordOpeningFigureResponse>(bad),
              Refused(StatusCode::kInvalidArgument, "DATE_IN_FUTURE"));
  EXPECT_EQ(Total(v1::MEASURE_DISBURSED), 0);
  v1::ListOpeningFiguresRequest list;
  list.set_programme("nm");
  const auto figures = Bank().Ask<v1::ListOpeningFiguresResponse>(list);
  ASSERT_THAT(figures.response.figures(), SizeIs(1));
  EXPECT_EQ(figures.response.figures(0).SerializeAsString(), request.figure().SerializeAsString());
}

}  // namespace
}  // namespace ippledge::server
