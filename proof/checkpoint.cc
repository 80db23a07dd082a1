#include "proof/checkpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proof/base64.h"
#include "proof/text.h"

namespace ippledge::proof {

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n",
                      Base64Of(BytesOf(checkpoint.root)), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  const std::optional<absl::string_view> origin = TakeLine(text);
  const std::optional<absl::string_view> size = TakeLine(text);
  const std::optional<absl::string_view> root = TakeLine(text);
  if (!root) {
    return absl::InvalidArgumentError("a checkpoint has three lines: origin, size, root hash");
  }
  if (origin->empty()) return absl::InvalidArgumentError("the checkpoint's origin is empty");
  const std::optional<std::uint64_t> leaves = ParseDecimal(*size);
  if (!leaves) {
    return absl::InvalidArgumentError(
        "the checkpoint's size must be decimal digits without leading zeros, below 2^63");
  }
  const std::optional<Hash> hash = HashOfBase64(*root);
  if (!hash) {
    return absl::InvalidArgumentError("the checkpoint's root hash must be 32 bytes in base64");
  }
  if (!text.empty()) {
    return absl::InvalidArgumentError("the checkpoint has extension lines, which are not accepted");
  }
  return Checkpoint{.origin = std::string(*origin), .size = *leaves, .root = *hash};
}

absl::StatusOr<SignedNote> SignCheckpoint(const Checkpoint& checkpoint,
                                          absl::Span<const SigningKey* const> keys) {
  if (keys.empty()) return absl::InvalidArgumentError("no key to sign the checkpoint with");
  SignedNote note = {.text = FormatCheckpoint(checkpoint)};
  if (absl::Status status = CheckNoteText(note.text); !status.ok()) return status;
  if (absl::Status status = ParseCheckpoint(note.text).status(); !status.ok()) return status;
  for (const SigningKey* key : keys) {
    if (key->type() == KeyType::kCosignature || key->name() != checkpoint.origin) {
      return absl::InvalidArgumentError(
          absl::StrCat("the key ", key->name(), " of type ", NameOf(key->type()),
                       " does not sign checkpoints of ", checkpoint.origin));
    }
    note.signatures.push_back(SignText(*key, note.text));
  }
  return note;
}

absl::StatusOr<VerifiedCheckpoint> VerifyCheckpoint(const SignedNote& note,
                                                    absl::Span<const VerifierKey> known) {
  absl::StatusOr<std::vector<VerifiedSignature>> verified = VerifyNote(note, known);
  if (!verified.ok()) return std::move(verified).status();
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note.text);
  if (!checkpoint.ok()) return std::move(checkpoint).status();
  const bool signed_by_log =
      std::any_of(verified->begin(), verified->end(), [&](const VerifiedSignature& signature) {
        const VerifierKey& key = known[signature.key];
        return key.type() != KeyType::kCosignature && key.name() == checkpoint->origin;
      });
  if (!signed_by_log) {
    return absl::NotFoundError(
        absl::StrCat("no known key of the log ", checkpoint->origin, " signed the checkpoint"));
  }
  return VerifiedCheckpoint{.checkpoint = *std::move(checkpoint), .verified = *std::move(verified)};
}

absl::StatusOr<OpenedCheckpoint> OpenCheckpoint(absl::string_view bytes,
                                                absl::Span<const VerifierKey> known) {
  absl::StatusOr<SignedNote> note = ParseNote(bytes);
  if (!note.ok()) return std::move(note).status();
  absl::StatusOr<VerifiedCheckpoint> verified = VerifyCheckpoint(*note, known);
  if (!verified.ok()) return std::move(verified).status();
  return OpenedCheckpoint{.note = *std::move(note),
                          .checkpoint = std::move(verified->checkpoint),
                          .verified = std::move(verified->verified)};
}

}  // namespace ippledge::proof
