// proof/note_signature.h: one signature line of a signed note (C2SP signed-note).
//
// The line is an em dash, a space, the key's name, a space, the base64 of the key id (4 bytes,
// big-endian) and the signature's bytes, a newline. Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

// More lines than any quorum of ours has; C2SP wants 16 at least.
inline constexpr std::size_t kNoteSignaturesMax = 64;

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;  // never empty

  // Whether the line says that this key made it. That it did is not said.
  bool IsOf(const VerifierKey& key) const { return key_id == key.id() && name == key.name(); }

  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

std::string FormatSignature(const NoteSignature& signature);
std::string FormatSignatures(absl::Span<const NoteSignature> signatures);

// What a note has after its blank line, and what a witness answers. Format gives back equal bytes.
// Errors: INVALID_ARGUMENT, with the number of the line: none at all, more than kNoteSignaturesMax,
// another form, a malformed name, not base64, no signature bytes, no newline at the end.
absl::StatusOr<std::vector<NoteSignature>> ParseSignatures(absl::string_view lines);

}  // namespace ippledge::proof
