// proto/wire/format.h: values of the ledger into messages of the API.
//
// Each fills an empty message. Total: whatever the books hold can be shown. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/loan.h"
#include "ledger/programme.h"
#include "ledger/refusal.h"

namespace google::protobuf {
class Timestamp;
}  // namespace google::protobuf

namespace ippledge::v1 {
class Body;
class Constitution;
class Loan;
class LoanFigures;
class OpeningFigure;
class PublishedReport;
class Violation;
}  // namespace ippledge::v1

namespace ippledge::wire {

// Milliseconds since 1970-01-01 UTC.
void FormatTimestamp(std::int64_t ms, google::protobuf::Timestamp& message);

void FormatLoanFigures(const LoanFigures& figures, v1::LoanFigures& message);

// With or without its events, in order of entry; the draw recorded with the loan is the first.
// `also_pledged_elsewhere` has one element for each of terms->rights, or none for all false.
enum class LoanEvents { kLeftOut, kShown };
void FormatLoan(const Loan& loan, const Programme& programme,
                const std::vector<bool>& also_pledged_elsewhere, LoanEvents events,
                v1::Loan& message);

void FormatBody(const Body& body, v1::Body& message);
void FormatConstitution(const Constitution& constitution, v1::Constitution& message);
void FormatOpeningFigure(const OpeningFigure& figure, v1::OpeningFigure& message);
void FormatPublishedReport(const PublishedReport& report, v1::PublishedReport& message);

// Reason, field, metadata and both texts.
void FormatViolation(const Violation& violation, v1::Violation& message);

}  // namespace ippledge::wire
