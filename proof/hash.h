// proof/hash.h: SHA-256, and the two hashes of a Merkle tree (RFC 9162, section 2.1.1).
//
// A Hash is a regular value of 32 bytes. Functions may be called from any thread: each thread keeps
// one digest context for its life. Crashes when OpenSSL fails, which is when memory is gone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::proof {

inline constexpr std::size_t kHashBytes = 32;
using Hash = std::array<std::uint8_t, kHashBytes>;

Hash Sha256(absl::string_view bytes);
Hash Sha256(absl::Span<const std::uint8_t> bytes);

// Hash of one entry: SHA-256(00 || entry).
Hash LeafHash(absl::string_view entry);
// Hash of an inner node: SHA-256(01 || left || right).
Hash NodeHash(const Hash& left, const Hash& right);

// 64 digits, lower case.
std::string HexOf(const Hash& hash);
// The 32 bytes as they are stored; the view lives as long as `hash`.
absl::string_view BytesOf(const Hash& hash);

}  // namespace ippledge::proof
