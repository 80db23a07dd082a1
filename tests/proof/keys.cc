#include "tests/proof/keys.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proof/base64.h"
#include "proof/ed25519.h"
#include "proof/merkle.h"
#include "proof/sm2.h"

namespace ippledge::proof {

SigningKey FixedKey(absl::string_view name, KeyType type, char c) {
  const std::string secret(32, c);
  const VerifierKey verifier =
      VerifierKey::Of(name, type,
                      type == KeyType::kSm2 ? Sm2PublicKey(secret) : Ed25519PublicKey(secret))
          .value();
  return SigningKey::Parse(absl::StrCat("PRIVATE+KEY+", FormatKeyParts({.name = std::string(name),
                                                                        .id = verifier.id(),
                                                                        .type = type,
                                                                        .key = secret})))
      .value();
}

std::string KeyTextOf(absl::string_view name, absl::string_view type_and_key) {
  const Hash hash = Sha256(absl::StrCat(name, "\n", type_and_key));
  return absl::StrCat(name, "+", HexOf(hash).substr(0, 8), "+", Base64Of(type_and_key));
}

std::string EntryAt(std::uint64_t index) { return absl::StrCat("entry ", index); }

std::vector<Hash> LeavesOf(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(LeafHash(EntryAt(i)));
  return leaves;
}

Checkpoint CheckpointOf(std::uint64_t size) {
  return {.origin = std::string(kOrigin), .size = size, .root = RootOf(LeavesOf(size))};
}

}  // namespace ippledge::proof
