// CoverService and PolicyService over gRPC: rights, checks in order, answers, lists, exposure.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/cover_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;

class CoverServiceTest : public CoverWorld {
 protected:
  std::vector<std::string> Contracts(const Rpc& who, v1::CoverState state, int page_size) const {
    v1::ListCoversRequest request;
    request.set_programme("nm");
    request.set_state(state);
    request.set_page_size(page_size);
    std::vector<std::string> contracts;
    do {
      const auto page = Must<v1::ListCoversResponse>(who, request);
      for (const v1::Cover& cover : page.covers()) {
        contracts.push_back(cover.loan().contract_number());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return contracts;
  }
};

TEST_F(CoverServiceTest, AnApplicationIsJudgedAndConfirmed) {
  RecordLoan("HT-1");
  auto apply = Applying("HT-1");
  apply.set_validate_only(true);
  const auto tried = Must<v1::ApplyForCoverResponse>(Bank(), apply);
  EXPECT_EQ(tried.recorded().outcome(), v1::OUTCOME_VALID);
  EXPECT_EQ(tried.judgement().verdict().outcome(), v1::STEP_OUTCOME_ENROLLED);
  EXPECT_GT(tried.judgement().verdict().trace_size(), 0);
  EXPECT_FALSE(tried.judgement().facts().has_portfolio());

  apply.set_validate_only(false);
  const auto first = Bank().Ask<v1::ApplyForCoverResponse>(apply);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(first.response.cover().state(), v1::COVER_STATE_SUBMITTED);
  EXPECT_EQ(first.response.cover().policy_id(), "cover");
  EXPECT_EQ(first.response.cover().due().date(), "2025-07-08");
  EXPECT_EQ(first.response.cover().open_step(), v1::WORK_STEP_CONFIRM_COVER);
  // Byte for byte, also after a restart.
  EXPECT_EQ(Bank().Ask<v1::ApplyForCoverResponse>(apply).bytes, first.bytes);
  server_.Restart();
  EXPECT_EQ(Bank().Ask<v1::ApplyForCoverResponse>(apply).bytes, first.bytes);
  const auto known = Must<v1::ApplyForCoverResponse>(Bank(), Applying("HT-1"));
  EXPECT_EQ(known.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);

  const auto decided =
      Must<v1::DecideCoverResponse>(FundOffice(), Deciding("HT-1", v1::STEP_DECISION_ACCEPT));
  EXPECT_EQ(decided.cover().state(), v1::COVER_STATE_ENROLLED);
  EXPECT_GT(decided.cover().covered_fen(), 0);
  EXPECT_EQ(decided.cover().covered_fen(), decided.cover().asked_fen());

  const auto shown = Must<v1::GetCoverResponse>(Office(), CoverRequest("HT-1"));
  EXPECT_EQ(shown.cover().state(), v1::COVER_STATE_ENROLLED);
  EXPECT_TRUE(shown.judgement().facts().has_portfolio());
  const auto before =
      Must<v1::GetCoverResponse>(Office(), CoverRequest("HT-1", first.response.recorded().entry()));
  EXPECT_EQ(before.cover().state(), v1::COVER_STATE_SUBMITTED);
}

TEST_F(CoverServiceTest, RightsAndChecksInOrder) {
  RecordLoan("HT-1");
  const auto apply = Applying("HT-1");
  EXPECT_THAT(OtherBank().Ask<v1::ApplyForCoverResponse>(apply),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(One("auditor", "nm-audit").Ask<v1::ApplyForCoverResponse>(apply),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  auto shapeless = apply;
  shapeless.clear_application();
  EXPECT_THAT(Bank().Ask<v1::ApplyForCoverResponse>(shapeless),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
  EXPECT_THAT(Bank().Ask<v1::ApplyForCoverResponse>(Applying("HT-9")),
              Refused(StatusCode::kNotFound, "LOAN_UNKNOWN"));
  auto elsewhere = apply;
  elsewhere.set_programme("xx");
  EXPECT_THAT(Bank().Ask<v1::ApplyForCoverResponse>(elsewhere),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
  auto other_policy = apply;
  other_policy.mutable_application()->set_policy_id("none");
  EXPECT_THAT(Bank().Ask<v1::ApplyForCoverResponse>(other_policy),
              Refused(StatusCode::kNotFound, "POLICY_UNKNOWN"));

  EXPECT_THAT(Bank().Ask<v1::DecideCoverResponse>(Deciding("HT-1", v1::STEP_DECISION_ACCEPT)),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(FundOffice().Ask<v1::DecideCoverResponse>(Deciding("HT-1", v1::STEP_DECISION_CANCEL)),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(FundOffice().Ask<v1::DecideCoverResponse>(Deciding("HT-1", v1::STEP_DECISION_ACCEPT)),
              Refused(StatusCode::kNotFound, "COVER_UNKNOWN"));
  EXPECT_THAT(Office().Ask<v1::GetCoverResponse>(CoverRequest("HT-1")),
              Refused(StatusCode::kNotFound, "COVER_UNKNOWN"));
  EXPECT_THAT(OtherBank().Ask<v1::GetCoverResponse>(CoverRequest("HT-1")),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
}

TEST_F(CoverServiceTest, ACureWithdrawsTheClaim) {
  Enrol("HT-1");
  Default("HT-1");
  Must<v1::FileClaimResponse>(Checker(), Filing("HT-1"));
  const auto cured = Must<v1::ReportRiskResponse>(Bank(), Reporting("HT-1", v1::RISK_KIND_CURED));
  EXPECT_EQ(cured.withdrawn_claim(), "C1");
  EXPECT_FALSE(cured.has_fund());
  EXPECT_EQ(cured.cover().claims(0).state(), v1::CLAIM_STATE_WITHDRAWN);
}

TEST_F(CoverServiceTest, ListsByBankAndState) {
  for (int i = 1; i <= 5; ++i) Enrol(absl::StrCat("HT-", i));
  RecordLoan("HT-6");
  Default("HT-3");
  EXPECT_THAT(Contracts(Office(), v1::COVER_STATE_UNSPECIFIED, 2),
              ElementsAre("HT-1", "HT-2", "HT-3", "HT-4", "HT-5"));
  EXPECT_THAT(Contracts(Bank(), v1::COVER_STATE_DEFAULTED, 2), ElementsAre("HT-3"));
  EXPECT_THAT(Contracts(OtherBank(), v1::COVER_STATE_UNSPECIFIED, 2), ElementsAre());
  v1::ListCoversRequest request;
  request.set_programme("nm");
  request.set_bank(kIcbc);
  EXPECT_THAT(OtherBank().Ask<v1::ListCoversResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  request.set_state(static_cast<v1::CoverState>(77));
  EXPECT_THAT(Office().Ask<v1::ListCoversResponse>(request),
              Refused(StatusCode::kInvalidArgument, "ENUM_UNKNOWN"));
}

TEST_F(CoverServiceTest, TheFundTellsItsExposure) {
  v1::GetFundRequest request;
  request.set_programme("nm");
  RecordLoan("HT-0");
  const auto before = Must<v1::GetFundResponse>(Office(), request);
  EXPECT_FALSE(before.exposure().covered_only());
  EXPECT_EQ(before.exposure().outstanding_fen(), 40'000'000);
  Enrol("HT-1");
  Enrol("HT-2");
  Default("HT-2");
  const auto after = Must<v1::GetFundResponse>(Office(), request);
  const v1::FundExposure& exposure = after.exposure();
  EXPECT_TRUE(exposure.covered_only());
  EXPECT_EQ(exposure.sums().loans(), 2);
  EXPECT_EQ(exposure.outstanding_fen(), exposure.sums().covered_balance_fen());
  EXPECT_GT(exposure.outstanding_fen(), 0);
  EXPECT_EQ(exposure.leverage_ppm(), exposure.outstanding_fen() * 1'000'000 / kFundFen);
  EXPECT_EQ(exposure.npl_ppm(), 500'000);
  ASSERT_EQ(exposure.covers_size(), 2);
  EXPECT_EQ(exposure.covers(0).state(), v1::COVER_STATE_ENROLLED);
  ASSERT_EQ(after.brakes_size(), 1);
  EXPECT_EQ(after.brakes(0).name(), "fund_npl");
  EXPECT_EQ(after.brakes(0).found_ppm(), 500'000);
  EXPECT_FALSE(after.brakes(0).passed());
  EXPECT_EQ(after.shortfall_fen(), 0);
}

TEST_F(CoverServiceTest, WhatABankTakesIsShownAsAShortfall) {
  auto taken = Write<v1::RecordMovementRequest>();
  v1::FundMovement& movement = *taken.mutable_movement();
  movement.set_movement_id("T1");
  movement.set_kind(v1::FUND_MOVEMENT_KIND_TAKEN_BY_BANK);
  movement.set_amount_fen(kFundFen + 7);
  movement.set_movement_date("2025-07-01");
  movement.set_counterparty(kIcbc);
  Must<v1::RecordMovementResponse>(Bureau(), taken);
  v1::GetFundRequest request;
  request.set_programme("nm");
  const auto fund = Must<v1::GetFundResponse>(Office(), request);
  EXPECT_EQ(fund.shortfall_fen(), 7);
  EXPECT_EQ(fund.taken_by_bank_fen(), kFundFen + 7);
  EXPECT_EQ(fund.figures().available_fen(), -7);
}

TEST_F(CoverServiceTest, PoliciesCalendarsAndRates) {
  auto issue = Write<v1::IssuePolicyRequest>();
  Policy second = ThePolicy();
  second.version = 2;
  second.effective_date = Date::Of(2025, 8, 1);
  *issue.mutable_policy() = wire::FormatPolicy(second);
  EXPECT_THAT(FundOffice().Ask<v1::IssuePolicyResponse>(issue),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(Office().Ask<v1::IssuePolicyResponse>(issue),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  Must<v1::IssuePolicyResponse>(Two("ip_office", "nm-ip-office"), issue);
  v1::ListPoliciesRequest policies;
  policies.set_programme("nm");
  const auto listed = Must<v1::ListPoliciesResponse>(Bank(), policies);
  ASSERT_EQ(listed.policies_size(), 2);
  EXPECT_TRUE(listed.policies(0).in_force());
  EXPECT_FALSE(listed.policies(1).in_force());
  v1::GetPolicyRequest get;
  get.set_programme("nm");
  EXPECT_EQ(Must<v1::GetPolicyResponse>(Bank(), get).policy().version(), 1);
  get.set_policy_id("cover");
  get.set_version(2);
  EXPECT_EQ(Must<v1::GetPolicyResponse>(Bank(), get).policy().effective_date(), "2025-08-01");
  get.set_version(3);
  EXPECT_THAT(Bank().Ask<v1::GetPolicyResponse>(get),
              Refused(StatusCode::kNotFound, "POLICY_UNKNOWN"));

  auto calendar = Write<v1::EnterCalendarRequest>();
  calendar.mutable_year()->set_year(2025);
  calendar.mutable_year()->add_holidays("2025-10-01");
  calendar.mutable_year()->add_working_days("2025-10-11");
  calendar.mutable_year()->set_source("notice");
  EXPECT_THAT(Bank().Ask<v1::EnterCalendarResponse>(calendar),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  Must<v1::EnterCalendarResponse>(Office(), calendar);
  v1::ListCalendarsRequest calendars;
  calendars.set_programme("nm");
  const auto years = Must<v1::ListCalendarsResponse>(Bank(), calendars);
  ASSERT_EQ(years.years_size(), 1);
  EXPECT_EQ(years.years(0).holidays(0), "2025-10-01");

  auto rate = Write<v1::EnterLendingRateRequest>();
  rate.mutable_rate()->set_date("2025-06-20");
  rate.mutable_rate()->set_one_year_ppm(30'000);
  rate.mutable_rate()->set_five_year_ppm(35'000);
  rate.mutable_rate()->set_source("announcement");
  Must<v1::EnterLendingRateResponse>(Office(), rate);
  v1::ListLendingRatesRequest rates;
  rates.set_programme("nm");
  const auto known = Must<v1::ListLendingRatesResponse>(Bank(), rates);
  ASSERT_EQ(known.rates_size(), 1);
  EXPECT_EQ(known.rates(0).one_year_ppm(), 30'000);
}

TEST_F(CoverServiceTest, FiguresThatPeopleEnter) {
  auto record = Write<v1::RecordPortfolioFigureRequest>();
  v1::PortfolioFigure& figure = *record.mutable_figure();
  figure.set_figure_id("F-0");
  figure.set_kind(v1::FIGURE_KIND_COMMITTED_LINE);
  figure.set_bank(kIcbc);
  figure.set_year(2025);
  figure.set_amount_fen(7);
  figure.set_source("agreement");
  EXPECT_THAT(Bank().Ask<v1::RecordPortfolioFigureResponse>(record),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  Must<v1::RecordPortfolioFigureResponse>(Office(), record);
  const auto more = [&](const std::string& id, v1::FigureKind kind, const std::string& bank) {
    auto again = Write<v1::RecordPortfolioFigureRequest>();
    *again.mutable_figure() = figure;
    again.mutable_figure()->set_figure_id(id);
    again.mutable_figure()->set_kind(kind);
    again.mutable_figure()->set_bank(bank);
    return Must<v1::RecordPortfolioFigureResponse>(Office(), again);
  };
  more("F-1", v1::FIGURE_KIND_COMMITTED_LINE, kIcbc);
  more("F-2", v1::FIGURE_KIND_FEES_COLLECTED, "");
  more("F-3", v1::FIGURE_KIND_COMMITTED_LINE, kCcb);

  v1::ListPortfolioFiguresRequest list;
  list.set_programme("nm");
  const auto ids = [&](const Rpc& rpc) {
    std::string all;
    v1::ListPortfolioFiguresRequest ask = list;
    do {
      const auto page = Must<v1::ListPortfolioFiguresResponse>(rpc, ask);
      for (const v1::RecordedFigure& recorded : page.figures()) {
        all += recorded.figure().figure_id() + (recorded.stands() ? "! " : " ");
      }
      ask.set_page_token(page.next_page_token());
    } while (!ask.page_token().empty());
    return all;
  };
  EXPECT_EQ(ids(Office()), "F-0 F-1! F-2! F-3! ");
  EXPECT_EQ(ids(Bank()), "F-0 F-1! ");
  list.set_page_size(1);
  EXPECT_EQ(ids(Office()), "F-0 F-1! F-2! F-3! ");
  list.set_kind(v1::FIGURE_KIND_COMMITTED_LINE);
  EXPECT_EQ(ids(Office()), "F-0 F-1! F-3! ");
  list.set_bank(kCcb);
  EXPECT_EQ(ids(Office()), "F-3! ");
  EXPECT_THAT(Bank().Ask<v1::ListPortfolioFiguresResponse>(list),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  list.set_page_token("x");
  EXPECT_THAT(Office().Ask<v1::ListPortfolioFiguresResponse>(list),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
  list.clear_page_token();
  list.set_kind(static_cast<v1::FigureKind>(99));
  EXPECT_THAT(Office().Ask<v1::ListPortfolioFiguresResponse>(list),
              Refused(StatusCode::kInvalidArgument, "ENUM_UNKNOWN"));
}

}  // namespace
}  // namespace ippledge::server
