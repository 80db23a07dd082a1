// engine/engine.h: one programme: one writer, many readers.
//
// Six rooms in one direction:
//   intake   callers' threads: Submit() reads ahead from the index and queues (bounded)
//   decide   one thread: Stager decides into a group; what is queued meanwhile joins it
//   commit   one thread: Sealer encodes and hashes, CommitLog makes durable, Recent publishes,
//            callers are answered
//   sign     one thread: a checkpoint of the newest recorded totals
//   index    one thread: rounds of durable groups become rows of the index
//   read     callers' threads: ReadView over Recent and the index
// While one group is being committed the next is being decided. All public methods: any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/checkpoints.h"
#include "engine/clock.h"
#include "engine/read_view.h"
#include "engine/submission.h"
#include "ledger/programme.h"
#include "storage/commit_log.h"
#include "storage/index.h"

namespace ippledge::engine {

struct EngineOptions {
  // Rows waiting to be decided, and how long they may take at the present pace; beyond either
  // RESOURCE_EXHAUSTED.
  int queue_rows_max = 32'768;
  int queue_wait_max_ms = 250;
  int group_rows_max = 8'192;              // rows that share one durable write
  std::int64_t round_entries = 32'768;     // entries that make a round of the index
  std::int64_t lag_entries_max = 131'072;  // entries the index may lag before writers wait
  // TotalsRecorded at most this often. Below a second: a checkpoint is to be there within one.
  std::int64_t totals_interval_ms = 900;
  // Days turn and totals are recorded when no command comes.
  bool housekeeping = true;
};

// What an engine signs with, and who is told, on a thread of its own, when it cannot.
struct Signing {
  std::unique_ptr<Checkpoints> checkpoints;  // null: it signs nothing
  std::function<void(const absl::Status&)> on_failure = [](const absl::Status&) {};
};

class Engine {
 public:
  // Opens a programme from its journal and index, replaying what the index has not. Owns both; the
  // clock must outlive it. An empty journal is a programme not yet founded: only FoundProgramme is
  // accepted. DATA_LOSS: the journal ends before the index or the last checkpoint, has another
  // history than that one, or folds to other sums than it says.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(std::unique_ptr<storage::CommitLog> log,
                                                      std::unique_ptr<storage::Index> index,
                                                      const Clock* clock,
                                                      const EngineOptions& options,
                                                      Signing signing = {});
  // Refuses new work, commits what is queued and records the totals, signs a last checkpoint,
  // brings the index up to date, joins its threads.
  virtual ~Engine() = default;

  // Queues a submission. `done` is called exactly once. DEADLINE_PASSED, QUEUE_FULL, WRITES_STOPPED
  // and SHUTTING_DOWN are answered at once, on the calling thread. The fingerprint is computed
  // here. False: it waits until there is room in the queue (Submission::let_in).
  virtual bool Submit(Submission submission) = 0;
  // QUEUE_FULL where a submission of that organisation would be refused for what waits already. For
  // who would rather know before it makes one.
  virtual absl::Status CheckRoom(absl::string_view organisation) const = 0;
  // The same, waiting for the answer. For tools and tests.
  Outcome Execute(Submission submission);

  // The picture at the last durable entry; always includes what the caller was answered.
  virtual ReadView View() const = 0;

  // Calls `wake` once, on some thread, when an entry beyond `position` is durable, or at shutdown.
  // At once when it already is. `wake` must be quick.
  virtual void NotifyBeyond(std::int64_t position, std::function<void()> wake) = 0;

  // The signed checkpoints; null when it signs none. A checkpoint follows within a second of each
  // group.
  virtual Checkpoints* checkpoints() const = 0;

  // False after a failed commit: the outcome of that commit is unknown, reads go on, only a reopen
  // resumes.
  virtual bool accepts_writes() const = 0;

  // The journal, for who reads blocks of it. Valid while the engine is.
  virtual const storage::CommitLog& log() const = 0;

  // What housekeeping does: turns days, records totals when they are due. For tests with a clock of
  // their own. Returns when that is durable.
  void Tick();
  // An empty dry run: it only makes a group begin and end.
  static Submission TickSubmission();
  // Brings the index up to the last durable entry now. For tests and tools.
  virtual void CatchUpIndex() = 0;
  // Bytes on disk of journal and index.
  struct DiskBytes {
    std::int64_t journal = 0;
    std::int64_t index = 0;
  };
  virtual DiskBytes disk_bytes() const = 0;
  // Copies journal and checkpoints, beside all else, into folders that are yet to be made. What is
  // signed in the copy is in its journal too. FAILED_PRECONDITION: nothing signs here.
  // UNIMPLEMENTED: the journal is not on this machine. Errors of LocalLog::CopyTo().
  virtual absl::Status CopyTo(const std::string& journal, const std::string& checkpoints) const = 0;
};

}  // namespace ippledge::engine
