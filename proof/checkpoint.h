// proof/checkpoint.h: what a log says of its tree (C2SP tlog-checkpoint), as the text of a signed
// note: three lines, origin, size in decimal, root hash in base64. Pure values.
//
// Ours have no further lines, and none is accepted: nobody could audit what such a line says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/hash.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

struct Checkpoint {
  std::string origin;      // the log; its keys bear this name
  std::uint64_t size = 0;  // leaves; at most 2^63 - 1
  Hash root = {};

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The note's text. Preconditions: what ParseCheckpoint() looks at.
std::string FormatCheckpoint(const Checkpoint& checkpoint);

// Format gives back equal bytes. Errors: INVALID_ARGUMENT, in this order: fewer than three lines
// (each with its newline), an empty origin, a size of another form, a root that is not the base64
// of 32 bytes, extension lines.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// One line a key, in their order. Errors: INVALID_ARGUMENT without keys, for a key of another name
// than the origin or of type kCosignature, and for an origin that cannot stand in a note.
absl::StatusOr<SignedNote> SignCheckpoint(const Checkpoint& checkpoint,
                                          absl::Span<const SigningKey* const> keys);

struct VerifiedCheckpoint {
  Checkpoint checkpoint;
  std::vector<VerifiedSignature> verified;  // as VerifyNote() gives them
};
// A checkpoint that a log signed. `known` are the log's keys, and may be those of witnesses
// besides; a key that is no cosigner's is a log's. Errors, in this order: those of VerifyNote() and
// ParseCheckpoint(); NOT_FOUND when no log's key of the origin's name signed.
absl::StatusOr<VerifiedCheckpoint> VerifyCheckpoint(const SignedNote& note,
                                                    absl::Span<const VerifierKey> known);

struct OpenedCheckpoint {
  SignedNote note;
  Checkpoint checkpoint;
  std::vector<VerifiedSignature> verified;
};
// ParseNote() and VerifyCheckpoint(), with the errors of both.
absl::StatusOr<OpenedCheckpoint> OpenCheckpoint(absl::string_view bytes,
                                                absl::Span<const VerifierKey> known);

}  // namespace ippledge::proof
