// tests/testing/bank_account_life.h: the fund's special account at its bank: movements, statements,
// matches, months.
//
// The programme begins on 2025-06-02 with nothing in the fund. Account "special" is reconciled from
// 2025-06-01 on; a match by hand above 1,000.00 needs two persons. Commands are free functions, so
// that a test may change and refuse them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/check.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {

inline Caller OneOfTheBureau() {
  Caller caller = FinanceBureau();
  caller.second_person = "";
  return caller;
}

inline BankAccount SpecialAccount() {
  return {.account_id = "special",
          .number = "0602000109200001234",
          .name = "内蒙古自治区知识产权质押融资风险补偿资金专户",
          .bank_name = "内蒙古银行",
          .holds = FundAccount::kCash,
          .bank = "",
          .reconcile_from = Date::Of(2025, 6, 1),
          .two_person_above = Yuan(1'000)};
}
inline BankAccount DepositAccount(absl::string_view bank = "qingcao") {
  BankAccount account = SpecialAccount();
  account.account_id = absl::StrCat("deposit-", bank);
  account.number = "0602000109200009999";
  account.holds = FundAccount::kDeposits;
  account.bank = std::string(bank);
  return account;
}

inline BankLine ALine(Date date, std::int64_t yuan, absl::string_view bank_reference = "",
                      std::vector<std::string> numbers = {}) {
  return {.booking_date = date,
          .value_date = std::nullopt,
          .amount = Yuan(yuan),
          .balance = std::nullopt,
          .bank_reference = std::string(bank_reference),
          .own_reference = "",
          .numbers = std::move(numbers),
          .party = "",
          .code = "",
          .reversal = false,
          .words = {}};
}

inline FundMovement MovementOn(Date date, std::int64_t yuan, absl::string_view id,
                               FundMovementKind kind = FundMovementKind::kAppropriationIn,
                               absl::string_view bank_reference = "") {
  FundMovement movement;
  movement.movement_id = std::string(id);
  movement.kind = kind;
  movement.amount = Yuan(yuan);
  movement.date = date;
  movement.bank_reference = std::string(bank_reference);
  return movement;
}

struct AStatement {
  std::string import_id = "S1";
  Date from = Date::Of(2025, 6, 1);
  Date to = Date::Of(2025, 6, 30);
  std::int64_t opening_yuan = 0;
  std::vector<BankLine> lines;
  std::string account_id = "special";
};

inline StatementHeader HeaderOf(const AStatement& statement) {
  std::int64_t closing = statement.opening_yuan * 100;
  for (const BankLine& line : statement.lines) closing += line.amount.fen();
  StatementHeader header{.import_id = statement.import_id,
                         .account_id = statement.account_id,
                         .statement_number = "",
                         .format = "MT940",
                         .file_bytes = 1'000,
                         .statement_in_file = 0,
                         .from_date = statement.from,
                         .to_date = statement.to,
                         .opening = Yuan(statement.opening_yuan),
                         .closing = Money::OfFen(closing),
                         .line_count = static_cast<std::int64_t>(statement.lines.size())};
  for (std::size_t i = 0; i < header.file_sha256.size() && i < statement.import_id.size(); ++i) {
    header.file_sha256[i] = static_cast<std::uint8_t>(statement.import_id[i]);
  }
  return header;
}

class BankAccountLife : public LedgerBooks {
 public:
  explicit BankAccountLife(Date today = Date::Of(2025, 6, 2))
      : LedgerBooks(LedgerBooks::WithBanks(AConstitution(), today)) {
    Must(FinanceBureau(), RegisterAccount{SpecialAccount()});
  }

  // Does what must make an entry.
  void Must(const Caller& caller, const Command& command) {
    const std::int64_t before = last_entry();
    const std::string text = Does(caller, command);
    if (last_entry() > before) return;
    std::fprintf(stderr, "%s\n", text.c_str());
    IPPLEDGE_CHECK(false && "must be recorded");
  }
  // Entry of the movement.
  std::int64_t Move(const FundMovement& movement) {
    Must(FinanceBureau(), RecordFundMovement{movement});
    return last_entry();
  }
  // Its opening entry.
  std::int64_t Import(const AStatement& statement, std::size_t part = kLinesPerPartMax) {
    Must(OneOfTheBureau(), OpenStatement{HeaderOf(statement)});
    const std::int64_t opened = last_entry();
    for (std::size_t at = 0; at < statement.lines.size(); at += part) {
      const std::size_t end = std::min(at + part, statement.lines.size());
      const auto begin = statement.lines.begin();
      Must(OneOfTheBureau(),
           AddStatementLines{.import_id = statement.import_id,
                             .first_line = static_cast<std::int64_t>(at),
                             .lines = {begin + static_cast<std::ptrdiff_t>(at),
                                       begin + static_cast<std::ptrdiff_t>(end)}});
    }
    Must(OneOfTheBureau(), CloseStatement{statement.import_id});
    return opened;
  }
  void Match() { Must(OneOfTheBureau(), RunMatching{"special"}); }

  const ReconciliationBook& book() const { return programme().reconciliation; }
  AdjustmentSheet Sheet(Date day, std::optional<std::int64_t> at = std::nullopt,
                        absl::string_view account = "special") const {
    return SheetOf(book().FindAccount(account)->account, book(), programme().fund, day,
                   at.value_or(last_entry()));
  }
};

}  // namespace ippledge
