#include "storage/key_filter.h"

#include <algorithm>

#include "storage/crc32c.h"

namespace ippledge::storage {
namespace {

// With eight bits set a key, about one absent key in two hundred is taken for present.
constexpr std::size_t kBitsPerKey = 16;

// Odd numbers without pattern: each picks its bit from other bits of the hash.
constexpr std::uint32_t kMultipliers[] = {0x9e3779b1u, 0x85ebca77u, 0xc2b2ae3du, 0x27d4eb2fu,
                                          0x165667b1u, 0xd3a2646du, 0xfd7046c5u, 0xb55a4f09u};

std::uint32_t BitOf(std::uint32_t hash, std::size_t word) {
  return 1u << ((hash * kMultipliers[word]) >> 27);
}

}  // namespace

std::uint32_t KeyHash(absl::string_view key) {
  // A CRC keeps keys of few different bits apart, but is linear: mixed, so that all its bits count.
  std::uint32_t hash = ExtendCrc32c(0, key);
  hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
  return hash ^ (hash >> 16);
}

KeyFilter::KeyFilter(std::size_t keys)
    : capacity_(keys),
      block_count_(std::max<std::size_t>(1, keys * kBitsPerKey / (kWords * 32))),
      blocks_(std::make_unique<Block[]>(block_count_)) {}

void KeyFilter::Add(std::uint32_t hash) {
  Block& block = blocks_[BlockOf(hash)];
  // One thread adds: no need to lock the words against others that do.
  for (std::size_t i = 0; i < kWords; ++i) {
    std::atomic<std::uint32_t>& word = block.words[i];
    word.store(word.load(std::memory_order_relaxed) | BitOf(hash, i), std::memory_order_relaxed);
  }
}

bool KeyFilter::May(std::uint32_t hash) const {
  const Block& block = blocks_[BlockOf(hash)];
  for (std::size_t i = 0; i < kWords; ++i) {
    if ((block.words[i].load(std::memory_order_relaxed) & BitOf(hash, i)) == 0) return false;
  }
  return true;
}

}  // namespace ippledge::storage
