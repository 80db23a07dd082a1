#include "client/import/dispatcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/reason.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr absl::Duration kWaitStep = absl::Milliseconds(100);

bool IsWorthAnotherTry(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kAborted || code == absl::StatusCode::kResourceExhausted;
}

// A message refused as a whole for a reason that is not about its rows is a failure of the call.
absl::Status FailureOf(const MessageAnswer& answer) {
  if (!answer.status.ok() || answer.refusal.empty()) return answer.status;
  const v1::Violation& first = answer.refusal.front();
  const Reason reason = ReasonNamed(first.reason());
  const absl::StatusCode code =
      reason == Reason::kNone ? absl::StatusCode::kOk : RowOf(reason).code;
  const bool of_call = IsWorthAnotherTry(code) || code == absl::StatusCode::kInternal ||
                       reason == Reason::kRoleNotAllowed || reason == Reason::kCallerUnknown ||
                       reason == Reason::kProgrammeUnknown;
  if (!of_call) return absl::OkStatus();
  return absl::Status(code, absl::StrCat(first.reason(), ": ", first.message()));
}

}  // namespace

Dispatcher::Dispatcher(RowSink* sink, DispatchOptions options,
                       std::function<void(OutMessage&, const MessageAnswer&)> on_answer,
                       std::function<void()> on_wait)
    : sink_(sink),
      options_(std::move(options)),
      on_answer_(std::move(on_answer)),
      on_wait_(std::move(on_wait)) {
  sink_->Start([this](MessageAnswer answer) {
    absl::MutexLock lock(&mutex_);
    answers_.push_back(std::move(answer));
  });
}

Dispatcher::~Dispatcher() { sink_->Stop(); }

std::unique_ptr<OutMessage> Dispatcher::New() {
  if (free_.empty()) return std::make_unique<OutMessage>();
  std::unique_ptr<OutMessage> message = std::move(free_.back());
  free_.pop_back();
  message->Clear();
  return message;
}

bool Dispatcher::interrupted() const {
  return options_.interrupted != nullptr && options_.interrupted->load();
}

void Dispatcher::Put(OutMessage* message) {
  message->sequence = next_sequence_++;
  message->failed = false;
  sink_->Send(message->sequence, message->request);
}

absl::Status Dispatcher::Send(std::unique_ptr<OutMessage> message) {
  IPPLEDGE_RETURN_IF_ERROR(
      WaitUntil(static_cast<std::size_t>(std::max(options_.messages_in_flight, 1) - 1)));
  in_flight_.push_back(std::move(message));
  Put(in_flight_.back().get());
  return absl::OkStatus();
}

absl::Status Dispatcher::Drain() { return WaitUntil(0); }

absl::Status Dispatcher::NoAnswer(const absl::Status& why) const {
  return absl::Status(
      why.code(),
      absl::StrCat("no answer for ", absl::FormatDuration(options_.patience), ": ", why.message()));
}

absl::Status Dispatcher::WaitUntil(std::size_t outstanding) {
  absl::Time interrupted_at = absl::InfiniteFuture();
  absl::Time began = options_.now();
  while (true) {
    std::vector<MessageAnswer> answers;
    const bool may_go = in_flight_.size() <= outstanding && failed_ == 0;
    {
      absl::MutexLock lock(&mutex_);
      const auto has_answers = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return !answers_.empty();
      };
      if (!may_go && failed_ < in_flight_.size()) {
        mutex_.AwaitWithTimeout(absl::Condition(&has_answers), kWaitStep);
      }
      answers.swap(answers_);
    }
    for (MessageAnswer& answer : answers) IPPLEDGE_RETURN_IF_ERROR(Handle(std::move(answer)));
    if (failed_ > 0 && failed_ == in_flight_.size()) IPPLEDGE_RETURN_IF_ERROR(ResendFailed());
    if (in_flight_.size() <= outstanding && failed_ == 0) return absl::OkStatus();
    if (!answers.empty()) {
      began = options_.now();
      continue;
    }
    on_wait_();
    if (options_.now() - began > options_.patience) {
      return NoAnswer(absl::UnavailableError("the server is silent"));
    }
    // An interrupted import still takes the answers that are on their way, for a while.
    if (!interrupted()) continue;
    interrupted_at = std::min(interrupted_at, options_.now());
    if (options_.now() - interrupted_at > kBackoffMax) {
      return absl::CancelledError("interrupted; some rows were not answered");
    }
  }
}

absl::Status Dispatcher::Handle(MessageAnswer answer) {
  const auto found = std::find_if(in_flight_.begin(), in_flight_.end(),
                                  [&answer](const std::unique_ptr<OutMessage>& message) {
                                    return message->sequence == answer.sequence;
                                  });
  if (found == in_flight_.end() || (*found)->failed) {
    return absl::InternalError("a message was answered twice");
  }
  const absl::Status failure = FailureOf(answer);
  if (!failure.ok()) {
    if (!IsWorthAnotherTry(failure.code())) return failure;
    (*found)->failed = true;
    ++failed_;
    last_failure_ = failure;
    retry_after_ = std::max(retry_after_, answer.retry_after);
    return absl::OkStatus();
  }
  failures_in_row_ = 0;
  first_failure_ = absl::InfiniteFuture();
  std::unique_ptr<OutMessage> message = std::move(*found);
  in_flight_.erase(found);
  on_answer_(*message, answer);
  free_.push_back(std::move(message));
  return absl::OkStatus();
}

absl::Status Dispatcher::ResendFailed() {
  const absl::Time now = options_.now();
  if (first_failure_ == absl::InfiniteFuture()) first_failure_ = now;
  if (now - first_failure_ > options_.patience) {
    return NoAnswer(last_failure_);
  }
  absl::Duration pause = kBackoffFirst;
  for (int i = 0; i < failures_in_row_ && pause < kBackoffMax; ++i) pause *= 2;
  ++failures_in_row_;
  pause = std::max(std::min(pause, kBackoffMax), std::min(retry_after_, options_.patience));
  retry_after_ = absl::ZeroDuration();
  IPPLEDGE_RETURN_IF_ERROR(Pause(pause));
  failed_ = 0;
  sink_->Resume();
  for (const std::unique_ptr<OutMessage>& message : in_flight_) {
    ++resent_;
    Put(message.get());
  }
  return absl::OkStatus();
}

absl::Status Dispatcher::Pause(absl::Duration duration) {
  while (duration > absl::ZeroDuration()) {
    if (interrupted()) return absl::CancelledError("interrupted; some rows were not answered");
    options_.sleep(std::min(duration, kWaitStep));
    duration -= kWaitStep;
    on_wait_();
  }
  return absl::OkStatus();
}

}  // namespace ippledge::client
