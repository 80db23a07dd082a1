// engine/hashed_key.h: a key of the index whose hash was computed once, by who saw it first.
//
// Look-ups of keys that are cold in memory are most of what deciding costs: with the hash at hand a
// table can be asked ahead (prefetch), and a key that is not there is never read.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace ippledge::engine {

// Of this process only: never stored.
inline std::uint64_t HashOfKey(absl::string_view key) { return absl::HashOf(key); }

struct HashedKey {
  std::uint64_t hash = 0;
  absl::string_view text;  // refers to bytes of who made it

  static HashedKey Of(absl::string_view text) { return {HashOfKey(text), text}; }

  friend bool operator==(const HashedKey& a, const HashedKey& b) {
    return a.hash == b.hash && a.text == b.text;
  }
};

struct HashedKeyHash {
  std::size_t operator()(const HashedKey& key) const { return key.hash; }
};

}  // namespace ippledge::engine
