#include "server/write.h"

#include "ippledge/v1/types.pb.h"
#include "proto/wire/format.h"

namespace ippledge::server {

void FormatRecorded(const engine::Outcome& outcome, bool validate_only, v1::Recorded& message) {
  message.set_entry(outcome.entry);
  if (outcome.already_recorded) {
    message.set_outcome(v1::OUTCOME_ALREADY_RECORDED);
    return;
  }
  message.set_outcome(validate_only ? v1::OUTCOME_VALID : v1::OUTCOME_RECORDED);
  if (outcome.commit_time_ms == 0) return;
  wire::FormatTimestamp(outcome.commit_time_ms, *message.mutable_commit_time());
  message.set_counted_total(outcome.counted_total);
}

absl::StatusOr<std::shared_ptr<Limits::Hold>> HoldRows(const Backend& backend,
                                                       const Identity& identity, int rows) {
  if (backend.limits == nullptr) return nullptr;
  IPPLEDGE_ASSIGN_OR_RETURN(Limits::Hold hold,
                            backend.limits->QueueRows(LimitKeyOf(identity), rows));
  return std::make_shared<Limits::Hold>(std::move(hold));
}

engine::Submission SubmissionOf(wire::Write write, const Caller& caller, absl::Time deadline) {
  engine::Submission submission;
  submission.caller = caller;
  // A dry run leaves nothing, so it neither uses nor checks its request id.
  if (!write.validate_only) submission.request_id = write.request_id;
  submission.validate_only = write.validate_only;
  submission.deadline = deadline;
  submission.rows.emplace_back(std::move(write.command));
  return submission;
}

engine::Submission SubmissionOf(wire::BatchWrite write, const Caller& caller, absl::Time deadline) {
  engine::Submission submission;
  submission.caller = caller;
  if (!write.validate_only) submission.request_id = write.request_id;
  submission.validate_only = write.validate_only;
  submission.is_batch = true;
  submission.all_or_nothing = write.all_or_nothing;
  submission.deadline = deadline;
  submission.rows = std::move(write.rows);
  return submission;
}

}  // namespace ippledge::server
