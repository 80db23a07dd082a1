// proof/verifier_key.h: the public half of a key of signed notes (C2SP signed-note), and its text.
//
// The text is NAME+ID+KEY: ID is the key id in 8 lower-case hexadecimal digits, KEY the base64 of
// the type and the public key. The key id is the first four bytes, big-endian, of
// SHA-256(NAME, newline, type, public key). It finds a key; it does not identify one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::proof {

// What a key signs, and how. The bytes of the type are frozen.
enum class KeyType {
  kEd25519,      // 01: a note's text, as in Go's notes
  kSm2,          // ff and "ippledge/sm2-sm3": a note's text, proof/sm2.h
  kCosignature,  // 04: time and text of a checkpoint, C2SP tlog-cosignature
};

absl::string_view TypeBytes(KeyType type);
// "ed25519", "sm2", "cosignature".
absl::string_view NameOf(KeyType type);
// Nothing else may be long.
inline constexpr std::size_t kKeyTextBytesMax = 1'024;

class VerifierKey {
 public:
  // Errors: INVALID_ARGUMENT, in this order, for a malformed or too long name, and for bytes that
  // are no public key of the type.
  static absl::StatusOr<VerifierKey> Of(absl::string_view name, KeyType type,
                                        absl::string_view public_key);
  // Errors: INVALID_ARGUMENT, in this order, for a secret key, a text that is too long, one of
  // another form, a malformed name, an id that is not hexadecimal, a key that is not base64, a type
  // not known, a public key of another size or that is no point, and an id of another key.
  static absl::StatusOr<VerifierKey> Parse(absl::string_view text);

  const std::string& name() const { return name_; }
  KeyType type() const { return type_; }
  std::uint32_t id() const { return id_; }
  const std::string& public_key() const { return public_key_; }
  // Parse() of it gives an equal key.
  std::string Text() const;

  // Whether `signature` is one of this key over just these bytes. What is signed of a note is not
  // said here: proof/signed_note.h.
  bool Verifies(absl::string_view message, absl::string_view signature) const;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  VerifierKey(absl::string_view name, KeyType type, absl::string_view public_key);

  std::string name_;
  KeyType type_;
  std::string public_key_;
  std::uint32_t id_;
};

// What NAME+ID+KEY says, before anything is known of KEY; proof/signing_key.h has the same form.
struct KeyParts {
  std::string name;
  std::uint32_t id = 0;
  KeyType type = KeyType::kEd25519;
  std::string key;  // may be secret: the caller wipes it
};
// Errors: INVALID_ARGUMENT, as VerifierKey::Parse() but for the last three; never with bytes of
// KEY.
absl::StatusOr<KeyParts> ParseKeyParts(absl::string_view text);
std::string FormatKeyParts(const KeyParts& parts);

}  // namespace ippledge::proof
