// engine/checkpoints.h: the signed checkpoints of one programme: makes, keeps and shows them.
//
// A checkpoint is a signed note over size and root of the tree (proof/checkpoint.h); what was
// signed once is never signed otherwise. The origin is pinned when the first is opened for: another
// one would be another log. Thread-safe; Sign() is the checkpointing thread's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "proof/note_signature.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"
#include "storage/commit_log.h"
#include "storage/evidence.h"

namespace ippledge::engine {

// Who signs. Each key adds a line to every checkpoint; their name is the origin.
struct LogIdentity {
  std::string origin;
  std::vector<proof::SigningKey> keys;
};

struct KeptCheckpoint {
  storage::Head head;
  std::string note;
};

class Checkpoints {
 public:
  // Pins origin and keys at the first time. FAILED_PRECONDITION: the origin, or the key of an
  // algorithm, is not the one that it was. DATA_LOSS: what is kept does not hold by the keys that
  // are kept with it. INVALID_ARGUMENT: no keys. Errors of the evidence.
  static absl::StatusOr<std::unique_ptr<Checkpoints>> Open(
      std::unique_ptr<storage::Evidence> evidence, LogIdentity identity);

  const std::string& origin() const { return identity_.origin; }
  // All that ever signed, in the order in which they came into use.
  const std::vector<proof::VerifierKey>& keys() const { return keys_; }

  // That the journal goes on from the newest checkpoint. DATA_LOSS, naming both, when it ends
  // before it or has another root there; errors of the log.
  absl::Status CheckJournal(const storage::CommitLog& log) const;

  // Signs and keeps a checkpoint, then wakes who waits. Nothing when there is one as new already.
  // Errors of the evidence: then there is none.
  absl::Status Sign(const storage::Head& head) ABSL_LOCKS_EXCLUDED(mutex_, writing_);

  // nullopt before the first.
  std::optional<KeptCheckpoint> Newest() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The smallest that covers the entry; nullopt when none does yet.
  absl::StatusOr<std::optional<KeptCheckpoint>> Covering(std::int64_t entry) const;
  // Those of at least `size` entries, in order, `count` at most.
  absl::StatusOr<std::vector<KeptCheckpoint>> List(std::int64_t size, std::size_t count) const;
  // All that is kept, for reading.
  const storage::Evidence& evidence() const { return *evidence_; }
  // As Evidence::CopyTo().
  absl::Status CopyTo(const std::string& folder) const { return evidence_->CopyTo(folder); }

  // Adds cosignatures, which the caller has verified, to the checkpoint of just that size; one of a
  // key that is there already takes its place unless it is older. NOT_FOUND: no such checkpoint.
  // INVALID_ARGUMENT: more than a note holds.
  absl::StatusOr<KeptCheckpoint> AddCosignatures(
      std::int64_t size, absl::Span<const proof::NoteSignature> cosignatures)
      ABSL_LOCKS_EXCLUDED(mutex_, writing_);

  // Calls `wake` once, on some thread, when there is a checkpoint of more than `size` entries, or
  // at the end. At once, and then 0, when that is so already; else a number for Forget().
  std::uint64_t NotifyBeyond(std::int64_t size, std::function<void()> wake)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Lets go of `wake`, if it was not called.
  void Forget(std::uint64_t waiter) ABSL_LOCKS_EXCLUDED(mutex_);
  // Wakes everybody, now and from now on.
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Checkpoints(std::unique_ptr<storage::Evidence> evidence, LogIdentity identity)
      : evidence_(std::move(evidence)), identity_(std::move(identity)) {}

  absl::Status Pin();
  absl::Status LoadNewest();
  absl::Status SignAndKeep(const storage::Head& head) ABSL_LOCKS_EXCLUDED(mutex_, writing_);
  // Keeps it and shows it, if it is not older than the newest.
  absl::Status Keep(KeptCheckpoint checkpoint) ABSL_EXCLUSIVE_LOCKS_REQUIRED(writing_)
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Wake() ABSL_LOCKS_EXCLUDED(mutex_);

  const std::unique_ptr<storage::Evidence> evidence_;
  const LogIdentity identity_;
  std::vector<proof::VerifierKey> keys_;
  absl::Mutex writing_ ABSL_ACQUIRED_BEFORE(mutex_);  // held while the evidence is written
  mutable absl::Mutex mutex_;
  std::optional<KeptCheckpoint> newest_ ABSL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, std::pair<std::int64_t, std::function<void()>>> waiters_
      ABSL_GUARDED_BY(mutex_);
  std::uint64_t last_waiter_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ippledge::engine
