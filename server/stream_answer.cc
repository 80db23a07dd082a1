#include "server/stream_answer.h"

#include <string>
#include <vector>

#include "ledger/refusal.h"
#include "proto/wire/format.h"
#include "server/message.h"
#include "server/status.h"

namespace ippledge::server {

void StreamAnswer::Add(const Message& message, const engine::Outcome& outcome) {
  if (!outcome.status.ok()) return AddRefusal(message, outcome.status);
  if (outcome.commit_time_ms != 0) {
    wire::FormatTimestamp(outcome.commit_time_ms, *response_.mutable_commit_time());
    response_.set_counted_total(outcome.counted_total);
  }
  if (outcome.already_recorded) {
    v1::StreamRowVerdict& verdict = *response_.add_verdicts();
    verdict.set_row(message.first_row);
    verdict.set_already_recorded_entry(outcome.entry);
    return;
  }
  // Entries of a batch are dense over its recorded rows; a single row has its own entry.
  const bool is_batch = outcome.first_entry != 0 || !outcome.verdicts.empty();
  std::int64_t entry = is_batch ? outcome.first_entry : outcome.entry;
  std::int64_t row = message.first_row;
  const std::int64_t end = message.first_row + message.rows;
  for (const engine::RowVerdict& verdict : outcome.verdicts) {
    const std::int64_t at = message.first_row + verdict.row;
    entry = AddRun(row, entry, at - row);
    row = at + 1;
    AddVerdict(at, verdict);
  }
  AddRun(row, entry, end - row);
}

std::int64_t StreamAnswer::AddRun(std::int64_t row, std::int64_t entry, std::int64_t count) {
  if (count == 0) return entry;
  // A dry run makes no entries: they stay 0.
  const std::int64_t next = entry == 0 ? 0 : entry + count;
  if (response_.runs_size() > 0) {
    v1::RecordedRun& last = *response_.mutable_runs(response_.runs_size() - 1);
    const bool entries_go_on =
        entry == 0 ? last.first_entry() == 0 : last.first_entry() + last.count() == entry;
    if (last.first_row() + last.count() == row && entries_go_on) {
      last.set_count(last.count() + count);
      return next;
    }
  }
  v1::RecordedRun& run = *response_.add_runs();
  run.set_first_row(row);
  run.set_first_entry(entry);
  run.set_count(count);
  return next;
}

void StreamAnswer::AddVerdict(std::int64_t row, const engine::RowVerdict& verdict) {
  v1::StreamRowVerdict& shown = *response_.add_verdicts();
  shown.set_row(row);
  shown.set_already_recorded_entry(verdict.already_recorded_entry);
  shown.set_violations_more(verdict.violations_more);
  for (const Violation& violation : verdict.violations) {
    wire::FormatViolation(violation, *shown.add_violations());
  }
  bytes_ += shown.ByteSizeLong();
}

void StreamAnswer::AddRefusal(const Message& message, const absl::Status& status) {
  const std::vector<Violation> violations = ViolationsOf(status);
  // A refused row that came alone is a row verdict, as it would be in a batch; but a refusal of
  // the message itself (its request id, an overloaded or stopped server) is one of the message.
  const Reason reason = ReasonOf(status);
  const bool of_message = message.rows != 1 || reason == Reason::kRequestIdReused ||
                          reason == Reason::kRequestIdMalformed ||
                          static_cast<int>(reason) >= static_cast<int>(Reason::kQueueFull);
  if (!of_message && !violations.empty()) {
    return AddVerdict(
        message.first_row,
        {.row = 0, .violations = violations, .violations_more = ViolationsMoreOf(status)});
  }
  v1::MessageRefusal& refusal = *response_.add_refusals();
  refusal.set_message(message.number);
  for (const Violation& violation : violations) {
    wire::FormatViolation(violation, *refusal.add_violations());
  }
  if (violations.empty()) {
    // Our own failure: told like an incident of a unary call.
    const grpc::Status opaque = ToGrpc(status, locale_);
    v1::Violation& incident = *refusal.add_violations();
    incident.set_reason(std::string(RowOf(Reason::kInternal).name));
    incident.set_message(opaque.error_message());
  }
  bytes_ += refusal.ByteSizeLong();
}

bool StreamAnswer::is_full() const { return bytes_ >= kAnswerBytesMax; }

grpc::ByteBuffer StreamAnswer::Take(std::int64_t acknowledged_through) {
  response_.set_acknowledged_through(acknowledged_through);
  grpc::ByteBuffer bytes = SerializeMessage(response_);
  response_.Clear();
  bytes_ = 0;
  return bytes;
}

}  // namespace ippledge::server
