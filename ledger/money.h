// ledger/money.h: exact amounts of money.
//
// Unit: fen, 1/100 of the programme's currency unit. Range +-kFenMax. There is no floating point in
// ledger/. Money is a regular value, trivially copyable.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge {

class Money {
 public:
  // 10^16 fen = 100 trillion yuan: nine hundred such amounts still add up inside int64.
  static constexpr std::int64_t kFenMax = 10'000'000'000'000'000;

  constexpr Money() = default;
  // AMOUNT_OUT_OF_RANGE beyond +-kFenMax.
  static absl::StatusOr<Money> FromFen(std::int64_t fen);
  // Precondition (checked): within range. For sums and stored values that were checked before.
  static Money OfFen(std::int64_t fen);

  constexpr std::int64_t fen() const { return fen_; }
  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  std::int64_t fen_ = 0;
};

// Exact sums; AMOUNT_OUT_OF_RANGE beyond +-kFenMax.
absl::StatusOr<Money> Add(Money a, Money b);
absl::StatusOr<Money> Subtract(Money a, Money b);

// amount x numerator / denominator in 128 bits, half away from zero ("half up").
// Preconditions (checked): denominator above 0; the result is within range.
Money MultiplyHalfUp(Money amount, std::int64_t numerator, std::int64_t denominator);

// Splits `total` by weights: the parts sum to it exactly; leftover fen go to the largest
// remainders, ties to the lowest index. A negative total is split as its absolute value, then
// negated. Precondition (checked): weights not empty, none negative, their sum above 0.
std::vector<Money> Allocate(Money total, absl::Span<const std::int64_t> weights);

// "1234567.89", always two decimals, minus sign first.
std::string FormatYuan(Money amount);
// The same with thousands separators: "1,234,567.89".
std::string FormatYuanGrouped(Money amount);

}  // namespace ippledge
