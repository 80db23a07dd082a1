// client/statement/sheet_facts.h: the facts beside the lines of a table, put into a statement. One
// thread.
#pragma once

#include <string>
#include <vector>

#include "client/statement/check.h"
#include "client/statement/fault.h"
#include "client/statement/profile.h"
#include "client/statement/sheet_labels.h"
#include "client/statement/statement.h"

namespace ippledge::client {

inline constexpr int kSheetRemarksMax = 100;  // of labels

// A label's fact and where it stood.
struct PlacedLabel {
  FoundLabel label;
  std::int64_t line = 0;
  std::int64_t column = 0;
};

// Sets account, names, currency, number and period, and, when `balances_too`, adds balances and
// what is stated of the lines. Of facts without a sum that are told twice the first holds. Balances
// have the first or last day that is known when it is called. Faults: kAmountMalformed and so on
// for a balance or sum, kCurrency, kFieldTooLong, kMalformed (an account number that a spreadsheet
// spoilt). A period that is none is told.
void ApplyLabels(const StatementProfile& profile, const std::vector<PlacedLabel>& labels,
                 bool balances_too, Statement* statement, StatedFacts* stated,
                 std::vector<std::string>& remarks, StatementFaults& faults);

}  // namespace ippledge::client
