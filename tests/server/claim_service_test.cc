// ClaimService over gRPC: a claim from filing to clawback, rights, the queue, retries.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/cover_world.h"

namespace ippledge::server {
namespace {

using ::testing::ElementsAre;

class ClaimServiceTest : public CoverWorld {
 protected:
  static v1::ListWorkRequest Queue(int page_size = 50) {
    v1::ListWorkRequest request;
    request.set_programme("nm");
    request.set_page_size(page_size);
    return request;
  }
  // "FIRST_REVIEW HT-1" of each item.
  static std::vector<std::string> Steps(const Rpc& who, v1::ListWorkRequest request) {
    std::vector<std::string> steps;
    do {
      const auto page = Must<v1::ListWorkResponse>(who, request);
      for (const v1::WorkItem& item : page.items()) {
        steps.push_back(absl::StrCat(v1::WorkStep_Name(item.step()).substr(10), " ",
                                     item.loan().contract_number()));
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return steps;
  }
  v1::FundFigures Fund() const {
    v1::GetFundRequest request;
    request.set_programme("nm");
    return Must<v1::GetFundResponse>(Office(), request).figures();
  }
};

TEST_F(ClaimServiceTest, ADryRunTellsWhatWouldBePaidAndWhy) {
  Enrol("HT-1");
  Default("HT-1");
  auto filing = Filing("HT-1");
  filing.set_validate_only(true);
  const auto tried = Must<v1::FileClaimResponse>(Checker(), filing);
  EXPECT_EQ(tried.recorded().outcome(), v1::OUTCOME_VALID);
  const v1::StepVerdict& verdict = tried.judgement().verdict();
  EXPECT_EQ(verdict.outcome(), v1::STEP_OUTCOME_PAYABLE);
  EXPECT_EQ(verdict.parts(0).party(), "fund");
  EXPECT_EQ(verdict.parts(0).amount_fen(), kShareFen);
  EXPECT_GT(verdict.trace_size(), 5);
  EXPECT_FALSE(verdict.binding_rule().empty());
  EXPECT_FALSE(tried.judgement().facts().has_portfolio());
  EXPECT_EQ(Must<v1::GetCoverResponse>(Office(), CoverRequest("HT-1")).cover().claim_count(), 0);

  filing.mutable_filing()->clear_documents();
  EXPECT_THAT(Checker().Ask<v1::FileClaimResponse>(filing),
              Refused(StatusCode::kFailedPrecondition, "POLICY_REFUSES"));
}

TEST_F(ClaimServiceTest, FromFilingToPayment) {
  Enrol("HT-1");
  Default("HT-1");
  const auto filing = Filing("HT-1");
  const auto filed = Checker().Ask<v1::FileClaimResponse>(filing);
  ASSERT_THAT(filed, Succeeded());
  EXPECT_EQ(filed.response.claim().state(), v1::CLAIM_STATE_FILED);
  EXPECT_EQ(filed.response.claim().open_step(), v1::WORK_STEP_COMPLETENESS);

  EXPECT_THAT(Office().Ask<v1::TakeClaimStepResponse>(Taking("HT-1", v1::WORK_STEP_FIRST_REVIEW)),
              Refused(StatusCode::kFailedPrecondition, "STEP_NOT_ALLOWED"));
  const auto computed =
      Must<v1::TakeClaimStepResponse>(FundOffice(), Taking("HT-1", v1::WORK_STEP_COMPLETENESS));
  EXPECT_EQ(computed.claim().state(), v1::CLAIM_STATE_COMPUTED);
  EXPECT_EQ(computed.claim().fund_amount_fen(), kShareFen);
  EXPECT_TRUE(computed.has_judgement());
  Must<v1::TakeClaimStepResponse>(Office(), Taking("HT-1", v1::WORK_STEP_FIRST_REVIEW));
  const auto approved =
      Must<v1::TakeClaimStepResponse>(Bureau(), Taking("HT-1", v1::WORK_STEP_SECOND_REVIEW));
  EXPECT_EQ(approved.claim().state(), v1::CLAIM_STATE_APPROVED);
  EXPECT_EQ(approved.claim().steps_size(), 3);

  Pay("HT-1");
  const v1::GetClaimResponse paid = ClaimOf("HT-1", Office());
  EXPECT_EQ(paid.claim().state(), v1::CLAIM_STATE_PAID);
  EXPECT_EQ(paid.claim().paid_fen(), kShareFen);
  EXPECT_EQ(paid.judgement().verdict().outcome(), v1::STEP_OUTCOME_PAYABLE);
  EXPECT_TRUE(paid.judgement().facts().has_portfolio());
  EXPECT_EQ(paid.cover().state(), v1::COVER_STATE_COMPENSATED);
  EXPECT_EQ(Fund().cash_fen(), kFundFen - kShareFen);
  EXPECT_EQ(Fund().reserved_fen(), 0);
  // As it was, and the first answer again.
  EXPECT_EQ(ClaimOf("HT-1", Checker(), filed.response.recorded().entry()).claim().state(),
            v1::CLAIM_STATE_FILED);
  EXPECT_EQ(Checker().Ask<v1::FileClaimResponse>(filing).bytes, filed.bytes);
  server_.Restart();
  EXPECT_EQ(Checker().Ask<v1::FileClaimResponse>(filing).bytes, filed.bytes);
  EXPECT_EQ(ClaimOf("HT-1", Office()).claim().SerializeAsString(),
            paid.claim().SerializeAsString());

  v1::ListMovementsRequest movements;
  movements.set_programme("nm");
  movements.set_page_size(1);
  std::vector<std::string> kinds;
  do {
    const auto page = Must<v1::ListMovementsResponse>(Office(), movements);
    for (const v1::RecordedMovement& movement : page.movements()) {
      kinds.push_back(v1::FundMovementKind_Name(movement.movement().kind()).substr(19));
      if (movement.movement().kind() != v1::FUND_MOVEMENT_KIND_CLAIM_PAYMENT) continue;
      EXPECT_EQ(movement.also_debit_account(), v1::FUND_ACCOUNT_RESERVED);
      EXPECT_EQ(movement.also_credit_account(), v1::FUND_ACCOUNT_COMMITTED);
    }
    movements.set_page_token(page.next_page_token());
  } while (!movements.page_token().empty());
  EXPECT_THAT(kinds, ElementsAre("APPROPRIATION_IN", "RESERVATION", "CLAIM_PAYMENT"));
}

TEST_F(ClaimServiceTest, RecoveryRemittanceAndItsEnd) {
  Enrol("HT-1");
  Default("HT-1");
  Approve("HT-1");
  Pay("HT-1");
  auto record = ClaimWrite<v1::RecordRecoveryRequest>("HT-1");
  v1::NewRecovery& recovery = *record.mutable_recovery();
  recovery.set_recovery_number("V1");
  recovery.set_source(v1::RECOVERY_SOURCE_IP_SALE);
  recovery.set_received_date("2025-07-06");
  recovery.set_gross_fen(1'000'000);
  EXPECT_THAT(Office().Ask<v1::RecordRecoveryResponse>(record),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  const auto recorded = Must<v1::RecordRecoveryResponse>(Checker(), record);
  EXPECT_EQ(recorded.fund_share_fen(), 400'000);
  EXPECT_EQ(recorded.judgement().verdict().outcome(), v1::STEP_OUTCOME_ALLOCATED);
  EXPECT_EQ(recorded.claim().recoveries(0).state(), v1::RECOVERY_STATE_ALLOCATED);

  auto remit = ClaimWrite<v1::ConfirmRemittanceRequest>("HT-1");
  remit.set_recovery_number("V1");
  remit.set_movement_id("PZ-1");
  remit.set_remittance_date("2025-07-06");
  remit.set_amount_fen(400'001);
  EXPECT_THAT(Bureau().Ask<v1::ConfirmRemittanceResponse>(remit),
              Refused(StatusCode::kFailedPrecondition, "REMITTANCE_EXCEEDED"));
  remit.set_amount_fen(400'000);
  const auto remitted = Must<v1::ConfirmRemittanceResponse>(Bureau(), remit);
  EXPECT_EQ(remitted.days_late(), 0);
  EXPECT_EQ(remitted.claim().recoveries(0).state(), v1::RECOVERY_STATE_REMITTED);
  EXPECT_EQ(remitted.fund().cash_fen(), kFundFen - kShareFen + 400'000);

  auto close = ClaimWrite<v1::CloseRecoveryRequest>("HT-1");
  close.set_closing(v1::RECOVERY_CLOSING_ENDED);
  close.set_closing_date("2025-07-06");
  close.set_evidence("enforcement ended");
  EXPECT_THAT(Checker().Ask<v1::CloseRecoveryResponse>(close),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  const auto closed = Must<v1::CloseRecoveryResponse>(Office(), close);
  EXPECT_EQ(closed.claim().closing(), v1::RECOVERY_CLOSING_ENDED);
}

TEST_F(ClaimServiceTest, MoneyIsCalledBack) {
  Enrol("HT-1");
  Default("HT-1");
  Approve("HT-1");
  Pay("HT-1");
  auto demand = ClaimWrite<v1::DemandClawbackRequest>("HT-1");
  demand.set_repaired_ppm(1'000'000);
  demand.mutable_grounds()->set_reason(v1::DECISION_REASON_FALSE_STATEMENT);
  EXPECT_THAT(One("finance_bureau", "nm-finance").Ask<v1::DemandClawbackResponse>(demand),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  const auto demanded = Must<v1::DemandClawbackResponse>(Bureau(), demand);
  EXPECT_EQ(demanded.amount_fen(), kShareFen);
  EXPECT_EQ(demanded.claim().state(), v1::CLAIM_STATE_CLAWBACK);
  auto confirm = ClaimWrite<v1::ConfirmClawbackRequest>("HT-1");
  confirm.set_movement_id("PZ-2");
  confirm.set_payment_date("2025-07-06");
  confirm.set_amount_fen(kShareFen);
  const auto confirmed = Must<v1::ConfirmClawbackResponse>(Bureau(), confirm);
  EXPECT_EQ(confirmed.claim().state(), v1::CLAIM_STATE_CLAWED_BACK);
  EXPECT_EQ(confirmed.fund().cash_fen(), kFundFen);
}

TEST_F(ClaimServiceTest, RightsAndChecksInOrder) {
  Enrol("HT-1");
  Default("HT-1");
  const auto filing = Filing("HT-1");
  EXPECT_THAT(Bank().Ask<v1::FileClaimResponse>(filing),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(One("bank_checker", kCcb).Ask<v1::FileClaimResponse>(filing),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
  auto shapeless = filing;
  shapeless.mutable_filing()->mutable_documents(0)->set_sha256("zz");
  EXPECT_THAT(Checker().Ask<v1::FileClaimResponse>(shapeless),
              Refused(StatusCode::kInvalidArgument, "FIELD_MALFORMED"));
  Must<v1::FileClaimResponse>(Checker(), filing);
  EXPECT_THAT(Bureau().Ask<v1::TakeClaimStepResponse>(Taking("HT-1", v1::WORK_STEP_COMPLETENESS)),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  auto unknown = Taking("HT-1", v1::WORK_STEP_COMPLETENESS);
  unknown.set_step(static_cast<v1::WorkStep>(4 + 256));
  EXPECT_THAT(FundOffice().Ask<v1::TakeClaimStepResponse>(unknown),
              Refused(StatusCode::kInvalidArgument, "ENUM_UNKNOWN"));
  auto run = Write<v1::RunPaymentsRequest>();
  run.set_run_id("R1");
  EXPECT_THAT(Office().Ask<v1::RunPaymentsResponse>(run),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  EXPECT_THAT(One("finance_bureau", "nm-finance").Ask<v1::RunPaymentsResponse>(run),
              Refused(StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED"));
  EXPECT_THAT(Bureau().Ask<v1::RunPaymentsResponse>(run),
              Refused(StatusCode::kFailedPrecondition, "NOTHING_TO_PAY"));
  v1::GetClaimRequest get;
  get.set_programme("nm");
  get.mutable_loan()->set_bank(kIcbc);
  get.mutable_loan()->set_contract_number("HT-1");
  EXPECT_EQ(Must<v1::GetClaimResponse>(Checker(), get).claim().filing().claim_number(), "C1");
  get.set_claim_number("C9");
  EXPECT_THAT(Checker().Ask<v1::GetClaimResponse>(get),
              Refused(StatusCode::kNotFound, "CLAIM_UNKNOWN"));
  EXPECT_THAT(OtherBank().Ask<v1::GetClaimResponse>(get),
              Refused(StatusCode::kPermissionDenied, "NOT_YOUR_ROWS"));
}

TEST_F(ClaimServiceTest, TheQueueIsByDayStepAndRole) {
  RecordLoan("HT-1");
  Must<v1::ApplyForCoverResponse>(Bank(), Applying("HT-1"));
  Enrol("HT-2");
  Default("HT-2");
  Enrol("HT-3");
  Default("HT-3");
  Must<v1::FileClaimResponse>(Checker(), Filing("HT-3"));
  const std::vector<std::string> all = {"CONFIRM_COVER HT-1", "COMPLETENESS HT-3",
                                        "CLAIM_WINDOW HT-2"};
  EXPECT_EQ(Steps(Office(), Queue()), all);
  EXPECT_EQ(Steps(Office(), Queue(1)), all);
  EXPECT_EQ(Steps(Bank(), Queue(2)), all);
  EXPECT_THAT(Steps(OtherBank(), Queue()), ElementsAre());

  auto of_step = Queue();
  of_step.set_step(v1::WORK_STEP_COMPLETENESS);
  EXPECT_THAT(Steps(Office(), of_step), ElementsAre("COMPLETENESS HT-3"));
  auto of_role = Queue();
  of_role.set_role(v1::ROLE_BANK_CHECKER);
  EXPECT_THAT(Steps(Office(), of_role), ElementsAre("CLAIM_WINDOW HT-2"));
  auto soon = Queue();
  soon.set_due_through_date("2025-07-08");
  EXPECT_THAT(Steps(Office(), soon), ElementsAre("CONFIRM_COVER HT-1", "COMPLETENESS HT-3"));
  auto overdue = Queue();
  overdue.set_overdue_only(true);
  EXPECT_THAT(Steps(Office(), overdue), ElementsAre());
  server_.clock().Advance(absl::Hours(10 * 24));
  RecordLoan("HT-9", kCcb);
  EXPECT_THAT(Steps(Office(), overdue), ElementsAre("CONFIRM_COVER HT-1", "COMPLETENESS HT-3"));
  const auto page = Must<v1::ListWorkResponse>(Office(), overdue);
  EXPECT_TRUE(page.items(0).overdue());
  EXPECT_EQ(page.items(0).due_date(), "2025-07-08");
  EXPECT_THAT(page.items(0).roles(), ElementsAre(v1::ROLE_FUND_MANAGER, v1::ROLE_IP_OFFICE));
  EXPECT_EQ(page.business_date(), "2025-07-11");
  auto wrong = Queue();
  wrong.set_page_token("x");
  EXPECT_THAT(Office().Ask<v1::ListWorkResponse>(wrong),
              Refused(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID"));
}

}  // namespace
}  // namespace ippledge::server
