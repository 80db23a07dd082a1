#include "storage/key_order.h"

#include <algorithm>
#include <array>

#include "storage/breathe.h"

namespace ippledge::storage {
namespace {

// A row's place in the order of keys. Most keys differ within their first bytes, so that sorting
// seldom has to look at the strings themselves.
struct Place {
  std::array<std::uint64_t, 4> first_bytes;
  std::uint32_t row;
};

std::uint64_t EightBytes(absl::string_view key, std::size_t from) {
  std::uint64_t bytes = 0;
  for (std::size_t i = from; i < from + 8; ++i) {
    bytes = bytes << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0);
  }
  return bytes;
}

// Sorts pieces, then merges them by pairs, with a breath after each.
template <typename Less>
void SortInSteps(std::vector<Place>& places, const Less& less) {
  constexpr std::size_t kPiece = 4'096;
  const std::size_t count = places.size();
  const auto at = [&](std::vector<Place>& in, std::size_t i) {
    return in.begin() + static_cast<std::ptrdiff_t>(std::min(i, count));
  };
  for (std::size_t i = 0; i < count; i += kPiece) {
    std::sort(at(places, i), at(places, i + kPiece), less);
    Breathe();
  }
  std::vector<Place> merged(count > kPiece ? count : 0);
  for (std::size_t piece = kPiece; piece < count; piece *= 2) {
    for (std::size_t i = 0; i < count; i += 2 * piece) {
      std::merge(at(places, i), at(places, i + piece), at(places, i + piece),
                 at(places, i + 2 * piece), at(merged, i), less);
      Breathe();
    }
    places.swap(merged);
  }
}

}  // namespace

std::vector<std::uint32_t> InKeyOrder(
    absl::Span<const std::pair<absl::string_view, absl::string_view>> rows) {
  std::vector<Place> places;
  places.reserve(rows.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (i % kRowsOfStep == 0) Breathe();
    const absl::string_view key = rows[i].first;
    places.push_back(
        {{EightBytes(key, 0), EightBytes(key, 8), EightBytes(key, 16), EightBytes(key, 24)}, i});
  }
  SortInSteps(places, [&](const Place& a, const Place& b) {
    for (std::size_t i = 0; i < a.first_bytes.size(); ++i) {
      if (a.first_bytes[i] != b.first_bytes[i]) return a.first_bytes[i] < b.first_bytes[i];
    }
    const int order = rows[a.row].first.compare(rows[b.row].first);
    return order != 0 ? order < 0 : a.row < b.row;
  });
  std::vector<std::uint32_t> order;
  order.reserve(places.size());
  for (const Place& place : places) {
    if (!order.empty() && rows[order.back()].first == rows[place.row].first) order.pop_back();
    order.push_back(place.row);
  }
  return order;
}

}  // namespace ippledge::storage
