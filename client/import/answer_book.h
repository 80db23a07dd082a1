// client/import/answer_book.h: what becomes of each row when its message is answered.
//
// Counts it, writes it to the refused file, or keeps it to go out once more (the rules stand in
// pipeline.h). One thread.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "client/import/bank_register.h"
#include "client/import/layout.h"
#include "client/import/out_message.h"
#include "client/import/refused_file.h"
#include "client/import/row_sink.h"
#include "client/import/tally.h"
#include "ledger/reason.h"

namespace ippledge::client {

class AnswerBook {
 public:
  // What it works with; all outlive the book.
  struct Parts {
    const BoundLayout* layout;
    RowSink* sink;
    const BankRegister* banks;
    Tally* tally;
    RefusedFile* refused;
    std::function<std::unique_ptr<OutMessage>()> new_message;
    std::int64_t start_position;  // last entry before the import
    bool dry_run;
  };
  explicit AnswerBook(Parts parts) : parts_(std::move(parts)) {}

  // `answer` has OK status. Rows that go out again are taken out of the message.
  void OnAnswer(OutMessage& message, const MessageAnswer& answer);

  // The next message of rows that go out again: a full one, or any when `all`; nullptr for none.
  std::unique_ptr<OutMessage> TakeResend(bool all);
  bool has_resends() const { return !resends_.empty(); }

  // What ends the import: the server contradicts itself, a look-up failed, the disk is full.
  const absl::Status& failure() const { return failure_; }

 private:
  void OnVerdict(OutMessage& message, const v1::RowVerdict& verdict, bool replayed);
  bool ResendRow(OutMessage& message, int index, const v1::RowVerdict& verdict, bool replayed);
  bool ResendAsDraw(OutMessage& message, int index);
  static bool IsToCome(const SentRow& row, Reason reason);
  void Resend(OutMessage& message, int index);
  void Refuse(const OutMessage& message, const SentRow& row, std::vector<Problem> problems);

  const Parts parts_;
  std::deque<std::unique_ptr<OutMessage>> resends_;
  absl::Status failure_;
};

}  // namespace ippledge::client
