// ledger/shared_log.h: a growing list whose copies share what is old.
//
// Regular value. A copy costs a pointer for every kChunk items and up to kChunk items; replacing an
// item copies its chunk. Chunks that are shared never change, so copies may be read by any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "ledger/check.h"

namespace ippledge {

template <typename T, std::size_t kChunk = 64>
class SharedLog {
 public:
  std::size_t size() const { return full_.size() * kChunk + open_.size(); }
  bool empty() const { return size() == 0; }
  // Precondition (checked): below size().
  const T& at(std::size_t place) const {
    IPPLEDGE_CHECK(place < size());
    const std::size_t chunk = place / kChunk;
    return chunk < full_.size() ? (*full_[chunk])[place % kChunk] : open_[place % kChunk];
  }

  void Add(T item) {
    open_.push_back(std::move(item));
    if (open_.size() < kChunk) return;
    full_.push_back(std::make_shared<const Chunk>(std::exchange(open_, {})));
  }
  void Replace(std::size_t place, T item) {
    IPPLEDGE_CHECK(place < size());
    const std::size_t chunk = place / kChunk;
    if (chunk == full_.size()) {
      open_[place % kChunk] = std::move(item);
      return;
    }
    Chunk changed = *full_[chunk];
    changed[place % kChunk] = std::move(item);
    full_[chunk] = std::make_shared<const Chunk>(std::move(changed));
  }

 private:
  using Chunk = std::vector<T>;

  std::vector<std::shared_ptr<const Chunk>> full_;
  Chunk open_;
};

}  // namespace ippledge
