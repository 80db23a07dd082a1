// client/import/dispatcher.h: messages in flight: in order, a bounded number at once, sent again
// when the line is cut.
//
// All calls are made by one thread, which is also where answers are handled; the sink's threads
// only put them into a queue. When a message fails, nothing new goes out until everything
// outstanding is answered; then what failed goes out again in its old order, after a pause that
// doubles from kBackoffFirst to kBackoffMax. After `patience` without any success the import ends.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "client/import/out_message.h"
#include "client/import/row_sink.h"

namespace ippledge::client {

inline constexpr absl::Duration kBackoffFirst = absl::Milliseconds(200);
inline constexpr absl::Duration kBackoffMax = absl::Seconds(5);

struct DispatchOptions {
  int messages_in_flight = 8;
  absl::Duration patience = absl::Seconds(60);
  std::function<absl::Time()> now;                 // never null
  std::function<void(absl::Duration)> sleep;       // never null
  const std::atomic<bool>* interrupted = nullptr;  // Ctrl-C; may be null
};

class Dispatcher {
 public:
  // `on_answer` sees each message with its final answer (OK status); `on_wait` is called about ten
  // times a second while waiting. The sink outlives the dispatcher.
  Dispatcher(RowSink* sink, DispatchOptions options,
             std::function<void(OutMessage&, const MessageAnswer&)> on_answer,
             std::function<void()> on_wait);
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // An empty message, from those that are answered.
  std::unique_ptr<OutMessage> New();
  // Sends, after waiting for room. CANCELLED when interrupted while waiting; the failure that ended
  // the import.
  absl::Status Send(std::unique_ptr<OutMessage> message);
  // Waits until nothing is outstanding.
  absl::Status Drain();

  std::int64_t resent() const { return resent_; }

 private:
  // Handles answers until at most `outstanding` messages are in flight and none failed.
  absl::Status WaitUntil(std::size_t outstanding);
  absl::Status Handle(MessageAnswer answer);
  absl::Status ResendFailed();
  absl::Status NoAnswer(const absl::Status& why) const;
  absl::Status Pause(absl::Duration duration);
  void Put(OutMessage* message);
  bool interrupted() const;

  RowSink* const sink_;
  const DispatchOptions options_;
  const std::function<void(OutMessage&, const MessageAnswer&)> on_answer_;
  const std::function<void()> on_wait_;

  std::deque<std::unique_ptr<OutMessage>> in_flight_;  // in the order they were sent
  std::vector<std::unique_ptr<OutMessage>> free_;
  std::int64_t next_sequence_ = 0;
  std::size_t failed_ = 0;
  std::int64_t resent_ = 0;
  int failures_in_row_ = 0;
  absl::Time first_failure_ = absl::InfiniteFuture();
  absl::Duration retry_after_ = absl::ZeroDuration();
  absl::Status last_failure_;

  absl::Mutex mutex_;
  std::vector<MessageAnswer> answers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::client
