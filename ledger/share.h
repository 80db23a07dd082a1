// ledger/share.h: rates and the split of a loss, exact.
//
// A rate is a fraction, since marginal tiers give rates that no ppm states. Inner header of the
// rules; pure.
#pragma once

#include <vector>

#include "ledger/claim_arithmetic.h"
#include "ledger/money.h"
#include "ledger/policy.h"

namespace ippledge {

// numerator / denominator; the denominator is a multiple of kWholePpm.
struct ShareRate {
  Wide numerator = 0;
  Wide denominator = kWholePpm;

  static ShareRate OfPpm(std::int64_t ppm) { return {ppm, kWholePpm}; }
  // Parts per million, floor.
  std::int64_t ppm() const {
    return static_cast<std::int64_t>(numerator * kWholePpm / denominator);
  }
  // This rate with ppm added, or ppm itself when it is lower.
  ShareRate Plus(std::int64_t points_ppm) const {
    return {numerator + points_ppm * (denominator / kWholePpm), denominator};
  }
  bool IsAbove(std::int64_t limit_ppm) const {
    return numerator > limit_ppm * (denominator / kWholePpm);
  }
};

// The rate of marginal tiers: each slice of `measure` at its own rate, over the whole of it. Slices
// end at the bounds (inclusive, rising; the last may be kFenMax); what lies above the last bound
// has rate 0. A measure of 0 has the first rate.
ShareRate MarginalRate(const std::vector<Money>& bounds, const std::vector<std::int64_t>& rates_ppm,
                       Money measure);

// Splits `total` in the proportion of `weights`, whose sum is above 0.
//   kLargestRemainder  floor; leftover fen to the largest remainders, ties to the lowest index
//   kFloor             floor; leftover fen to `rest`
//   kHalfUp            half up; the difference, either way, to `rest`; what `rest` has not got is
//                      taken from the last of the others that has it
// The parts sum to `total` and none is negative. Precondition (checked): total at least 0.
std::vector<Money> SplitExactly(Money total, const std::vector<Wide>& weights, Rounding rounding,
                                std::size_t rest);

}  // namespace ippledge
