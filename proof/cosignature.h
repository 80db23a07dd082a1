// proof/cosignature.h: a witness's signature of a checkpoint, with its time (C2SP tlog-cosignature,
// the form of Ed25519, "cosignature/v1").
//
// It says: at that time, this was the largest tree of this log that the witness had seen, and it
// continued all those seen before. Its bytes are the time, 8 bytes big-endian, seconds since 1970
// UTC, and 64 of Ed25519 over "cosignature/v1", "time N" and the whole text of the checkpoint.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proof/note_signature.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

inline constexpr std::size_t kCosignatureBytes = 8 + kSignatureBytes;

// Preconditions (checked): a key of type kCosignature, time_seconds >= 0.
NoteSignature Cosign(const SigningKey& key, absl::string_view text, std::int64_t time_seconds);

// What the signature says of its time, whether it holds or not; nothing unless it has the form.
std::optional<std::int64_t> CosignatureTime(absl::string_view signature);

// The time, if `signature` is the key's over this text; nothing otherwise.
// Precondition (checked): a key of type kCosignature.
std::optional<std::int64_t> VerifyCosignature(const VerifierKey& key, absl::string_view text,
                                              absl::string_view signature);

}  // namespace ippledge::proof
