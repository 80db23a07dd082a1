// storage/terms_bytes.h: the stored bytes of a new loan's terms, made once, by whom they are hot
// for, and used twice: in the entry that records the loan (codec.h) and in its row (rows.h).
//
// They are stored.v1.LoanRecorded without rights_pledged_before, byte for byte as the message
// serialises; written without a message, in a fifth of the time. A test compares.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/loan.h"

namespace ippledge::storage {

// Appends them to `out`. Total: any loan is written as it stands.
void AppendTerms(const NewLoan& loan, std::string& out);

// Appends the event LoanRecorded with these terms, as field `events` of an entry.
void AppendRecordedEvent(absl::string_view terms,
                         absl::Span<const std::int32_t> rights_pledged_before, std::string& out);

// Appends the row of a loan with these terms that only `entry` touched.
void AppendNewLoanRow(absl::string_view terms, std::int64_t entry, std::string& out);

}  // namespace ippledge::storage
