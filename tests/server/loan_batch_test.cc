// LoanService.BatchRecord: rows decided together under one request id.
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;

class LoanBatchTest : public World {};

v1::LoanRow DrawRow(const std::string& contract_number, const std::string& number,
                    std::int64_t fen) {
  v1::LoanRow row;
  row.mutable_name()->set_bank(kIcbc);
  row.mutable_name()->set_contract_number(contract_number);
  row.mutable_draw()->set_draw_number(number);
  row.mutable_draw()->set_disbursement_date("2024-05-01");
  row.mutable_draw()->set_maturity_date("2025-05-01");
  row.mutable_draw()->set_principal_fen(fen);
  return row;
}

// "recorded / already / refused", and what each verdict says.
std::vector<std::string> Told(const v1::BatchRecordResponse& response) {
  std::vector<std::string> told = {absl::StrCat(response.recorded_rows(), "/",
                                                response.already_recorded_rows(), "/",
                                                response.refused_rows())};
  for (const v1::RowVerdict& verdict : response.verdicts()) {
    told.push_back(absl::StrCat(
        verdict.row(), " ",
        verdict.violations().empty()
            ? absl::StrCat("by ", verdict.already_recorded_entry())
            : absl::StrCat(verdict.violations(0).reason(), " ", verdict.violations(0).field())));
  }
  return told;
}

TEST_F(LoanBatchTest, ALargestBatchIsRecordedWhole) {
  const std::int64_t before = Position();
  const auto answer = Bank().Ask<v1::BatchRecordResponse>(BatchRequest(1000, "HT-"));
  ASSERT_THAT(answer, Succeeded());
  EXPECT_THAT(Told(answer.response), ElementsAre("1000/0/0"));
  EXPECT_EQ(answer.response.first_entry(), before + 1);
  EXPECT_EQ(answer.response.recorded().entry(), before + 1001);
  EXPECT_EQ(answer.response.recorded().outcome(), v1::OUTCOME_RECORDED);
  EXPECT_EQ(answer.response.recorded().counted_total(), 40'000'000'000);
  EXPECT_EQ(Total(v1::MEASURE_LOANS), 1000);
}

TEST_F(LoanBatchTest, ARowMoreIsTooMany) {
  const Answer answer = Bank().Ask<v1::BatchRecordResponse>(BatchRequest(1001, "HT-"));
  EXPECT_THAT(answer, Refused(StatusCode::kInvalidArgument, "TOO_MANY_ITEMS"));
  EXPECT_THAT(answer.Details().metadata,
              ElementsAre(::testing::Pair("field", "rows"), ::testing::Pair("got", "1001"),
                          ::testing::Pair("limit", "1000")));
  EXPECT_THAT(Bank().Ask<v1::BatchRecordResponse>(BatchRequest(0, "HT-")),
              Refused(StatusCode::kInvalidArgument, "FIELD_REQUIRED"));
}

TEST_F(LoanBatchTest, EachRowHasItsVerdictAndLaterRowsSeeEarlierOnes) {
  const std::int64_t first = RecordLoan("HT-0");
  v1::BatchRecordRequest request = BatchRequest(2, "HT-");
  *request.add_rows() = DrawRow("HT-1", "J2", 60'000'000);
  *request.add_rows() = DrawRow("HT-1", "J3", 1);  // nothing left
  *request.add_rows() = LoanRow("HT-1", kCcb);     // another bank's
  *request.add_rows() = DrawRow("HT-9", "J2", 1);
  *request.add_rows() = DrawRow("HT-1", "", -1);
  request.add_rows();
  const auto answer = Bank().Ask<v1::BatchRecordResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_THAT(Told(answer.response),
              ElementsAre("2/1/5", absl::StrCat("0 by ", first),
                          "3 CONTRACT_AMOUNT_EXCEEDED draw.principal_fen", "4 NOT_YOUR_ROWS ",
                          "5 LOAN_UNKNOWN loan.contract_number",
                          "6 FIELD_REQUIRED draw.draw_number", "7 FIELD_REQUIRED row"));
  const v1::Violation& above = answer.response.verdicts(1).violations(0);
  EXPECT_EQ(above.metadata().at("remaining"), "0");
  EXPECT_NE(above.message(), "");
  EXPECT_NE(above.message_zh(), "");
  EXPECT_EQ(answer.response.verdicts(4).violations_size(), 2);
}

TEST_F(LoanBatchTest, ARetryGetsTheSameBytesAlsoAfterARestart) {
  RecordLoan("HT-0");
  v1::BatchRecordRequest request = BatchRequest(50, "HT-");
  request.mutable_rows(7)->mutable_loan()->set_ip_part_fen(-5);
  request.mutable_rows(8)->mutable_loan()->mutable_borrower()->set_division_code("110101");
  const auto first = Bank().Ask<v1::BatchRecordResponse>(request);
  ASSERT_THAT(first, Succeeded());
  EXPECT_EQ(first.response.recorded_rows(), 47);
  RecordLoan("later");
  const std::int64_t position = Position();
  for (const char* when : {"at once", "after a restart", "after another"}) {
    const Answer again = Bank().Ask<v1::BatchRecordResponse>(request);
    EXPECT_EQ(again.bytes, first.bytes) << when;
    server_.Restart();
  }
  // No entry but totals that the first stop still had to record.
  EXPECT_LE(Position() - position, 1);
  // Other content under that id: also when only a refused row was mended.
  request.mutable_rows(7)->mutable_loan()->set_ip_part_fen(5);
  EXPECT_THAT(Bank().Ask<v1::BatchRecordResponse>(request),
              Refused(StatusCode::kAlreadyExists, "REQUEST_ID_REUSED"));
}

TEST_F(LoanBatchTest, AllOrNothingRefusesAllForOneRow) {
  const std::int64_t before = Position();
  v1::BatchRecordRequest request = BatchRequest(5, "HT-");
  request.set_all_or_nothing(true);
  request.mutable_rows(3)->mutable_loan()->mutable_borrower()->set_division_code("110101");
  const Answer refused = Bank().Ask<v1::BatchRecordResponse>(request);
  EXPECT_THAT(refused, Refused(StatusCode::kFailedPrecondition, "BATCH_ROW_REFUSED"));
  const wire::Details details = refused.Details();
  ASSERT_EQ(details.lines.size(), 2u);
  EXPECT_EQ(details.lines[0].field, "rows[3]");
  EXPECT_EQ(details.lines[1].reason, "DIVISION_UNKNOWN");
  EXPECT_EQ(Position(), before);
  // Mended, under the same id.
  request.mutable_rows(3)->mutable_loan()->mutable_borrower()->set_division_code("150102");
  EXPECT_THAT(Told(Bank().Ask<v1::BatchRecordResponse>(request).response), ElementsAre("5/0/0"));
}

TEST_F(LoanBatchTest, ADryRunTellsWhatWouldHappen) {
  const std::int64_t before = Position();
  v1::BatchRecordRequest request = BatchRequest(3, "HT-");
  *request.add_rows() = DrawRow("HT-1", "J2", 60'000'000);
  *request.add_rows() = DrawRow("HT-1", "J3", 60'000'000);
  request.set_validate_only(true);
  const auto answer = Bank().Ask<v1::BatchRecordResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_THAT(Told(answer.response),
              ElementsAre("4/0/1", "4 CONTRACT_AMOUNT_EXCEEDED draw.principal_fen"));
  EXPECT_EQ(answer.response.recorded().outcome(), v1::OUTCOME_VALID);
  EXPECT_EQ(answer.response.first_entry(), 0);
  EXPECT_EQ(Position(), before);
}

TEST_F(LoanBatchTest, ABatchOfWhichNothingIsNewMakesNoEntry) {
  const v1::BatchRecordRequest first = BatchRequest(3, "HT-");
  ASSERT_THAT(Bank().Ask<v1::BatchRecordResponse>(first), Succeeded());
  const std::int64_t before = Position();
  const auto again = Bank().Ask<v1::BatchRecordResponse>(BatchRequest(3, "HT-"));
  ASSERT_THAT(again, Succeeded());
  EXPECT_EQ(again.response.already_recorded_rows(), 3);
  EXPECT_EQ(again.response.recorded().outcome(), v1::OUTCOME_ALREADY_RECORDED);
  EXPECT_EQ(again.response.recorded().entry(), 0);
  EXPECT_EQ(Position(), before);
}

TEST_F(LoanBatchTest, ARoleThatWritesNoLoansIsDeniedAsAWhole) {
  EXPECT_THAT(As("auditor", "audit-office").Ask<v1::BatchRecordResponse>(BatchRequest(2, "HT-")),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
}

// A thousand rows with twenty faults each: the answer stays one that any client takes.
TEST_F(LoanBatchTest, AnAnswerFullOfRefusalsStaysSmall) {
  v1::BatchRecordRequest request = BatchRequest(1000, "HT-");
  for (v1::LoanRow& row : *request.mutable_rows()) {
    v1::NewLoan& loan = *row.mutable_loan();
    loan.set_ip_part_fen(-1);
    loan.set_annual_rate_ppm(-1);
    loan.mutable_borrower()->set_name("");
    loan.mutable_borrower()->set_unified_social_credit_code("91150700561228427C");
    const v1::IpRight right = loan.rights(0);
    for (int i = 0; i < 20; ++i) {
      *loan.add_rights() = right;
      loan.mutable_rights(i)->set_secured_fen(-1);
    }
  }
  const auto answer = Bank().Ask<v1::BatchRecordResponse>(request);
  ASSERT_THAT(answer, Succeeded());
  EXPECT_EQ(answer.response.refused_rows(), 1000);
  EXPECT_LT(answer.bytes.size(), 3u << 20);
  for (const v1::RowVerdict& verdict : answer.response.verdicts()) {
    ASSERT_GE(verdict.violations_size(), 1);
    ASSERT_GE(verdict.violations_size() + verdict.violations_more(), 21);
  }
}

// Rows of 100 rights each: what cannot be one durable block is refused with its size.
TEST_F(LoanBatchTest, ABatchTooLargeForOneBlockIsRefused) {
  v1::BatchRecordRequest request = BatchRequest(200, "HT-");
  for (v1::LoanRow& row : *request.mutable_rows()) {
    v1::NewLoan& loan = *row.mutable_loan();
    loan.clear_rights();
    for (int i = 0; i < 100; ++i) {
      v1::IpRight& right = *loan.add_rights();
      right.set_kind(v1::IP_KIND_TRADE_SECRET);
      right.set_number(absl::StrCat(std::string(56, 'x'), 1000 + i));
      right.set_secured_fen(600'000);
    }
  }
  EXPECT_THAT(Bank().Ask<v1::BatchRecordResponse>(request),
              Refused(StatusCode::kInvalidArgument, "BATCH_TOO_LARGE"));
}

}  // namespace
}  // namespace ippledge::server
