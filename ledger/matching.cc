#include "ledger/matching.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "ledger/check.h"
#include "ledger/matching_claims.h"

namespace ippledge {
namespace {

// Places are the enumerators' numbers.
constexpr absl::string_view kMatchReasons[] = {
    "UNSPECIFIED",   "BANK_REFERENCE",   "PAYMENT_NUMBER",  "NUMBER_OF_SEVERAL", "BANK_REVERSAL",
    "BOOK_REVERSAL", "AMOUNT_AND_PARTY", "AMOUNT_AND_DATE", "SUM_OF_SEVERAL",    "BY_HAND"};
static_assert(std::size(kMatchReasons) == kMatchReasonCount);

// Unmatched items that meet in a reference and an amount.
struct Meeting {
  std::size_t lines = 0;
  std::size_t movements = 0;
  std::size_t movement = 0;  // the last
};
using Meetings = absl::flat_hash_map<std::pair<ReferenceKey, std::int64_t>, Meeting>;

// Rules 1 and 2: pairs of a line and a movement of which neither meets anybody else. Words and key
// are member functions that give what a line and a movement bear.
template <typename Words, typename Key>
void MatchOneToOne(MatchingClaims& claims, MatchReason reason, Words words, Key key) {
  claims.Renew();
  Meetings meetings;
  meetings.reserve(claims.open_movements().size());
  for (const std::size_t i : claims.open_movements()) {
    const ReferenceKey of_movement = (claims.*key)(i);
    if (of_movement == kNoReferenceKey) continue;
    Meeting& meeting = meetings[{of_movement, claims.movement(i).amount.fen()}];
    ++meeting.movements;
    meeting.movement = i;
  }
  for (const std::size_t i : claims.open_lines()) {
    for (const ReferenceKey word : (claims.*words)(i)) {
      const auto met = meetings.find({word, claims.line(i).amount.fen()});
      if (met != meetings.end()) ++met->second.lines;
    }
  }
  for (const std::size_t i : claims.open_lines()) {
    Meeting all;
    for (const ReferenceKey word : (claims.*words)(i)) {
      const auto met = meetings.find({word, claims.line(i).amount.fen()});
      if (met == meetings.end()) continue;
      all.lines += met->second.lines;
      all.movements += met->second.movements;
      all.movement = met->second.movement;
    }
    if (all.lines == 1 && all.movements == 1) claims.Take({{i}, {all.movement}, reason});
  }
}

// Rule 5.
void MatchBookReversals(MatchingClaims& claims) {
  claims.Renew();
  for (const std::size_t i : claims.open_movements()) {
    const BookItem& movement = claims.movement(i);
    if (movement.reversal_of < 0 || claims.IsMovementMatched(i)) continue;
    const auto other = static_cast<std::size_t>(movement.reversal_of);
    IPPLEDGE_CHECK(other < claims.movement_count());
    const BookItem& reversed = claims.movement(other);
    const bool is_pair =
        reversed.reversal_of < 0 || static_cast<std::size_t>(reversed.reversal_of) == i;
    if (other == i || !is_pair || claims.IsMovementMatched(other) ||
        reversed.amount.fen() != -movement.amount.fen()) {
      continue;
    }
    claims.Take({{}, {std::min(i, other), std::max(i, other)}, MatchReason::kBookReversal});
  }
}

}  // namespace

absl::string_view NameOf(MatchReason reason) {
  const auto place = static_cast<std::size_t>(reason);
  IPPLEDGE_CHECK(place < std::size(kMatchReasons));
  return kMatchReasons[place];
}

bool IsCertain(MatchReason reason) {
  return reason >= MatchReason::kBankReference && reason <= MatchReason::kBookReversal;
}

void MatchCertain(MatchingClaims& claims) {
  for (int round = 0; round < kRoundsMax; ++round) {
    const std::size_t before = claims.found_count();
    MatchOneToOne(claims, MatchReason::kBankReference, &MatchingClaims::BankReferenceOf,
                  &MatchingClaims::BookReferenceOf);
    MatchOneToOne(claims, MatchReason::kPaymentNumber, &MatchingClaims::WordsOf,
                  &MatchingClaims::NumberOf);
    MatchSeveral(claims);
    MatchBankReversals(claims);
    MatchBookReversals(claims);
    if (claims.found_count() == before) break;
  }
  claims.Renew();
}

std::vector<FoundMatch> FindCertain(absl::Span<const BankItem> bank,
                                    absl::Span<const BookItem> book) {
  MatchingClaims claims(bank, book);
  MatchCertain(claims);
  std::vector<FoundMatch> found = claims.TakeFound();
  std::sort(found.begin(), found.end(), [](const FoundMatch& a, const FoundMatch& b) {
    if (a.bank.empty() != b.bank.empty()) return b.bank.empty();
    return a.bank.empty() ? a.book.front() < b.book.front() : a.bank.front() < b.bank.front();
  });
  return found;
}

}  // namespace ippledge
