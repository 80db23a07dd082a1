// Accounts and statements: every refusal in the order of the contract.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/decide_reconciliation.h"
#include "ledger/reconciliation_checks.h"
#include "tests/testing/bank_account_life.h"

namespace ippledge {
namespace {

const Date kJune5 = Date::Of(2025, 6, 5);
const Date kJune30 = Date::Of(2025, 6, 30);

AStatement June() {
  return {.lines = {ALine(kJune5, 500, "B-1"), ALine(Date::Of(2025, 6, 9), -20, "B-2")}};
}

TEST(RegisterAccount, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    if (role == Role::kFinanceBureau) continue;
    EXPECT_EQ(ledger.Says(CallerOf(role), RegisterAccount{SpecialAccount()}),
              absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(role), " allowed=finance_bureau"));
  }
  EXPECT_EQ(ledger.Says(OneOfTheBureau(), RegisterAccount{SpecialAccount()}),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  EXPECT_EQ(ledger.Says(FinanceBureau(), RegisterAccount{DepositAccount("nobody")}),
            "BANK_UNKNOWN account.bank bank=nobody");
  EXPECT_EQ(ledger.Does(FinanceBureau(), RegisterAccount{SpecialAccount()}), "ACCOUNT_REGISTERED");
  EXPECT_EQ(ledger.Does(FinanceBureau(), RegisterAccount{SpecialAccount()}), "already 4");
  BankAccount other = SpecialAccount();
  other.name = "another holder";
  EXPECT_EQ(ledger.Says(FinanceBureau(), RegisterAccount{other}),
            "ACCOUNT_EXISTS account.account_id account_id=special first_entry=4");
  other.account_id = "second";
  EXPECT_EQ(ledger.Says(FinanceBureau(), RegisterAccount{other}),
            "ACCOUNT_EXISTS account.number account_id=special first_entry=4");
  other.number = "1";
  EXPECT_EQ(ledger.Says(FinanceBureau(), RegisterAccount{other}),
            "ACCOUNT_EXISTS account.holds account_id=special first_entry=4");
  EXPECT_EQ(ledger.Does(FinanceBureau(), RegisterAccount{DepositAccount()}), "ACCOUNT_REGISTERED");
}

TEST(Statement, ImportedInParts) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  const std::int64_t opened = life.Import(June(), 1);
  const StatementRef statement = life.book().StatementOf(opened);
  ASSERT_NE(statement, nullptr);
  EXPECT_EQ(statement->parts.size(), 2U);
  EXPECT_EQ(statement->lines, 2);
  EXPECT_EQ(statement->line(1).bank_reference, "B-2");
  EXPECT_TRUE(statement->CountsAt(life.last_entry()));
  EXPECT_FALSE(statement->CountsAt(life.last_entry() - 1));
  const auto& closed = std::get<StatementClosed>(life.entries().back());
  EXPECT_EQ(closed.line_count, 2);
  EXPECT_EQ(closed.net, Yuan(480));
  // Each step sent again finds its entry.
  EXPECT_EQ(life.Says(OneOfTheBureau(), OpenStatement{HeaderOf(June())}),
            absl::StrCat("already ", opened));
  EXPECT_EQ(life.Says(OneOfTheBureau(), AddStatementLines{"S1", 1, {June().lines[1]}}),
            absl::StrCat("already ", opened + 2));
  EXPECT_EQ(life.Says(OneOfTheBureau(), CloseStatement{"S1"}),
            absl::StrCat("already ", opened + 3));
}

TEST(OpenStatement, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  const auto says = [&](const StatementHeader& header) {
    return life.Says(OneOfTheBureau(), OpenStatement{header});
  };
  EXPECT_EQ(life.Says(IpOffice(), OpenStatement{HeaderOf(June())}),
            "ROLE_NOT_ALLOWED role=ip_office allowed=finance_bureau");
  StatementHeader header = HeaderOf(June());
  header.account_id = "none";
  EXPECT_EQ(says(header), "ACCOUNT_UNKNOWN header.account_id account_id=none");
  EXPECT_EQ(says(HeaderOf(June())),
            "DATE_IN_FUTURE header.to_date got=2025-06-30 limit=2025-06-02");
  life.TurnTo(kJune30);
  life.Import(June());
  header = HeaderOf(June());
  header.closing = Yuan(1);
  EXPECT_EQ(says(header), "STATEMENT_EXISTS header.import_id import_id=S1 first_entry=33");
  header = HeaderOf(June());
  header.import_id = "S2";
  EXPECT_EQ(says(header), "STATEMENT_EXISTS header.file_sha256 import_id=S1 first_entry=33");
  header.statement_in_file = 1;
  EXPECT_EQ(says(header), "STATEMENT_OPENED");
  for (int i = 0; i < kOpenStatementsMax; ++i) {
    header.import_id = absl::StrCat("O", i);
    header.statement_in_file = 2 + i;
    life.Must(OneOfTheBureau(), OpenStatement{header});
  }
  header.import_id = "O9";
  header.statement_in_file = 99;
  EXPECT_EQ(says(header), "TOO_MANY_ITEMS got=9 limit=8");
}

TEST(OpenStatement, ABookHoldsSoManyLines) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  StatementHeader header = HeaderOf(June());
  header.line_count = kBankLinesMax;
  EXPECT_EQ(life.Says(OneOfTheBureau(), OpenStatement{header}), "STATEMENT_OPENED");
  life.Import(June());
  header.import_id = "S2";
  header.statement_in_file = 1;
  EXPECT_EQ(life.Says(OneOfTheBureau(), OpenStatement{header}),
            "TOO_MANY_ITEMS got=1000002 limit=1000000");
}

TEST(AddStatementLines, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  const auto says = [&](std::int64_t first, std::vector<BankLine> lines) {
    return life.Says(OneOfTheBureau(), AddStatementLines{"S1", first, std::move(lines)});
  };
  EXPECT_EQ(says(0, {ALine(kJune5, 1)}), "STATEMENT_UNKNOWN import_id import_id=S1");
  life.Must(OneOfTheBureau(), OpenStatement{HeaderOf(June())});
  EXPECT_EQ(says(1, {ALine(kJune5, 1)}), "STATEMENT_LINES first_line got=1 want=0");
  EXPECT_EQ(says(0, {ALine(kJune5, 1), ALine(kJune5, 1), ALine(kJune5, 1)}),
            "STATEMENT_LINES lines got=3 want=2");
  EXPECT_EQ(says(0, {ALine(kJune5, 1), ALine(Date::Of(2025, 7, 1), 1)}),
            "DATE_OUTSIDE lines[1].booking_date got=2025-07-01 from=2025-06-01 to=2025-06-30");
  BankLine large = ALine(kJune5, 0);
  large.amount = Money::OfFen(kBankLinesFenMax);
  EXPECT_EQ(says(0, {large}), "STATEMENT_LINES_ADDED");
  EXPECT_EQ(says(0, {large, ALine(kJune5, -1)}),
            absl::StrCat("TOTAL_OUT_OF_RANGE lines measure=bank lines limit=", kBankLinesFenMax,
                         " used=0 asked=", kBankLinesFenMax + 100));
  for (const BankLine& line : June().lines) {
    life.Must(OneOfTheBureau(),
              AddStatementLines{"S1", life.book().FindStatement("S1")->lines, {line}});
  }
  life.Must(OneOfTheBureau(), CloseStatement{"S1"});
  EXPECT_EQ(says(2, {ALine(kJune5, 1)}), "STATEMENT_STATE import_id state=CLOSED want=OPEN");
}

TEST(CloseStatement, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  EXPECT_EQ(life.Says(OneOfTheBureau(), CloseStatement{"S1"}),
            "STATEMENT_UNKNOWN import_id import_id=S1");
  StatementHeader header = HeaderOf(June());
  header.closing = Yuan(481);
  life.Must(OneOfTheBureau(), OpenStatement{header});
  EXPECT_EQ(life.Says(OneOfTheBureau(), CloseStatement{"S1"}),
            "STATEMENT_LINES import_id got=0 want=2");
  life.Must(OneOfTheBureau(), AddStatementLines{"S1", 0, June().lines});
  EXPECT_EQ(life.Says(OneOfTheBureau(), CloseStatement{"S1"}),
            "STATEMENT_SUM import_id opening=0 lines=48000 got=48000 want=48100");
  // It is given up by one person, and counts for nothing; its id is free again.
  life.Must(OneOfTheBureau(), WithdrawStatement{"S1", "wrong file"});
  EXPECT_EQ(life.book().open_statements(), 0);
  EXPECT_FALSE(life.Sheet(kJune30).bank_balance.has_value());
  life.Import(June());
  EXPECT_EQ(life.Sheet(kJune30).bank_balance, Yuan(480));
}

TEST(CloseStatement, FollowsItsNeighbours) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 7, 31));
  life.Import(June());
  const auto closes = [&](AStatement statement) {
    statement.import_id = "X";
    life.Must(OneOfTheBureau(), OpenStatement{HeaderOf(statement)});
    if (!statement.lines.empty()) {
      life.Must(OneOfTheBureau(), AddStatementLines{"X", 0, statement.lines});
    }
    const std::string text = life.Says(OneOfTheBureau(), CloseStatement{"X"});
    life.Must(OneOfTheBureau(), WithdrawStatement{"X", "tried"});
    return text;
  };
  const Date july1 = Date::Of(2025, 7, 1);
  const Date july9 = Date::Of(2025, 7, 9);
  EXPECT_EQ(closes({.from = july1, .to = july9, .opening_yuan = 480}), "STATEMENT_CLOSED");
  EXPECT_EQ(closes({.from = july1, .to = july9, .opening_yuan = 470}),
            "STATEMENT_CHAIN header.opening_fen opening=47000 closing_before=48000 first_entry=64");
  // Days are missing: a gap, to be shown, not an error.
  EXPECT_EQ(closes({.from = july9, .to = july9, .opening_yuan = 470}), "STATEMENT_CLOSED");
  EXPECT_EQ(closes({.from = Date::Of(2025, 6, 29), .to = july9, .opening_yuan = 480}),
            "STATEMENT_OVERLAPS header.from_date first_entry=64 from=2025-06-01 to=2025-06-30");
  // Two statements may share a day, but no line of it.
  EXPECT_EQ(
      closes(
          {.from = kJune30, .to = july1, .opening_yuan = 480, .lines = {ALine(kJune30, 5, "N-1")}}),
      "STATEMENT_CLOSED");
  life.Import({.import_id = "S2",
               .from = kJune30,
               .to = july1,
               .opening_yuan = 480,
               .lines = {ALine(july1, 7, "N-7")}});
  EXPECT_EQ(
      closes({.from = july1, .to = july9, .opening_yuan = 487, .lines = {ALine(july1, 7, "N-7")}})
          .substr(0, 30),
      "LINE_EXISTS bank_reference=N-7");
  // Before the first one.
  EXPECT_EQ(closes({.from = Date::Of(2025, 5, 1), .to = Date::Of(2025, 5, 31), .opening_yuan = 3})
                .substr(0, 15),
            "STATEMENT_CHAIN");
}

TEST(WithdrawStatement, RefusesInTheOrderOfTheContract) {
  BankAccountLife life;
  life.TurnTo(kJune30);
  life.Move(MovementOn(kJune5, 500, "PZ-1", FundMovementKind::kAppropriationIn, "B-1"));
  life.Import(June());
  EXPECT_EQ(life.Says(OneOfTheBureau(), WithdrawStatement{"S1", "wrong"}),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  life.Match();
  EXPECT_EQ(life.Says(FinanceBureau(), WithdrawStatement{"S1", "wrong"}),
            "ALREADY_MATCHED import_id number=1");
  life.Must(OneOfTheBureau(), UndoMatch{1, "to withdraw the statement"});
  const std::int64_t before = life.last_entry();
  life.Must(FinanceBureau(), WithdrawStatement{"S1", "wrong"});
  EXPECT_FALSE(life.Sheet(kJune30).bank_balance.has_value());
  // What was known before it stays known as of then.
  EXPECT_EQ(life.Sheet(kJune30, before).bank_balance, Yuan(480));
}

// June is covered to its end only because the next statement begins with the same balance.
TEST(Statement, QuietDaysOfAClosedMonthStayQuiet) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2025, 8, 20));
  const auto statement = [](absl::string_view id, Date from, Date to, std::int64_t opening_yuan) {
    return AStatement{.import_id = std::string(id),
                      .from = from,
                      .to = to,
                      .opening_yuan = opening_yuan,
                      .lines = {}};
  };
  const auto july = [](int day) { return Date::Of(2025, 7, day); };
  life.Import(statement("S1", Date::Of(2025, 6, 1), Date::Of(2025, 6, 20), 0));
  life.Import(statement("S2", july(11), july(15), 0));
  life.Must(OneOfTheBureau(), ClosePeriod{"special", kJune30.month_index()});
  const std::string closed = absl::StrCat(
      "PERIOD_CLOSED import_id account_id=special month=2025-06 closed_entry=", life.last_entry());
  const auto stays = [&] {
    const AdjustmentSheet sheet = life.Sheet(kJune30);
    EXPECT_EQ(sheet.bank_through, kJune30);
    EXPECT_TRUE(sheet.gaps.empty());
  };
  EXPECT_EQ(life.Says(FinanceBureau(), WithdrawStatement{"S2", "wrong"}), closed);
  // Another balance between them would make a gap of June's last days.
  life.Must(OneOfTheBureau(), OpenStatement{HeaderOf(statement("S3", july(1), july(9), 6))});
  EXPECT_EQ(life.Says(OneOfTheBureau(), CloseStatement{"S3"}), closed);
  life.Must(OneOfTheBureau(), WithdrawStatement{"S3", "wrong"});
  stays();
  // The same balance goes on; then the later statement is not needed.
  life.Import(statement("S4", july(1), july(9), 0));
  life.Must(FinanceBureau(), WithdrawStatement{"S2", "wrong"});
  stays();
  // Days of open months are nobody's business.
  life.Import(statement("S5", july(20), july(31), 7));
  life.Must(FinanceBureau(), WithdrawStatement{"S5", "wrong"});
  stays();
}

// What a closed month's sheet rests on may lie before the account's first month.
TEST(Statement, AClosedMonthKeepsWhatLiesBeforeIt) {
  BankAccountLife life;
  life.TurnTo(Date::Of(2026, 3, 10));
  BankAccount account = DepositAccount();
  account.reconcile_from = Date::Of(2026, 2, 1);
  life.Must(FinanceBureau(), RegisterAccount{account});
  const auto import = [&](absl::string_view id, Date day, std::int64_t opening_yuan,
                          std::vector<BankLine> lines) {
    life.Import({.import_id = std::string(id),
                 .from = day,
                 .to = day,
                 .opening_yuan = opening_yuan,
                 .lines = std::move(lines),
                 .account_id = account.account_id});
  };
  const Date january30 = Date::Of(2026, 1, 30);
  import("S1", january30 + -1, 0, {});
  import("S2", january30, 0, {ALine(january30, 5)});
  import("S3", Date::Of(2026, 3, 1), 5, {});
  life.Move(MovementOn(january30, 5, "PZ-1"));
  FundMovement placed = MovementOn(january30, 5, "PZ-2", FundMovementKind::kDepositPlaced);
  placed.counterparty = account.bank;
  life.Move(placed);
  const int february = account.reconcile_from.month_index();
  life.Must(OneOfTheBureau(), ClosePeriod{account.account_id, february});
  const std::string closed =
      absl::StrCat("PERIOD_CLOSED import_id account_id=deposit-qingcao month=2026-02 closed_entry=",
                   life.last_entry());
  // Without S3 nobody knows that February was quiet; without S2 a balance does not follow; without
  // S1 nothing changes.
  EXPECT_EQ(life.Says(FinanceBureau(), WithdrawStatement{"S3", "wrong"}), closed);
  EXPECT_EQ(life.Says(FinanceBureau(), WithdrawStatement{"S2", "wrong"}), closed);
  EXPECT_EQ(life.Says(FinanceBureau(), WithdrawStatement{"S1", "wrong"}), "STATEMENT_WITHDRAWN");
}

}  // namespace
}  // namespace ippledge
