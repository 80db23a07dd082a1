#include "proof/signed_note.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proof/cosignature.h"
#include "proof/text.h"

namespace ippledge::proof {
namespace {

// The signature's facts if it is the key's, without which key it is.
std::optional<VerifiedSignature> Verify(const VerifierKey& key, absl::string_view text,
                                        const NoteSignature& signature) {
  if (key.type() != KeyType::kCosignature) {
    if (!key.Verifies(text, signature.bytes)) return std::nullopt;
    return VerifiedSignature();
  }
  const std::optional<std::int64_t> time = VerifyCosignature(key, text, signature.bytes);
  if (!time) return std::nullopt;
  return VerifiedSignature{.time_seconds = time};
}

}  // namespace

std::string FormatNote(const SignedNote& note) {
  return absl::StrCat(note.text, "\n", FormatSignatures(note.signatures));
}

absl::StatusOr<SignedNote> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the note has ", bytes.size(), " bytes, at most ", kNoteBytesMax));
  }
  if (absl::Status status = CheckNoteText(bytes); !status.ok()) return status;
  // The text may have blank lines of its own: the last one is meant.
  const std::size_t end = bytes.rfind("\n\n");
  if (end == bytes.npos) {
    return absl::InvalidArgumentError("no blank line follows the note's text");
  }
  if (end == 0) return absl::InvalidArgumentError("the note has no text");
  absl::StatusOr<std::vector<NoteSignature>> signatures = ParseSignatures(bytes.substr(end + 2));
  if (!signatures.ok()) return std::move(signatures).status();
  return SignedNote{.text = std::string(bytes.substr(0, end + 1)),
                    .signatures = *std::move(signatures)};
}

absl::StatusOr<std::vector<VerifiedSignature>> VerifyNote(const SignedNote& note,
                                                          absl::Span<const VerifierKey> known) {
  std::vector<VerifiedSignature> verified;
  for (const NoteSignature& signature : note.signatures) {
    bool is_known = false;
    std::optional<VerifiedSignature> found;
    // Two keys may have one id by chance: the signature is of the one it holds for.
    for (std::size_t i = 0; i < known.size() && !found; ++i) {
      if (!signature.IsOf(known[i])) continue;
      is_known = true;
      found = Verify(known[i], note.text, signature);
      if (found) found->key = i;
    }
    if (is_known && !found) {
      return absl::DataLossError(absl::StrCat("the signature of key ", signature.name, "+",
                                              absl::Hex(signature.key_id, absl::kZeroPad8),
                                              " does not hold"));
    }
    if (found) verified.push_back(*found);
  }
  if (verified.empty()) return absl::NotFoundError("no known key signed the note");
  return verified;
}

absl::StatusOr<OpenedNote> OpenNote(absl::string_view bytes, absl::Span<const VerifierKey> known) {
  absl::StatusOr<SignedNote> note = ParseNote(bytes);
  if (!note.ok()) return std::move(note).status();
  absl::StatusOr<std::vector<VerifiedSignature>> verified = VerifyNote(*note, known);
  if (!verified.ok()) return std::move(verified).status();
  return OpenedNote{.note = *std::move(note), .verified = *std::move(verified)};
}

NoteSignature SignText(const SigningKey& key, absl::string_view text) {
  if (key.type() == KeyType::kCosignature) std::abort();
  return {.name = key.name(), .key_id = key.verifier().id(), .bytes = key.Sign(text)};
}

absl::Status AddSignatures(absl::Span<const NoteSignature> signatures, SignedNote& note) {
  SignedNote merged = note;
  for (const NoteSignature& signature : signatures) {
    const auto same =
        std::find_if(merged.signatures.begin(), merged.signatures.end(),
                     [&signature](const NoteSignature& other) {
                       return other.key_id == signature.key_id && other.name == signature.name;
                     });
    if (same != merged.signatures.end()) {
      *same = signature;
    } else {
      merged.signatures.push_back(signature);
    }
  }
  if (merged.signatures.size() > kNoteSignaturesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the note would have more than ", kNoteSignaturesMax, " signatures"));
  }
  if (FormatNote(merged).size() > kNoteBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the note would have more than ", kNoteBytesMax, " bytes"));
  }
  note = std::move(merged);
  return absl::OkStatus();
}

}  // namespace ippledge::proof
