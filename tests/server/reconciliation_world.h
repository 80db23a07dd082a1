// tests/server/reconciliation_world.h: a CoverWorld whose special account is registered, with a
// statement of June to import and movements of June to match.
//
// The day is 2025-07-01. The fund has 10,000,000.00 of July ("M1" of CoverWorld) besides.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "tests/server/cover_world.h"

namespace ippledge::server {

class ReconciliationWorld : public CoverWorld {
 protected:
  static constexpr char kAccount[] = "special";
  static constexpr std::int64_t kTwoPersonsAboveFen = 1'000;

  Rpc OneOfBureau() const { return One("finance_bureau", kBureau); }

  static v1::RegisterAccountRequest Registering() {
    auto request = Write<v1::RegisterAccountRequest>();
    v1::BankAccount& account = *request.mutable_account();
    account.set_account_id(kAccount);
    account.set_number("0602000109200001234");
    account.set_name("知识产权质押融资风险补偿资金专户");
    account.set_bank_name("内蒙古银行");
    account.set_holds(v1::FUND_ACCOUNT_CASH);
    account.set_reconcile_from_date("2025-06-01");
    account.set_two_person_above_fen(kTwoPersonsAboveFen);
    return request;
  }
  void Register() { Must<v1::RegisterAccountResponse>(Bureau(), Registering()); }

  // 1,000.00 in on the 5th, a fee of 5.00 on the 10th, interest of 0.30 on the 30th.
  void Move() {
    Move("Z1", v1::FUND_MOVEMENT_KIND_APPROPRIATION_IN, 100'000, "2025-06-05", "B-1");
    Move("PZ-2", v1::FUND_MOVEMENT_KIND_FEE_OUT, 500, "2025-06-10");
    Move("PZ-3", v1::FUND_MOVEMENT_KIND_INTEREST_IN, 30, "2025-06-30");
  }
  static v1::RecordMovementRequest Moving(const std::string& id, v1::FundMovementKind kind,
                                          std::int64_t fen, const std::string& date,
                                          const std::string& bank_reference = "") {
    auto request = Write<v1::RecordMovementRequest>();
    v1::FundMovement& movement = *request.mutable_movement();
    movement.set_movement_id(id);
    movement.set_kind(kind);
    movement.set_amount_fen(fen);
    movement.set_movement_date(date);
    movement.set_bank_reference(bank_reference);
    return request;
  }
  std::int64_t Move(const std::string& id, v1::FundMovementKind kind, std::int64_t fen,
                    const std::string& date, const std::string& bank_reference = "") {
    return Must<v1::RecordMovementResponse>(Bureau(), Moving(id, kind, fen, date, bank_reference))
        .recorded()
        .entry();
  }

  static v1::BankLine Line(const std::string& date, std::int64_t fen,
                           const std::string& bank_reference = "", const std::string& text = "") {
    v1::BankLine line;
    line.set_booking_date(date);
    line.set_amount_fen(fen);
    line.set_bank_reference(bank_reference);
    line.set_text(text);
    return line;
  }
  // The bank has the first two movements, and 0.77 that nobody knows.
  static std::vector<v1::BankLine> June() {
    std::vector<v1::BankLine> lines = {Line("2025-06-05", 100'000, "B-1"),
                                       Line("2025-06-10", -500, "B-2", "手续费 凭证PZ-2"),
                                       Line("2025-06-20", 77, "B-3", "还款 13812345678")};
    lines[2].set_counterparty_name("张三");
    lines[2].set_counterparty_account("6222020200001234567");
    return lines;
  }

  static v1::OpenStatementRequest Opening(const std::string& import_id, const std::string& from,
                                          const std::string& to, std::int64_t opening_fen,
                                          const std::vector<v1::BankLine>& lines) {
    auto request = Write<v1::OpenStatementRequest>();
    v1::StatementHeader& header = *request.mutable_header();
    header.set_import_id(import_id);
    header.set_account_id(kAccount);
    header.set_format("MT940");
    header.set_file_sha256(absl::StrCat(std::string(64 - 2 * import_id.size(), '0'),
                                        absl::BytesToHexString(import_id)));
    header.set_file_bytes(1'000);
    header.set_from_date(from);
    header.set_to_date(to);
    header.set_opening_fen(opening_fen);
    std::int64_t closing = opening_fen;
    for (const v1::BankLine& line : lines) closing += line.amount_fen();
    header.set_closing_fen(closing);
    header.set_line_count(static_cast<std::int64_t>(lines.size()));
    return request;
  }
  static v1::AddStatementLinesRequest Adding(const std::string& import_id, std::int64_t first,
                                             const std::vector<v1::BankLine>& lines) {
    auto request = Write<v1::AddStatementLinesRequest>();
    request.set_import_id(import_id);
    request.set_first_line(first);
    for (const v1::BankLine& line : lines) *request.add_lines() = line;
    return request;
  }
  static v1::CloseStatementRequest ClosingOf(const std::string& import_id) {
    auto request = Write<v1::CloseStatementRequest>();
    request.set_import_id(import_id);
    return request;
  }
  // Its opening entry.
  std::int64_t Import(const std::string& import_id, const std::string& from, const std::string& to,
                      std::int64_t opening_fen, const std::vector<v1::BankLine>& lines) {
    const Rpc bureau = OneOfBureau();
    const std::int64_t opened =
        Must<v1::OpenStatementResponse>(bureau, Opening(import_id, from, to, opening_fen, lines))
            .recorded()
            .entry();
    if (!lines.empty()) {
      Must<v1::AddStatementLinesResponse>(bureau, Adding(import_id, 0, lines));
    }
    Must<v1::CloseStatementResponse>(bureau, ClosingOf(import_id));
    return opened;
  }
  std::int64_t ImportJune() { return Import("S1", "2025-06-01", "2025-06-30", 0, June()); }

  static v1::RunMatchingRequest Matching() {
    auto request = Write<v1::RunMatchingRequest>();
    request.set_account_id(kAccount);
    return request;
  }
  // Of a request that names programme and account.
  template <typename Request>
  static Request Asking() {
    Request request;
    request.set_programme("nm");
    request.set_account_id(kAccount);
    return request;
  }
  static v1::GetSheetRequest SheetRequest(std::int64_t at = 0) {
    auto request = Asking<v1::GetSheetRequest>();
    request.set_month("2025-06");
    request.set_at(at);
    return request;
  }
  v1::AdjustmentSheet Sheet(std::int64_t at = 0) const {
    return Must<v1::GetSheetResponse>(Office(), SheetRequest(at)).sheet();
  }
  template <typename Request>
  static Request PeriodWrite(const std::string& month = "2025-06") {
    auto request = Write<Request>();
    request.set_account_id(kAccount);
    request.set_month(month);
    return request;
  }
};

}  // namespace ippledge::server
