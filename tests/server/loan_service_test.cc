// LoanService, one call at a time: what each method records, in which order it refuses, what a
// retry gets.
#include <google/protobuf/unknown_field_set.h>

#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;

class LoanServiceTest : public World {
 protected:
  // Entry, and the four sums of the loan in units of 100,000.00.
  template <typename Response>
  std::vector<std::int64_t> FiguresOf(const Answered<Response>& answer) {
    EXPECT_THAT(answer, Succeeded());
    EXPECT_EQ(answer.response.recorded().outcome(), v1::OUTCOME_RECORDED);
    EXPECT_EQ(answer.response.recorded().entry(), Position());
    const v1::LoanFigures& figures = answer.response.figures();
    std::vector<std::int64_t> all;
    for (const std::int64_t fen : {figures.disbursed_fen(), figures.repaid_fen(),
                                   figures.outstanding_fen(), figures.undrawn_fen()}) {
      EXPECT_EQ(fen % 10'000'000, 0);
      all.push_back(fen / 10'000'000);
    }
    return all;
  }

  v1::Loan Get(const std::string& contract_number, std::int64_t at = 0) {
    v1::GetLoanRequest request;
    request.set_programme("nm");
    request.mutable_loan()->set_bank(kIcbc);
    request.mutable_loan()->set_contract_number(contract_number);
    request.set_at(at);
    const auto answer = Bank().Ask<v1::GetLoanResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return answer.response.loan();
  }
};

v1::RecordDrawRequest DrawRequest(const std::string& number, std::int64_t fen) {
  auto request = LoanWrite<v1::RecordDrawRequest>("HT-1");
  v1::Draw& draw = *request.mutable_draw();
  draw.set_draw_number(number);
  draw.set_disbursement_date("2024-05-01");
  draw.set_maturity_date("2025-05-01");
  draw.set_principal_fen(fen);
  return request;
}

v1::RecordRepaymentRequest RepaymentRequest(const std::string& number, std::int64_t fen) {
  auto request = LoanWrite<v1::RecordRepaymentRequest>("HT-1");
  request.mutable_repayment()->set_repayment_number(number);
  request.mutable_repayment()->set_repayment_date("2024-09-01");
  request.mutable_repayment()->set_principal_fen(fen);
  return request;
}

v1::CorrectLoanRequest VoidRequest(std::int64_t entry) {
  auto request = LoanWrite<v1::CorrectLoanRequest>("HT-1");
  request.mutable_correction()->set_corrects_entry(entry);
  request.mutable_correction()->set_reason("recorded twice");
  request.mutable_correction()->set_void_(true);
  return request;
}

// ---- what happens to a loan ----

TEST_F(LoanServiceTest, ALoanIsRecordedAndEverythingThatHappensToIt) {
  const Rpc bank = Bank();
  const std::int64_t empty = Position();
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordLoanResponse>(LoanRequest("HT-1"))),
              ElementsAre(4, 0, 4, 6));
  const std::int64_t recorded = Position();
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordDrawResponse>(DrawRequest("J2", 30'000'000))),
              ElementsAre(7, 0, 7, 3));
  const std::int64_t drawn = Position();
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordRepaymentResponse>(RepaymentRequest("R1", 20'000'000))),
              ElementsAre(7, 2, 5, 3));

  auto extension = LoanWrite<v1::RecordExtensionRequest>("HT-1");
  extension.mutable_extension()->set_agreed_date("2025-02-20");
  extension.mutable_extension()->set_maturity_date("2026-05-01");
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordExtensionResponse>(extension)), ElementsAre(7, 2, 5, 3));

  auto change = LoanWrite<v1::RecordClassChangeRequest>("HT-1");
  change.mutable_class_change()->set_change_date("2025-06-30");
  change.mutable_class_change()->set_loan_class(v1::LOAN_CLASS_SUBSTANDARD);
  change.mutable_class_change()->set_overdue_days(91);
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordClassChangeResponse>(change)), ElementsAre(7, 2, 5, 3));

  auto registration = LoanWrite<v1::RecordPledgeRegistrationRequest>("HT-1");
  registration.mutable_pledge_registration()->set_kind(v1::IP_KIND_PATENT);
  registration.mutable_pledge_registration()->set_number("ZL201710601862.3");
  registration.mutable_pledge_registration()->set_registration_number("Y2024150000001");
  registration.mutable_pledge_registration()->set_registration_date("2024-03-05");
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordPledgeRegistrationResponse>(registration)),
              ElementsAre(7, 2, 5, 3));

  auto release = LoanWrite<v1::RecordPledgeReleaseRequest>("HT-1");
  release.mutable_pledge_release()->set_kind(v1::IP_KIND_PATENT);
  release.mutable_pledge_release()->set_number("ZL201710601862.3");
  release.mutable_pledge_release()->set_release_date("2025-05-03");
  EXPECT_THAT(FiguresOf(bank.Ask<v1::RecordPledgeReleaseResponse>(release)),
              ElementsAre(7, 2, 5, 3));

  EXPECT_THAT(FiguresOf(bank.Ask<v1::CorrectLoanResponse>(VoidRequest(drawn))),
              ElementsAre(4, 2, 2, 6));
  const std::int64_t corrected = Position();

  const v1::Loan now = Get("HT-1");
  EXPECT_EQ(now.figures().disbursed_fen(), 40'000'000);
  EXPECT_EQ(now.registered_fen(), 60'000'000);
  EXPECT_EQ(now.loan_class(), v1::LOAN_CLASS_SUBSTANDARD);
  EXPECT_EQ(now.overdue_days(), 91);
  EXPECT_EQ(now.maturity_date(), "2026-05-01");
  EXPECT_EQ(now.reporting_unit(), "150100");
  EXPECT_EQ(now.rights(0).release_date(), "2025-05-03");
  EXPECT_EQ(now.first_entry(), recorded);
  EXPECT_EQ(now.last_entry(), corrected);
  ASSERT_EQ(now.events_size(), 7);
  EXPECT_EQ(now.events(1).draw().draw_number(), "J2");
  EXPECT_TRUE(now.events(1).voided());
  EXPECT_EQ(now.events(1).corrected_by_entry(), corrected);

  // As it stood before: nothing is overwritten.
  const v1::Loan before = Get("HT-1", recorded);
  EXPECT_EQ(before.figures().disbursed_fen(), 40'000'000);
  EXPECT_EQ(before.events_size(), 1);
  EXPECT_EQ(Get("HT-1", drawn).figures().disbursed_fen(), 70'000'000);
  v1::GetLoanRequest too_early;
  too_early.set_programme("nm");
  *too_early.mutable_loan() = now.name();
  too_early.set_at(empty);
  EXPECT_THAT(bank.Ask<v1::GetLoanResponse>(too_early),
              Refused(StatusCode::kNotFound, "LOAN_UNKNOWN"));
}

TEST_F(LoanServiceTest, ARenewalNamesTheLoanBeforeIt) {
  RecordLoan("HT-1");
  v1::RecordLoanRequest request = LoanRequest("HT-2");
  request.mutable_loan()->set_renews_contract_number("HT-1");
  const auto answer = Bank().Ask<v1::RecordLoanResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  // The same patent again: told, but not where.
  EXPECT_THAT(answer.response.rights_pledged_before(), ElementsAre(0));
  EXPECT_EQ(Get("HT-2").renews_contract_number(), "HT-1");
  EXPECT_TRUE(Get("HT-1").rights(0).also_pledged_elsewhere());
  EXPECT_TRUE(Get("HT-2").rights(0).also_pledged_elsewhere());
}

TEST_F(LoanServiceTest, ADryRunChecksEverythingAndWritesNothing) {
  const std::int64_t before = Position();
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  request.set_validate_only(true);
  const auto valid = Bank().Ask<v1::RecordLoanResponse>(request);
  ASSERT_THAT(valid, Succeeded());
  EXPECT_EQ(valid.response.recorded().outcome(), v1::OUTCOME_VALID);
  EXPECT_EQ(valid.response.recorded().entry(), 0);
  EXPECT_EQ(valid.response.figures().undrawn_fen(), 60'000'000);
  EXPECT_EQ(Position(), before);
  // The id is still free.
  request.set_validate_only(false);
  EXPECT_EQ(Bank().Ask<v1::RecordLoanResponse>(request).response.recorded().entry(), before + 1);
  request = LoanRequest("HT-2");
  request.set_validate_only(true);
  request.mutable_loan()->mutable_borrower()->set_division_code("110101");
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kNotFound, "DIVISION_UNKNOWN"));
}

// ---- the order of refusals ----

// Each step mends the fault before it: the next one shows.
TEST_F(LoanServiceTest, FaultsAreToldInTheOrderThatTheServicePromises) {
  RecordLoan("HT-1");
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  request.set_request_id(NewId());
  const std::string taken = NewId();
  {
    auto other = LoanRequest("HT-0");
    other.set_request_id(taken);
    ASSERT_THAT(Bank().Ask<v1::RecordLoanResponse>(other), Succeeded());
  }
  request.set_programme("nowhere");
  request.set_request_id(taken);
  request.mutable_loan()->set_annual_rate_ppm(-1);
  request.mutable_loan()->mutable_borrower()->set_division_code("110101");
  request.mutable_loan()->mutable_draw()->set_disbursement_date("2025-08-01");
  request.mutable_loan()->mutable_draw()->set_maturity_date("2026-08-01");

  EXPECT_THAT(As("auditor", kIcbc).Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(OtherBank().Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  const Rpc bank = Bank();
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
  request.set_programme("nm");
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kInvalidArgument, "VALUE_OUT_OF_RANGE"));
  request.mutable_loan()->set_annual_rate_ppm(1);
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
  request.set_request_id(NewId());
  // Of a contract number that is known, equality comes before anything else of the loan.
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kAlreadyExists, "LOAN_EXISTS"));
  request.mutable_loan()->set_contract_number("HT-2");
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kNotFound, "DIVISION_UNKNOWN"));
  request.mutable_loan()->mutable_borrower()->set_division_code("150102");
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kInvalidArgument, "DATE_IN_FUTURE"));
  request.mutable_loan()->mutable_draw()->set_disbursement_date("2025-07-01");
  EXPECT_THAT(bank.Ask<v1::RecordLoanResponse>(request), Succeeded());
}

TEST_F(LoanServiceTest, EventsAreRefusedInTheSameOrder) {
  RecordLoan("HT-1");
  const Rpc bank = Bank();
  auto request = DrawRequest("J1", 70'000'000);
  request.mutable_loan()->set_contract_number("HT-9");
  EXPECT_THAT(OtherBank().Ask<v1::RecordDrawResponse>(request),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  EXPECT_THAT(bank.Ask<v1::RecordDrawResponse>(request),
              Refused(StatusCode::kNotFound, "LOAN_UNKNOWN"));
  request.mutable_loan()->set_contract_number("HT-1");
  EXPECT_THAT(bank.Ask<v1::RecordDrawResponse>(request),
              Refused(StatusCode::kAlreadyExists, "DRAW_EXISTS"));
  request.mutable_draw()->set_draw_number("J2");
  const auto above = bank.Ask<v1::RecordDrawResponse>(request);
  EXPECT_THAT(above, Refused(StatusCode::kFailedPrecondition, "CONTRACT_AMOUNT_EXCEEDED"));
  // Every number of the text is there by itself.
  EXPECT_THAT(above.Details().metadata,
              ::testing::IsSupersetOf(
                  {::testing::Pair("asked", "70000000"), ::testing::Pair("limit", "100000000"),
                   ::testing::Pair("remaining", "60000000"), ::testing::Pair("used", "40000000")}));
  request.mutable_draw()->set_principal_fen(60'000'000);
  EXPECT_THAT(bank.Ask<v1::RecordDrawResponse>(request), Succeeded());
}

// ---- whose rows ----

TEST_F(LoanServiceTest, ABankNeverLearnsWhatAnotherBankHas) {
  RecordLoan("HT-1");
  const Rpc other = OtherBank();
  for (const char* contract : {"HT-1", "HT-9"}) {  // there, and not there
    v1::GetLoanRequest get;
    get.set_programme("nm");
    get.mutable_loan()->set_bank(kIcbc);
    get.mutable_loan()->set_contract_number(contract);
    const Answer denied = other.Ask<v1::GetLoanResponse>(get);
    EXPECT_THAT(denied, Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
    EXPECT_EQ(denied.status.message(), "organisation ccb-nm may see and write only its own rows");
    auto draw = DrawRequest("J9", 1);
    draw.mutable_loan()->set_contract_number(contract);
    EXPECT_EQ(other.Ask<v1::RecordDrawResponse>(draw).status, denied.status);
    auto loan = LoanRequest(contract);
    EXPECT_EQ(other.Ask<v1::RecordLoanResponse>(loan).status, denied.status);
    auto correction = VoidRequest(1);
    correction.mutable_loan()->set_contract_number(contract);
    EXPECT_EQ(other.Ask<v1::CorrectLoanResponse>(correction).status, denied.status);
  }
  v1::ListLoansRequest list;
  list.set_programme("nm");
  list.set_bank(kIcbc);
  EXPECT_THAT(other.Ask<v1::ListLoansResponse>(list),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
}

// ---- retries ----

TEST_F(LoanServiceTest, ARetryGetsTheFirstAnswerByteForByte) {
  const v1::RecordLoanRequest loan = LoanRequest("HT-1");
  const v1::RecordDrawRequest draw = DrawRequest("J2", 30'000'000);
  const v1::RecordRepaymentRequest repayment = RepaymentRequest("R1", 20'000'000);
  std::vector<std::string> first;
  std::vector<std::function<Answer()>> calls = {
      [&] { return Bank().Ask<v1::RecordLoanResponse>(loan); },
      [&] { return Bank().Ask<v1::RecordDrawResponse>(draw); },
      [&] { return Bank().Ask<v1::RecordRepaymentResponse>(repayment); },
  };
  for (const auto& call : calls) {
    const Answer answer = call();
    ASSERT_THAT(answer, Succeeded());
    first.push_back(answer.bytes);
  }
  // What happens afterwards changes no answer.
  ASSERT_THAT(Bank().Ask<v1::CorrectLoanResponse>(VoidRequest(Position())), Succeeded());
  const std::int64_t before = Position();
  for (const char* when : {"at once", "after a restart"}) {
    for (std::size_t i = 0; i < calls.size(); ++i) EXPECT_EQ(calls[i]().bytes, first[i]) << when;
    server_.Restart();
  }
  // No entry but totals that the first stop still had to record.
  EXPECT_LE(Position() - before, 1);
}

TEST_F(LoanServiceTest, ARequestIdBelongsToOneContentAndOneOrganisation) {
  const v1::RecordLoanRequest first = LoanRequest("HT-1");
  const std::int64_t entry = Bank().Ask<v1::RecordLoanResponse>(first).response.recorded().entry();
  v1::RecordLoanRequest other = LoanRequest("HT-2");
  other.set_request_id(first.request_id());
  for (const char* when : {"at once", "after a restart"}) {
    const Answer reused = Bank().Ask<v1::RecordLoanResponse>(other);
    EXPECT_THAT(reused, Refused(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED")) << when;
    EXPECT_THAT(reused.Details().metadata,
                ::testing::Contains(::testing::Pair("first_entry", absl::StrCat(entry))));
    server_.Restart();
  }
  // Another organisation's ids are its own.
  v1::RecordLoanRequest elsewhere = LoanRequest("HT-1", kCcb);
  elsewhere.set_request_id(first.request_id());
  EXPECT_THAT(OtherBank().Ask<v1::RecordLoanResponse>(elsewhere), Succeeded());
}

TEST_F(LoanServiceTest, TheSameFactUnderAnotherIdIsThereAlready) {
  const std::int64_t entry = RecordLoan("HT-1");
  const auto again = Bank().Ask<v1::RecordLoanResponse>(LoanRequest("HT-1"));
  ASSERT_THAT(again, Succeeded());
  EXPECT_EQ(again.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_EQ(again.response.recorded().entry(), entry);
}

TEST_F(LoanServiceTest, ARefusedCallLeavesNothingAndMayBeMended) {
  v1::RecordLoanRequest request = LoanRequest("HT-1");
  request.mutable_loan()->set_ip_part_fen(200'000'000);
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(request),
              Refused(StatusCode::kInvalidArgument, "IP_PART_ABOVE_LOAN"));
  request.mutable_loan()->set_ip_part_fen(60'000'000);
  EXPECT_THAT(Bank().Ask<v1::RecordLoanResponse>(request), Succeeded());
}

}  // namespace
}  // namespace ippledge::server
