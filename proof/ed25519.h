// proof/ed25519.h: signatures of RFC 8032, pure Ed25519 without a context. Any thread.
//
// A secret is the 32-byte seed. Crashes when OpenSSL fails, which is when memory is gone or its
// default provider is.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::proof {

inline constexpr std::size_t kEd25519SecretBytes = 32;
inline constexpr std::size_t kEd25519PublicKeyBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

// Precondition of both (checked): a secret of kEd25519SecretBytes.
std::string Ed25519PublicKey(absl::string_view secret);
// Equal for equal secrets and messages.
std::string SignEd25519(absl::string_view secret, absl::string_view message);

// Precondition (checked): a public key of kEd25519PublicKeyBytes. Bytes that are no point verify
// nothing.
bool VerifyEd25519(absl::string_view public_key, absl::string_view message,
                   absl::string_view signature);

}  // namespace ippledge::proof
