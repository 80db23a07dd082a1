// engine/unindexed.h: the newest rows of loans, rights and sums that the index does not have yet,
// for the deciding thread: it knows groups before they are durable.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "engine/changed_rows.h"
#include "engine/hashed_key.h"

namespace ippledge::engine {

class Unindexed {
 public:
  // Takes the rows of a group. Groups come in order.
  void Add(std::shared_ptr<const ChangedRows> rows);

  // Brings what Find() will look at into the processor's cache.
  void Prefetch(const HashedKey& key) const { newest_.prefetch(key); }
  // The newest value, empty when the row was deleted; nullopt when no group here changed it. Valid
  // until the next ForgetThrough().
  std::optional<absl::string_view> Find(const HashedKey& key) const;

  // Forgets groups whose rows the index has now: all up to `watermark`.
  void ForgetThrough(std::int64_t watermark);

  std::size_t size() const { return newest_.size(); }

 private:
  struct Place {
    const ChangedRows* rows = nullptr;
    std::size_t row = 0;
  };

  std::deque<std::shared_ptr<const ChangedRows>> groups_;
  // Keys refer to the bytes of the group that their place is in.
  absl::flat_hash_map<HashedKey, Place, HashedKeyHash> newest_;
};

}  // namespace ippledge::engine
