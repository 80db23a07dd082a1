// client/import/stream_answers.h: the cumulative answers of StreamRecord, sorted by message.
//
// The server counts rows and messages over the whole stream and may answer several messages at
// once; a RowSink owes one answer a message. This is the bookkeeping between them, without a line
// or a thread: the owner calls it under its own lock.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "client/import/row_sink.h"

namespace ippledge::client {

class StreamAnswers {
 public:
  // A message of that many rows goes out on the stream, after all earlier ones.
  void Sent(std::int64_t sequence, int rows);

  // The messages that `response` completes, in the order they were sent. INTERNAL when the response
  // does not fit what was sent; the stream is then of no use any more.
  absl::StatusOr<std::vector<MessageAnswer>> Take(const v1::StreamRecordResponse& response);

  // The stream is cut: an answer with `status` for everything outstanding, in order. The next Sent
  // is the first message of a new stream.
  std::vector<MessageAnswer> Cut(const absl::Status& status);

  bool idle() const { return outstanding_.empty(); }

 private:
  struct Outstanding {
    std::int64_t first_row;
    int rows;
    MessageAnswer answer;
  };

  // The outstanding message that holds a row of the stream; nullptr for none.
  Outstanding* MessageOfRow(std::int64_t row);

  std::deque<Outstanding> outstanding_;
  std::int64_t first_message_ = 0;  // number of the first outstanding one on the stream
  std::int64_t next_row_ = 0;
};

}  // namespace ippledge::client
