#include "ledger/matching_subset.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ledger/check.h"

namespace ippledge {
namespace {

struct Subset {
  std::int64_t fen = 0;
  std::uint32_t places = 0;
};

constexpr std::size_t kHalfMax = (kSumCandidatesMax + 1) / 2;

// All subsets of a few items, by rising sum.
class SubsetsBySum {
 public:
  SubsetsBySum(absl::Span<const std::int64_t> fen, std::size_t first_place) {
    for (std::size_t i = 0; i < fen.size(); ++i) {
      const auto with = [&](Subset subset) {
        return Subset{subset.fen + fen[i], subset.places | 1u << (first_place + i)};
      };
      std::array<Subset, std::size_t{1} << kHalfMax> added;
      std::transform(begin(), end(), added.begin(), with);
      std::array<Subset, std::size_t{1} << kHalfMax> merged;
      std::merge(begin(), end(), added.begin(), added.begin() + count_, merged.begin(),
                 [](const Subset& a, const Subset& b) { return a.fen < b.fen; });
      subsets_ = merged;
      count_ *= 2;
    }
  }
  const Subset* begin() const { return subsets_.data(); }
  const Subset* end() const { return subsets_.data() + count_; }

 private:
  std::array<Subset, std::size_t{1} << kHalfMax> subsets_{};  // at first the empty one
  std::ptrdiff_t count_ = 1;
};

}  // namespace

std::optional<std::uint32_t> FindOnlySubset(absl::Span<const std::int64_t> fen,
                                            std::int64_t total) {
  IPPLEDGE_CHECK(fen.size() <= kSumCandidatesMax);
  IPPLEDGE_CHECK(std::all_of(fen.begin(), fen.end(), [](std::int64_t f) { return f > 0; }));
  const std::size_t half = fen.size() / 2;
  const SubsetsBySum low(fen.first(half), 0);
  const SubsetsBySum high(fen.subspan(half), half);
  std::optional<std::uint32_t> only;
  const Subset* from_high = high.end();
  for (const Subset& from_low : low) {
    const std::int64_t rest = total - from_low.fen;
    while (from_high != high.begin() && (from_high - 1)->fen > rest) --from_high;
    // A second way shows at the next of `low`, which comes by here with the same rest, or before
    // this one in `high`.
    if (from_high == high.begin() || (from_high - 1)->fen != rest) continue;
    const bool is_second = from_high - 1 != high.begin() && (from_high - 2)->fen == rest;
    if (only || is_second) return std::nullopt;
    only = from_low.places | (from_high - 1)->places;
  }
  return only;
}

}  // namespace ippledge
