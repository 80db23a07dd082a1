// client/statement/statement_chain.h: statements of one account, one after the other. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/statement/fault.h"
#include "client/statement/statement.h"

namespace ippledge::client {

// Indices of the statements, earliest first; those of one day as they stand in the file.
std::vector<std::size_t> OrderOfStatements(const std::vector<Statement>& statements);

// kStatementsMismatch where a closing balance is not the opening of the account's next statement in
// `order`. Days between two periods, or in both, are told. Statements that are `twice`, or lack
// those balances, are passed over.
void CheckChain(const std::vector<Statement>& statements, const std::vector<std::size_t>& order,
                const std::vector<bool>& twice, std::vector<std::string>& remarks,
                StatementFaults& faults);

}  // namespace ippledge::client
