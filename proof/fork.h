// proof/fork.h: what proves to anyone that a log has shown two histories.
//
// Either two checkpoints of one size with two roots, both signed by the log; or two of different
// sizes, and a proof that the larger tree begins with another tree than the smaller checkpoint
// says. A log that answers no more, or with a proof that does not hold, is suspect, but that proves
// nothing: whoever asked could have made it up. Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

// What a log shows of the beginning of a tree: the root of so many first leaves, and the proof
// (VerifyConsistency in proof/merkle.h) that leads from it to the tree's.
struct Beginning {
  Hash root = {};
  std::vector<Hash> proof;  // lowest level first; at most kConsistencyProofMax

  friend bool operator==(const Beginning&, const Beginning&) = default;
};

// The root in base64 after "root "; then the proof's hashes in base64, a line each.
std::string FormatBeginning(const Beginning& beginning);
// Format gives back equal bytes. Errors: INVALID_ARGUMENT, in this order: no root line, a line that
// is not a hash, more hashes than a proof has, no newline at the end.
absl::StatusOr<Beginning> ParseBeginning(absl::string_view text);

// What is said of two checkpoints of one log, the smaller first, with what the log shows of the
// beginning of the larger tree; `beginning` counts for different sizes only.
enum class Continuity {
  kContinued,  // the larger tree begins with the smaller
  kForked,     // it begins with another, or the roots of one size differ: proved
  kUnproven    // the beginning is not that of the larger tree: nothing is proved
};
// Precondition (checked): small.size <= large.size.
Continuity ContinuityOf(const Checkpoint& small, const Checkpoint& large,
                        const Beginning& beginning);

struct Fork {
  std::string origin;
  std::uint64_t size = 0;  // of the smaller checkpoint: so many leaves have two histories
  // The smaller checkpoint's root, then the other one of that size; for equal sizes in the order
  // of the notes.
  Hash roots[2] = {};
};
// Two notes in any order. `beginning` may be null, and is not looked at, when they are of one size.
// Errors, in this order: those of OpenCheckpoint() for either note; FAILED_PRECONDITION when they
// are of different logs, have one root, are of different sizes without `beginning`, or the larger
// continues the smaller: then they prove nothing; DATA_LOSS when the beginning is not of the larger
// tree.
absl::StatusOr<Fork> ProveFork(absl::string_view a, absl::string_view b, const Beginning* beginning,
                               absl::Span<const VerifierKey> log_keys);

}  // namespace ippledge::proof
