// storage/key_filter.h: which keys an index may hold: a blocked Bloom filter in memory.
//
// Most keys that are asked for are new loans and new rights, and must be known not to be there.
// Files have filters of their own, but asking each costs many times this one. The index persists
// the hashes of its keys and makes the filter from them at start. May(): any thread, also beside
// one thread that adds.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::storage {

// Persisted: a key's hash never changes.
std::uint32_t KeyHash(absl::string_view key);

class KeyFilter {
 public:
  // Room for `keys`; beyond it answers get less sharp, never wrong.
  explicit KeyFilter(std::size_t keys);

  std::size_t capacity() const { return capacity_; }
  void Add(std::uint32_t hash);
  // False: no key of this hash was added. True: one may have been.
  bool May(std::uint32_t hash) const;
  // Brings what May() will look at into the processor's cache.
  void Prefetch(std::uint32_t hash) const { __builtin_prefetch(&blocks_[BlockOf(hash)]); }

 private:
  // Eight words, one bit of each a key: half a cache line.
  static constexpr std::size_t kWords = 8;
  struct alignas(32) Block {
    std::atomic<std::uint32_t> words[kWords] = {};
  };

  std::size_t BlockOf(std::uint32_t hash) const {
    return static_cast<std::size_t>((std::uint64_t{hash} * block_count_) >> 32);
  }

  std::size_t capacity_;
  std::size_t block_count_;
  std::unique_ptr<Block[]> blocks_;
};

}  // namespace ippledge::storage
