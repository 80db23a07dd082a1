// ledger/slice_groups.h: numbers packed slices densely, in the order in which they first come.
//
// While the values of the dimensions span few bits, a number stands in a table at a short code of
// the slice: a look-up is one load, and codes of whole columns are computed without branches. Where
// they span more, a hash map takes the table's place. At most 1 MiB besides the slices themselves.
// One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "ledger/slice_packing.h"

namespace ippledge {

class SliceGroups {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  // A table has at most 2^kCodeBitsMax places of 4 bytes.
  static constexpr int kCodeBitsMax = 18;

  // Packed values of one dimension, both included.
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  // A value v of the dimension has the code (v - base) << shift; the slice has those of all its
  // dimensions together.
  struct Part {
    std::uint32_t base = 0;
    int width = 0;
    int shift = 0;
  };

  // Borrows `packing`, which must outlive it. Numbers at most `groups_max` slices.
  SliceGroups(const SlicePacking& packing, std::size_t groups_max);

  std::size_t size() const { return keys_.size(); }
  // The packed slices, by number.
  const std::vector<std::uint64_t>& keys() const { return keys_; }

  // The number of a packed slice, a new one if need be; kNone when there are groups_max others.
  std::uint32_t Of(std::uint64_t key);

  // Makes codes for all slices with values in `ranges`, one a dimension, besides those seen before.
  // False when there are none, now and ever after.
  bool Cover(absl::Span<const Range> ranges);
  // What codes are made of, after Cover() was true; Of() may change it.
  const Part& part(int i) const { return parts_[static_cast<std::size_t>(i)]; }
  // The number of the slice with a code that Cover() made; as Of().
  std::uint32_t OfCode(std::uint32_t code) {
    const std::uint32_t group = table_[code];
    return group != kNone ? group : OfNewCode(code);
  }

 private:
  std::uint32_t OfNewCode(std::uint32_t code);
  // The code of a packed slice; false when its values are not covered.
  bool CodeOf(std::uint64_t key, std::uint32_t& code) const;
  // Lays the table out for ranges_; false when it would be too long.
  bool LayOut();
  void HashInstead();
  std::uint32_t OfHashed(std::uint64_t key);

  const SlicePacking& packing_;
  const std::size_t groups_max_;
  std::vector<std::uint64_t> keys_;
  bool has_codes_ = true;
  absl::InlinedVector<Range, 4> ranges_;  // by dimension; empty before the first Cover()
  absl::InlinedVector<Part, 4> parts_;
  std::vector<std::uint32_t> table_;  // by code
  absl::flat_hash_map<std::uint64_t, std::uint32_t> numbers_;
};

}  // namespace ippledge
