#include "proof/verifier_key.h"

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "proof/base64.h"
#include "proof/ed25519.h"
#include "proof/hash.h"
#include "proof/siv.h"
#include "proof/sm2.h"
#include "proof/text.h"

namespace ippledge::proof {
namespace {

constexpr std::size_t kIdDigits = 8;

struct TypeRow {
  KeyType type;
  absl::string_view bytes;
  absl::string_view name;
};
constexpr std::array<TypeRow, 3> kTypes = {{
    {KeyType::kEd25519, "\x01", "ed25519"},
    {KeyType::kSm2, "\xffippledge/sm2-sm3", "sm2"},
    {KeyType::kCosignature, "\x04", "cosignature"},
}};

const TypeRow& RowOf(KeyType type) { return kTypes[static_cast<std::size_t>(type)]; }

absl::Status CheckName(absl::string_view name) {
  if (name.size() > kKeyNameBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the key's name has ", name.size(), " bytes, at most ", kKeyNameBytesMax));
  }
  return CheckKeyName(name);
}

absl::Status CheckPublicKey(KeyType type, absl::string_view bytes) {
  if (type == KeyType::kSm2) {
    if (IsSm2PublicKey(bytes)) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("the public key must be an uncompressed point of the SM2 curve, ",
                     kSm2PublicKeyBytes, " bytes"));
  }
  if (bytes.size() == kEd25519PublicKeyBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the public key has ", bytes.size(), " bytes, ",
                                                 kEd25519PublicKeyBytes, " are needed"));
}

std::uint32_t IdOf(absl::string_view name, KeyType type, absl::string_view public_key) {
  const Hash hash = Sha256(absl::StrCat(name, "\n", TypeBytes(type), public_key));
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8 | hash[i];
  return id;
}

}  // namespace

absl::string_view TypeBytes(KeyType type) { return RowOf(type).bytes; }

absl::string_view NameOf(KeyType type) { return RowOf(type).name; }

absl::StatusOr<KeyParts> ParseKeyParts(absl::string_view text) {
  if (text.size() > kKeyTextBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the key's text has ", text.size(), " bytes, at most ", kKeyTextBytesMax));
  }
  const std::size_t id_at = text.find('+');
  const std::size_t key_at = id_at == text.npos ? text.npos : text.find('+', id_at + 1);
  if (key_at == text.npos) {
    return absl::InvalidArgumentError("a key has the form NAME+ID+KEY");
  }
  const absl::string_view name = text.substr(0, id_at);
  if (absl::Status status = CheckName(name); !status.ok()) return status;

  const absl::string_view id = text.substr(id_at + 1, key_at - id_at - 1);
  KeyParts parts = {.name = std::string(name)};
  if (id.size() != kIdDigits || id.find_first_not_of("0123456789abcdef") != id.npos ||
      !absl::SimpleHexAtoi(id, &parts.id)) {
    return absl::InvalidArgumentError("the key's id must be 8 digits of 0-9 and a-f");
  }
  std::optional<std::string> key = BytesOfBase64(text.substr(key_at + 1));
  if (!key) return absl::InvalidArgumentError("what follows the key's id is not base64");
  for (const TypeRow& row : kTypes) {
    if (!absl::StartsWith(*key, row.bytes)) continue;
    parts.type = row.type;
    parts.key = key->substr(row.bytes.size());
    Wipe(*key);
    return parts;
  }
  Wipe(*key);
  return absl::InvalidArgumentError("the type of the key is not known");
}

std::string FormatKeyParts(const KeyParts& parts) {
  std::string bytes = absl::StrCat(TypeBytes(parts.type), parts.key);
  std::string base64 = Base64Of(bytes);
  std::string text =
      absl::StrCat(parts.name, "+", absl::Hex(parts.id, absl::kZeroPad8), "+", base64);
  Wipe(bytes);
  Wipe(base64);
  return text;
}

VerifierKey::VerifierKey(absl::string_view name, KeyType type, absl::string_view public_key)
    : name_(name), type_(type), public_key_(public_key), id_(IdOf(name, type, public_key)) {}

absl::StatusOr<VerifierKey> VerifierKey::Of(absl::string_view name, KeyType type,
                                            absl::string_view public_key) {
  if (absl::Status status = CheckName(name); !status.ok()) return status;
  if (absl::Status status = CheckPublicKey(type, public_key); !status.ok()) return status;
  return VerifierKey(name, type, public_key);
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view text) {
  if (absl::StartsWith(text, "PRIVATE+KEY+")) {
    return absl::InvalidArgumentError("a secret key stands where a public one is wanted");
  }
  absl::StatusOr<KeyParts> parts = ParseKeyParts(text);
  if (!parts.ok()) return std::move(parts).status();
  absl::StatusOr<VerifierKey> key = Of(parts->name, parts->type, parts->key);
  if (key.ok() && key->id() != parts->id) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the key's id is ", absl::Hex(key->id(), absl::kZeroPad8), ", not the one in its text"));
  }
  return key;
}

std::string VerifierKey::Text() const {
  return FormatKeyParts({.name = name_, .id = id_, .type = type_, .key = public_key_});
}

bool VerifierKey::Verifies(absl::string_view message, absl::string_view signature) const {
  return type_ == KeyType::kSm2 ? VerifySm2(public_key_, message, signature)
                                : VerifyEd25519(public_key_, message, signature);
}

}  // namespace ippledge::proof
