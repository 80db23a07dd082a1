// The part of the golden script that came with cover, claims and recoveries (golden_script.h).
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "tests/engine/golden_script.h"

namespace ippledge::engine {
namespace {

const Caller kMaker = {"qingcao", Role::kBankMaker, "p-8", ""};
const Caller kChecker = {"qingcao", Role::kBankChecker, "p-9", "p-8"};
const Caller kFundOffice = {"manager", Role::kFundManager, "p-5", ""};
const Caller kOffice = {"ip-office", Role::kIpOffice, "p-7", "p-6"};
const Caller kBureau = {"finance-bureau", Role::kFinanceBureau, "p-3", "p-4"};
constexpr std::uint8_t kFirstRequest = 60;

Money Fen(std::int64_t fen) { return Money::OfFen(fen); }

// 40 % of the principal, three quarters at once; a cap of the firm and a brake that do not bind.
Policy GoldenPolicy() {
  Policy policy;
  policy.policy_id = "golden";
  policy.title_zh = "风险补偿政策";
  policy.title_en = "Compensation";
  policy.source = "内知发〔2024〕1号";
  policy.effective_date = Date::Of(2024, 5, 22);
  policy.modes.push_back(
      {.parties = {{"fund", PartyRole::kFund, 400'000}, {"bank", PartyRole::kBank, 600'000}}});
  policy.loss.combined_base = CombinedBase::kWhole;
  policy.eligibility.enterprise_enrolled_cap = Fen(1'000'000'000);
  policy.claim.trigger_overdue_days = 90;
  policy.claim.trigger_class_min = LoanClass::kSubstandard;
  policy.claim.trigger_events = {TriggerEvent::kRecall};
  policy.claim.close_days = 180;
  policy.brakes.push_back({.name = "losses", .threshold_ppm = 1'000'000});
  policy.payment.first_instalment_ppm = 750'000;
  policy.recovery.late_interest = {.mode = RateMode::kLprPlus, .plus_ppm = 100};
  policy.life_cycle.public_notice_days = 1;
  policy.life_cycle.steps = {{.step = WorkStep::kRepairAnswer, .working_days = 3}};
  return policy;
}

FundMovement Movement(const std::string& id, FundMovementKind kind, std::int64_t fen,
                      const std::string& counterparty) {
  return {.movement_id = id,
          .kind = kind,
          .amount = Fen(fen),
          .date = Date::Of(2024, 5, 21),
          .counterparty = counterparty,
          .bank_reference = "L-1",
          .memo = "说明"};
}

}  // namespace

void WriteGoldenCover(Engine& engine, FakeClock& clock) {
  std::uint8_t next = kFirstRequest;
  const auto ask = [&](const Caller& caller, Command command) {
    return AskGolden(engine, GoldenCommand(caller, std::move(command), next++));
  };
  const LoanId loan = {"qingcao", "HT-2"};
  const auto step = [&](const Caller& caller, WorkStep taken, StepDecision decision,
                        std::int64_t repair = 0) {
    ask(caller, TakeClaimStep{
                    loan, "PC-1", taken, decision, repair, {DecisionReason::kLateNotice, "说明"}});
  };
  const auto pass_days = [&](int days) {
    clock.Advance(days * absl::Hours(24));
    engine.Tick();
  };
  const auto today = [&] { return engine.View().programme().today; };
  const auto by_hand = [&](const std::string& id, FundMovementKind kind, std::int64_t fen,
                           const std::string& counterparty) {
    ask(kBureau, RecordFundMovement{Movement(id, kind, fen, counterparty)});
  };
  by_hand("PZ-1", FundMovementKind::kAppropriationIn, 20'000'000'000, "");
  by_hand("PZ-2", FundMovementKind::kFeeOut, 100, "");
  ask(kBureau, ReverseFundMovement{{"PZ-3", "PZ-2", "", "误记"}});
  by_hand("PZ-4", FundMovementKind::kTakenByBank, 77, "qingcao");
  ask(kOffice, IssuePolicy{std::make_shared<const Policy>(GoldenPolicy())});
  ask(kOffice, EnterCalendar{{2024,
                              {Date::Of(2024, 6, 10), Date::Of(2024, 9, 17)},
                              {Date::Of(2024, 9, 14)},
                              "国办发明电〔2023〕7号"}});
  ask(kOffice, EnterLendingRate{{Date::Of(2024, 5, 20), 34'500, 39'500, "全国银行间同业拆借中心"}});
  ask(kMaker, ApplyForCover{loan, {.tags = {"high-tech"}}});
  ask(kFundOffice,
      DecideCover{loan, StepDecision::kReturn, {DecisionReason::kDocumentMissing, "补充"}});
  ask(kMaker, ApplyForCover{loan, {.tags = {"high-tech", "first-loan"}}});
  ask(kFundOffice, DecideCover{loan, StepDecision::kAccept, {}});
  ask(kMaker, RecordClassChange{loan, {Date::Of(2024, 5, 22), LoanClass::kDoubtful, 280}});
  ask(kMaker, ReportRisk{loan, {RiskKind::kRecall, Date::Of(2024, 5, 21), "催收-1", false}});
  ask(kMaker, ReportRisk{loan, {RiskKind::kDefault, Date::Of(2024, 5, 22), "", false}});
  ClaimFiling filing;
  filing.claim_number = "PC-1";
  filing.recovered_ip = Fen(1'000'000);
  filing.documents = {{"loan_contract", Date::Of(2024, 3, 1), "青草银行", {1, 2, 3}}};
  ask(kChecker, FileClaim{loan, filing});
  step(kFundOffice, WorkStep::kCompleteness, StepDecision::kAccept);
  step(kOffice, WorkStep::kFirstReview, StepDecision::kRepair, 100'000);
  step(kChecker, WorkStep::kRepairAnswer, StepDecision::kAccept);
  step(kBureau, WorkStep::kSecondReview, StepDecision::kAccept);
  pass_days(4);  // the notice is over
  const Outcome run = ask(kBureau, RunPayments{"2024-05"});
  const auto& ordered = std::get<PaymentsOrdered>(*run.event);
  ASSERT_EQ(ordered.orders.size(), 1u);
  ask(kBureau, ConfirmPayment{loan, "PC-1", ordered.orders[0].order.order_number, today(), "L-2"});
  ask(kChecker, RecordRecovery{loan,
                               "PC-1",
                               {.recovery_number = "ZC-1",
                                .source = RecoverySource::kIpSale,
                                .received_date = today(),
                                .gross = Fen(7'000'000),
                                .costs = Fen(100'000),
                                .costs_proof = filing.documents[0]}});
  pass_days(20);  // late
  ask(kBureau,
      ConfirmRemittance{loan, "PC-1", "ZC-1", "PZ-5", today(), Fen(1'000'000), Fen(100), "L-3"});
  ask(kOffice, CloseRecovery{loan, "PC-1", RecoveryClosing::kEnded, today(), "终本裁定"});
  ask(kBureau, DemandClawback{loan, "PC-1", 500'000, {DecisionReason::kFalseStatement, "虚报"}});
  ask(kBureau, ConfirmClawback{loan, "PC-1", "PZ-6", today(), Fen(2'000'000), "L-4"});
  ask(kFundOffice, RecordPortfolioFigure{{"SJ-1", FigureKind::kFeesCollected, "qingcao", 2024,
                                          Fen(1'234'500), "担保公司年报"}});
}

}  // namespace ippledge::engine
