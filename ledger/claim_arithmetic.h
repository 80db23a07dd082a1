// ledger/claim_arithmetic.h: sums of money inside the claims rules, whose facts were checked.
//
// Amounts of facts are within +-kFenMax and the sums below stay far within it. Every rounding is in
// the function's name.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/money.h"
#include "ledger/policy.h"

namespace ippledge {

// Products of an amount, a rate and a measure: up to 2^127.
__extension__ using Wide = __int128;

inline Money Plus(Money a, Money b) { return Money::OfFen(a.fen() + b.fen()); }
inline Money Minus(Money a, Money b) { return Money::OfFen(a.fen() - b.fen()); }
// a - b, at least 0.
inline Money LeftOf(Money a, Money b) { return std::max(Money(), Minus(a, b)); }

// amount x ppm, whole fen below: for limits, which are never passed. At most kFenMax.
inline Money FloorOfPpm(Money amount, std::int64_t ppm) {
  const Wide floor = Wide{amount.fen()} * ppm / kWholePpm;
  return Money::OfFen(static_cast<std::int64_t>(std::min(floor, Wide{Money::kFenMax})));
}

// True when numerator / denominator is above (or, when inclusive, at) ppm. Without a denominator
// anything above 0 is.
inline bool IsAbovePpm(Money numerator, Money denominator, std::int64_t ppm, bool inclusive) {
  const Wide left = Wide{numerator.fen()} * kWholePpm;
  const Wide right = Wide{denominator.fen()} * ppm;
  if (denominator == Money()) return numerator > Money();
  return inclusive ? left >= right : left > right;
}

// numerator / denominator for people, floor; 0 without a denominator.
inline std::int64_t PpmFloor(Money numerator, Money denominator) {
  if (denominator == Money()) return 0;
  return static_cast<std::int64_t>(Wide{numerator.fen()} * kWholePpm / denominator.fen());
}

inline std::string FenText(Money amount) { return absl::StrCat(amount.fen()); }

}  // namespace ippledge
