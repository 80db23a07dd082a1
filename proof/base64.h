// proof/base64.h: bytes as text, RFC 4648 section 4, in the one canonical form; and hashes from
// hexadecimal digits.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proof/hash.h"

namespace ippledge::proof {

std::string Base64Of(absl::string_view bytes);

// Nothing unless `text` is what Base64Of() makes of some bytes: padding complete, spare bits zero,
// no other alphabet, no spaces. So unequal texts are never equal bytes. The bytes may be secret:
// copies made on the way are wiped.
std::optional<std::string> BytesOfBase64(absl::string_view text);

// Nothing unless `text` is the canonical base64 of 32 bytes.
std::optional<Hash> HashOfBase64(absl::string_view text);

// Nothing unless `text` is what HexOf() makes of a hash: 64 digits, 0 to 9 and a to f.
std::optional<Hash> HashOfHex(absl::string_view text);

// Precondition (checked): 32 bytes.
Hash HashOfBytes(absl::string_view bytes);

}  // namespace ippledge::proof
