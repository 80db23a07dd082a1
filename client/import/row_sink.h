// client/import/row_sink.h: where an import sends its rows: a server's stream, or memory in tests.
//
// The pipeline sends messages of up to 1,000 rows, some of them in flight at once, and gets one
// answer for each. A sink keeps the order: the rows of one message are decided after those of all
// messages sent before it. It does not retry: a cut line is answered with UNAVAILABLE for
// everything outstanding and for whatever is sent until Resume(); then the pipeline sends again, in
// the old order, byte for byte, under the same request ids.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {

// Rows of one message that were recorded one after another.
struct RecordedRows {
  int first_row = 0;             // 0-based in the message
  std::int64_t first_entry = 0;  // 0 when the message was validate_only
  int count = 0;
};

struct MessageAnswer {
  std::int64_t sequence = 0;  // as it was sent
  // Not OK: what became of the message is not known. UNAVAILABLE, DEADLINE_EXCEEDED, ABORTED and
  // RESOURCE_EXHAUSTED are sent again; any other ends the import.
  absl::Status status;
  absl::Duration retry_after = absl::ZeroDuration();  // when the server said how long to wait
  // When OK, each row of the message is in one run or one verdict, or the whole message is refused.
  std::vector<RecordedRows> runs;
  std::vector<v1::RowVerdict> verdicts;  // row: 0-based in the message
  std::vector<v1::Violation> refusal;
};

class RowSink {
 public:
  using OnAnswer = std::function<void(MessageAnswer)>;

  virtual ~RowSink() = default;

  // Once, before the first Send. `on_answer` may be called on any thread, also within Send.
  virtual void Start(OnAnswer on_answer) = 0;
  // Takes one message. `request` stays as it is until its answer was given; exactly one answer a
  // Send.
  virtual void Send(std::int64_t sequence, const v1::StreamRecordRequest& request) = 0;
  // After a failure and a pause: opens a new line if the old one is cut. Nothing is outstanding.
  virtual void Resume() = 0;
  // After it returns, no answer is given any more. What is outstanding is dropped.
  virtual void Stop() = 0;

  // Last entry of the programme's journal: rows answered with an entry up to the first one asked
  // for were there before this import.
  virtual absl::StatusOr<std::int64_t> Position() = 0;
  // A loan as it stands now. NOT_FOUND, PERMISSION_DENIED.
  virtual absl::StatusOr<v1::Loan> GetLoan(const v1::LoanName& name) = 0;
  // Makes sure that the programme knows the partner bank `body_id`; registers it as `name` when
  // not, or only looks when `validate_only`. True when it was known before.
  virtual absl::StatusOr<bool> EnsureBank(const std::string& body_id, const std::string& name,
                                          bool validate_only) = 0;
};

}  // namespace ippledge::client
