// tests/client/workbook/sample_sheet.h: adjustment sheets to make workbooks of.
#pragma once

#include "ippledge/v1/reconciliation_types.pb.h"

namespace ippledge::client {

// June 2025 with items of all four classes, two corrections and two gaps; it agrees. The texts are
// what spreadsheets would spoil: long digits, formulas, marks of XML and of cells.
v1::AdjustmentSheet SampleSheet();
// March 2025 without items, statement or closing.
v1::AdjustmentSheet BareSheet();

}  // namespace ippledge::client
