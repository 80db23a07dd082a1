// client/commands/statement_sender.h: a statement into the ledger, part by part.
//
// Request ids are made of what is sent, so a run again after an interruption goes on where it was
// and nothing is entered twice. One thread; blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/commands/statement_lines.h"
#include "client/connection.h"
#include "client/import/request_id.h"
#include "client/statement/statement.h"
#include "ippledge/v1/reconciliation_service.pb.h"

namespace ippledge::client {

inline constexpr int kLinesPerPart = 100;
// Of a part's lines: what the ledger adds to them fits into its entry beside.
inline constexpr std::size_t kPartBytes = 40 * 1024;

struct SentStatement {
  v1::Recorded recorded;     // of the last step
  std::int64_t opened = 0;   // entry; 0: it was not opened
  bool withdrawn = false;    // given up after a refusal
  absl::Status withdrawing;  // when that failed: it is still open, without effect
};

class StatementSender {
 public:
  // `connection` outlives the sender. `on_lines` hears how many lines went out, after each part.
  StatementSender(Connection& connection, std::string programme,
                  std::function<void(std::int64_t)> on_lines)
      : connection_(connection), programme_(std::move(programme)), on_lines_(std::move(on_lines)) {}

  // Only whether it may be opened: what follows needs it open.
  absl::Status Check(const v1::StatementHeader& header, int attempt, SentStatement& sent);
  // Opens, adds, closes. When a step after the first is refused, the statement is withdrawn. When
  // no answer comes, or after Ctrl-C (CANCELLED), it stays open and the same call goes on later.
  // `attempt`: how often this statement was withdrawn before.
  absl::Status Send(const v1::StatementHeader& header, const Statement& statement, int attempt,
                    LineMaker& lines, SentStatement& sent);

 private:
  template <typename Request>
  void Prepare(const v1::StatementHeader& header, int attempt, const char* step, Request& request);
  absl::Status Open(const v1::StatementHeader& header, int attempt, bool validate_only,
                    SentStatement& sent);
  absl::Status AddLines(const v1::StatementHeader& header, const Statement& statement, int attempt,
                        LineMaker& lines);
  absl::Status Close(const v1::StatementHeader& header, int attempt, SentStatement& sent);
  void Withdraw(const v1::StatementHeader& header, int attempt, SentStatement& sent);

  Connection& connection_;
  const std::string programme_;
  const std::function<void(std::int64_t)> on_lines_;
  RequestIds ids_;
};

}  // namespace ippledge::client
