// server/totals_bytes.h: the rows of a totals answer as bytes, without making messages of them.
//
// A large answer has tens of thousands of rows made of few different texts: each text is formatted
// and serialised once.
#pragma once

#include <string>

#include "ledger/programme.h"
#include "ledger/totals_table.h"

namespace ippledge::server {

// The field `rows` of a GetTotalsResponse: byte for byte what messages of the rows would serialise
// to. Empty without rows.
std::string TotalsRowsBytes(const Programme& programme, const TotalsTable& table);

}  // namespace ippledge::server
