#include "client/commands/statement_sender.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/exit_code.h"
#include "client/interrupt.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

// The server said no, so the same call will not succeed.
bool IsRefusal(const absl::Status& status) {
  const ExitCode code = ExitCodeOf(status);
  return code == kExitNotFound || code == kExitDenied || code == kExitConflict ||
         code == kExitRefused;
}

}  // namespace

template <typename Request>
void StatementSender::Prepare(const v1::StatementHeader& header, int attempt, const char* step,
                              Request& request) {
  request.set_programme(programme_);
  // Without maps and unknown fields, one message has one serialisation.
  request.set_request_id(ids_.OfStep({header.account_id(), header.file_sha256(),
                                      absl::StrCat(header.statement_in_file()),
                                      absl::StrCat(attempt), step, request.SerializeAsString()}));
}

absl::Status StatementSender::Open(const v1::StatementHeader& header, int attempt,
                                   bool validate_only, SentStatement& sent) {
  v1::OpenStatementRequest request;
  *request.mutable_header() = header;
  Prepare(header, attempt, "open", request);
  request.set_validate_only(validate_only);
  IPPLEDGE_ASSIGN_OR_RETURN(v1::OpenStatementResponse response,
                            connection_.Ask<v1::OpenStatementResponse>(request));
  sent.recorded = std::move(*response.mutable_recorded());
  if (!validate_only) sent.opened = sent.recorded.entry();
  return absl::OkStatus();
}

absl::Status StatementSender::AddLines(const v1::StatementHeader& header,
                                       const Statement& statement, int attempt, LineMaker& lines) {
  std::size_t next = 0;
  v1::BankLine line;
  bool waiting = false;  // `line` did not fit into the part before
  while (next < statement.lines.size()) {
    if (Interrupted().load(std::memory_order_relaxed)) return absl::CancelledError("interrupted");
    v1::AddStatementLinesRequest request;
    request.set_import_id(header.import_id());
    request.set_first_line(static_cast<std::int64_t>(next));
    std::size_t bytes = 0;
    while (next < statement.lines.size() && request.lines_size() < kLinesPerPart) {
      if (!waiting) line = lines.Make(statement.lines[next]);
      waiting = request.lines_size() > 0 && bytes + line.ByteSizeLong() > kPartBytes;
      if (waiting) break;
      bytes += line.ByteSizeLong();
      request.add_lines()->Swap(&line);
      ++next;
    }
    Prepare(header, attempt, "lines", request);
    IPPLEDGE_RETURN_IF_ERROR(connection_.Ask<v1::AddStatementLinesResponse>(request).status());
    on_lines_(request.lines_size());
  }
  return absl::OkStatus();
}

absl::Status StatementSender::Close(const v1::StatementHeader& header, int attempt,
                                    SentStatement& sent) {
  v1::CloseStatementRequest request;
  request.set_import_id(header.import_id());
  Prepare(header, attempt, "close", request);
  IPPLEDGE_ASSIGN_OR_RETURN(v1::CloseStatementResponse response,
                            connection_.Ask<v1::CloseStatementResponse>(request));
  sent.recorded = std::move(*response.mutable_recorded());
  return absl::OkStatus();
}

void StatementSender::Withdraw(const v1::StatementHeader& header, int attempt,
                               SentStatement& sent) {
  v1::WithdrawStatementRequest request;
  request.set_import_id(header.import_id());
  request.set_text("import refused");
  Prepare(header, attempt, "withdraw", request);
  sent.withdrawing = connection_.Ask<v1::WithdrawStatementResponse>(request).status();
  sent.withdrawn = sent.withdrawing.ok();
}

absl::Status StatementSender::Check(const v1::StatementHeader& header, int attempt,
                                    SentStatement& sent) {
  return Open(header, attempt, /*validate_only=*/true, sent);
}

absl::Status StatementSender::Send(const v1::StatementHeader& header, const Statement& statement,
                                   int attempt, LineMaker& lines, SentStatement& sent) {
  IPPLEDGE_RETURN_IF_ERROR(Open(header, attempt, /*validate_only=*/false, sent));
  absl::Status status = AddLines(header, statement, attempt, lines);
  if (status.ok()) status = Close(header, attempt, sent);
  if (IsRefusal(status)) Withdraw(header, attempt, sent);
  return status;
}

}  // namespace ippledge::client
