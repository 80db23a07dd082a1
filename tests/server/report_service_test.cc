// ReportService: figures on both clocks, the pace, differences, official figures.
#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReportServiceTest : public World {
 protected:
  // Records a loan whose one draw has that day and that amount.
  void Lend(const std::string& contract, const std::string& date, std::int64_t fen,
            const std::string& bank = kIcbc) {
    v1::RecordLoanRequest request = LoanRequest(contract, bank);
    request.mutable_loan()->mutable_draw()->set_disbursement_date(date);
    request.mutable_loan()->mutable_draw()->set_principal_fen(fen);
    request.mutable_loan()->mutable_draw()->set_maturity_date("2026-12-31");
    EXPECT_THAT(Office().Ask<v1::RecordLoanResponse>(request), Succeeded());
  }
  // Three loans in two years, of two banks.
  void LendSome() {
    Lend("HT-1", "2021-05-01", 30'000'000);
    Lend("HT-2", "2024-03-01", 50'000'000, kCcb);
    Lend("HT-3", "2025-06-30", 20'000'000);
  }
};

v1::GetTotalsRequest TotalsRequest(std::vector<v1::Dimension> by,
                                   std::vector<v1::Measure> measures = {v1::MEASURE_DISBURSED,
                                                                        v1::MEASURE_LOANS}) {
  v1::GetTotalsRequest request;
  request.set_programme("nm");
  for (const v1::Dimension dimension : by) request.mutable_query()->add_by(dimension);
  for (const v1::Measure measure : measures) request.mutable_query()->add_measures(measure);
  return request;
}

template <typename Figures>
std::string Joined(const Figures& figures) {
  return absl::StrJoin(figures, " ", [](std::string* out, const v1::Figure& figure) {
    absl::StrAppend(out, figure.value());
  });
}

// Each row as "2024 icbc-nm: 1 2".
std::vector<std::string> Rows(const v1::GetTotalsResponse& response) {
  std::vector<std::string> rows;
  for (const v1::TotalsRow& row : response.rows()) {
    rows.push_back(absl::StrCat(absl::StrJoin(row.keys(), " ",
                                              [](std::string* out, const v1::SliceKey& key) {
                                                absl::StrAppend(out, key.value());
                                              }),
                                ": ", Joined(row.figures())));
  }
  return rows;
}

// ---- totals ----

TEST_F(ReportServiceTest, TotalsAreSlicedFilteredAndCumulative) {
  LendSome();
  const Rpc office = Office();
  const auto by_year = office.Ask<v1::GetTotalsResponse>(TotalsRequest({v1::DIMENSION_YEAR}));
  ASSERT_THAT(by_year, Succeeded());
  EXPECT_THAT(Rows(by_year.response),
              ElementsAre("2021: 30000000 1", "2024: 50000000 1", "2025: 20000000 1"));
  EXPECT_EQ(Joined(by_year.response.total().figures()), "100000000 3");
  EXPECT_EQ(by_year.response.position(), Position());
  EXPECT_EQ(by_year.response.target(), 1'000'000'000);
  EXPECT_EQ(by_year.response.completion_ppm(), 100'000);

  auto request = TotalsRequest({v1::DIMENSION_BANK, v1::DIMENSION_UNIT});
  request.mutable_query()->set_as_of_date("2024-12-31");
  const auto sliced = office.Ask<v1::GetTotalsResponse>(request);
  EXPECT_THAT(Rows(sliced.response),
              ElementsAre("icbc-nm 150100: 30000000 1", "ccb-nm 150100: 50000000 1"));
  EXPECT_EQ(sliced.response.rows(0).keys(1).name_zh(), "呼和浩特市");
  EXPECT_EQ(sliced.response.as_of_date(), "2024-12-31");

  request = TotalsRequest({});
  v1::DimensionFilter& filter = *request.mutable_query()->add_filters();
  filter.set_dimension(v1::DIMENSION_BANK);
  filter.add_values(kCcb);
  filter.add_values("nobody");
  const auto filtered = office.Ask<v1::GetTotalsResponse>(request);
  EXPECT_EQ(Joined(filtered.response.total().figures()), "50000000 1");
  EXPECT_THAT(filtered.response.rows(), IsEmpty());
  EXPECT_EQ(filtered.response.completion_ppm(), 0);
}

TEST_F(ReportServiceTest, FirmsAreCountedOnceAndSaidNotToAddUp) {
  LendSome();
  const auto answer =
      Office().Ask<v1::GetTotalsResponse>(TotalsRequest({v1::DIMENSION_YEAR}, {v1::MEASURE_FIRMS}));
  ASSERT_THAT(answer, Succeeded());
  EXPECT_THAT(Rows(answer.response), ElementsAre("2021: 1", "2024: 1", "2025: 1"));
  EXPECT_EQ(Joined(answer.response.total().figures()), "1");
  EXPECT_THAT(answer.response.not_additive(), ElementsAre(v1::MEASURE_FIRMS));
}

TEST_F(ReportServiceTest, ABankSeesTheWholeButNotTheOtherBanks) {
  LendSome();
  const Rpc bank = OtherBank();
  const auto whole = bank.Ask<v1::GetTotalsResponse>(TotalsRequest({}));
  EXPECT_EQ(Joined(whole.response.total().figures()), "100000000 3");
  // Fine enough slices would show others' loans one by one: they are of its own alone.
  for (const v1::Dimension by : {v1::DIMENSION_YEAR, v1::DIMENSION_DAY, v1::DIMENSION_UNIT,
                                 v1::DIMENSION_IP_KIND, v1::DIMENSION_INDUSTRY}) {
    const auto sliced = bank.Ask<v1::GetTotalsResponse>(TotalsRequest({by}));
    EXPECT_EQ(Joined(sliced.response.total().figures()), "50000000 1") << by;
    EXPECT_EQ(sliced.response.rows_size(), 1) << by;
  }
  auto since = TotalsRequest({});
  since.mutable_query()->set_from_date("2020-01-01");
  EXPECT_EQ(Joined(bank.Ask<v1::GetTotalsResponse>(since).response.total().figures()),
            "50000000 1");
  const auto own = bank.Ask<v1::GetTotalsResponse>(TotalsRequest({v1::DIMENSION_BANK}));
  EXPECT_THAT(Rows(own.response), ElementsAre("ccb-nm: 50000000 1"));
  EXPECT_EQ(Joined(own.response.total().figures()), "50000000 1");
  auto request = TotalsRequest({});
  v1::DimensionFilter& filter = *request.mutable_query()->add_filters();
  filter.set_dimension(v1::DIMENSION_BANK);
  filter.add_values(kCcb);
  EXPECT_THAT(bank.Ask<v1::GetTotalsResponse>(request), Succeeded());
  filter.add_values(kIcbc);
  EXPECT_THAT(bank.Ask<v1::GetTotalsResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
}

TEST_F(ReportServiceTest, ABadQueryIsToldFieldByField) {
  auto request = TotalsRequest({v1::DIMENSION_YEAR, v1::DIMENSION_YEAR, v1::DIMENSION_UNSPECIFIED},
                               {v1::MEASURE_LOANS, v1::MEASURE_LOANS});
  request.mutable_query()->set_as_of_date("2024-02-30");
  request.mutable_query()->set_from_date("yesterday");
  request.mutable_query()->add_filters()->set_dimension(v1::DIMENSION_UNIT);
  const auto answer = Office().Ask<v1::GetTotalsResponse>(request);
  ASSERT_EQ(answer.status.code(), StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const wire::Details::Line& line : answer.Details().lines) fields.push_back(line.field);
  EXPECT_THAT(fields,
              ElementsAre("query.measures[1]", "query.by[1]", "query.by[2]",
                          "query.filters[0].values", "query.as_of_date", "query.from_date"));
  EXPECT_THAT(Office().Ask<v1::GetTotalsResponse>(
                  TotalsRequest({v1::DIMENSION_YEAR, v1::DIMENSION_MONTH, v1::DIMENSION_DAY,
                                 v1::DIMENSION_BANK, v1::DIMENSION_UNIT})),
              Refused(StatusCode::kInvalidArgument, "TOO_MANY_ITEMS"));
  for (const std::int64_t at : {std::int64_t{-1}, Position() + 1}) {
    request = TotalsRequest({});
    request.mutable_query()->set_at(at);
    EXPECT_THAT(Office().Ask<v1::GetTotalsResponse>(request),
                Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
  }
}

// Figures at a position never change, whatever is written meanwhile or corrected later.
TEST_F(ReportServiceTest, PastPositionsKeepTheirFiguresWhileWritesGoOn) {
  std::vector<std::pair<std::int64_t, std::int64_t>> seen;  // position, loans
  const Rpc office = Office();
  std::atomic<bool> done{false};
  std::thread writer([&] {
    const Rpc bank = Bank();
    for (int i = 0; i < 30; ++i) {
      EXPECT_THAT(bank.Ask<v1::BatchRecordResponse>(BatchRequest(30, absl::StrCat("N", i, "-"))),
                  Succeeded());
    }
    done = true;
  });
  const auto loans_at = [&](std::int64_t at) {
    auto request = TotalsRequest({}, {v1::MEASURE_LOANS});
    request.mutable_query()->set_at(at);
    const auto answer = office.Ask<v1::GetTotalsResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    if (at == 0)
      seen.emplace_back(answer.response.position(), answer.response.total().figures(0).value());
    return answer.response.total().figures(0).value();
  };
  do {
    loans_at(0);
    for (const auto& [position, loans] : seen) ASSERT_EQ(loans_at(position), loans) << position;
    // Only whole batches are ever seen.
    EXPECT_EQ(seen.back().second % 30, 0);
  } while (!done && seen.size() < 60);
  writer.join();
  for (const auto& [position, loans] : seen) EXPECT_EQ(loans_at(position), loans) << position;
  EXPECT_EQ(loans_at(0), 900);
}

// ---- the pace ----

TEST_F(ReportServiceTest, TheTrajectoryJudgesEachMilestone) {
  LendSome();
  v1::GetTrajectoryRequest request;
  request.set_programme("nm");
  const auto answer = Bank().Ask<v1::GetTrajectoryResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  std::vector<std::string> told;
  for (const v1::MilestoneProgress& m : answer.response.milestones()) {
    told.push_back(absl::StrCat(m.milestone_date(), " ", m.reached(), " ", m.completion_ppm(), " ",
                                m.due() ? "due" : "open", " ", m.reached_date()));
  }
  EXPECT_THAT(told,
              ElementsAre("2021-12-31 30000000 300000 due 2025-06-30",
                          "2024-12-31 80000000 200000 due ", "2025-12-31 100000000 100000 open "));
  EXPECT_EQ(answer.response.reached(), 100'000'000);
  EXPECT_EQ(answer.response.last_year(), 20'000'000);
  EXPECT_EQ(answer.response.next_milestone_date(), "2025-12-31");
  EXPECT_EQ(answer.response.needed_per_month(), 150'000'000);
  EXPECT_EQ(answer.response.as_of_date(), "2025-07-01");
  // From any day of the calendar.
  for (const char* day : {"1900-01-01", "2021-12-31", "2024-02-29", "2199-12-31", "9999-12-31"}) {
    request.set_as_of_date(day);
    const Answer any = Bank().Ask<v1::GetTrajectoryResponse>(request);
    EXPECT_TRUE(any.status.ok() || any.status.code() == StatusCode::kInvalidArgument) << day;
  }
}

// ---- differences, official figures ----

TEST_F(ReportServiceTest, AnOfficialFigureIsReproducibleAfterCorrections) {
  LendSome();
  const Rpc office = Office();
  auto publish = Write<v1::PublishReportRequest>();
  publish.set_month("2025-07");
  EXPECT_THAT(office.Ask<v1::PublishReportResponse>(publish),
              Refused(StatusCode::kFailedPrecondition, "MONTH_NOT_OVER"));
  publish.set_month("2025-06");
  const std::int64_t known = Position();
  const auto published = office.Ask<v1::PublishReportResponse>(publish);
  ASSERT_THAT(published, Succeeded());
  const v1::PublishedReport report = published.response.report();
  EXPECT_EQ(report.at(), known);
  EXPECT_EQ(report.as_of_date(), "2025-06-30");
  EXPECT_EQ(report.entry(), published.response.recorded().entry());

  // One loan was recorded in error.
  auto correction = LoanWrite<v1::CorrectLoanRequest>("HT-1");
  v1::GetLoanRequest get;
  get.set_programme("nm");
  *get.mutable_loan() = correction.loan();
  const auto loan = office.Ask<v1::GetLoanResponse>(get);
  correction.mutable_correction()->set_corrects_entry(loan.response.loan().first_entry());
  correction.mutable_correction()->set_reason("recorded twice");
  correction.mutable_correction()->set_void_(true);
  ASSERT_THAT(office.Ask<v1::CorrectLoanResponse>(correction), Succeeded());
  EXPECT_EQ(Total(v1::MEASURE_DISBURSED), 70'000'000);

  for (const char* when : {"at once", "after a restart"}) {
    EXPECT_EQ(Office().Ask<v1::PublishReportResponse>(publish).bytes, published.bytes) << when;
    auto again = TotalsRequest({}, {});
    again.mutable_query()->set_at(report.at());
    again.mutable_query()->set_as_of_date(report.as_of_date());
    const auto totals = Office().Ask<v1::GetTotalsResponse>(again);
    EXPECT_EQ(Joined(totals.response.total().figures()), Joined(report.figures())) << when;
    v1::ListPublishedReportsRequest list;
    list.set_programme("nm");
    const auto listed = Bank().Ask<v1::ListPublishedReportsResponse>(list);
    ASSERT_THAT(listed.response.reports(), SizeIs(1));
    EXPECT_EQ(listed.response.reports(0).SerializeAsString(), report.SerializeAsString());
    server_.Restart();
  }

  // What changed since, and why.
  v1::DiffTotalsRequest diff;
  diff.set_programme("nm");
  diff.set_from_position(report.at());
  diff.add_by(v1::DIMENSION_YEAR);
  diff.add_measures(v1::MEASURE_DISBURSED);
  diff.set_as_of_date("2025-06-30");
  const auto changed = Office().Ask<v1::DiffTotalsResponse>(diff);
  ASSERT_THAT(changed, Succeeded());
  ASSERT_THAT(changed.response.rows(), SizeIs(1));
  EXPECT_EQ(changed.response.rows(0).keys(0).value(), "2021");
  EXPECT_EQ(Joined(changed.response.rows(0).before()), "30000000");
  EXPECT_EQ(Joined(changed.response.rows(0).after()), "0");
  EXPECT_EQ(Joined(changed.response.total().after()), "70000000");
  EXPECT_EQ(changed.response.corrections_count(), 1);
  EXPECT_EQ(changed.response.corrections(0).reason(), "recorded twice");
  // Another bank learns neither slices nor corrections that are not its own.
  const auto other = OtherBank().Ask<v1::DiffTotalsResponse>(diff);
  EXPECT_EQ(other.response.corrections_count(), 0);
  EXPECT_EQ(other.response.rows_size(), 0);
  diff.set_from_position(0);
  EXPECT_THAT(Office().Ask<v1::DiffTotalsResponse>(diff),
              Refused(StatusCode::kNotFound, "ENTRY_UNKNOWN"));
}

TEST_F(ReportServiceTest, PatentsThatCarriedMuchAreListed) {
  LendSome();
  v1::ListPledgedPatentsRequest request;
  request.set_programme("nm");
  EXPECT_THAT(Bank().Ask<v1::ListPledgedPatentsResponse>(request),
              Refused(StatusCode::kInvalidArgument, "AMOUNT_NOT_POSITIVE"));
  request.set_min_amount_fen(1);
  const auto all = Office().Ask<v1::ListPledgedPatentsResponse>(request);
  ASSERT_THAT(all.response.patents(), SizeIs(1));
  EXPECT_EQ(all.response.patents(0).number(), "ZL201710601862.3");
  EXPECT_EQ(all.response.patents(0).financed_fen(), 60'000'000);
  EXPECT_EQ(all.response.patents(0).loans(), 3);
  EXPECT_EQ(all.response.patents(0).first_date(), "2021-05-01");
  // A bank's list counts its own loans.
  EXPECT_EQ(OtherBank().Ask<v1::ListPledgedPatentsResponse>(request).response.patents(0).loans(),
            1);
  request.set_min_amount_fen(60'000'001);
  EXPECT_EQ(Office().Ask<v1::ListPledgedPatentsResponse>(request).response.count(), 0);
}

}  // namespace
}  // namespace ippledge::server
