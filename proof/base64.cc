#include "proof/base64.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "proof/siv.h"

namespace ippledge::proof {

std::string Base64Of(absl::string_view bytes) { return absl::Base64Escape(bytes); }

std::optional<std::string> BytesOfBase64(absl::string_view text) {
  std::string bytes;
  std::string again;
  // Abseil passes over spaces, missing padding and spare bits: only the way back tells.
  const bool decoded = absl::Base64Unescape(text, &bytes);
  if (decoded) again = absl::Base64Escape(bytes);
  const bool canonical = decoded && again == text;
  Wipe(again);
  if (canonical) return bytes;
  Wipe(bytes);
  return std::nullopt;
}

std::optional<Hash> HashOfBase64(absl::string_view text) {
  const std::optional<std::string> bytes = BytesOfBase64(text);
  if (!bytes || bytes->size() != kHashBytes) return std::nullopt;
  return HashOfBytes(*bytes);
}

std::optional<Hash> HashOfHex(absl::string_view text) {
  if (text.size() != 2 * kHashBytes) return std::nullopt;
  // Abseil takes other characters too: only the way back tells.
  const Hash hash = HashOfBytes(absl::HexStringToBytes(text));
  return HexOf(hash) == text ? std::optional<Hash>(hash) : std::nullopt;
}

Hash HashOfBytes(absl::string_view bytes) {
  if (bytes.size() != kHashBytes) std::abort();
  Hash hash;
  std::transform(bytes.begin(), bytes.end(), hash.begin(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  return hash;
}

}  // namespace ippledge::proof
