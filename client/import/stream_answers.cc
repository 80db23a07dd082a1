#include "client/import/stream_answers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ippledge::client {

void StreamAnswers::Sent(std::int64_t sequence, int rows) {
  Outstanding& message = outstanding_.emplace_back();
  message.first_row = next_row_;
  message.rows = rows;
  message.answer.sequence = sequence;
  next_row_ += rows;
}

StreamAnswers::Outstanding* StreamAnswers::MessageOfRow(std::int64_t row) {
  const auto after = std::upper_bound(
      outstanding_.begin(), outstanding_.end(), row,
      [](std::int64_t number, const Outstanding& each) { return number < each.first_row; });
  if (after == outstanding_.begin()) return nullptr;
  Outstanding& message = *std::prev(after);
  return row < message.first_row + message.rows ? &message : nullptr;
}

absl::StatusOr<std::vector<MessageAnswer>> StreamAnswers::Take(
    const v1::StreamRecordResponse& response) {
  for (const v1::RecordedRun& run : response.runs()) {
    std::int64_t row = run.first_row();
    std::int64_t entry = run.first_entry();
    std::int64_t left = run.count();
    while (left > 0) {
      Outstanding* message = MessageOfRow(row);
      if (message == nullptr) {
        return absl::InternalError(absl::StrCat("the server answered row ", row, ", never sent"));
      }
      const std::int64_t count = std::min(left, message->first_row + message->rows - row);
      message->answer.runs.push_back(
          {static_cast<int>(row - message->first_row), entry, static_cast<int>(count)});
      row += count;
      left -= count;
      if (entry > 0) entry += count;
    }
  }
  for (const v1::StreamRowVerdict& verdict : response.verdicts()) {
    Outstanding* message = MessageOfRow(verdict.row());
    if (message == nullptr) {
      return absl::InternalError(
          absl::StrCat("the server answered row ", verdict.row(), ", never sent"));
    }
    v1::RowVerdict& own = message->answer.verdicts.emplace_back();
    own.set_row(static_cast<int>(verdict.row() - message->first_row));
    own.set_already_recorded_entry(verdict.already_recorded_entry());
    *own.mutable_violations() = verdict.violations();
    own.set_violations_more(verdict.violations_more());
  }
  for (const v1::MessageRefusal& refusal : response.refusals()) {
    const std::int64_t index = refusal.message() - first_message_;
    if (index < 0 || index >= static_cast<std::int64_t>(outstanding_.size())) {
      return absl::InternalError(
          absl::StrCat("the server refused message ", refusal.message(), ", never sent"));
    }
    std::vector<v1::Violation>& into = outstanding_[static_cast<std::size_t>(index)].answer.refusal;
    into.assign(refusal.violations().begin(), refusal.violations().end());
    // A refusal without a reason must not look like an answer without a refusal.
    if (into.empty()) into.emplace_back().set_reason("INTERNAL");
  }
  std::vector<MessageAnswer> complete;
  while (first_message_ < response.acknowledged_through()) {
    if (outstanding_.empty()) {
      return absl::InternalError("the server acknowledged more messages than were sent");
    }
    complete.push_back(std::move(outstanding_.front().answer));
    outstanding_.pop_front();
    ++first_message_;
  }
  return complete;
}

std::vector<MessageAnswer> StreamAnswers::Cut(const absl::Status& status) {
  std::vector<MessageAnswer> answers;
  for (Outstanding& message : outstanding_) {
    MessageAnswer& answer = answers.emplace_back();
    answer.sequence = message.answer.sequence;
    answer.status = status;
  }
  outstanding_.clear();
  first_message_ = 0;
  next_row_ = 0;
  return answers;
}

}  // namespace ippledge::client
