#include "ledger/fund.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/fund_book.h"
#include "tests/testing/builders.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

using Account = FundAccount;
using Kind = FundMovementKind;

TEST(Fund, Examples) {
  FundAccounts accounts;
  accounts.Post(AMovement("M1"), +1);
  FundMovement placed = AMovement("M2", Kind::kDepositPlaced);
  placed.amount = Yuan(30'000'000);
  placed.counterparty = "qingcao";
  accounts.Post(placed, +1);
  EXPECT_EQ(accounts.figures(), (FundFigures{7'000'000'000, 0, 3'000'000'000}));
  EXPECT_EQ(accounts.balance_fen(Account::kAppropriated), 10'000'000'000);
  EXPECT_EQ(accounts.PartySums(Account::kDeposits, "qingcao"), (AccountSums{3'000'000'000, 0}));
  accounts.Post(placed, -1);
  EXPECT_EQ(accounts.figures(), (FundFigures{10'000'000'000, 0, 0}));
}

// The table that docs/format.md and fund_service.proto show.
TEST(Fund, PostingsAreFrozen) {
  std::string table;
  for (const FundPosting& posting : FundPostings()) {
    absl::StrAppend(&table, static_cast<int>(posting.kind), " ", NameOf(posting.kind), " ",
                    NameOf(posting.debit), " ", NameOf(posting.credit),
                    posting.also_debit == Account::kUnspecified ? "" : " and RESERVED COMMITTED",
                    " ", static_cast<int>(posting.counterparty), "\n");
    EXPECT_EQ(&PostingOf(posting.kind), &posting);
  }
  EXPECT_EQ(table,
            "1 APPROPRIATION_IN CASH APPROPRIATED 0\n"
            "2 CO_FUNDING_IN CASH CO_FUNDED 1\n"
            "3 INTEREST_IN CASH INTEREST 0\n"
            "4 DEPOSIT_PLACED DEPOSITS CASH 2\n"
            "5 DEPOSIT_TAKEN_BACK CASH DEPOSITS 2\n"
            "6 FEE_OUT FEES CASH 0\n"
            "7 AUDIT_COST_OUT AUDIT_COSTS CASH 0\n"
            "8 RETURN_TO_TREASURY RETURNED_TO_TREASURY CASH 0\n"
            "9 BROUGHT_FORWARD CASH BROUGHT_FORWARD 0\n"
            "10 RESERVATION COMMITTED RESERVED 2\n"
            "11 RESERVATION_RELEASED RESERVED COMMITTED 2\n"
            "12 CLAIM_PAYMENT CLAIMS_PAID CASH and RESERVED COMMITTED 2\n"
            "13 RECOVERY_IN CASH RECOVERED 2\n"
            "14 LATE_INTEREST_IN CASH LATE_INTEREST 2\n"
            "15 CLAWBACK_IN CASH CLAWED_BACK 2\n"
            "16 TAKEN_BY_BANK TAKEN_BY_BANK CASH 2\n");
}

TEST(Fund, AccountsAreFrozen) {
  std::string table;
  for (int i = 1; i < kFundAccountCount; ++i) {
    const auto account = static_cast<Account>(i);
    absl::StrAppend(&table, i, " ", NameOf(account), IsDebitAccount(account) ? " debit" : "",
                    IsByCounterparty(account) ? " by counterparty" : "", "\n");
    EXPECT_FALSE(ChineseNameOf(account).empty());
  }
  EXPECT_EQ(table,
            "1 CASH debit\n2 DEPOSITS debit by counterparty\n3 COMMITTED debit\n4 RESERVED\n"
            "5 BROUGHT_FORWARD\n6 APPROPRIATED by counterparty\n7 CO_FUNDED by counterparty\n"
            "8 INTEREST\n9 FEES debit\n10 AUDIT_COSTS debit\n11 CLAIMS_PAID debit by counterparty\n"
            "12 RECOVERED by counterparty\n13 LATE_INTEREST by counterparty\n14 CLAWED_BACK by "
            "counterparty\n15 RETURNED_TO_TREASURY debit\n"
            "16 TAKEN_BY_BANK debit by counterparty\n");
}

TEST(Fund, WhatTakesCashOutNeedsTwo) {
  for (const FundPosting& posting : FundPostings()) {
    EXPECT_EQ(TakesCashOut(posting.kind), posting.credit == Account::kCash);
  }
}

TEST(CheckFundMovement, RefusesInTheOrderOfItsFields) {
  using M = FundMovement;
  struct Case {
    void (*change)(M&);
    absl::string_view want;
  };
  const Case cases[] = {
      {[](M&) {}, "ok"},
      {[](M& m) { m.movement_id = ""; }, "FIELD_REQUIRED m.movement_id"},
      {[](M& m) { m.movement_id = std::string(65, 'x'); },
       "FIELD_TOO_LONG m.movement_id limit=64 got=65"},
      {[](M& m) { m.amount = Money(); }, "AMOUNT_NOT_POSITIVE m.amount_fen got=0"},
      {[](M& m) { m.amount = Fen(-1); }, "AMOUNT_NOT_POSITIVE m.amount_fen got=-1"},
      {[](M& m) { m.kind = Kind::kCoFundingIn; }, "FIELD_REQUIRED m.counterparty"},
      {[](M& m) { m.kind = Kind::kDepositPlaced; }, "FIELD_REQUIRED m.counterparty"},
      {[](M& m) { m.bank_reference = std::string(65, 'x'); },
       "FIELD_TOO_LONG m.bank_reference limit=64 got=65"},
      {[](M& m) { m.memo = std::string(501, 'x'); }, "FIELD_TOO_LONG m.memo limit=500 got=501"},
  };
  for (const Case& c : cases) {
    FundMovement movement = AMovement();
    c.change(movement);
    Violations violations;
    CheckFundMovement(movement, "m", violations);
    EXPECT_EQ(RefusalText(violations.ToStatus()), c.want);
  }
}

TEST(CheckFundReversal, RefusesInTheOrderOfItsFields) {
  FundReversal reversal{.movement_id = "", .reverses_id = "", .bank_reference = " x", .reason = ""};
  Violations violations;
  CheckFundReversal(reversal, "r", violations);
  std::string fields;
  for (const Violation& violation : violations.list()) {
    absl::StrAppend(&fields, RowOf(violation.reason).name, " ", violation.field, "\n");
  }
  EXPECT_EQ(fields,
            "FIELD_REQUIRED r.movement_id\nFIELD_REQUIRED r.reverses_movement_id\n"
            "FIELD_MALFORMED r.bank_reference\nFIELD_REQUIRED r.reason\n");
}

RecordedMovement OfEntry(std::int64_t entry, FundMovement movement) {
  return {.movement = std::move(movement), .entry = entry, .reverses_entry = 0, .after = {}};
}

// Longer than a chunk, so that copies share some of it and own some of it.
TEST(FundBook, CopiesDoNotChange) {
  FundBook book;
  std::vector<FundBook> copies;
  constexpr int kMovements = 700;
  for (int i = 1; i <= kMovements; ++i) {
    copies.push_back(book);
    FundMovement movement = AMovement(absl::StrCat("M", i));
    movement.amount = Fen(i);
    movement.date = Day("2024-01-01") + i % 30;
    book.Add(OfEntry(3 * i, movement));
  }
  for (std::size_t n = 0; n < copies.size(); ++n) {
    const FundBook& copy = copies[n];
    ASSERT_EQ(copy.size(), n);
    const auto count = static_cast<std::int64_t>(n);
    EXPECT_EQ(copy.accounts().figures().cash_fen, count * (count + 1) / 2);
    EXPECT_EQ(copy.accounts(), book.AccountsAt(3 * count, std::nullopt));
    EXPECT_EQ(copy.accounts(), book.AccountsAt(3 * count + 2, std::nullopt));
    if (n == 0) continue;
    EXPECT_EQ(copy.at(n - 1)->entry, 3 * count);
    EXPECT_EQ(copy.PlaceOf(3 * count - 2), n - 1);
    EXPECT_EQ(copy.PlaceOf(3 * count + 1), n);
    EXPECT_EQ(copy.OfEntry(3 * count)->movement.movement_id, absl::StrCat("M", n));
    EXPECT_EQ(copy.OfEntry(3 * count + 1), nullptr);
  }
}

TEST(FundBook, AReversalCountsOnTheDateOfItsMovement) {
  FundBook book;
  EXPECT_EQ(book.totals(), std::nullopt);
  book.Add(OfEntry(4, AMovement("M1")));
  FundMovement later = AMovement("M2");
  later.date = Day("2024-03-01");
  later.amount = Fen(7);
  book.Add(OfEntry(5, later));
  RecordedMovement reversal{.movement = {}, .entry = 9, .reverses_entry = 4, .after = {}};
  reversal.movement.movement_id = "X1";
  reversal.movement.memo = "twice";
  book.Add(reversal);

  const RecordedMovement& recorded = *book.at(2);
  EXPECT_EQ(recorded.movement.amount, AMovement().amount);
  EXPECT_EQ(recorded.movement.date, AMovement().date);
  EXPECT_EQ(recorded.movement.memo, "twice");
  EXPECT_EQ(recorded.after, (FundFigures{7, 0, 0}));
  EXPECT_EQ(book.ReversedBy(4), 9);
  EXPECT_EQ(book.ReversedBy(5), 0);
  const auto cash_at = [&](std::int64_t at, absl::string_view as_of) {
    return book.AccountsAt(at, Day(as_of)).figures().cash_fen;
  };
  EXPECT_EQ(cash_at(9, "2024-01-04"), 0);
  EXPECT_EQ(cash_at(9, "2024-01-05"), 0);
  EXPECT_EQ(cash_at(8, "2024-01-05"), 10'000'000'000);
  EXPECT_EQ(cash_at(8, "2024-03-01"), 10'000'000'007);
  EXPECT_EQ(cash_at(9, "2024-03-01"), 7);
  EXPECT_EQ(book.accounts().sums(Kind::kAppropriationIn), (KindSums{7, 1}));
  ASSERT_NE(book.totals(), std::nullopt);
  EXPECT_EQ(book.totals()->movements, 3);
  EXPECT_EQ(book.totals()->net_fen[0], 7);
  EXPECT_EQ(book.totals()->net_fen[5], -7);
}

}  // namespace
}  // namespace ippledge
