// engine/request_ids.h: what the deciding thread knows of request ids: those that the present group
// bound, and what the newest entries were asked with.
//
// Ids of earlier groups are rows like any other (engine/unindexed.h, then the index), which name
// the entry. Its fingerprint is here until the index has the row; later it is read from the
// journal. One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/hashed_key.h"
#include "ledger/event.h"

namespace ippledge::engine {

class RequestIds {
 public:
  struct Bound {
    std::string row_key;  // of the index: storage::RequestRowKey()
    std::int64_t entry = 0;
  };

  // Entry `entry` was asked for under that id. Entries come in order.
  void Bind(std::string row_key, std::int64_t entry, const Fingerprint& fingerprint);

  // The entry that the present group bound the id to; 0 for none.
  std::int64_t EntryInGroup(const HashedKey& row_key) const;
  // What the present group bound, in order of entry.
  const std::deque<Bound>& group() const { return group_; }
  // The next group begins.
  void CloseGroup();

  // Nullopt for an entry that was forgotten.
  std::optional<Fingerprint> FingerprintOf(std::int64_t entry) const;
  void ForgetThrough(std::int64_t watermark);

 private:
  std::deque<Bound> group_;
  // Keys refer to `group_`.
  absl::flat_hash_map<HashedKey, std::int64_t, HashedKeyHash> entries_;
  std::deque<std::pair<std::int64_t, Fingerprint>> fingerprints_;  // by entry, rising
};

}  // namespace ippledge::engine
