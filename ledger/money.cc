#include "ledger/money.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"

namespace ippledge {
namespace {

// 10^16 fen times any int64 stays below 2^127.
__extension__ using Wide = __int128;

constexpr bool InRange(std::int64_t fen) { return fen >= -Money::kFenMax && fen <= Money::kFenMax; }

std::string Format(std::int64_t fen, bool grouped) {
  const bool negative = fen < 0;
  std::int64_t left = negative ? -fen : fen;
  // Sign, 15 digits, 4 separators, point and two decimals are 23; written from the end.
  char buffer[24];
  char* at = buffer + sizeof(buffer);
  const auto put_digit = [&] {
    *--at = static_cast<char>('0' + left % 10);
    left /= 10;
  };
  put_digit();
  put_digit();
  *--at = '.';
  int digits = 0;
  do {
    if (grouped && digits > 0 && digits % 3 == 0) *--at = ',';
    put_digit();
    ++digits;
  } while (left > 0);
  if (negative) *--at = '-';
  return std::string(at, buffer + sizeof(buffer));
}

}  // namespace

absl::StatusOr<Money> Money::FromFen(std::int64_t fen) {
  if (!InRange(fen)) {
    return Refuse(Reason::kAmountOutOfRange, "",
                  {{"got", absl::StrCat(fen)}, {"limit", absl::StrCat(kFenMax)}});
  }
  return OfFen(fen);
}

Money Money::OfFen(std::int64_t fen) {
  IPPLEDGE_CHECK(InRange(fen));
  Money money;
  money.fen_ = fen;
  return money;
}

absl::StatusOr<Money> Add(Money a, Money b) { return Money::FromFen(a.fen() + b.fen()); }

absl::StatusOr<Money> Subtract(Money a, Money b) { return Money::FromFen(a.fen() - b.fen()); }

Money MultiplyHalfUp(Money amount, std::int64_t numerator, std::int64_t denominator) {
  IPPLEDGE_CHECK(denominator > 0);
  const Wide product = Wide{amount.fen()} * numerator;
  Wide quotient = product / denominator;
  const Wide remainder = product % denominator;
  // Division cuts towards zero and the remainder has the product's sign.
  if (remainder * 2 >= denominator) ++quotient;
  if (remainder * 2 <= -Wide{denominator}) --quotient;
  IPPLEDGE_CHECK(quotient >= -Money::kFenMax && quotient <= Money::kFenMax);
  return Money::OfFen(static_cast<std::int64_t>(quotient));
}

std::vector<Money> Allocate(Money total, absl::Span<const std::int64_t> weights) {
  Wide sum = 0;
  for (const std::int64_t weight : weights) {
    IPPLEDGE_CHECK(weight >= 0);
    sum += weight;
  }
  IPPLEDGE_CHECK(sum > 0);

  const bool negative = total.fen() < 0;
  const std::int64_t whole = negative ? -total.fen() : total.fen();
  struct Share {
    Wide remainder;
    std::size_t index;
    std::int64_t fen;
  };
  std::vector<Share> shares;
  shares.reserve(weights.size());
  std::int64_t left = whole;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide product = Wide{whole} * weights[i];
    const auto fen = static_cast<std::int64_t>(product / sum);
    shares.push_back({product % sum, i, fen});
    left -= fen;
  }
  // Fewer fen are left than there are remainders above 0, so a weight of 0 gets nothing.
  if (left > 0) {
    std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
      return a.remainder != b.remainder ? a.remainder > b.remainder : a.index < b.index;
    });
    for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++shares[i].fen;
  }
  std::vector<Money> parts(weights.size());
  for (const Share& share : shares) {
    parts[share.index] = Money::OfFen(negative ? -share.fen : share.fen);
  }
  return parts;
}

std::string FormatYuan(Money amount) { return Format(amount.fen(), false); }

std::string FormatYuanGrouped(Money amount) { return Format(amount.fen(), true); }

}  // namespace ippledge
