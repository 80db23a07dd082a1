// client/statement/duplicates.h: lines and statements that stand twice in one file. One thread.
#pragma once

#include <string>
#include <vector>

#include "client/statement/fault.h"
#include "client/statement/statement.h"

namespace ippledge::client {

// kDuplicateStatement: account, number, period, balances and lines of an earlier statement. Tells
// of each statement whether it is such a one.
std::vector<bool> CheckStatementsTwice(const std::vector<Statement>& statements,
                                       StatementFaults& faults);

// kDuplicateLine: bank reference (not empty), account, day and amount of an earlier line; not in
// statements that are `twice`. Lines without a reference that are equal but for their balance are
// only told: a bank may book a fee twice.
void CheckLinesTwice(const std::vector<Statement>& statements, const std::vector<bool>& twice,
                     std::vector<std::string>& remarks, StatementFaults& faults);

}  // namespace ippledge::client
