// proof/siv.h: AES-256-SIV (RFC 5297): encryption that also proves its text unchanged, and that
// gives the same bytes for the same key, associated bytes and text. There is no nonce to repeat.
//
// What it gives away: that two texts under one key are equal, and how long they are. Any thread.
// Crashes when OpenSSL fails, which is when memory is gone or its default provider is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::proof {

// The first half authenticates, the second encrypts.
inline constexpr std::size_t kSivKeyBytes = 64;
// What a ciphertext is longer than its text.
inline constexpr std::size_t kSivTagBytes = 16;

// Preconditions (checked): a key of kSivKeyBytes; neither `associated` nor `plaintext` is empty:
// OpenSSL 3.0 passes over what is.
std::string SealSiv(absl::string_view key, absl::string_view associated,
                    absl::string_view plaintext);
// The text; nothing unless SealSiv() made `ciphertext` with this key and these associated bytes.
std::optional<std::string> OpenSiv(absl::string_view key, absl::string_view associated,
                                   absl::string_view ciphertext);

// Overwrites secret bytes, in a way that no compiler leaves out, and empties the string.
void Wipe(std::string& bytes);

}  // namespace ippledge::proof
