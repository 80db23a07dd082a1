// engine/submission.h: what is asked of the engine, and what it answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/caller.h"
#include "ledger/command.h"
#include "ledger/event.h"
#include "ledger/loan.h"

namespace ippledge::engine {

// A row that made no entry.
using RowVerdict = BatchRow;

// The answer to a submission. But for `more` it holds only what the entry fixes, so that a retry
// gets the same.
struct Outcome {
  absl::Status status;              // the refusal of the whole; then nothing else is set
  bool replayed = false;            // a retry: the first answer again
  std::int64_t entry = 0;           // of a single command; the closing one of a batch; 0 for none
  std::int64_t commit_time_ms = 0;  // 0 when no entry was made
  std::int64_t counted_total = 0;
  // A single command.
  bool already_recorded = false;  // `entry` is then the one that holds the fact
  LoanRef loan;                   // after the entry; null when no loan is concerned
  std::vector<std::int32_t> rights_pledged_before;
  std::optional<FundFigures> fund;  // after the entry; none when its money is not concerned
  // What was decided, of terms, cover and claims: the caller is told more than that it was
  // recorded. Null for other kinds, and when already recorded.
  std::shared_ptr<const Event> event;
  // A batch.
  std::int64_t first_entry = 0;
  std::int32_t recorded_rows = 0;
  std::vector<RowVerdict> verdicts;
  // Another answer to the same sender follows at once: who writes them may write both together.
  // Said by the committer.
  bool more = false;
};

// What is made ready of a submission on its caller's thread, where its rows are still in the cache,
// so that the one deciding thread need not.
struct Prepared {
  // Rows of the index that deciding will need: the request id, the loans of all rows, and the
  // rights of new loans. Most are not there.
  struct Key {
    std::string text;
    std::uint64_t hash = 0;
    bool found = false;  // when read ahead; its value is in `found` below
  };
  std::vector<Key> keys;            // those of row i end at ends[i]; the request id's is the first
  std::vector<std::uint32_t> ends;  // one a row; empty: nothing was made ready
  std::int64_t watermark = -1;      // of the index when they were read; -1: none were
  absl::flat_hash_map<std::string, std::string> found;
  // Stored bytes of the terms of new loans (storage/terms_bytes.h), one a row; empty for others.
  std::vector<std::string> terms;
};

// Of terms of the programme, cover, claims and recoveries: a single one's outcome holds the event,
// and how large it becomes only its event says.
bool AnswersWithEvent(const Command& command);
bool AnswersWithEvent(const Event& event);

struct Submission {
  Caller caller;
  std::optional<RequestId> request_id;  // none only for the ledger's own commands
  Fingerprint fingerprint{};
  bool validate_only = false;
  bool is_batch = false;
  bool all_or_nothing = false;
  // Commands, or what was wrong with the row. One for a single command, up to kBatchRowsMax else.
  std::vector<absl::StatusOr<Command>> rows;
  // Not decided after this.
  absl::Time deadline = absl::InfiniteFuture();
  Prepared prepared;
  // Set by who can wait for room in the queue instead of being refused, and sends nothing more
  // meanwhile: called once when it waited and is let in. On the deciding thread: must be quick.
  std::function<void()> let_in;
  // Who sends several at a time, and is answered for all of a group in a row: a stream. Only
  // compared, never read.
  const void* sender = nullptr;
  // Called exactly once, on the committing thread, after everything the answer rests on is durable:
  // must be quick.
  std::function<void(Outcome)> done;
};

// First 16 bytes of SHA-256 over the canonical form of the rows: what binds a request id to its
// content. A row that was refused at parsing counts by what was wrong with it.
Fingerprint FingerprintOf(const Submission& submission);

}  // namespace ippledge::engine
