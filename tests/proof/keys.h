// tests/proof/keys.h: keys that are the same in each run, and a small log that they sign.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/signing_key.h"

namespace ippledge::proof {

inline constexpr absl::string_view kOrigin = "ledger.example/nm";

// The key whose secret is 32 times the byte `c`.
SigningKey FixedKey(absl::string_view name, KeyType type, char c);

// The text of a key of this public or secret part, right or not, with the id that it would have.
std::string KeyTextOf(absl::string_view name, absl::string_view type_and_key);

// "entry 0", "entry 1" and so on, and their hashes.
std::string EntryAt(std::uint64_t index);
std::vector<Hash> LeavesOf(std::uint64_t count);

// Of the first `size` of those entries, unsigned.
Checkpoint CheckpointOf(std::uint64_t size);

}  // namespace ippledge::proof
