// proof/signing_key.h: the secret half of a key of signed notes, and its text.
//
// The text is PRIVATE+KEY+NAME+ID+KEY, as in Go's notes: NAME and ID are the public half's
// (proof/verifier_key.h), KEY is the base64 of the type and 32 secret bytes. A SigningKey wipes
// them when it goes; texts of it are wiped by whoever holds them (Wipe in proof/siv.h). A const
// SigningKey may be used by any thread.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

// All that any type makes over bytes; a cosignature has its time before it.
inline constexpr std::size_t kSignatureBytes = 64;

class SigningKey {
 public:
  // A new one, from the system's randomness. Errors: INVALID_ARGUMENT for a malformed name.
  static absl::StatusOr<SigningKey> Generate(absl::string_view name, KeyType type);
  // Errors: INVALID_ARGUMENT, in this order, for a text that does not begin as a secret key does,
  // those of ParseKeyParts(), secret bytes that are none of the type, and an id of another key.
  // None of them shows any of the text but its name's faults.
  static absl::StatusOr<SigningKey> Parse(absl::string_view text);

  SigningKey(SigningKey&&) = default;
  SigningKey& operator=(SigningKey&& other) noexcept;
  ~SigningKey();

  const VerifierKey& verifier() const { return verifier_; }
  const std::string& name() const { return verifier_.name(); }
  KeyType type() const { return verifier_.type(); }
  // Secret. Parse() of it gives the same key.
  std::string SecretText() const;

  // kSignatureBytes over just these bytes; verifier().Verifies() them. What is signed of a note is
  // not said here: proof/signed_note.h and proof/cosignature.h.
  std::string Sign(absl::string_view message) const;

 private:
  SigningKey(VerifierKey verifier, std::string secret);
  static absl::StatusOr<SigningKey> Of(absl::string_view name, KeyType type, std::string secret);

  VerifierKey verifier_;
  std::string secret_;
};

}  // namespace ippledge::proof
