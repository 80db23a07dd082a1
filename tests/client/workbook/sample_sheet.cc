#include "tests/client/workbook/sample_sheet.h"

#include <cstdint>
#include <string>

namespace ippledge::client {
namespace {

v1::TransitItem Line(const std::string& date, std::int64_t fen, int age,
                     const std::string& reference, std::int64_t line) {
  v1::TransitItem item;
  item.set_item_date(date);
  item.set_amount_fen(fen);
  item.set_age_days(age);
  item.set_reference(reference);
  item.mutable_line()->set_statement(1201);
  item.mutable_line()->set_line(line);
  return item;
}

v1::TransitItem Movement(const std::string& date, std::int64_t fen, int age,
                         const std::string& movement_id, v1::FundMovementKind kind,
                         const std::string& counterparty) {
  v1::TransitItem item;
  item.set_item_date(date);
  item.set_amount_fen(fen);
  item.set_age_days(age);
  item.set_movement_id(movement_id);
  item.set_kind(kind);
  item.set_counterparty(counterparty);
  item.mutable_movement()->set_entry(1311);
  return item;
}

v1::BankAccount Account() {
  v1::BankAccount account;
  account.set_account_id("special");
  account.set_number("330501618236000004321");
  account.set_name("市知识产权质押融资风险补偿资金专户");
  account.set_bank_name("某市商业银行 <营业部> & 分理处");
  return account;
}

}  // namespace

v1::AdjustmentSheet SampleSheet() {
  v1::AdjustmentSheet sheet;
  *sheet.mutable_account() = Account();
  sheet.set_month("2025-06");
  sheet.set_sheet_date("2025-06-30");
  sheet.set_position(4'321);
  sheet.set_bank_through_date("2025-06-30");
  *sheet.add_bank_in() = Line("2025-06-27", 1'271'66, 3, "202506270012345678", 4);
  *sheet.add_bank_in() = Line("2025-06-30", 1, 0, "=1+1", 9);
  *sheet.add_bank_out() = Line("2025-06-21", -123'45, 9, "0000000123", 2);
  *sheet.add_book_in() = Movement("2025-06-30", 500'000'00, 0, "913300001234567890",
                                  v1::FUND_MOVEMENT_KIND_RECOVERY_IN, "icbc");
  sheet.mutable_book_in(0)->set_match(77);
  *sheet.add_book_out() = Movement("2025-06-26", -250'000'10, 4, "_x0041_",
                                   v1::FUND_MOVEMENT_KIND_CLAIM_PAYMENT, "@bank");
  *sheet.add_book_out() =
      Movement("2025-06-29", -99'999'99, 1, "+86-1", v1::FUND_MOVEMENT_KIND_CLAIM_PAYMENT, "ccb");
  *sheet.add_book_out() =
      Movement("2025-06-30", -35, 0, "PAY-0003", v1::FUND_MOVEMENT_KIND_FEE_OUT, "");
  sheet.set_bank_in_fen(1'271'67);
  sheet.set_bank_out_fen(-123'45);
  sheet.set_book_in_fen(500'000'00);
  sheet.set_book_out_fen(-350'000'44);
  sheet.set_bank_in_count(2);
  sheet.set_bank_out_count(1);
  sheet.set_book_in_count(1);
  sheet.set_book_out_count(3);
  sheet.set_book_balance_fen(12'345'678'90);
  sheet.set_adjusted_book_fen(12'346'827'12);
  sheet.set_bank_balance_fen(12'196'827'56);
  sheet.set_adjusted_bank_fen(12'346'827'12);
  sheet.set_difference_fen(0);
  sheet.set_reconciled(true);
  sheet.set_closed_entry(4'300);
  *sheet.add_corrections() =
      Movement("2025-06-11", -600'00, 19, "REV-0001", v1::FUND_MOVEMENT_KIND_RECOVERY_IN, "icbc");
  *sheet.add_corrections() =
      Movement("2025-06-11", 800'00, 19, "REV-0002", v1::FUND_MOVEMENT_KIND_RECOVERY_IN, "icbc");
  v1::StatementGap* const days = sheet.add_gaps();
  days->set_after_statement(1'100);
  days->set_before_statement(1'150);
  days->set_from_date("2025-02-01");
  days->set_to_date("2025-03-31");
  v1::StatementGap* const balances = sheet.add_gaps();
  balances->set_after_statement(1'150);
  balances->set_before_statement(1'201);
  balances->set_from_date("2025-06-01");
  balances->set_to_date("2025-05-31");
  balances->set_apart_fen(-1'234'56);
  return sheet;
}

v1::AdjustmentSheet BareSheet() {
  v1::AdjustmentSheet sheet;
  *sheet.mutable_account() = Account();
  sheet.set_month("2025-03");
  sheet.set_sheet_date("2025-03-31");
  sheet.set_position(12);
  sheet.set_book_balance_fen(-35);
  sheet.set_adjusted_book_fen(-35);
  return sheet;
}

}  // namespace ippledge::client
