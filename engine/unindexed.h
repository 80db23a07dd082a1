// engine/unindexed.h: the newest rows of loans, rights and sums that the index does not have yet,
// for the deciding thread: it knows groups before they are durable.
//
// A hundred thousand rows and more wait for the index, most are looked for once and not found, and
// each is forgotten soon. So the table is small enough for the processor's cache, a slot of eight
// bytes for a row, and forgetting touches none of them: a slot whose row has gone says so by its
// number. Such slots are swept out when they become many. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/changed_rows.h"
#include "engine/hashed_key.h"

namespace ippledge::engine {

class Unindexed {
 public:
  Unindexed();

  // Takes the rows of a group. Groups come in order.
  void Add(std::shared_ptr<const ChangedRows> rows);

  // Brings what Find() will look at into the processor's cache.
  void Prefetch(const HashedKey& key) const { __builtin_prefetch(&slots_[HomeOf(key)]); }
  // The newest value, empty when the row was deleted; nullopt when no group here changed it. Valid
  // until the next ForgetThrough().
  std::optional<absl::string_view> Find(const HashedKey& key) const;

  // Forgets groups whose rows the index has now: all up to `watermark`.
  void ForgetThrough(std::int64_t watermark);

  // Rows here, also those of a key that changed again.
  std::size_t size() const { return end_ - begin_; }

 private:
  // Rows are numbered as they come; numbers start again after 2^32, long after the slots of the
  // first ones were swept out.
  struct Slot {
    std::uint32_t tag = 0;  // of the hash; 0: never used
    std::uint32_t row = 0;
  };
  struct Group {
    std::shared_ptr<const ChangedRows> rows;
    std::uint32_t begin = 0;  // number of its first row
  };

  std::size_t HomeOf(const HashedKey& key) const { return key.hash & (slots_.size() - 1); }
  static std::uint32_t TagOf(const HashedKey& key) {
    return static_cast<std::uint32_t>(key.hash >> 32) | 1;
  }
  bool IsHere(const Slot& slot) const { return slot.row - begin_ < end_ - begin_; }
  const Group& GroupOf(std::uint32_t row) const;
  // Of a slot whose row is here.
  bool Holds(const Slot& slot, const HashedKey& key) const;
  void Put(const HashedKey& key, std::uint32_t row);
  void PutAll(const Group& group);
  // Makes the table anew, with room for `more` rows beside those that are here.
  void Sweep(std::size_t more);

  std::deque<Group> groups_;
  std::uint32_t begin_ = 0;  // of the first row here
  std::uint32_t end_ = 0;    // behind the last one
  std::vector<Slot> slots_;  // as many as a power of two; the next free one is taken
  std::size_t used_ = 0;     // slots that are not as they were made
};

}  // namespace ippledge::engine
