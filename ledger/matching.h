// ledger/matching.h: which lines of the bank are which movements of the fund.
//
// A match is a set of lines and a set of movements whose amounts are equal to the fen: one to one,
// one to many, many to one, or items of one side that cancel each other. What is certain is matched
// by the ledger; what is only likely is suggested to a person. Every match says why. Pure and
// deterministic: equal inputs give equal matches, in order of the first line, those without lines
// last, in order of the first movement. Time and memory grow with the number of items and of their
// numbers (n log n), whatever they hold.
//
// Money in fen, signed as the account sees it: above 0 came in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge {

// Frozen: stored, and equal to the API's.
enum class MatchReason : std::uint8_t {
  kUnspecified = 0,
  kBankReference = 1,    // the bank's number of the line stands with the movement
  kPaymentNumber = 2,    // the movement's own number stands in the line
  kNumberOfSeveral = 3,  // one number, several items on a side; their sums are equal
  kBankReversal = 4,     // the bank took its own line back
  kBookReversal = 5,     // a movement and its reversal, of which the bank knows nothing
  kAmountAndParty = 6,   // suggested: amount, party, days near
  kAmountAndDate = 7,    // suggested: amount and days near, only one on each side
  kSumOfSeveral = 8,     // suggested: a few items of a party and near days sum up
  kByHand = 9,           // a person said so
};
inline constexpr int kMatchReasonCount = 10;
// "BANK_REFERENCE", …
absl::string_view NameOf(MatchReason reason);
// The ledger may make it without a person.
bool IsCertain(MatchReason reason);

// A line of the bank that is not matched. Views must outlive the call.
struct BankItem {
  Date date;
  Money amount;
  absl::string_view bank_reference;       // or empty
  absl::string_view own_reference;        // or empty
  absl::Span<const std::string> numbers;  // words of its text that may be numbers
  absl::string_view party;                // body id; empty: not known
  bool reversal = false;                  // takes an earlier line back
};

// A movement that is not matched, as the account sees it.
struct BookItem {
  Date date;
  Money amount;
  absl::string_view movement_id;     // order number, voucher number
  absl::string_view bank_reference;  // or empty
  absl::string_view party;           // body id, or empty
  // Place in the span of what it reverses, or of what reverses it; -1 for none. Both are unmatched.
  std::ptrdiff_t reversal_of = -1;
};

// Days that a line may lie before or after its movement to be near.
inline constexpr int kDaysBeforeMax = 5;
inline constexpr int kDaysAfterMax = 10;
inline constexpr int kItemsPerMatchMax = 50;
// Items of a party and window among which sums are looked for: beyond, nothing is suggested.
inline constexpr int kSumCandidatesMax = 12;

// Items of a party and window that have one amount: beyond, days tell nothing.
inline constexpr int kEqualNearMax = 3;

struct FoundMatch {
  std::vector<std::size_t> bank;  // places in the spans, rising
  std::vector<std::size_t> book;
  MatchReason reason = MatchReason::kUnspecified;

  friend bool operator==(const FoundMatch&, const FoundMatch&) = default;
};

// What is certain. No item is in two of them. In this order of rules, each over what earlier ones
// left, and again from the first while that finds more (kRoundsMax times at most; then the rest is
// the next run's), so that a second run over what is left finds nothing new:
//  1. bank reference: lines and movements with the same reference, one to one with equal amounts;
//  2. payment number: movement_id equal to the line's own reference, bank reference or one of its
//     numbers, one to one with equal amounts;
//  3. several: one line and all movements that it names by 1 or 2, or one movement and all lines
//     that name it, when both sums are equal (at most kItemsPerMatchMax in all), no item has
//     another claim, and lines other than reversals are all of one sign;
//  4. bank reversal: a line with `reversal` and the nearest earlier line (by date, then place; not
//     itself a reversal) of the opposite amount that shares a reference or number with it. A word
//     that is nobody's reference must leave no choice, and one that unmatched lines of other
//     amounts bear too (a date, an account) names nobody; where its words name different lines,
//     or one that is matched, nothing is certain. Or, when it names nobody, the only unmatched
//     line of the opposite amount within kDaysAfterMax days before, when no other reversal wants
//     it and the parties do not differ;
//  5. book reversal: a movement and what reverses it, of opposite amounts.
// "One to one" looks at all unmatched items of the reference and amount: where the amounts fit in
// more than one way, nothing is certain. References are compared without white space (ASCII and
// U+3000) and without ASCII case, leading zeros kept; "NONREF", "NOTPROVIDED" and what has nothing
// but zeros and punctuation is no reference.
inline constexpr int kRoundsMax = 8;
std::vector<FoundMatch> FindCertain(absl::Span<const BankItem> bank,
                                    absl::Span<const BookItem> book);

// What is likely, over what FindCertain() leaves of the same items; none of them of amount 0. Each
// item at most once; where two candidates fit equally well, nobody is suggested. In this order:
//  1. amount and party: both are equal and known, each is the other's only nearest in days, among
//     kEqualNearMax at most;
//  2. amount and date: the parties do not differ as far as they are known, and neither has another
//     such candidate near;
//  3. sum of several: one item, and two or more of the other side, of its party and sign and near
//     it, that sum up to it, in the only way there is.
// An item that shares a reference or number (rules 1 and 2 of FindCertain()) with unmatched ones of
// the other side is suggested only with one of those; a reversal only when no unmatched line of
// the opposite amount is near before it.
std::vector<FoundMatch> FindLikely(absl::Span<const BankItem> bank,
                                   absl::Span<const BookItem> book);

// What a line without partner was near to.
struct NearCandidate {
  std::size_t book = 0;
  bool amount_equal = false;
  bool reference_equal = false;  // by rules 1 and 2 of FindCertain()
  bool party_equal = false;
  Money amount_apart;  // the line's amount - the movement's, cut to Money's range
  int days_apart = 0;  // the line's date - the movement's
};
inline constexpr int kNearCandidatesMax = 5;
// The nearest movements, at most kNearCandidatesMax, best first: shared reference, then equal
// amount, then equal party (known on both sides), then fewer days, then less amount apart, then
// place. Time grows with the number of movements.
std::vector<NearCandidate> FindNear(const BankItem& line, absl::Span<const BookItem> book);

}  // namespace ippledge
