// audit/signed_history.h: whether what was signed of a history holds by the keys that may sign it.
//
// Checkpoints hold by the keys that the evidence keeps, cosignatures by those of witnesses that the
// programme's book of trust admits. That their roots are the tree's is looked at where the tree is
// made (block_stream.h).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "audit/audit.h"
#include "audit/kept_checkpoints.h"
#include "ledger/trust.h"
#include "proof/verifier_key.h"
#include "storage/commit_log.h"
#include "storage/evidence.h"

namespace ippledge::audit {

// Whose signature makes a checkpoint this log's. Empty without evidence.
struct LogSigners {
  std::string origin;
  std::vector<proof::VerifierKey> keys;
};
// DATA_LOSS: what is kept is no key. Errors of the evidence.
absl::StatusOr<LogSigners> SignersOf(const storage::Evidence& evidence);

// The checkpoint that the payment of `entry` rests on. DATA_LOSS unless its note says its size and
// root, these are those of the tree of `log`, which is known to be good before the entry; the log's
// line holds by `signers` and the log keys that `trust` admits, if there are any; and the witnesses
// that it names are those that signed. `trust` is as before the entry.
absl::Status CheckPaymentNote(const CosignedCheckpoint& checkpoint, const LogSigners& signers,
                              const TrustBook& trust, std::int64_t entry,
                              const storage::CommitLog& log);

// The kept checkpoints up to `last`, verified by several threads.
class SignedHistory {
 public:
  // Borrows all. `trust` is as after `last`, the last entry that was looked at.
  SignedHistory(const Sources* sources, const LogSigners* signers, const TrustBook* trust,
                std::int64_t last);

  // Verifies checkpoints that nobody has verified yet until there are none, or the sources' `stop`
  // says so. Any number of threads at a time.
  void Verify() ABSL_LOCKS_EXCLUDED(mutex_);
  // The first finding; each checkpoint was verified. OK without one. Errors of log and evidence.
  absl::Status Finish(Report& report, Finding& finding) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Tally {
    std::int64_t checkpoints = 0;
    std::int64_t cosignatures = 0;
    std::int64_t wrong_size = 0;  // of the first checkpoint at fault; 0: none
    std::string wrong;
    // The first cosignature of a key that was not admitted by `last`.
    std::int64_t strange_size = 0;
    std::string strange;

    void Note(std::int64_t size, std::string words);
  };

  std::vector<storage::StoredCheckpoint> Page() ABSL_LOCKS_EXCLUDED(mutex_);
  void VerifyOne(const storage::StoredCheckpoint& checkpoint,
                 const std::vector<proof::VerifierKey>& witnesses, Tally& tally) const;
  absl::Status CheckLogKeys(Finding& finding) const;

  const Sources& sources_;
  const LogSigners& signers_;
  const TrustBook& trust_;
  const std::int64_t last_;
  std::vector<proof::VerifierKey> witnesses_;
  absl::Mutex mutex_;
  KeptCheckpoints checkpoints_ ABSL_GUARDED_BY(mutex_);
  absl::Status unreadable_ ABSL_GUARDED_BY(mutex_);
  std::int64_t beyond_ ABSL_GUARDED_BY(mutex_) = 0;  // size of a checkpoint above `last`
  Tally tally_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::audit
