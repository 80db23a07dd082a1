// client/witness/witness.h: one witness of one ledger: its key, its state, and its one promise,
// that what it cosigns continues all that it cosigned before.
//
// Any thread. Deciding, keeping and cosigning are one step; a cosignature that was given out is on
// disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/witness/state_folder.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"
#include "proof/witness.h"

namespace ippledge::client {

// The note as a checkpoint of that ledger. Errors: DATA_LOSS unless one of `log_keys`, all of one
// name, signed it.
absl::StatusOr<ShownCheckpoint> OpenShown(const std::string& note,
                                          absl::Span<const proof::VerifierKey> log_keys);

class Witness {
 public:
  // Preconditions (checked): a key of type kCosignature; log keys, at least one, all of one name.
  // Errors: FAILED_PRECONDITION when there is evidence of a fork; those of StateFolder::Open(); and
  // DATA_LOSS for a kept note that the ledger's keys or this key have not signed.
  static absl::StatusOr<std::unique_ptr<Witness>> Open(const std::string& folder,
                                                       proof::SigningKey key,
                                                       std::vector<proof::VerifierKey> log_keys);

  const std::string& origin() const { return log_keys_.front().name(); }
  const proof::VerifierKey& verifier() const { return key_.verifier(); }
  absl::Span<const proof::VerifierKey> log_keys() const { return log_keys_; }

  // The newest, or the one of that size; with the cosignature.
  std::optional<ShownCheckpoint> Latest() const;
  std::optional<ShownCheckpoint> Find(std::uint64_t size) const;
  // Up to `count` notes of that size and more, by size.
  std::vector<ShownCheckpoint> List(std::uint64_t first_size, std::size_t count) const;

  struct Taken {
    proof::WitnessDecision decision;
    std::string note;  // the ledger's signature and ours, when the decision is to cosign
  };
  // Decides (proof/witness.h); what is to be cosigned is kept first. The time of a cosignature
  // never goes back. A checkpoint that was cosigned before is answered with what was kept. Errors:
  // FAILED_PRECONDITION once a fork was caught; DATA_LOSS when the note shows that this key has
  // cosigned more than the state knows: it is an old copy; those of StateFolder::Put().
  absl::StatusOr<Taken> Take(const proof::AddCheckpointRequest& request, std::int64_t now_seconds);

  // Keeps the evidence; from then on nothing is cosigned. The folder's name; the first one's when
  // there is one.
  absl::StatusOr<std::string> Catch(const ForkEvidence& evidence);
  std::optional<ForkEvidence> Caught() const;

 private:
  Witness(StateFolder state, proof::SigningKey key, std::vector<proof::VerifierKey> log_keys);
  absl::Status CheckKept();
  std::optional<ShownCheckpoint> FindLocked(std::uint64_t size) const;

  const proof::SigningKey key_;
  const std::vector<proof::VerifierKey> log_keys_;

  mutable std::mutex mutex_;
  StateFolder state_;              // guarded by mutex_, as those below
  std::int64_t last_seconds_ = 0;  // of the latest cosignature
  std::optional<ForkEvidence> caught_;
};

}  // namespace ippledge::client
