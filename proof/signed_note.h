// proof/signed_note.h: text signed by one or more keys (C2SP signed-note).
//
// A note is its text, which ends with a newline, a blank line, and signature lines. The text must
// not be used before a known key's signature holds: OpenNote(). Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/note_signature.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

// Room for 16 of the largest signatures that C2SP foresees.
inline constexpr std::size_t kNoteBytesMax = 128 * 1'024;

struct SignedNote {
  std::string text;
  std::vector<NoteSignature> signatures;

  friend bool operator==(const SignedNote&, const SignedNote&) = default;
};

std::string FormatNote(const SignedNote& note);

// Format gives back equal bytes. No signature is looked into. Errors: INVALID_ARGUMENT, in this
// order: too long, not UTF-8 or control characters, no blank line, no text before it, and those of
// ParseSignatures().
absl::StatusOr<SignedNote> ParseNote(absl::string_view bytes);

// A signature line of a known key that holds.
struct VerifiedSignature {
  std::size_t key = 0;  // which of the known keys, the first if it is among them twice
  // Of a cosignature.
  std::optional<std::int64_t> time_seconds;

  friend bool operator==(const VerifiedSignature&, const VerifiedSignature&) = default;
};

// The known keys' lines, in the note's order. Lines of other keys are passed over. Errors:
// DATA_LOSS when a line of a known key does not hold, whatever the others do; NOT_FOUND when no
// line is of a known key.
absl::StatusOr<std::vector<VerifiedSignature>> VerifyNote(const SignedNote& note,
                                                          absl::Span<const VerifierKey> known);

struct OpenedNote {
  SignedNote note;
  std::vector<VerifiedSignature> verified;  // never empty
};
// ParseNote() and VerifyNote(), with the errors of both.
absl::StatusOr<OpenedNote> OpenNote(absl::string_view bytes, absl::Span<const VerifierKey> known);

// The key's line for this text. Precondition (checked): not a key of type kCosignature, which signs
// checkpoints only, with a time: Cosign() in proof/cosignature.h.
NoteSignature SignText(const SigningKey& key, absl::string_view text);

// Puts lines into a note: one of a name and key id that is there takes its place, others go to the
// end. Errors: INVALID_ARGUMENT, and the note as it was, when it would get more than
// kNoteSignaturesMax lines or more than kNoteBytesMax bytes.
absl::Status AddSignatures(absl::Span<const NoteSignature> signatures, SignedNote& note);

}  // namespace ippledge::proof
