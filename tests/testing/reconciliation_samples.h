// tests/testing/reconciliation_samples.h: one event of each kind of reconciliation, with a few of
// everything. Frozen: their bytes, and those of their commands, are in golden files. Add to the
// end; never change one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/event.h"

namespace ippledge {

inline std::vector<Event> ReconciliationSamples() {
  const BankAccount account{.account_id = "special",
                            .number = "0602000109200001234",
                            .name = "风险补偿资金专户",
                            .bank_name = "示例银行",
                            .holds = FundAccount::kDeposits,
                            .bank = "icbc-nm",
                            .reconcile_from = Date::Of(2025, 6, 1),
                            .two_person_above = Money::OfFen(100'000)};
  StatementHeader header{.import_id = "S-2025-06",
                         .account_id = "special",
                         .statement_number = "6/1",
                         .format = "camt.053.001.08",
                         .file_bytes = 4'096,
                         .statement_in_file = 1,
                         .from_date = Date::Of(2025, 6, 1),
                         .to_date = Date::Of(2025, 6, 30),
                         .opening = Money::OfFen(-5),
                         .closing = Money::OfFen(12'345),
                         .line_count = 2};
  for (std::size_t i = 0; i < header.file_sha256.size(); ++i) {
    header.file_sha256[i] = static_cast<std::uint8_t>(i);
  }
  const BankLine line{.booking_date = Date::Of(2025, 6, 5),
                      .value_date = Date::Of(2025, 6, 4),
                      .amount = Money::OfFen(-12'350),
                      .balance = Money(),
                      .bank_reference = "B-1",
                      .own_reference = "P-1",
                      .numbers = {"RUN-7-88-1", "PZ-9"},
                      .party = "icbc-nm",
                      .code = "NTRF",
                      .reversal = true,
                      .words = {"00112233445566778899aabbccddeeff", std::string("\0\xff", 2)}};
  const std::vector<LineName> lines = {{61, 0}, {61, 1}};
  const std::vector<MovementName> movements = {{40, 0}, {41, 1}};
  return {
      AccountRegistered{{account}},
      StatementOpened{{header}},
      StatementLinesAdded{{"S-2025-06", 1, {line, BankLine{.booking_date = Date::Of(2025, 6, 6)}}}},
      StatementClosed{.what = {"S-2025-06"}, .line_count = 2, .net = Money::OfFen(12'350)},
      StatementWithdrawn{{"S-2025-06", "错误的文件"}},
      MatchesMade{.what = {"special"},
                  .first_number = 7,
                  .matches = {{lines, movements, MatchReason::kNumberOfSeveral},
                              {{}, movements, MatchReason::kBookReversal}},
                  .more = true,
                  .lines_left = 3,
                  .movements_left = 4},
      MatchRecorded{{"special", lines, movements, "见回单"}, 9},
      MatchUndone{{9, "勾错"}},
      PeriodClosed{.what = {"special", 665},
                   .book_balance = Money::OfFen(1),
                   .bank_balance = Money::OfFen(-2),
                   .bank_in = Money::OfFen(3),
                   .bank_out = Money::OfFen(-4),
                   .book_in = Money::OfFen(5),
                   .book_out = Money::OfFen(-6),
                   .items = 7},
      PeriodReopened{{"special", 665, "补记"}},
  };
}

}  // namespace ippledge
