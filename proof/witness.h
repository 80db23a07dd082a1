// proof/witness.h: what a witness does with a log's next checkpoint (C2SP tlog-witness,
// add-checkpoint). The decision alone: who calls it keeps what was seen, makes "keep" and the
// decision before it one step, and cosigns only afterwards. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "proof/signed_note.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

inline constexpr std::size_t kConsistencyProofMax = 63;  // hashes
inline constexpr std::size_t kAddCheckpointBytesMax = 256 * 1'024;

// Body of a request: "old" and the size which the proof leads from; its hashes in base64, a line
// each; a blank line; the new checkpoint as a signed note.
struct AddCheckpointRequest {
  std::uint64_t old_size = 0;
  std::vector<Hash> proof;
  SignedNote note;

  friend bool operator==(const AddCheckpointRequest&, const AddCheckpointRequest&) = default;
};

std::string FormatAddCheckpoint(const AddCheckpointRequest& request);
// Format gives back equal bytes. Errors: INVALID_ARGUMENT, in this order: too long, no old line or
// one of another form, a proof line that is not a hash, more than kConsistencyProofMax of them, no
// blank line, a note or checkpoint that is malformed.
absl::StatusOr<AddCheckpointRequest> ParseAddCheckpoint(absl::string_view body);

// A log that the witness knows, and the last of its checkpoints that it cosigned.
struct WitnessedLog {
  std::string origin;
  std::vector<VerifierKey> keys;
  std::uint64_t size = 0;  // 0 before the first
  Hash root = EmptyRoot();
};

enum class WitnessOutcome {
  kCosign,           // keep the checkpoint, then cosign its text
  kUnknownOrigin,    // HTTP 404 in C2SP's protocol
  kBadSignature,     // 403: no trusted key signed, or a trusted key's line does not hold
  kSmallerThanOld,   // 400: the checkpoint is smaller than what the proof leads from
  kFork,             // 409: two signed roots of one size; keep both notes: proof/fork.h
  kOldSizeDiffers,   // 409: the proof leads from another size than the witness knows
  kProofDoesNotHold  // 422; the signed checkpoint is worth keeping, it may be a fork's
};

struct WitnessDecision {
  WitnessOutcome outcome = WitnessOutcome::kUnknownOrigin;
  Checkpoint checkpoint;         // what the request shows
  std::uint64_t known_size = 0;  // what an answer to kOldSizeDiffers tells
  std::string why;               // in words; empty for kCosign
};

// Looks at the outcomes in the order above. `log` is the one of the checkpoint's origin, null when
// the witness knows none. A checkpoint that was cosigned before, with an empty proof, is cosigned
// again. Errors: INVALID_ARGUMENT for a malformed checkpoint, which none is that came through
// ParseAddCheckpoint().
absl::StatusOr<WitnessDecision> DecideCosigning(const WitnessedLog* log,
                                                const AddCheckpointRequest& request);

}  // namespace ippledge::proof
