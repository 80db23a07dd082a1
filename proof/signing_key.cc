#include "proof/signing_key.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proof/ed25519.h"
#include "proof/random.h"
#include "proof/siv.h"
#include "proof/sm2.h"

namespace ippledge::proof {
namespace {

constexpr absl::string_view kHead = "PRIVATE+KEY+";

std::string PublicKeyOf(KeyType type, absl::string_view secret) {
  return type == KeyType::kSm2 ? Sm2PublicKey(secret) : Ed25519PublicKey(secret);
}

}  // namespace

SigningKey::SigningKey(VerifierKey verifier, std::string secret)
    : verifier_(std::move(verifier)), secret_(std::move(secret)) {}

SigningKey::~SigningKey() { Wipe(secret_); }

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this == &other) return *this;
  Wipe(secret_);
  verifier_ = std::move(other.verifier_);
  secret_ = std::move(other.secret_);
  return *this;
}

absl::StatusOr<SigningKey> SigningKey::Of(absl::string_view name, KeyType type,
                                          std::string secret) {
  absl::StatusOr<VerifierKey> verifier = VerifierKey::Of(name, type, PublicKeyOf(type, secret));
  if (verifier.ok()) return SigningKey(*std::move(verifier), std::move(secret));
  Wipe(secret);
  return std::move(verifier).status();
}

absl::StatusOr<SigningKey> SigningKey::Generate(absl::string_view name, KeyType type) {
  return Of(name, type, type == KeyType::kSm2 ? NewSm2Secret() : RandomBytes(kEd25519SecretBytes));
}

absl::StatusOr<SigningKey> SigningKey::Parse(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, kHead)) {
    return absl::InvalidArgumentError(absl::StrCat("a secret key begins with ", kHead));
  }
  absl::StatusOr<KeyParts> parts = ParseKeyParts(text);
  if (!parts.ok()) return std::move(parts).status();
  const bool fits = parts->type == KeyType::kSm2 ? IsSm2Secret(parts->key)
                                                 : parts->key.size() == kEd25519SecretBytes;
  if (!fits) {
    Wipe(parts->key);
    return absl::InvalidArgumentError(
        absl::StrCat("the secret bytes are none of type ", NameOf(parts->type)));
  }
  absl::StatusOr<SigningKey> key = Of(parts->name, parts->type, std::move(parts->key));
  if (key.ok() && key->verifier().id() != parts->id) {
    return absl::InvalidArgumentError("the key's id is not the one in its text");
  }
  return key;
}

std::string SigningKey::SecretText() const {
  KeyParts parts = {.name = name(), .id = verifier_.id(), .type = type(), .key = secret_};
  std::string bare = FormatKeyParts(parts);
  std::string text = absl::StrCat(kHead, bare);
  Wipe(parts.key);
  Wipe(bare);
  return text;
}

std::string SigningKey::Sign(absl::string_view message) const {
  return type() == KeyType::kSm2 ? SignSm2(secret_, message) : SignEd25519(secret_, message);
}

}  // namespace ippledge::proof
