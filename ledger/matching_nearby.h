// ledger/matching_nearby.h: who of the other side is near in days and fits, for FindLikely().
//
// Internal to the matching. n log n in the number of items, whatever their amounts, parties and
// days.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace ippledge {

inline constexpr auto kNobody = static_cast<std::size_t>(-1);
inline constexpr int kUnknownParty = -1;
inline constexpr int kAnyParty = -2;

// A line or a movement that is not certain.
struct OpenItem {
  std::size_t place = 0;
  int party = kUnknownParty;
  std::int64_t fen = 0;
  int day = 0;
  bool named = false;  // an item of the other side names it, or it one of those
  bool taken = false;

  int sign() const { return fen < 0 ? -1 : 1; }
};

// Items of a side by what they are looked for, and day.
class DatedItems {
 public:
  struct Entry {
    int party = 0;
    std::int64_t fen = 0;  // or a sign
    int day = 0;
    std::size_t item = 0;

    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  void Add(int party, std::int64_t fen, int day, std::size_t item) {
    entries_.push_back({party, fen, day, item});
  }
  void Sort() { std::sort(entries_.begin(), entries_.end()); }
  // Those from one day to another, by day.
  absl::Span<const Entry> Between(int party, std::int64_t fen, int first, int last) const {
    const auto begin =
        std::lower_bound(entries_.begin(), entries_.end(), Entry{party, fen, first, 0});
    const auto end = std::lower_bound(begin, entries_.end(), Entry{party, fen, last + 1, 0});
    return absl::MakeConstSpan(entries_).subspan(static_cast<std::size_t>(begin - entries_.begin()),
                                                 static_cast<std::size_t>(end - begin));
  }

 private:
  std::vector<Entry> entries_;
};

// One side, and where its partners may lie.
struct Side {
  std::vector<OpenItem> items;
  int days_back = 0;
  int days_ahead = 0;

  absl::Span<const DatedItems::Entry> Near(const OpenItem& item, const DatedItems& others,
                                           int party, std::int64_t fen) const {
    return others.Between(party, fen, item.day - days_back, item.day + days_ahead);
  }
};

// For each item of `from` the only one of `to` of its known party and its amount that is nearest in
// days; or kNobody.
std::vector<std::size_t> NearestOfParty(const Side& from, const Side& to);
// For each item of `from` that is not taken the only one of `to` of its amount, near, whose party
// does not differ; or kNobody.
std::vector<std::size_t> OnlyOfAmount(const Side& from, const Side& to);

// An item and those of the other side that sum up to it: places in Side::items.
struct Sum {
  std::size_t item = 0;
  std::vector<std::size_t> parts;  // rising, two or more
};
// Of each item of `from` that is not taken the only sum there is among those of its party and sign.
std::vector<Sum> SumsOfParty(const Side& from, const Side& to);

}  // namespace ippledge
