// client/import/stable_hash.h: a 64-bit hash that is the same in every run and version.
//
// Frozen: body ids and content numbers already recorded depend on it. Not for secrets.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

// Hash of `text`, continued from `seed`. Chaining tells where one text ends: ("a","b") and
// ("ab","") differ.
std::uint64_t StableHash(absl::string_view text, std::uint64_t seed = 0);
// The same for a number.
std::uint64_t StableHash(std::int64_t number, std::uint64_t seed);

// The first `digits` (1..16) hexadecimal digits, lower case.
std::string HexOf(std::uint64_t hash, int digits);

}  // namespace ippledge::client
