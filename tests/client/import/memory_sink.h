// tests/client/import/memory_sink.h: a ledger in memory that answers as the server does.
//
// It keeps what an import can see of the rules: loans with their draws and events, request ids with
// the answers they got, banks, and entry numbers. A MemorySink is one line to it; lines can be cut.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "client/import/row_sink.h"

namespace ippledge::client {

// What outlives a line.
struct MemoryLedger {
  struct Fact {
    std::string content;
    std::int64_t entry;
  };
  struct StoredLoan {
    v1::NewLoan loan;
    std::int64_t entry = 0;
    std::int64_t drawn_fen = 0;
    std::map<std::string, Fact> facts;  // by kind and number
  };
  struct Remembered {
    std::string content;
    MessageAnswer answer;
  };

  std::int64_t position = 100;
  std::set<std::string> banks = {"bank-a", "bank-b"};
  std::map<std::string, std::string> registered;  // body id, name
  std::map<std::string, StoredLoan> loans;        // by bank and contract number
  std::map<std::string, Remembered> requests;

  // All that was paid out.
  std::int64_t DisbursedFen() const;
  // Decides one message, as the server would.
  MessageAnswer Decide(const v1::StreamRecordRequest& request);
};

class MemorySink : public RowSink {
 public:
  struct Faults {
    // These messages (counted over the line's life, from 0) are lost before they are decided, or
    // decided and their answer lost; with them everything after, until Resume().
    std::set<int> lost_messages;
    std::set<int> lost_answers;
    // From this message on all fail.
    int dead_from = -1;
    bool threaded = false;  // answers come from another thread
  };

  explicit MemorySink(MemoryLedger* ledger) : MemorySink(ledger, Faults()) {}
  MemorySink(MemoryLedger* ledger, Faults faults) : ledger_(ledger), faults_(std::move(faults)) {}
  ~MemorySink() override { Stop(); }

  void Start(OnAnswer on_answer) override;
  void Send(std::int64_t sequence, const v1::StreamRecordRequest& request) override;
  void Resume() override { cut_ = false; }
  void Stop() override;
  absl::StatusOr<std::int64_t> Position() override { return ledger_->position; }
  absl::StatusOr<v1::Loan> GetLoan(const v1::LoanName& name) override;
  absl::StatusOr<bool> EnsureBank(const std::string& body_id, const std::string& name,
                                  bool validate_only) override;

  // Called before each message is decided.
  std::function<void(int message)> on_message;
  std::vector<std::string> request_ids;  // of all messages sent
  std::vector<int> row_counts;

 private:
  void Answer(MessageAnswer answer);

  MemoryLedger* const ledger_;
  const Faults faults_;
  OnAnswer on_answer_;
  int sent_ = 0;
  bool cut_ = false;

  absl::Mutex mutex_;
  std::deque<MessageAnswer> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace ippledge::client
