// client/commands/loan_rows.h: loans as flat rows, for lists and exports.
#pragma once

#include <vector>

#include "client/session.h"
#include "client/table.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {

// All that fits a row, for machines: codes instead of words.
std::vector<Column> FlatLoanColumns();
Row FlatLoanRow(const v1::Loan& loan);

// What a person looks for.
std::vector<Column> ShortLoanColumns(const Session& session);
Row ShortLoanRow(const v1::Loan& loan, const Session& session);

}  // namespace ippledge::client
