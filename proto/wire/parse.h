// proto/wire/parse.h: messages of the API into commands.
//
// Parsing settles everything that can be seen without the books: dates, enums, ranges, unknown
// fields, and the shapes of the nouns (Check* of ledger/). All violations of a message are found,
// each with the whole path of its field ("loan.rights[2].secured_fen") and at most one a field. A
// message without a violation costs no allocation for paths. Any thread.
//
// Rules of every field: an empty date or message that is needed is FIELD_REQUIRED; a date that is
// none is DATE_MALFORMED; an enum number out of the list is ENUM_UNKNOWN; an amount beyond what
// Money holds is AMOUNT_OUT_OF_RANGE; a field that this version does not know is UNKNOWN_FIELD, at
// the path of the message that holds it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/command.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "ledger/programme.h"
#include "ledger/refusal.h"

namespace ippledge::v1 {
class AmendBodyRequest;
class BatchRecordRequest;
class Body;
class ClassChange;
class Constitution;
class Correction;
class CorrectLoanRequest;
class Draw;
class Extension;
class FoundProgrammeRequest;
class LoanName;
class LoanRow;
class NewLoan;
class OpeningFigure;
class PledgeRegistration;
class PledgeRelease;
class PublishReportRequest;
class RecordClassChangeRequest;
class RecordDrawRequest;
class RecordExtensionRequest;
class RecordLoanRequest;
class RecordOpeningFigureRequest;
class RecordPledgeRegistrationRequest;
class RecordPledgeReleaseRequest;
class RecordRepaymentRequest;
class RegisterBodyRequest;
class Repayment;
class StreamRecordRequest;
}  // namespace ippledge::v1

namespace ippledge::wire {

// A write of one command.
struct Write {
  RequestId request_id{};
  bool validate_only = false;
  Command command;
};

// A write of many. A row that has violations is a status that carries them, with paths that begin
// at the row ("loan.draw.principal_fen").
struct BatchWrite {
  RequestId request_id{};
  bool validate_only = false;
  bool all_or_nothing = false;
  std::vector<absl::StatusOr<Command>> rows;
};

// Requests of the services. The programme named must have been looked up already, since its schemes
// say how codes are checked; here it must only not be empty.
absl::StatusOr<Write> ParseWrite(const v1::RecordLoanRequest& request, const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordDrawRequest& request, const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordRepaymentRequest& request,
                                 const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordExtensionRequest& request,
                                 const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordClassChangeRequest& request,
                                 const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordPledgeRegistrationRequest& request,
                                 const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordPledgeReleaseRequest& request,
                                 const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::CorrectLoanRequest& request, const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RegisterBodyRequest& request,
                                 const CodeSchemes& schemes);
// Here a standing must be given, so that an amendment never lifts one in silence.
absl::StatusOr<Write> ParseWrite(const v1::AmendBodyRequest& request, const CodeSchemes& schemes);
absl::StatusOr<Write> ParseWrite(const v1::RecordOpeningFigureRequest& request,
                                 const CodeSchemes& schemes);
// The engine fills in `at` and `figures`.
absl::StatusOr<Write> ParseWrite(const v1::PublishReportRequest& request,
                                 const CodeSchemes& schemes);
// The schemes are its own; the engine fills in `today`.
absl::StatusOr<Write> ParseWrite(const v1::FoundProgrammeRequest& request);

// Fails as a whole for its request id, its number of rows (1 to kBatchRowsMax) and unknown fields
// of its own, and with MESSAGE_MALFORMED for a row of `rows` that is no message. `rows`, serialised
// (row_bytes.h), come before those of the message. A message of the stream may leave the programme
// out.
absl::StatusOr<BatchWrite> ParseBatch(const v1::BatchRecordRequest& request,
                                      const CodeSchemes& schemes,
                                      absl::Span<const absl::string_view> rows = {});
absl::StatusOr<BatchWrite> ParseBatch(const v1::StreamRecordRequest& request,
                                      const CodeSchemes& schemes,
                                      absl::Span<const absl::string_view> rows = {});

// A UUID as 8-4-4-4-12 hexadecimal digits of any case, not nil; REQUEST_ID_MALFORMED, or
// FIELD_REQUIRED when empty, of field "request_id".
absl::StatusOr<RequestId> ParseRequestId(absl::string_view text);
// In lower case.
std::string FormatRequestId(const RequestId& request_id);

// Parts. `path` is where the message lies ("loan"; empty: paths begin below it). Each adds what is
// wrong to `violations` and returns null exactly when it added something.
std::shared_ptr<const NewLoan> ParseNewLoan(const v1::NewLoan& message, const CodeSchemes& schemes,
                                            absl::string_view path, Violations& violations);
std::optional<Draw> ParseDraw(const v1::Draw& message, absl::string_view path,
                              Violations& violations);
std::optional<Repayment> ParseRepayment(const v1::Repayment& message, absl::string_view path,
                                        Violations& violations);
std::optional<Extension> ParseExtension(const v1::Extension& message, absl::string_view path,
                                        Violations& violations);
std::optional<ClassChange> ParseClassChange(const v1::ClassChange& message, absl::string_view path,
                                            Violations& violations);
std::optional<PledgeRegistration> ParsePledgeRegistration(const v1::PledgeRegistration& message,
                                                          absl::string_view path,
                                                          Violations& violations);
std::optional<PledgeRelease> ParsePledgeRelease(const v1::PledgeRelease& message,
                                                absl::string_view path, Violations& violations);
std::optional<LoanId> ParseLoanId(const v1::LoanName& message, absl::string_view path,
                                  Violations& violations);
// A correction of the loan named `loan`; `void: false` with nothing else is FIELD_REQUIRED.
std::optional<CorrectLoan> ParseCorrection(const v1::Correction& message, const LoanId& loan,
                                           const CodeSchemes& schemes, absl::string_view path,
                                           Violations& violations);
std::optional<Command> ParseLoanRow(const v1::LoanRow& message, const CodeSchemes& schemes,
                                    absl::string_view path, Violations& violations);
std::optional<Constitution> ParseConstitution(const v1::Constitution& message,
                                              absl::string_view path, Violations& violations);
// An unspecified standing is ACTIVE.
std::optional<Body> ParseBody(const v1::Body& message, const CodeSchemes& schemes,
                              absl::string_view path, Violations& violations);
std::optional<OpeningFigure> ParseOpeningFigure(const v1::OpeningFigure& message,
                                                absl::string_view path, Violations& violations);

// Adds what is wrong with the id of a new programme: 1 to 32 of a-z, 0-9, "-".
void CheckProgrammeId(absl::string_view id, absl::string_view path, Violations& violations);
// A date of a query: nullopt for empty text, or when a violation was added.
std::optional<Date> ParseOptionalDate(absl::string_view text, absl::string_view path,
                                      Violations& violations);

}  // namespace ippledge::wire
