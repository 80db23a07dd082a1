#include "proto/wire/parse.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "proto/wire/field_reader.h"
#include "proto/wire/row_bytes.h"
#include "proto/wire/write_request.h"

namespace ippledge::wire {
namespace {

// The loan that an event is about; nullopt when a violation was added.
template <typename Request>
std::optional<LoanId> ReadLoanId(const Request& request, const FieldReader& reader,
                                 Violations& violations) {
  if (!reader.Require(request.has_loan(), "loan")) return std::nullopt;
  return ParseLoanId(request.loan(), "loan", violations);
}

// A request about one loan and one thing that happened to it: Result{LoanId, Value}.
template <typename Result, typename Request, typename Message, typename Parse>
absl::StatusOr<Write> ParseEvent(const Request& request, bool given, absl::string_view field,
                                 const Message& message, Parse parse) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        auto loan = ReadLoanId(request, reader, violations);
                        if (!reader.Require(given, field)) return;
                        auto value = parse(message, field, violations);
                        if (loan && value) command = Result{*std::move(loan), *std::move(value)};
                      });
}

// The same for a row, whose event lies in `field`.
template <typename Result, typename Message, typename Parse>
std::optional<Command> ParseEventRow(const v1::LoanRow& row, const FieldReader& reader,
                                     absl::string_view field, const Message& message, Parse parse,
                                     Violations& found) {
  std::optional<LoanId> loan;
  if (reader.Require(row.has_name(), "name")) {
    loan = ParseLoanId(row.name(), reader.PathOf("name"), found);
  }
  auto value = parse(message, reader.PathOf(field), found);
  if (!loan || !value) return std::nullopt;
  return Result{*std::move(loan), *std::move(value)};
}

std::optional<Command> ReadRow(const v1::LoanRow& message, const CodeSchemes& schemes,
                               const FieldReader& reader, Violations& found) {
  switch (message.row_case()) {
    case v1::LoanRow::kLoan: {
      if (message.has_name()) {
        reader.Add(Reason::kFieldNotAllowed, "name", {{"why", "a new loan names itself"}});
      }
      auto loan = ParseNewLoan(message.loan(), schemes, reader.PathOf("loan"), found);
      if (loan == nullptr) return std::nullopt;
      return RecordLoan{std::move(loan)};
    }
    case v1::LoanRow::kDraw:
      return ParseEventRow<RecordDraw>(message, reader, "draw", message.draw(), ParseDraw, found);
    case v1::LoanRow::kRepayment:
      return ParseEventRow<RecordRepayment>(message, reader, "repayment", message.repayment(),
                                            ParseRepayment, found);
    case v1::LoanRow::kExtension:
      return ParseEventRow<RecordExtension>(message, reader, "extension", message.extension(),
                                            ParseExtension, found);
    case v1::LoanRow::kClassChange:
      return ParseEventRow<RecordClassChange>(message, reader, "class_change",
                                              message.class_change(), ParseClassChange, found);
    case v1::LoanRow::kPledgeRegistration:
      return ParseEventRow<RecordPledgeRegistration>(message, reader, "pledge_registration",
                                                     message.pledge_registration(),
                                                     ParsePledgeRegistration, found);
    case v1::LoanRow::kPledgeRelease:
      return ParseEventRow<RecordPledgeRelease>(
          message, reader, "pledge_release", message.pledge_release(), ParsePledgeRelease, found);
    case v1::LoanRow::kCorrection: {
      LoanId loan;
      if (reader.Require(message.has_name(), "name")) {
        loan = ParseLoanId(message.name(), reader.PathOf("name"), found).value_or(LoanId());
      }
      auto correction =
          ParseCorrection(message.correction(), loan, schemes, reader.PathOf("correction"), found);
      if (!correction) return std::nullopt;
      return *std::move(correction);
    }
    case v1::LoanRow::ROW_NOT_SET:
      break;
  }
  reader.Require(false, "row");
  return std::nullopt;
}

// A row's command, or its violations as a status.
absl::StatusOr<Command> CommandOf(const v1::LoanRow& row, const CodeSchemes& schemes) {
  Violations violations;
  std::optional<Command> command = ParseLoanRow(row, schemes, "", violations);
  if (!command) return violations.ToStatus();
  return *std::move(command);
}

// The same of a row's bytes; MESSAGE_MALFORMED when they are no message. What is wrong with a row
// is found out from its message.
absl::StatusOr<Command> CommandOf(absl::string_view row, const CodeSchemes& schemes) {
  if (std::shared_ptr<const NewLoan> loan = ReadLoanRow(row)) {
    Violations shape;
    CheckNewLoan(*loan, schemes, "loan", shape);
    if (shape.empty()) return RecordLoan{std::move(loan)};
  }
  v1::LoanRow message;
  if (!message.ParseFromArray(row.data(), static_cast<int>(row.size()))) {
    return Refuse(Reason::kMessageMalformed, "", {{"message", message.GetTypeName()}});
  }
  return CommandOf(message, schemes);
}

template <typename Request>
absl::StatusOr<BatchWrite> ParseRows(const Request& request, const CodeSchemes& schemes,
                                     absl::Span<const absl::string_view> rows,
                                     bool programme_needed) {
  Violations violations;
  const FieldReader reader("", violations);
  BatchWrite batch;
  if (programme_needed) reader.Require(!request.programme().empty(), "programme");
  ReadHead(request, reader, batch);
  batch.all_or_nothing = request.all_or_nothing();
  const std::size_t count = rows.size() + static_cast<std::size_t>(request.rows_size());
  reader.Require(count > 0, "rows");
  if (count > static_cast<std::size_t>(kBatchRowsMax)) {
    reader.Add(Reason::kTooManyItems, "rows",
               {{"got", absl::StrCat(count)}, {"limit", absl::StrCat(kBatchRowsMax)}});
  }
  if (!violations.empty()) return violations.ToStatus();

  batch.rows.reserve(count);
  for (const absl::string_view row : rows) {
    const auto& command = batch.rows.emplace_back(CommandOf(row, schemes));
    if (!command.ok() && ReasonOf(command.status()) == Reason::kMessageMalformed) {
      return command.status();
    }
  }
  for (const v1::LoanRow& row : request.rows()) {
    batch.rows.push_back(CommandOf(row, schemes));
  }
  return batch;
}

}  // namespace

std::optional<Command> ParseLoanRow(const v1::LoanRow& message, const CodeSchemes& schemes,
                                    absl::string_view path, Violations& violations) {
  Violations found;
  const FieldReader reader(path, found);
  reader.ExpectKnown(message);
  std::optional<Command> command = ReadRow(message, schemes, reader, found);
  if (!Merge(found, {}, violations)) command.reset();
  return command;
}

absl::StatusOr<Write> ParseWrite(const v1::RecordLoanRequest& request, const CodeSchemes& schemes) {
  return ParseRequest(
      request, [&](const FieldReader& reader, Violations& violations, Command& command) {
        if (!reader.Require(request.has_loan(), "loan")) return;
        command = RecordLoan{ParseNewLoan(request.loan(), schemes, "loan", violations)};
      });
}

absl::StatusOr<Write> ParseWrite(const v1::RecordDrawRequest& request, const CodeSchemes&) {
  return ParseEvent<RecordDraw>(request, request.has_draw(), "draw", request.draw(), ParseDraw);
}

absl::StatusOr<Write> ParseWrite(const v1::RecordRepaymentRequest& request, const CodeSchemes&) {
  return ParseEvent<RecordRepayment>(request, request.has_repayment(), "repayment",
                                     request.repayment(), ParseRepayment);
}

absl::StatusOr<Write> ParseWrite(const v1::RecordExtensionRequest& request, const CodeSchemes&) {
  return ParseEvent<RecordExtension>(request, request.has_extension(), "extension",
                                     request.extension(), ParseExtension);
}

absl::StatusOr<Write> ParseWrite(const v1::RecordClassChangeRequest& request, const CodeSchemes&) {
  return ParseEvent<RecordClassChange>(request, request.has_class_change(), "class_change",
                                       request.class_change(), ParseClassChange);
}

absl::StatusOr<Write> ParseWrite(const v1::RecordPledgeRegistrationRequest& request,
                                 const CodeSchemes&) {
  return ParseEvent<RecordPledgeRegistration>(request, request.has_pledge_registration(),
                                              "pledge_registration", request.pledge_registration(),
                                              ParsePledgeRegistration);
}

absl::StatusOr<Write> ParseWrite(const v1::RecordPledgeReleaseRequest& request,
                                 const CodeSchemes&) {
  return ParseEvent<RecordPledgeRelease>(request, request.has_pledge_release(), "pledge_release",
                                         request.pledge_release(), ParsePledgeRelease);
}

absl::StatusOr<Write> ParseWrite(const v1::CorrectLoanRequest& request,
                                 const CodeSchemes& schemes) {
  return ParseRequest(
      request, [&](const FieldReader& reader, Violations& violations, Command& command) {
        const LoanId loan = ReadLoanId(request, reader, violations).value_or(LoanId());
        if (!reader.Require(request.has_correction(), "correction")) return;
        auto correction =
            ParseCorrection(request.correction(), loan, schemes, "correction", violations);
        if (correction) command = *std::move(correction);
      });
}

absl::StatusOr<Write> ParseWrite(const v1::FoundProgrammeRequest& request) {
  return ParseRequest(
      request, [&](const FieldReader& reader, Violations& violations, Command& command) {
        if (!request.programme().empty()) {
          CheckProgrammeId(request.programme(), "programme", violations);
        }
        if (!reader.Require(request.has_constitution(), "constitution")) return;
        auto constitution = ParseConstitution(request.constitution(), "constitution", violations);
        if (constitution) {
          command = FoundProgramme{request.programme(), *std::move(constitution), Date()};
        }
      });
}

absl::StatusOr<Write> ParseWrite(const v1::RegisterBodyRequest& request,
                                 const CodeSchemes& schemes) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        if (!reader.Require(request.has_body(), "body")) return;
                        auto body = ParseBody(request.body(), schemes, "body", violations);
                        if (body) command = RegisterBody{*std::move(body)};
                      });
}

absl::StatusOr<Write> ParseWrite(const v1::AmendBodyRequest& request, const CodeSchemes& schemes) {
  return ParseRequest(
      request, [&](const FieldReader& reader, Violations& violations, Command& command) {
        reader.AddFrom(CheckText(request.reason(), 1, kReasonCharsMax), "reason");
        if (!reader.Require(request.has_body(), "body")) return;
        reader.Require(request.body().standing() != v1::STANDING_UNSPECIFIED, "body.standing");
        auto body = ParseBody(request.body(), schemes, "body", violations);
        if (body) command = AmendBody{*std::move(body), request.reason()};
      });
}

absl::StatusOr<Write> ParseWrite(const v1::RecordOpeningFigureRequest& request,
                                 const CodeSchemes&) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        if (!reader.Require(request.has_figure(), "figure")) return;
                        auto figure = ParseOpeningFigure(request.figure(), "figure", violations);
                        if (figure) command = RecordOpeningFigure{*std::move(figure)};
                      });
}

absl::StatusOr<Write> ParseWrite(const v1::PublishReportRequest& request, const CodeSchemes&) {
  return ParseRequest(request, [&](const FieldReader& reader, Violations&, Command& command) {
    if (!reader.Require(!request.month().empty(), "month")) return;
    const absl::StatusOr<int> month = ParseMonth(request.month());
    if (month.ok()) {
      command = PublishReport{.month = *month, .at = 0, .figures = {}};
    } else {
      reader.AddFrom(month.status(), "month");
    }
  });
}

absl::StatusOr<BatchWrite> ParseBatch(const v1::BatchRecordRequest& request,
                                      const CodeSchemes& schemes,
                                      absl::Span<const absl::string_view> rows) {
  return ParseRows(request, schemes, rows, true);
}

absl::StatusOr<BatchWrite> ParseBatch(const v1::StreamRecordRequest& request,
                                      const CodeSchemes& schemes,
                                      absl::Span<const absl::string_view> rows) {
  return ParseRows(request, schemes, rows, false);
}

}  // namespace ippledge::wire
