// tests/testing/cover_story.h: the loans of submissions.h under cover: a policy, and every command
// from the application to the end of recovery.
//
// The fund bears 40 % of the principal: 200,000 of a loan's 500,000.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/cover_fields.h"
#include "tests/testing/policies.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {

inline constexpr std::int64_t kLoanFundFen = 200'000;

inline Caller Checker(const std::string& bank = kBank) {
  return {.organisation = bank, .role = Role::kBankChecker, .person = "c-1", .second_person = ""};
}
inline Caller FundOffice() {
  return {
      .organisation = "manager", .role = Role::kFundManager, .person = "m-1", .second_person = ""};
}

// Claims from SUBSTANDARD on, within 180 days; two working days of public notice.
inline Policy CoverPolicy() {
  Policy policy = APolicy();
  policy.policy_id = "cover";
  policy.title_en = "Cover";
  policy.source = "a test";
  policy.currency_code = AFreeTextConstitution().currency_code;
  policy.effective_date = kFirstDay;
  policy.loss.combined_base = CombinedBase::kWhole;
  policy.claim.trigger_class_min = LoanClass::kSubstandard;
  policy.claim.close_days = 180;
  policy.life_cycle.public_notice_days = 2;
  return policy;
}
inline IssuePolicy Issuing(Policy policy) {
  return {std::make_shared<const Policy>(std::move(policy))};
}

inline RecordFundMovement Funding(std::int64_t fen, const std::string& id = "M1") {
  FundMovement movement = AMovement(id);
  movement.amount = Fen(fen);
  movement.date = kFirstDay;
  return {movement};
}

inline ApplyForCover Applying(int n) { return {LoanNumbered(n).id, CoverApplication()}; }
inline DecideCover Deciding(int n, StepDecision decision) {
  return {LoanNumbered(n).id, decision, {DecisionReason::kOther, "as it should be"}};
}
inline RecordClassChange TurningBad(int n) {
  return {LoanNumbered(n).id, {kFirstDay, LoanClass::kSubstandard, 100}};
}
inline ReportRisk Defaulting(int n, Date date = kFirstDay) {
  return {LoanNumbered(n).id, {.kind = RiskKind::kDefault, .report_date = date}};
}
inline FileClaim Filing(int n) { return {LoanNumbered(n).id, {.claim_number = "C1"}}; }
inline TakeClaimStep Taking(int n, WorkStep step, StepDecision decision = StepDecision::kAccept) {
  return {.loan = LoanNumbered(n).id, .claim_number = "C1", .step = step, .decision = decision};
}

struct CoverAct {
  Caller caller;
  Command command;
};
using CoverActs = std::vector<CoverAct>;

// The loan is recorded, and covered.
inline CoverActs Enrolling(int n) {
  return {{BankMaker(kBank), RecordingLoan(n)},
          {BankMaker(kBank), Applying(n)},
          {FundOffice(), Deciding(n, StepDecision::kAccept)}};
}
// From there until the claim waits for its second review.
inline CoverActs Claiming(int n) {
  return {{BankMaker(kBank), TurningBad(n)},
          {BankMaker(kBank), Defaulting(n)},
          {Checker(), Filing(n)},
          {FundOffice(), Taking(n, WorkStep::kCompleteness)},
          {IpOffice(), Taking(n, WorkStep::kFirstReview)}};
}
inline CoverAct Approving(int n) { return {FinanceBureau(), Taking(n, WorkStep::kSecondReview)}; }

// The bytes of the event that an outcome holds; empty when it holds none.
inline std::string EventBytes(const Event* event) {
  if (event == nullptr) return "";
  return std::visit(
      [](const auto& e) -> std::string {
        using E = std::decay_t<decltype(e)>;
        if constexpr (HasFields<E>) return WireOf(e);
        return "";
      },
      *event);
}

// The claim of loan n; null when it has none.
inline const Claim* ClaimOfLoan(const LoanRef& loan) {
  if (loan == nullptr || loan->cover == nullptr) return nullptr;
  return FindClaim(*loan->cover, "C1");
}

}  // namespace ippledge::engine
