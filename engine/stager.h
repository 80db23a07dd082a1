// engine/stager.h: decides submissions one after the other and stages their entries into a group.
//
// Owns the books. A submission sees the effects of all earlier ones, durable or not. Everything
// here happens on the one deciding thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/group.h"
#include "engine/request_ids.h"
#include "engine/unindexed.h"
#include "ledger/books.h"
#include "ledger/decide.h"
#include "storage/commit_log.h"
#include "storage/index.h"
#include "storage/rows.h"

namespace ippledge::engine {

// Bytes that a command's entry may take at most; an upper bound, cheap to compute. Of a command
// that AnswersWithEvent() next to nothing: see EventBytesBound().
std::size_t EntryBytesBound(const Command& command);
// The same, once it is decided. Precondition (checked): AnswersWithEvent(event).
std::size_t EventBytesBound(const Event& event);

// Its rows can be read ahead of deciding: which they are it says itself. A payment run reads those
// that stand in line when it is decided.
bool IsReadAhead(const Command& command);

// Deadlines that are listed at a time when a day turns.
inline constexpr std::size_t kPassedDeadlinesMax = 4096;

class Stager {
 public:
  // `index` and `log` must outlive it. `books` are those after the last entry of the journal.
  Stager(const storage::Index* index, const storage::CommitLog* log, Books books);

  // The present group's entry `entry` was asked for under the id of that row. For replay too.
  void BindRequest(std::string row_key, std::int64_t entry, const Fingerprint& fingerprint) {
    requests_.Bind(std::move(row_key), entry, fingerprint);
  }
  // The books, for replay at start. Not later.
  Books& books() { return books_; }
  const Programme& programme() const { return books_.programme; }
  // Loads what `command` reads, where it can be from what was read ahead. For replay too.
  absl::Status Load(const Command& command) { return LoadAll(command, nullptr); }
  absl::Status Load(const Command& command, const Prepared& ahead) {
    return LoadAll(command, IsReadAhead(command) ? Current(ahead) : nullptr);
  }

  // Decides `submission` into `group`. Never fails: refusals are outcomes.
  void Stage(Submission submission, absl::Time now, Group& group);
  // Turns days up to `today`, one after the other, and passes the deadlines that each makes due, as
  // entries of the ledger itself. None before entry 1. False when `group` has `entries_max` entries
  // and more are to come: nothing else may be decided before they are, in the next groups. An error
  // is one of reading; then nothing may be decided any more.
  absl::StatusOr<bool> TurnDaysTo(Date today, std::size_t entries_max, Group& group);
  // The journal ends while a day turns: the next call of TurnDaysTo() goes on with its deadlines.
  void ResumeDay() { day_open_ = true; }
  // Records the totals, as an entry of the ledger itself.
  void RecordTotalsNow(Group& group);
  // Closes the group: takes the changes.
  void Close(Group& group);

  // Forgets what the index holds now. Called between groups.
  void ForgetThrough(std::int64_t watermark);

 private:
  // The entry that the submission's request id belongs to; 0 when it is new. REQUEST_ID_REUSED.
  absl::StatusOr<std::int64_t> FindRequest(const Submission& submission) const;
  void StageSingle(Submission& submission, Group& group, Outcome& outcome);
  void StageBatch(Submission& submission, Group& group, Outcome& outcome);
  absl::StatusOr<Decision> DecideRow(const Submission& submission, std::size_t row);
  // True when nothing is due any more; else as TurnDaysTo().
  absl::StatusOr<bool> PassDeadlines(std::size_t entries_max, Group& group);
  // Stages one entry and applies it. Returns its number.
  std::int64_t Put(const Caller& caller, Events events, Group& group, std::string terms = "");
  // Binds the submission's request id to the last entry of the group.
  void BindRequestOf(Submission& submission, Group& group);
  // What was made ready, when it may be trusted, else null.
  const Prepared* Current(const Prepared& prepared) const;
  // A row as the newest group left it; else as read ahead, or from the index when `prepared` is
  // null. Empty when there is none.
  absl::StatusOr<std::string> ReadRow(const std::string& row_key, const Prepared* prepared) const;
  // Loads what row `row` of `submission` reads.
  absl::Status LoadRow(const Submission& submission, std::size_t row);
  absl::Status LoadAll(const Command& command, const Prepared* prepared);
  absl::Status LoadLoans(const std::vector<std::string>& keys, const Prepared* prepared);
  absl::Status LoadRights(const std::vector<std::string>& keys, const Prepared* prepared);
  absl::Status LoadCoverSums(const std::vector<std::string>& keys);
  // Puts what the books' changes say of loans, rights and sums into rows, and lets go of them; with
  // them the group's request ids.
  std::shared_ptr<const ChangedRows> TakeRows(const Group& group, Changes& changes);

  const storage::Index* index_;
  const storage::CommitLog* log_;
  // Of loans and rights what the present group touches; of sums some more, which nobody else
  // changes.
  Books books_;
  storage::LoanRowCodec loan_rows_;
  RequestIds requests_;
  Unindexed unindexed_;
  std::int64_t forgotten_through_ = 0;
  // The deadlines of the present day are not all passed yet; and the rest of the present list.
  bool day_open_ = false;
  std::deque<PassDeadline> passing_;
};

// Cuts verdicts so that they fit an entry: from the last row backwards, first violations but the
// first go, then metadata, then fields. The answer shows what is kept, so that a retry shows the
// same.
void FitVerdicts(std::vector<RowVerdict>& verdicts);

}  // namespace ippledge::engine
