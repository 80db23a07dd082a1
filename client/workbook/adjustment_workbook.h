// client/workbook/adjustment_workbook.h: 余额调节表 as a workbook (.xlsx).
//
// Two pages: 余额调节表, the customary form to print and sign, and 在途明细, its items as a table.
// All of it is of the sheet, nothing of the clock or the machine: equal sheets give equal bytes.
// Any thread.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ippledge/v1/reconciliation_types.pb.h"

namespace ippledge::client {

// The bytes of the file; `currency` is the ISO 4217 code of the programme's. INVALID_ARGUMENT: the
// sheet came without its items, or a date or an amount is outside of the ledger's ranges; INTERNAL:
// a temporary file could not be written.
absl::StatusOr<std::string> AdjustmentWorkbook(const v1::AdjustmentSheet& sheet,
                                               absl::string_view currency);

}  // namespace ippledge::client
