// client/statement/camt.h: ISO 20022 camt.053 (bank to customer statement) into statements.
//
// Versions 02, 03, 04, 06 and 08 are known; 05, 07 and 09 to 11 differ in nothing that is read and
// are taken with a remark. Only entries with status BOOK count; PDNG, INFO and FUTR are left out
// with a remark. Every balance and entry is in the account's currency or the file is refused.
// A page of a statement (StmtPgntn) is a statement "Id/PgNb"; an OPBD or CLBD of a page counts like
// one of the whole. Balances of types that statement.h has not are left out with a remark.
// Encodings: xml.h. Limits: statement.h, xml.h, kCamtDetailsPerEntryMax. Any thread.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"

namespace ippledge::client {

// By the beginning of a file. True also for camt.052, camt.054 and unknown versions, so that they
// are refused by their name.
bool LooksLikeCamt(absl::string_view bytes);

// Empty when there are faults, which are, after those of xml.h: NOT_RECOGNISED (another message or
// version), TOO_LARGE, FIELD_MISSING, FIELD_TOO_LONG, MALFORMED, DATE_MALFORMED, DATE_UNREAL,
// AMOUNT_MALFORMED, AMOUNT_NEGATIVE, AMOUNT_RANGE, AMOUNT_NOT_WHOLE, CURRENCY, STATUS_NOT_BOOKED,
// DUPLICATE_STATEMENT. Sets *variant ("camt.053.001.08") and *encoding as far as they are known;
// appends to *remarks. Balances are not added up here.
std::vector<Statement> ReadCamt(absl::string_view bytes, std::string* variant,
                                std::string* encoding, std::vector<std::string>* remarks,
                                StatementFaults& faults);

}  // namespace ippledge::client
