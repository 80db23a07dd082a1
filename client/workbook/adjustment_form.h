// client/workbook/adjustment_form.h: the pages of the workbook of an adjustment sheet.
//
// Amounts in the form are unsigned under 加 and 减; in the list signed as the account sees them.
// They are in the currency's unit, exact to its 1/100: 元 of CNY, with 大写金额 (人民币), which
// other currencies do not have; of those the unit is called by its code.
#pragma once

#include "absl/strings/string_view.h"
#include "client/workbook/workbook_page.h"
#include "ippledge/v1/reconciliation_types.pb.h"

namespace ippledge::client {

// 余额调节表 in its customary two columns: left the books, right the bank.
// Precondition of both: dates and amounts of the sheet are within the ledger's ranges. `currency`
// is an ISO 4217 code.
void WriteForm(const v1::AdjustmentSheet& sheet, absl::string_view currency, WorkbookPage& page);
// 在途明细: the items of the four classes as one table.
void WriteTransitList(const v1::AdjustmentSheet& sheet, absl::string_view currency,
                      WorkbookPage& page);

}  // namespace ippledge::client
