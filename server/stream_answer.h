// server/stream_answer.h: one cumulative answer of LoanService.StreamRecord in the making.
//
// Runs of recorded rows, and every verdict that is not plain success, of messages in their order.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>

#include "engine/submission.h"
#include "ippledge/v1/loan_service.pb.h"
#include "proto/wire/details.h"

namespace ippledge::server {

class StreamAnswer {
 public:
  explicit StreamAnswer(wire::Locale locale) : locale_(locale) {}

  // A message of the stream; all numbers count from 0.
  struct Message {
    std::int64_t number = 0;
    std::int64_t first_row = 0;
    int rows = 0;
  };
  void Add(const Message& message, const engine::Outcome& outcome);
  // It takes no more.
  bool is_full() const;
  // Its bytes; begins the next one.
  grpc::ByteBuffer Take(std::int64_t acknowledged_through);

 private:
  // A run of recorded rows; joined to the last one where both rows and entries go on. The entry
  // after it.
  std::int64_t AddRun(std::int64_t row, std::int64_t entry, std::int64_t count);
  void AddVerdict(std::int64_t row, const engine::RowVerdict& verdict);
  void AddRefusal(const Message& message, const absl::Status& status);

  const wire::Locale locale_;
  v1::StreamRecordResponse response_;
  std::size_t bytes_ = 0;  // of its verdicts and refusals
};

}  // namespace ippledge::server
