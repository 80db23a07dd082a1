// tests/server/cover_world.h: a World with a policy, money in the fund, and people who decide.
//
// The fund bears 40 % of the principal; a claim may be filed once the loan is substandard or worse;
// public notice takes two working days. The day is Tuesday, 2025-07-01.
#pragma once

#include <string>
#include <utility>

#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/policy_service.pb.h"
#include "proto/wire/policy.h"
#include "tests/server/world.h"
#include "tests/testing/policies.h"

namespace ippledge::server {

class CoverWorld : public World {
 protected:
  static constexpr std::int64_t kFundFen = 1'000'000'000;
  // Of GoodLoan(): 400,000.00 are drawn, 60 % of them secured on IP, 40 % of that is the fund's.
  static constexpr std::int64_t kShareFen = 9'600'000;

  explicit CoverWorld(TestServer::Options options = {}) : World(std::move(options)) {
    auto issue = Write<v1::IssuePolicyRequest>();
    *issue.mutable_policy() = wire::FormatPolicy(ThePolicy());
    Must<v1::IssuePolicyResponse>(Two("ip_office", kOffice), issue);
    auto money = Write<v1::RecordMovementRequest>();
    v1::FundMovement& movement = *money.mutable_movement();
    movement.set_movement_id("M1");
    movement.set_kind(v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN);
    movement.set_amount_fen(kFundFen);
    movement.set_movement_date("2025-07-01");
    Must<v1::RecordMovementResponse>(Bureau(), money);
  }

  static Policy ThePolicy() {
    Policy policy = APolicy();
    policy.policy_id = "cover";
    policy.title_en = "Cover";
    policy.source = "a test";
    policy.effective_date = Date::Of(2025, 7, 1);
    policy.claim.trigger_class_min = LoanClass::kSubstandard;
    policy.claim.close_days = 180;
    policy.claim.documents = {"loan_contract"};
    policy.life_cycle.public_notice_days = 2;
    policy.brakes.push_back({.name = "fund_npl",
                             .scope = BrakeScope::kFund,
                             .measure = BrakeMeasure::kNplRate,
                             .threshold_ppm = 900'000,
                             .effect = BrakeEffect::kWarn});
    return policy;
  }

  // Everybody has a person id of their own.
  Rpc One(const std::string& role, const std::string& organisation) const {
    return Rpc(server_.address(),
               {.organisation = organisation, .role = role, .person = role + "-1"});
  }
  Rpc Checker() const { return One("bank_checker", kIcbc); }
  Rpc FundOffice() const { return One("fund_manager", "nm-manager"); }

  // The answer of a call that must succeed.
  template <typename Response>
  static Response Must(const Rpc& who, const google::protobuf::Message& request) {
    const auto answer = who.Ask<Response>(request);
    EXPECT_THAT(answer, Succeeded()) << request.ShortDebugString();
    return answer.response;
  }

  template <typename Request>
  Request ClaimWrite(const std::string& contract, const std::string& claim = "C1") const {
    auto request = LoanWrite<Request>(contract);
    request.set_claim_number(claim);
    return request;
  }

  static v1::ApplyForCoverRequest Applying(const std::string& contract) {
    auto request = LoanWrite<v1::ApplyForCoverRequest>(contract);
    request.mutable_application();
    return request;
  }
  static v1::DecideCoverRequest Deciding(const std::string& contract, v1::StepDecision decision) {
    auto request = LoanWrite<v1::DecideCoverRequest>(contract);
    request.set_decision(decision);
    request.mutable_grounds()->set_reason(v1::DECISION_REASON_OTHER);
    return request;
  }
  static v1::ReportRiskRequest Reporting(const std::string& contract, v1::RiskKind kind) {
    auto request = LoanWrite<v1::ReportRiskRequest>(contract);
    request.mutable_report()->set_kind(kind);
    request.mutable_report()->set_report_date("2025-07-01");
    return request;
  }
  static v1::FileClaimRequest Filing(const std::string& contract) {
    auto request = LoanWrite<v1::FileClaimRequest>(contract);
    request.mutable_filing()->set_claim_number("C1");
    v1::ClaimDocument& document = *request.mutable_filing()->add_documents();
    document.set_code("loan_contract");
    document.set_document_date("2024-03-01");
    document.set_issuer("ICBC");
    document.set_sha256(std::string(64, 'a'));
    return request;
  }
  v1::TakeClaimStepRequest Taking(const std::string& contract, v1::WorkStep step,
                                  v1::StepDecision decision = v1::STEP_DECISION_ACCEPT) const {
    auto request = ClaimWrite<v1::TakeClaimStepRequest>(contract);
    request.set_step(step);
    request.set_decision(decision);
    return request;
  }

  // Records a loan and covers it.
  void Enrol(const std::string& contract) {
    RecordLoan(contract);
    Must<v1::ApplyForCoverResponse>(Bank(), Applying(contract));
    Must<v1::DecideCoverResponse>(FundOffice(), Deciding(contract, v1::STEP_DECISION_ACCEPT));
  }
  // A covered loan turns bad.
  void Default(const std::string& contract) {
    auto change = LoanWrite<v1::RecordClassChangeRequest>(contract);
    change.mutable_class_change()->set_change_date("2025-06-30");
    change.mutable_class_change()->set_loan_class(v1::LOAN_CLASS_SUBSTANDARD);
    change.mutable_class_change()->set_overdue_days(121);
    Must<v1::RecordClassChangeResponse>(Bank(), change);
    Must<v1::ReportRiskResponse>(Bank(), Reporting(contract, v1::RISK_KIND_DEFAULT));
  }
  // From there until the claim is on public notice.
  void Approve(const std::string& contract) {
    Must<v1::FileClaimResponse>(Checker(), Filing(contract));
    Must<v1::TakeClaimStepResponse>(FundOffice(), Taking(contract, v1::WORK_STEP_COMPLETENESS));
    Must<v1::TakeClaimStepResponse>(Office(), Taking(contract, v1::WORK_STEP_FIRST_REVIEW));
    Must<v1::TakeClaimStepResponse>(Bureau(), Taking(contract, v1::WORK_STEP_SECOND_REVIEW));
  }
  // From there until it is paid. The days turn.
  void Pay(const std::string& contract) {
    server_.clock().Advance(absl::Hours(5 * 24));
    // Any write turns the days that were missed.
    RecordLoan("TURN-" + contract, kCcb);
    auto run = Write<v1::RunPaymentsRequest>();
    run.set_run_id("R-" + contract);
    const auto ordered = Must<v1::RunPaymentsResponse>(Bureau(), run);
    ASSERT_EQ(ordered.orders_size(), 1);
    auto confirm = ClaimWrite<v1::ConfirmPaymentRequest>(contract);
    confirm.set_order_number(ordered.orders(0).order().order_number());
    confirm.set_payment_date("2025-07-06");
    Must<v1::ConfirmPaymentResponse>(Bureau(), confirm);
  }

  v1::GetClaimResponse ClaimOf(const std::string& contract, const Rpc& who,
                               std::int64_t at = 0) const {
    v1::GetClaimRequest request;
    request.set_programme("nm");
    request.mutable_loan()->set_bank(kIcbc);
    request.mutable_loan()->set_contract_number(contract);
    request.set_claim_number("C1");
    request.set_at(at);
    return Must<v1::GetClaimResponse>(who, request);
  }
  v1::GetCoverRequest CoverRequest(const std::string& contract, std::int64_t at = 0) const {
    v1::GetCoverRequest request;
    request.set_programme("nm");
    request.mutable_loan()->set_bank(kIcbc);
    request.mutable_loan()->set_contract_number(contract);
    request.set_at(at);
    return request;
  }
};

}  // namespace ippledge::server
