#include "ledger/share.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "ledger/check.h"

namespace ippledge {
namespace {

// Leftover fen go one by one to the largest remainders.
void ToLargestRemainders(std::int64_t left, const std::vector<Wide>& remainders,
                         std::vector<std::int64_t>& fen) {
  std::vector<std::size_t> order(fen.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++fen[order[i]];
}

void TakeBack(std::int64_t excess, std::size_t rest, std::vector<std::int64_t>& fen) {
  const std::int64_t from_rest = std::min(excess, fen[rest]);
  fen[rest] -= from_rest;
  excess -= from_rest;
  for (std::size_t i = fen.size(); i-- > 0 && excess > 0;) {
    const std::int64_t taken = std::min(excess, fen[i]);
    fen[i] -= taken;
    excess -= taken;
  }
}

}  // namespace

ShareRate MarginalRate(const std::vector<Money>& bounds, const std::vector<std::int64_t>& rates_ppm,
                       Money measure) {
  if (measure == Money()) return ShareRate::OfPpm(rates_ppm.front());
  ShareRate rate{0, Wide{measure.fen()} * kWholePpm};
  Money low;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const Money high = std::min(bounds[i], measure);
    if (high <= low) continue;
    rate.numerator += Wide{high.fen() - low.fen()} * rates_ppm[i];
    low = high;
  }
  return rate;
}

std::vector<Money> SplitExactly(Money total, const std::vector<Wide>& weights, Rounding rounding,
                                std::size_t rest) {
  IPPLEDGE_CHECK(total >= Money());
  Wide sum = 0;
  for (const Wide weight : weights) sum += weight;
  IPPLEDGE_CHECK(sum > 0);
  std::vector<std::int64_t> fen;
  std::vector<Wide> remainders;
  std::int64_t left = total.fen();
  for (const Wide weight : weights) {
    const Wide product = Wide{total.fen()} * weight;
    const bool up = rounding == Rounding::kHalfUp && product % sum * 2 >= sum;
    fen.push_back(static_cast<std::int64_t>(product / sum) + (up ? 1 : 0));
    remainders.push_back(product % sum);
    left -= fen.back();
  }
  if (rounding == Rounding::kLargestRemainder) {
    ToLargestRemainders(left, remainders, fen);
  } else if (left >= 0) {
    fen[rest] += left;
  } else {
    TakeBack(-left, rest, fen);
  }
  std::vector<Money> parts;
  parts.reserve(fen.size());
  for (const std::int64_t part : fen) parts.push_back(Money::OfFen(part));
  return parts;
}

}  // namespace ippledge
