#include "client/workbook/adjustment_workbook.h"

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "client/workbook/adjustment_form.h"
#include "client/workbook/workbook_page.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::client {
namespace {

using Items = google::protobuf::RepeatedPtrField<v1::TransitItem>;

absl::Status CheckItems(const Items& items) {
  for (const v1::TransitItem& item : items) {
    const bool day = Date::Parse(item.item_date()).ok();
    if (!day || !Money::FromFen(item.amount_fen()).ok()) {
      return absl::InvalidArgumentError("sheet: date or amount of an item out of range");
    }
  }
  return absl::OkStatus();
}

absl::Status Check(const v1::AdjustmentSheet& sheet) {
  if (sheet.bank_in_count() != sheet.bank_in_size() ||
      sheet.bank_out_count() != sheet.bank_out_size() ||
      sheet.book_in_count() != sheet.book_in_size() ||
      sheet.book_out_count() != sheet.book_out_size()) {
    return absl::InvalidArgumentError("sheet: it came without its items");
  }
  for (const Items* items : {&sheet.bank_in(), &sheet.bank_out(), &sheet.book_in(),
                             &sheet.book_out(), &sheet.corrections()}) {
    if (absl::Status checked = CheckItems(*items); !checked.ok()) return checked;
  }
  for (const v1::StatementGap& gap : sheet.gaps()) {
    if (!Date::Parse(gap.from_date()).ok() || !Date::Parse(gap.to_date()).ok() ||
        !Money::FromFen(gap.apart_fen()).ok()) {
      return absl::InvalidArgumentError("sheet: a gap out of range");
    }
  }
  for (const std::int64_t fen :
       {sheet.book_balance_fen(), sheet.bank_balance_fen(), sheet.bank_in_fen(),
        sheet.bank_out_fen(), sheet.book_in_fen(), sheet.book_out_fen(), sheet.adjusted_book_fen(),
        sheet.adjusted_bank_fen(), sheet.difference_fen()}) {
    if (!Money::FromFen(fen).ok()) {
      return absl::InvalidArgumentError(absl::StrCat("sheet: amount out of range: ", fen));
    }
  }
  const bool through =
      sheet.bank_through_date().empty() || Date::Parse(sheet.bank_through_date()).ok();
  if (!through || !ParseMonth(sheet.month()).ok()) {
    return absl::InvalidArgumentError("sheet: a date out of range");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> AdjustmentWorkbook(const v1::AdjustmentSheet& sheet,
                                               absl::string_view currency) {
  const absl::StatusOr<Date> day = Date::Parse(sheet.sheet_date());
  if (!day.ok()) return absl::InvalidArgumentError("sheet: its day is not a date");
  if (absl::Status checked = Check(sheet); !checked.ok()) return checked;
  absl::StatusOr<std::unique_ptr<Workbook>> book =
      Workbook::Create(absl::StrCat("银行存款余额调节表 ", sheet.month()), *day);
  if (!book.ok()) return book.status();
  WriteForm(sheet, currency, (*book)->AddPage("余额调节表"));
  WriteTransitList(sheet, currency, (*book)->AddPage("在途明细"));
  return (*book)->Bytes();
}

}  // namespace ippledge::client
