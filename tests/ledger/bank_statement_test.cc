#include "ledger/bank_statement.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

std::string Faults(const Violations& violations) {
  std::string text;
  for (const Violation& v : violations.list()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", RowOf(v.reason).name, " ", v.field);
  }
  return text;
}

TEST(CheckBankAccount, EachField) {
  struct Case {
    std::function<void(BankAccount&)> change;
    std::string want;
  };
  for (const Case& c : std::vector<Case>{
           {[](BankAccount&) {}, ""},
           {[](BankAccount& a) { a.account_id = "A B"; }, "FIELD_MALFORMED account.account_id"},
           {[](BankAccount& a) { a.number = ""; }, "FIELD_REQUIRED account.number"},
           {[](BankAccount& a) { a.name = ""; }, "FIELD_REQUIRED account.name"},
           {[](BankAccount& a) { a.bank_name = " x"; }, "FIELD_MALFORMED account.bank_name"},
           {[](BankAccount& a) { a.holds = FundAccount::kFees; }, "FIELD_REQUIRED account.holds"},
           {[](BankAccount& a) { a.holds = FundAccount::kDeposits; },
            "FIELD_REQUIRED account.bank"},
           {[](BankAccount& a) { a.bank = "qingcao"; }, "FIELD_NOT_ALLOWED account.bank"},
           {[](BankAccount& a) { a.reconcile_from = Date(); },
            "FIELD_REQUIRED account.reconcile_from_date"},
           {[](BankAccount& a) { a.two_person_above = Yuan(-1); },
            "VALUE_OUT_OF_RANGE account.two_person_above_fen"},
       }) {
    BankAccount account = SpecialAccount();
    c.change(account);
    Violations violations;
    CheckBankAccount(account, "account", violations);
    EXPECT_EQ(Faults(violations), c.want);
  }
}

TEST(CheckBankLine, EachField) {
  struct Case {
    std::function<void(BankLine&)> change;
    std::string want;
  };
  for (const Case& c : std::vector<Case>{
           {[](BankLine&) {}, ""},
           {[](BankLine& l) { l.booking_date = Date(); }, "FIELD_REQUIRED line.booking_date"},
           {[](BankLine& l) { l.amount = Money::OfFen(kBankLinesFenMax + 1); },
            "VALUE_OUT_OF_RANGE line.amount_fen"},
           {[](BankLine& l) { l.bank_reference = std::string(65, 'x'); },
            "FIELD_TOO_LONG line.bank_reference"},
           {[](BankLine& l) { l.numbers.assign(9, "A1"); }, "TOO_MANY_ITEMS line.numbers"},
           {[](BankLine& l) { l.numbers = {""}; }, "FIELD_REQUIRED line.numbers[0]"},
           {[](BankLine& l) { l.party = "A B"; }, "FIELD_MALFORMED line.party"},
           {[](BankLine& l) { l.words.key_id = "ab"; }, "FIELD_MALFORMED line.words"},
           {[](BankLine& l) { l.words.ciphertext = "x"; }, "FIELD_MALFORMED line.words"},
           {[](BankLine& l) {
              l.words = {std::string(32, 'a'), std::string(kProtectedBytesMax + 1, 'x')};
            },
            "TOO_MANY_ITEMS line.words"},
           {[](BankLine& l) {
              l.words = {std::string(32, 'a'), "x"};
            },
            ""},
       }) {
    BankLine line = ALine(Date::Of(2025, 6, 5), 1);
    c.change(line);
    Violations violations;
    CheckBankLine(line, "line", violations);
    EXPECT_EQ(Faults(violations), c.want);
  }
}

TEST(CheckStatementHeader, EachField) {
  struct Case {
    std::function<void(StatementHeader&)> change;
    std::string want;
  };
  for (const Case& c : std::vector<Case>{
           {[](StatementHeader&) {}, ""},
           {[](StatementHeader& h) { h.import_id = ""; }, "FIELD_REQUIRED header.import_id"},
           {[](StatementHeader& h) { h.account_id = ""; }, "FIELD_REQUIRED header.account_id"},
           {[](StatementHeader& h) { h.format = ""; }, "FIELD_REQUIRED header.format"},
           {[](StatementHeader& h) { h.file_bytes = 0; }, "VALUE_OUT_OF_RANGE header.file_bytes"},
           {[](StatementHeader& h) { h.to_date = Date::Of(2025, 5, 1); },
            "DATE_ORDER header.to_date"},
           {[](StatementHeader& h) { h.opening = Money::OfFen(-kBankLinesFenMax - 1); },
            "VALUE_OUT_OF_RANGE header.opening_fen"},
           {[](StatementHeader& h) { h.line_count = -1; }, "VALUE_OUT_OF_RANGE header.line_count"},
       }) {
    StatementHeader header = HeaderOf({});
    c.change(header);
    Violations violations;
    CheckStatementHeader(header, "header", violations);
    EXPECT_EQ(Faults(violations), c.want);
  }
}

TEST(EffectOn, EachKindOnEachAccount) {
  const BankAccount special = SpecialAccount();
  const BankAccount deposit = DepositAccount();
  FundMovement movement = MovementOn(Date::Of(2025, 6, 5), 7, "PZ-1");
  EXPECT_EQ(EffectOn(special, movement, +1), Yuan(7));
  EXPECT_EQ(EffectOn(special, movement, -1), Yuan(-7));
  EXPECT_EQ(EffectOn(deposit, movement, +1), Money());
  movement.kind = FundMovementKind::kDepositPlaced;
  movement.counterparty = "qingcao";
  EXPECT_EQ(EffectOn(special, movement, +1), Yuan(-7));
  EXPECT_EQ(EffectOn(deposit, movement, +1), Yuan(7));
  EXPECT_EQ(EffectOn(DepositAccount("yunshan"), movement, +1), Money());
  movement.kind = FundMovementKind::kReservation;
  EXPECT_EQ(EffectOn(special, movement, +1), Money());
  movement.kind = FundMovementKind::kClaimPayment;
  EXPECT_EQ(EffectOn(special, movement, +1), Yuan(-7));
}

}  // namespace
}  // namespace ippledge
