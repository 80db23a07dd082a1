// Streams of random movements, many of them refused: after every step the accounts balance, and a
// plain count of what was let in comes to the same money.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/invariants.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

using Kind = FundMovementKind;

class RandomMovements {
 public:
  explicit RandomMovements(std::uint64_t seed) : random_(seed) {}

  std::int64_t Below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  std::string AnyId() { return absl::StrCat("M", Below(80)); }
  Command Next() {
    if (Below(4) == 0) {
      FundReversal reversal = AReversal(AnyId(), AnyId());
      if (Below(3) == 0) reversal.reason = "another";
      return ReverseFundMovement{reversal};
    }
    FundMovement movement = AMovement(AnyId(), static_cast<Kind>(1 + Below(9)));
    movement.amount = Fen(1 + Below(400));
    movement.date = Day("2024-06-01") + static_cast<int>(Below(32));
    constexpr const char* kBodies[] = {"qingcao", "yunshan", "guarantor", "nobody"};
    movement.counterparty = kBodies[Below(4)];
    return RecordFundMovement{movement};
  }
  Caller AnyCaller() { return Below(6) == 0 ? CallerOf(Role::kFinanceBureau) : FinanceBureau(); }

 private:
  std::mt19937_64 random_;
};

// What a person with pen and paper would keep.
struct PlainMoney {
  std::int64_t cash = 0;
  std::map<std::string, std::int64_t> at_bank;
  std::map<std::string, FundMovement> standing;

  void Count(const FundMovement& movement, std::int64_t sign) {
    const std::int64_t fen = sign * movement.amount.fen();
    switch (movement.kind) {
      case Kind::kDepositPlaced:
        cash -= fen;
        at_bank[movement.counterparty] += fen;
        break;
      case Kind::kDepositTakenBack:
        cash += fen;
        at_bank[movement.counterparty] -= fen;
        break;
      case Kind::kFeeOut:
      case Kind::kAuditCostOut:
      case Kind::kReturnToTreasury:
        cash -= fen;
        break;
      default:
        cash += fen;
    }
  }
  void Happen(const Event& event) {
    if (const auto* recorded = std::get_if<FundMovementRecorded>(&event)) {
      const FundMovement& movement = recorded->what.movement;
      standing[movement.movement_id] = movement;
      Count(movement, +1);
    } else if (const auto* reversed = std::get_if<FundMovementReversed>(&event)) {
      const auto found = standing.find(reversed->what.reversal.reverses_id);
      ASSERT_NE(found, standing.end());
      Count(found->second, -1);
      standing.erase(found);
    }
  }
};

TEST(RandomFund, BalancesAfterEveryStep) {
  std::map<std::string, int> outcomes;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    RandomMovements random(seed);
    LedgerBooks ledger = LedgerBooks::WithBanks();
    ledger.Happen(BodyRegistered{{ABody("guarantor", BodyKind::kGuarantor)}});
    PlainMoney plain;
    for (int step = 0; step < 150; ++step) {
      const Caller caller = random.AnyCaller();
      const Command command = random.Next();
      const std::int64_t before = ledger.last_entry();
      const std::string text = ledger.Does(caller, command);
      ++outcomes[text.substr(0, text.find(' '))];
      const FundFigures figures = ledger.programme().fund.accounts().figures();
      if (ledger.last_entry() > before) {
        const Event& event = ledger.entries().back();
        plain.Happen(event);
        ASSERT_EQ(FundAfter(event), figures);
        // The same command again, whoever asks: it is there.
        ASSERT_EQ(ledger.Says(FinanceBureau(), command),
                  absl::StrCat("already ", ledger.last_entry()));
      }
      const absl::Status sound = CheckFundInvariants(ledger.programme().fund);
      ASSERT_TRUE(sound.ok()) << sound << " after " << text;
      std::int64_t at_banks = 0;
      for (const auto& [bank, fen] : plain.at_bank) {
        ASSERT_GE(fen, 0) << bank;
        at_banks += fen;
      }
      ASSERT_GE(plain.cash, 0);
      ASSERT_EQ(figures, (FundFigures{plain.cash, 0, at_banks})) << text;
    }
    EXPECT_TRUE(ledger.CheckInvariants().ok());
  }
  // All that can happen did.
  for (const char* outcome :
       {"FUND_MOVEMENT_RECORDED", "FUND_MOVEMENT_REVERSED", "already", "SECOND_PERSON_REQUIRED",
        "BANK_UNKNOWN", "BODY_UNKNOWN", "NOT_A_PARTNER_BANK", "MOVEMENT_EXISTS", "MOVEMENT_UNKNOWN",
        "MOVEMENT_IS_REVERSAL", "MOVEMENT_ALREADY_REVERSED", "AVAILABLE_EXCEEDED",
        "DEPOSIT_EXCEEDED", "DATE_IN_FUTURE"}) {
    EXPECT_GT(outcomes[outcome], 0) << outcome;
  }
}

}  // namespace
}  // namespace ippledge
