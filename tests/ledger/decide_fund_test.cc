// The rules of the fund's money: every refusal, in the order of the contract.
#include "ledger/decide_fund.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/limits.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

using Kind = FundMovementKind;

struct Case {
  Caller caller;
  Command command;
  absl::string_view want;
};

void Expect(LedgerBooks& ledger, const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
}

Caller OnePerson() {
  Caller caller = FinanceBureau();
  caller.second_person = "";
  return caller;
}
Caller SamePersonTwice() {
  Caller caller = FinanceBureau();
  caller.second_person = caller.person;
  return caller;
}

RecordFundMovement Moving(absl::string_view id, Kind kind, std::int64_t yuan,
                          absl::string_view counterparty = "") {
  FundMovement movement = AMovement(id, kind);
  movement.amount = Yuan(yuan);
  movement.counterparty = std::string(counterparty);
  return {movement};
}
ReverseFundMovement Reversing(absl::string_view id, absl::string_view of) {
  return {AReversal(id, of)};
}

// Entries 4 to 7: 1000 in, 300 placed at qingcao, 100 of it taken back, a fee of 50.
LedgerBooks AFund() {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  for (const Command& command :
       std::vector<Command>{Moving("M1", Kind::kAppropriationIn, 1000),
                            Moving("M2", Kind::kDepositPlaced, 300, "qingcao"),
                            Moving("M3", Kind::kDepositTakenBack, 100, "qingcao"),
                            Moving("M4", Kind::kFeeOut, 50)}) {
    EXPECT_EQ(ledger.Does(FinanceBureau(), command), "FUND_MOVEMENT_RECORDED");
  }
  return ledger;
}

TEST(DecideFund, Examples) {
  LedgerBooks ledger = AFund();
  EXPECT_EQ(ledger.programme().fund.accounts().figures(), (FundFigures{75'000, 0, 20'000}));
  const auto& fee = std::get<FundMovementRecorded>(ledger.entries()[6]);
  EXPECT_EQ(fee.after, (FundFigures{75'000, 0, 20'000}));
  EXPECT_EQ(ledger.Does(FinanceBureau(), Reversing("X1", "M4")), "FUND_MOVEMENT_REVERSED");
  EXPECT_EQ(std::get<FundMovementReversed>(ledger.entries()[7]).reverses_entry, 7);
  EXPECT_EQ(ledger.programme().fund.accounts().figures().cash_fen, 80'000);
  EXPECT_TRUE(ledger.CheckInvariants().ok());
}

TEST(DecideFund, OnlyTheBureauMovesMoneyAndTwoPersonsTakeItOut) {
  LedgerBooks ledger = AFund();
  for (int i = 0; i < kRoleCount; ++i) {
    const auto role = static_cast<Role>(i);
    const std::string text = ledger.Says(CallerOf(role), Moving("M9", Kind::kInterestIn, 1));
    EXPECT_EQ(text == "FUND_MOVEMENT_RECORDED", role == Role::kFinanceBureau) << text;
  }
  Caller nameless = FinanceBureau();
  nameless.person = "";
  constexpr absl::string_view kTwo = "SECOND_PERSON_REQUIRED person=p-4 second_person=";
  for (const Kind kind :
       {Kind::kFeeOut, Kind::kAuditCostOut, Kind::kReturnToTreasury, Kind::kDepositPlaced}) {
    const Command out = Moving("M9", kind, 1, "qingcao");
    Expect(ledger, {{OnePerson(), out, kTwo},
                    {SamePersonTwice(), out, "SECOND_PERSON_REQUIRED person=p-4 second_person=p-4"},
                    {nameless, out, "SECOND_PERSON_REQUIRED person= second_person=p-5"},
                    {FinanceBureau(), out, "FUND_MOVEMENT_RECORDED"}});
  }
  for (const Kind kind : {Kind::kAppropriationIn, Kind::kCoFundingIn, Kind::kInterestIn,
                          Kind::kDepositTakenBack, Kind::kBroughtForward}) {
    Expect(ledger, {{OnePerson(), Moving("M9", kind, 1, "qingcao"), "FUND_MOVEMENT_RECORDED"}});
  }
  // Whatever it reverses.
  Expect(ledger, {{OnePerson(), Reversing("X1", "M4"), kTwo},
                  {OnePerson(), Reversing("X1", "none"), kTwo},
                  {CallerOf(Role::kIpOffice), Reversing("X1", "M4"),
                   "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau"}});
}

TEST(DecideFund, RefusesMovementsInTheOrderOfTheContract) {
  LedgerBooks ledger = AFund();
  ledger.Happen(BodyRegistered{{ABody("guarantor", BodyKind::kGuarantor)}});
  const Caller two = FinanceBureau();
  RecordFundMovement unknown_bank = Moving("M1", Kind::kDepositPlaced, 9999, "nobody");
  unknown_bank.movement.date = Day("2024-07-01");
  RecordFundMovement unknown_body = unknown_bank;
  unknown_body.movement.kind = Kind::kFeeOut;
  RecordFundMovement exists = unknown_bank;
  exists.movement.counterparty = "guarantor";
  RecordFundMovement no_bank = exists;
  no_bank.movement.movement_id = "M9";
  RecordFundMovement too_much = no_bank;
  too_much.movement.counterparty = "yunshan";
  RecordFundMovement too_much_back = too_much;
  too_much_back.movement.kind = Kind::kDepositTakenBack;
  RecordFundMovement future = too_much;
  future.movement.amount = Yuan(1);
  RecordFundMovement today = future;
  today.movement.date = Day("2024-06-30");
  Expect(ledger,
         {{CallerOf(Role::kAuditor), unknown_bank,
           "ROLE_NOT_ALLOWED role=auditor allowed=finance_bureau"},
          {OnePerson(), unknown_bank, "SECOND_PERSON_REQUIRED person=p-4 second_person="},
          {two, Moving("M1", Kind::kAppropriationIn, 1000), "already 4"},
          {two, unknown_bank, "BANK_UNKNOWN movement.counterparty bank=nobody"},
          {two, unknown_body, "BODY_UNKNOWN movement.counterparty body_id=nobody"},
          {two, exists, "MOVEMENT_EXISTS movement.movement_id first_entry=4"},
          {two, no_bank, "NOT_A_PARTNER_BANK movement.counterparty bank=guarantor kind=GUARANTOR"},
          {two, too_much, "AVAILABLE_EXCEEDED limit=75000 used=0 asked=999900 remaining=75000"},
          {two, too_much_back,
           "DEPOSIT_EXCEEDED bank=yunshan limit=0 used=0 asked=999900 remaining=0"},
          {two, future, "DATE_IN_FUTURE movement.movement_date got=2024-07-01 limit=2024-06-30"},
          {two, today, "FUND_MOVEMENT_RECORDED"}});
}

TEST(DecideFund, EveryFieldCountsForEquality) {
  LedgerBooks ledger = AFund();
  const RecordFundMovement same = Moving("M1", Kind::kAppropriationIn, 1000);
  std::vector<RecordFundMovement> others(6, same);
  others[0].movement.kind = Kind::kInterestIn;
  others[1].movement.amount = Fen(1);
  others[2].movement.date = Day("2024-01-06");
  others[3].movement.counterparty = "qingcao";
  others[4].movement.bank_reference = "R";
  others[5].movement.memo = "m";
  for (const RecordFundMovement& other : others) {
    EXPECT_EQ(ledger.Says(FinanceBureau(), other),
              "MOVEMENT_EXISTS movement.movement_id first_entry=4");
  }
  // Reversed or not, it was recorded.
  EXPECT_EQ(ledger.Does(FinanceBureau(), Reversing("X1", "M4")), "FUND_MOVEMENT_REVERSED");
  EXPECT_EQ(ledger.Says(FinanceBureau(), Moving("M4", Kind::kFeeOut, 50)), "already 7");
  // A reversal's number is taken too.
  EXPECT_EQ(ledger.Says(FinanceBureau(), Moving("X1", Kind::kFeeOut, 50)),
            "MOVEMENT_EXISTS movement.movement_id first_entry=8");
}

TEST(DecideFund, RefusesReversalsInTheOrderOfTheContract) {
  LedgerBooks ledger = AFund();
  const Caller two = FinanceBureau();
  ASSERT_EQ(ledger.Does(two, Reversing("X1", "M4")), "FUND_MOVEMENT_REVERSED");
  ReverseFundMovement other_reason = Reversing("X1", "M4");
  other_reason.reversal.reason = "another";
  ReverseFundMovement other_reference = Reversing("X1", "M4");
  other_reference.reversal.bank_reference = "R";
  Expect(ledger,
         {{two, Reversing("X1", "M4"), "already 8"},
          {two, Reversing("X1", "none"),
           "MOVEMENT_UNKNOWN reversal.reverses_movement_id movement_id=none"},
          {two, other_reason, "MOVEMENT_EXISTS reversal.movement_id first_entry=8"},
          {two, other_reference, "MOVEMENT_EXISTS reversal.movement_id first_entry=8"},
          {two, Reversing("X1", "M3"), "MOVEMENT_EXISTS reversal.movement_id first_entry=8"},
          {two, Reversing("M1", "M3"), "MOVEMENT_EXISTS reversal.movement_id first_entry=4"},
          {two, Reversing("X2", "X1"),
           "MOVEMENT_IS_REVERSAL reversal.reverses_movement_id movement_id=X1 entry=8"},
          {two, Reversing("X2", "M4"),
           "MOVEMENT_ALREADY_REVERSED reversal.reverses_movement_id movement_id=M4 first_entry=8"},
          // 800 in the account, 200 at the bank.
          {two, Reversing("X2", "M1"),
           "AVAILABLE_EXCEEDED limit=80000 used=0 asked=100000 remaining=80000"},
          {two, Reversing("X2", "M2"),
           "DEPOSIT_EXCEEDED bank=qingcao limit=30000 used=10000 asked=30000 remaining=20000"},
          {two, Reversing("X2", "M3"), "FUND_MOVEMENT_REVERSED"}});
}

TEST(DecideFund, TakesExactlyWhatThereIs) {
  LedgerBooks ledger = AFund();
  const Caller two = FinanceBureau();
  EXPECT_EQ(ledger.Says(two, Moving("M5", Kind::kReturnToTreasury, 751)),
            "AVAILABLE_EXCEEDED limit=75000 used=0 asked=75100 remaining=75000");
  EXPECT_EQ(ledger.Does(two, Moving("M5", Kind::kReturnToTreasury, 750)), "FUND_MOVEMENT_RECORDED");
  EXPECT_EQ(ledger.Says(two, Moving("M6", Kind::kDepositTakenBack, 201, "qingcao")),
            "DEPOSIT_EXCEEDED bank=qingcao limit=30000 used=10000 asked=20100 remaining=20000");
  EXPECT_EQ(ledger.Does(two, Moving("M6", Kind::kDepositTakenBack, 200, "qingcao")),
            "FUND_MOVEMENT_RECORDED");
  EXPECT_EQ(ledger.programme().fund.accounts().figures(), (FundFigures{20'000, 0, 0}));
}

TEST(DecideFund, SumsStayWithinRange) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  RecordFundMovement all = Moving("M1", Kind::kAppropriationIn, 1);
  all.movement.amount = Fen(Money::kFenMax);
  RecordFundMovement more = Moving("M2", Kind::kInterestIn, 1);
  more.movement.amount = Fen(1);
  ASSERT_EQ(ledger.Does(FinanceBureau(), all), "FUND_MOVEMENT_RECORDED");
  EXPECT_EQ(ledger.Says(FinanceBureau(), more),
            "TOTAL_OUT_OF_RANGE movement.amount_fen measure=CASH limit=10000000000000000 "
            "used=10000000000000000 asked=1");
  ASSERT_EQ(ledger.Does(FinanceBureau(), Reversing("X1", "M1")), "FUND_MOVEMENT_REVERSED");
  EXPECT_EQ(ledger.Does(FinanceBureau(), more), "FUND_MOVEMENT_RECORDED");
}

TEST(DecideFund, KeepsAsManyMovementsAsFitInMemory) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  FundMovement movement = AMovement();
  for (int i = 0; i < kFundMovementsMax; ++i) {
    movement.movement_id = absl::StrCat(i);
    ledger.books().programme.fund.Add(
        {.movement = movement, .entry = 4 + i, .reverses_entry = 0, .after = {}});
  }
  EXPECT_EQ(ledger.Says(FinanceBureau(), Moving("one more", Kind::kInterestIn, 1)),
            "TOO_MANY_ITEMS movement got=200001 limit=200000");
  EXPECT_EQ(ledger.Says(FinanceBureau(), Reversing("one more", "7")),
            "TOO_MANY_ITEMS reversal got=200001 limit=200000");
}

}  // namespace
}  // namespace ippledge
