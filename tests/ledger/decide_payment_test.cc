// Paying claims: every refusal in the order of the contract, shortfalls in each mode, instalments.
#include "ledger/decide_payment.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "ledger/limits.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

Caller OneOfTheBureau() {
  Caller caller = FinanceBureau();
  caller.second_person = "";
  return caller;
}
Policy Shortfall(ShortfallMode mode) {
  Policy policy = LifePolicy();
  policy.payment.shortfall_mode = mode;
  return policy;
}
// HT-1 to HT-n are approved one after the other, their notice is over.
std::unique_ptr<ClaimLife> ManyCleared(int count, const Policy& policy, std::int64_t fund_yuan) {
  auto life = std::make_unique<ClaimLife>(policy, fund_yuan);
  for (int i = 1; i <= count; ++i) life->Approved(absl::StrCat("HT-", i));
  life->PassNotice();
  return life;
}
std::map<std::string, std::int64_t> OrdersOf(const ClaimLife& life) {
  std::map<std::string, std::int64_t> orders;
  for (const OrderedPayment& order : std::get<PaymentsOrdered>(life.entries().back()).orders) {
    orders[order.loan.contract_number] = order.order.amount.fen();
  }
  return orders;
}
using Orders = std::map<std::string, std::int64_t>;

TEST(RunPayments, Examples) {
  auto life = ManyCleared(2, LifePolicy(), 1'000'000);
  EXPECT_EQ(life->state("HT-1"), ClaimState::kCleared);
  EXPECT_EQ(life->claim("HT-1").due, (Deadline{Day("2024-06-25"), OnSilence::kEscalate}));
  EXPECT_EQ(life->available_fen(), 60'000'000);
  life->Run("RUN-7");
  EXPECT_EQ(OrdersOf(*life), (Orders{{"HT-1", 20'000'000}, {"HT-2", 20'000'000}}));
  EXPECT_EQ(life->state("HT-1"), ClaimState::kOrdered);
  const std::string number = absl::StrCat("RUN-7-", life->last_entry(), "-1");
  EXPECT_EQ(life->claim("HT-1").order->order_number, number);
  EXPECT_EQ(life->claim("HT-1").order->entry, life->last_entry());
  EXPECT_EQ(life->available_fen(), 60'000'000);
  life->Confirm("HT-1");
  const auto& confirmed = life->last<PaymentConfirmed>();
  EXPECT_EQ(confirmed.amount, Yuan(200'000));
  EXPECT_EQ(confirmed.after, (FundFigures{80'000'000, 20'000'000, 0}));
  EXPECT_EQ(life->state("HT-1"), ClaimState::kPaid);
  EXPECT_EQ(life->cover("HT-1").state, CoverState::kCompensated);
  EXPECT_EQ(life->claim("HT-1").paid, Yuan(200'000));
  EXPECT_EQ(life->claim("HT-1").reserved, Money());
  EXPECT_TRUE(life->CheckInvariants().ok());
  // The movement is the order's; nobody reverses it, nor the reservation, by hand.
  for (const RecordedMovement* movement :
       {life->books().FindMovement(number), life->programme().fund.at(1).get()}) {
    ASSERT_NE(movement, nullptr);
    EXPECT_TRUE(IsOfClaim(movement->movement.kind));
    EXPECT_EQ(
        life->Says(FinanceBureau(),
                   ReverseFundMovement{AReversal("X1", movement->movement.movement_id)}),
        absl::StrCat("MOVEMENT_IS_OF_CLAIM reversal.reverses_movement_id movement_id=",
                     movement->movement.movement_id, " kind=", NameOf(movement->movement.kind)));
  }
}

TEST(RunPayments, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    if (role == Role::kFinanceBureau) continue;
    EXPECT_EQ(life.Says(CallerOf(role), RunPayments{"R"}),
              absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(role), " allowed=finance_bureau"));
  }
  EXPECT_EQ(life.Says(OneOfTheBureau(), RunPayments{"R"}),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}),
            "NOTHING_TO_PAY waiting=0 remaining=100000000");
  // On notice it is not paid.
  life.Approved();
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}),
            "NOTHING_TO_PAY waiting=0 remaining=80000000");
  life.PassNotice();
  life.Run();
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}),
            "NOTHING_TO_PAY waiting=0 remaining=80000000");
}

TEST(RunPayments, AQueueWithoutMoneyWaits) {
  auto life = ManyCleared(1, LifePolicy(), 0);
  EXPECT_EQ(life->state(), ClaimState::kQueued);
  EXPECT_EQ(life->Says(FinanceBureau(), RunPayments{"R"}), "NOTHING_TO_PAY waiting=1 remaining=0");
}

TEST(RunPayments, HoldsNoMoreOrdersThanAnEntryMay) {
  Policy policy = LifePolicy();
  policy.life_cycle.public_notice_days = 0;
  ClaimLife life(policy, 1'000'000'000);
  const int count = kOrdersPerRunMax + 2;
  for (int i = 1; i <= count; ++i) life.Approved(absl::StrCat("HT-", i));
  life.Run();
  EXPECT_EQ(OrdersOf(life).size(), static_cast<std::size_t>(kOrdersPerRunMax));
  EXPECT_EQ(life.state("HT-200"), ClaimState::kOrdered);
  EXPECT_EQ(life.state("HT-201"), ClaimState::kCleared);
  life.Run();
  EXPECT_EQ(OrdersOf(life), (Orders{{"HT-201", 20'000'000}, {"HT-202", 20'000'000}}));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

// 500,000.00 for three claims of 200,000.00: two are reserved, nothing is for the third.
TEST(Shortfall, ReservedWholeOrNotAtAll) {
  auto life = ManyCleared(3, LifePolicy(), 500'000);
  EXPECT_EQ(life->state("HT-1"), ClaimState::kCleared);
  EXPECT_EQ(life->state("HT-2"), ClaimState::kCleared);
  EXPECT_EQ(life->state("HT-3"), ClaimState::kQueued);
  EXPECT_EQ(life->claim("HT-3").reserved, Money());
  EXPECT_FALSE(life->claim("HT-3").due.is_set());
  EXPECT_EQ(life->available_fen(), 10'000'000);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(Shortfall, ExactlyWhatThereIsIsEnough) {
  for (const std::int64_t short_by : {0, 1}) {
    ClaimLife life(LifePolicy(), 200'000);
    FundMovement fee = AMovement("FEE", FundMovementKind::kFeeOut);
    fee.amount = Fen(1);
    if (short_by == 1) life.Must(FinanceBureau(), RecordFundMovement{fee});
    life.Cleared();
    EXPECT_EQ(life.state(), short_by == 1 ? ClaimState::kQueued : ClaimState::kCleared);
  }
}

// Three claims of 200,000.00 queue; 500,000.01 come in.
struct ShortCase {
  ShortfallMode mode;
  Orders orders;
  Orders reserved;  // afterwards
  std::int64_t waiting;
};
class ShortfallModes : public testing::TestWithParam<ShortCase> {};
TEST_P(ShortfallModes, SharesToTheFen) {
  const ShortCase& c = GetParam();
  auto life = ManyCleared(3, Shortfall(c.mode), 0);
  RecordFundMovement topup = Funding(1, "TOPUP");
  topup.movement.amount = Fen(50'000'001);
  life->Must(FinanceBureau(), topup);
  // Nothing is reserved until somebody runs payments.
  EXPECT_EQ(life->available_fen(), 50'000'001);
  life->Run();
  EXPECT_EQ(OrdersOf(*life), c.orders);
  EXPECT_EQ(life->last<PaymentsOrdered>().waiting_claims, c.waiting);
  EXPECT_EQ(life->last<PaymentsOrdered>().available, Fen(50'000'001));
  std::int64_t reserved = 0;
  for (const auto& [contract, fen] : c.reserved) {
    EXPECT_EQ(life->claim(contract).reserved.fen(), fen) << contract;
    reserved += fen;
  }
  EXPECT_EQ(life->programme().fund.accounts().figures().reserved_fen, reserved);
  EXPECT_TRUE(life->CheckInvariants().ok()) << life->CheckInvariants();
  for (const auto& [contract, fen] : c.orders) {
    life->Confirm(contract);
    const Claim& claim = life->claim(contract);
    EXPECT_EQ(claim.paid.fen(), fen);
    EXPECT_EQ(claim.state,
              claim.paid == claim.fund_amount ? ClaimState::kPaid : ClaimState::kPartPaid);
    EXPECT_EQ(life->cover(contract).state, CoverState::kCompensated);
  }
  EXPECT_TRUE(life->CheckInvariants().ok()) << life->CheckInvariants();
  EXPECT_EQ(life->available_fen(), 50'000'001 - reserved);
  // More money: what waits is paid, nobody gets more than was decided.
  life->Must(FinanceBureau(), Funding(1'000'000, "TOPUP-2"));
  const std::string text = life->Does(FinanceBureau(), RunPayments{"AGAIN"});
  if (text == "PAYMENTS_ORDERED") {
    for (const auto& [contract, fen] : OrdersOf(*life)) life->Confirm(contract);
  }
  for (const char* contract : {"HT-1", "HT-2", "HT-3"}) {
    const Claim& claim = life->claim(contract);
    EXPECT_EQ(claim.paid, claim.fund_amount) << contract;
    EXPECT_LE(claim.fund_amount, Yuan(200'000));
    Money borne;
    for (const BorneLoss& each : claim.borne) borne = Money::OfFen(borne.fen() + each.amount.fen());
    EXPECT_EQ(borne, Yuan(500'000));
  }
  EXPECT_TRUE(life->CheckInvariants().ok()) << life->CheckInvariants();
}
INSTANTIATE_TEST_SUITE_P(
    Modes, ShortfallModes,
    testing::Values(ShortCase{ShortfallMode::kProRata,
                              {{"HT-1", 16'666'667}, {"HT-2", 16'666'667}, {"HT-3", 16'666'667}},
                              {{"HT-1", 16'666'667}, {"HT-2", 16'666'667}, {"HT-3", 16'666'667}},
                              0},
                    ShortCase{ShortfallMode::kFifo,
                              {{"HT-1", 20'000'000}, {"HT-2", 20'000'000}, {"HT-3", 10'000'001}},
                              {{"HT-1", 20'000'000}, {"HT-2", 20'000'000}, {"HT-3", 10'000'001}},
                              0},
                    ShortCase{ShortfallMode::kWaitForTopup,
                              {{"HT-1", 20'000'000}, {"HT-2", 20'000'000}},
                              {{"HT-1", 20'000'000}, {"HT-2", 20'000'000}, {"HT-3", 0}},
                              1},
                    ShortCase{ShortfallMode::kRefuse,
                              {{"HT-1", 20'000'000}, {"HT-2", 20'000'000}, {"HT-3", 10'000'001}},
                              {{"HT-1", 20'000'000}, {"HT-2", 20'000'000}, {"HT-3", 10'000'001}},
                              0}));

TEST(Shortfall, ARefusedRestFallsOnTheBank) {
  auto life = ManyCleared(1, Shortfall(ShortfallMode::kRefuse), 0);
  life->Must(FinanceBureau(), Funding(50'000, "TOPUP"));
  life->Run();
  EXPECT_EQ(life->last<PaymentsOrdered>().orders[0].refused, Yuan(150'000));
  const Claim& claim = life->claim();
  EXPECT_EQ(claim.fund_amount, Yuan(50'000));
  EXPECT_EQ(claim.borne[0].amount, Yuan(50'000));
  EXPECT_EQ(claim.borne[1].amount, Yuan(450'000));
  life->Confirm();
  EXPECT_EQ(life->state(), ClaimState::kPaid);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(Shortfall, WhatTheBankTookStopsReservingUntilItIsFilled) {
  ClaimLife life;
  life.Reviewed("HT-1");
  life.Reviewed("HT-2");
  life.Reviewed("HT-3");
  life.Approve("HT-1");
  life.Must(FinanceBureau(), Funding(900'000, "TAKEN", FundMovementKind::kTakenByBank));
  EXPECT_EQ(life.available_fen(), -10'000'000);
  life.Approve("HT-2");
  EXPECT_EQ(life.claim("HT-2").reserved, Money());
  life.PassNotice();
  EXPECT_EQ(life.state("HT-2"), ClaimState::kQueued);
  // What was reserved is ordered; the money is not there.
  life.Run();
  EXPECT_EQ(OrdersOf(life), (Orders{{"HT-1", 20'000'000}}));
  EXPECT_EQ(life.last<PaymentsOrdered>().available, Money());
  const ConfirmPayment paid = Confirming(life.claim("HT-1"), life.programme().today);
  EXPECT_EQ(life.Says(FinanceBureau(), paid), "CASH_EXCEEDED limit=10000000 asked=20000000");
  EXPECT_TRUE(life.CheckInvariants().ok());
  life.Must(FinanceBureau(), Funding(100'000, "FILLED"));
  EXPECT_EQ(life.available_fen(), 0);
  EXPECT_EQ(life.Says(FinanceBureau(), RunPayments{"R"}), "NOTHING_TO_PAY waiting=1 remaining=0");
  life.Must(FinanceBureau(), paid);
  life.Must(FinanceBureau(), Funding(400'000, "MORE"));
  life.Approve("HT-3");
  EXPECT_EQ(life.claim("HT-3").reserved, Yuan(200'000));
  life.Run();
  EXPECT_EQ(OrdersOf(life), (Orders{{"HT-2", 20'000'000}}));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(ConfirmPayment, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  life.Recorded("HT-3");
  life.Enrolled("HT-2");
  life.Cleared("HT-1");
  const Date today = life.programme().today;
  ConfirmPayment early = Confirming(life.claim(), today);
  EXPECT_EQ(life.Says(BankChecker(), early),
            "ROLE_NOT_ALLOWED role=bank_checker allowed=finance_bureau");
  EXPECT_EQ(life.Says(OneOfTheBureau(), early), "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  const auto of = [](ConfirmPayment payment, const char* contract) {
    payment.loan = AnId(contract);
    return payment;
  };
  EXPECT_EQ(life.Says(FinanceBureau(), of(early, "HT-9")),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  EXPECT_EQ(life.Says(FinanceBureau(), of(early, "HT-3")),
            "COVER_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-3");
  EXPECT_EQ(life.Says(FinanceBureau(), of(early, "HT-2")),
            "CLAIM_UNKNOWN claim_number claim_number=C1");
  EXPECT_EQ(life.Says(FinanceBureau(), early),
            "ORDER_UNKNOWN order_number order_number=none want=");
  life.Run();
  const ConfirmPayment payment = Confirming(life.claim(), today);
  EXPECT_EQ(
      life.Says(FinanceBureau(), early),
      absl::StrCat("ORDER_UNKNOWN order_number order_number=none want=", payment.order_number));
  ConfirmPayment other_day = payment;
  other_day.payment_date = today + 1;
  EXPECT_EQ(life.Says(FinanceBureau(), other_day),
            absl::StrCat("DATE_IN_FUTURE payment_date got=", (today + 1).ToString(),
                         " limit=", today.ToString()));
  other_day.payment_date = today + -1;
  EXPECT_EQ(life.Says(FinanceBureau(), other_day),
            absl::StrCat("DATE_ORDER payment_date got=", (today + -1).ToString(),
                         " after=", today.ToString()));
  life.Must(FinanceBureau(), payment);
  const std::int64_t entry = life.last_entry();
  EXPECT_EQ(life.Says(FinanceBureau(), payment), absl::StrCat("already ", entry));
  // Twice, with another line of the statement: the order is gone.
  ConfirmPayment twice = payment;
  twice.bank_reference = "B-2";
  EXPECT_EQ(
      life.Says(FinanceBureau(), twice),
      absl::StrCat("ORDER_UNKNOWN order_number order_number=", payment.order_number, " want="));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(ConfirmPayment, AnOrderIsOfItsOwnClaim) {
  auto life = ManyCleared(2, LifePolicy(), 1'000'000);
  life->Run();
  const Date today = life->programme().today;
  const ConfirmPayment first = Confirming(life->claim("HT-1"), today, "HT-1");
  ConfirmPayment crossed = first;
  crossed.loan = AnId("HT-2");
  const std::string want =
      absl::StrCat("ORDER_UNKNOWN order_number order_number=", first.order_number,
                   " want=", life->claim("HT-2").order->order_number);
  EXPECT_EQ(life->Says(FinanceBureau(), crossed), want);
  life->Must(FinanceBureau(), first);
  // Also once it was paid: the other claim was not.
  EXPECT_EQ(life->Says(FinanceBureau(), crossed), want);
}

TEST(ConfirmPayment, AVoucherOfThatNumberIsInTheWayUntilTheOrderIsCancelled) {
  ClaimLife life;
  life.Cleared();
  life.Run();
  const ConfirmPayment payment = Confirming(life.claim(), life.programme().today);
  life.Must(FinanceBureau(), Funding(1, payment.order_number));
  EXPECT_EQ(life.Says(FinanceBureau(), payment),
            absl::StrCat("MOVEMENT_EXISTS order_number first_entry=", life.last_entry()));
  life.Must(FinanceBureau(), Taking(Step::kPaymentConfirmed, Decision::kCancel));
  EXPECT_EQ(life.state(), ClaimState::kCleared);
  EXPECT_FALSE(life.claim().order.has_value());
  EXPECT_EQ(life.claim().reserved, Yuan(200'000));
  EXPECT_EQ(life.Says(FinanceBureau(), payment).substr(0, 13), "ORDER_UNKNOWN");
  life.Run();
  life.Confirm();
  EXPECT_EQ(life.state(), ClaimState::kPaid);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

}  // namespace
}  // namespace ippledge
