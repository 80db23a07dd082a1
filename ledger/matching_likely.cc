#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "ledger/matching.h"
#include "ledger/matching_claims.h"
#include "ledger/matching_nearby.h"

namespace ippledge {
namespace {

// Of each open line and movement, whether it shares a reference with one of the other side.
struct NamedItems {
  explicit NamedItems(const MatchingClaims& claims);

  std::vector<bool> lines;  // by place
  std::vector<bool> movements;
};

NamedItems::NamedItems(const MatchingClaims& claims)
    : lines(claims.line_count()), movements(claims.movement_count()) {
  struct Bearers {
    bool line = false;
    bool movement = false;
  };
  std::vector<Bearers> references(claims.key_count());
  std::vector<Bearers> numbers(claims.key_count());
  const auto at = [](std::vector<Bearers>& of, ReferenceKey key) -> Bearers& {
    return of[static_cast<std::size_t>(key)];
  };
  for (const std::size_t i : claims.open_movements()) {
    const ReferenceKey reference = claims.BookReferenceOf(i);
    const ReferenceKey number = claims.NumberOf(i);
    if (reference != kNoReferenceKey) at(references, reference).movement = true;
    if (number != kNoReferenceKey) at(numbers, number).movement = true;
  }
  for (const std::size_t i : claims.open_lines()) {
    for (const ReferenceKey key : claims.BankReferenceOf(i)) {
      at(references, key).line = true;
      if (at(references, key).movement) lines[i] = true;
    }
    for (const ReferenceKey key : claims.WordsOf(i)) {
      at(numbers, key).line = true;
      if (at(numbers, key).movement) lines[i] = true;
    }
  }
  for (const std::size_t i : claims.open_movements()) {
    const ReferenceKey reference = claims.BookReferenceOf(i);
    const ReferenceKey number = claims.NumberOf(i);
    movements[i] = (reference != kNoReferenceKey && at(references, reference).line) ||
                   (number != kNoReferenceKey && at(numbers, number).line);
  }
}

class LikelyMatches {
 public:
  LikelyMatches(absl::Span<const BankItem> bank, absl::Span<const BookItem> book)
      : claims_(bank, book),
        lines_{.days_back = kDaysAfterMax, .days_ahead = kDaysBeforeMax},
        movements_{.days_back = kDaysBeforeMax, .days_ahead = kDaysAfterMax} {
    MatchCertain(claims_);
    const NamedItems named(claims_);
    DatedItems payments;
    for (const std::size_t i : claims_.open_lines()) {
      const BankItem& line = claims_.line(i);
      if (!line.reversal) payments.Add(kAnyParty, line.amount.fen(), line.date.days(), i);
    }
    payments.Sort();
    for (const std::size_t i : claims_.open_lines()) {
      const BankItem& line = claims_.line(i);
      const int day = line.date.days();
      const bool takes_back =
          line.reversal &&
          !payments.Between(kAnyParty, -line.amount.fen(), day - kDaysAfterMax, day).empty();
      if (!takes_back) AddItem(line, i, named.lines[i], lines_);
    }
    for (const std::size_t i : claims_.open_movements()) {
      AddItem(claims_.movement(i), i, named.movements[i], movements_);
    }
  }

  std::vector<FoundMatch> Find() {
    TakeMutual(NearestOfParty(lines_, movements_), NearestOfParty(movements_, lines_),
               MatchReason::kAmountAndParty);
    TakeMutual(OnlyOfAmount(lines_, movements_), OnlyOfAmount(movements_, lines_),
               MatchReason::kAmountAndDate);
    TakeSums(SumsOfParty(lines_, movements_), SumsOfParty(movements_, lines_));
    std::sort(found_.begin(), found_.end(), [](const FoundMatch& a, const FoundMatch& b) {
      return a.bank.front() < b.bank.front();
    });
    return std::move(found_);
  }

 private:
  template <typename Item>
  void AddItem(const Item& item, std::size_t place, bool named, Side& side) {
    if (item.amount == Money()) return;
    int party = kUnknownParty;
    if (!item.party.empty()) {
      party = parties_.try_emplace(item.party, static_cast<int>(parties_.size())).first->second;
    }
    side.items.push_back({place, party, item.amount.fen(), item.date.days(), named});
  }

  // True when whoever is named, is so in this match too.
  bool AgreesWithNames(const std::vector<std::size_t>& lines,
                       const std::vector<std::size_t>& movements) const {
    const auto names = [&](std::size_t line, std::size_t movement) {
      return claims_.Names(lines_.items[line].place, movements_.items[movement].place);
    };
    return absl::c_all_of(lines,
                          [&](std::size_t line) {
                            return !lines_.items[line].named ||
                                   absl::c_any_of(movements,
                                                  [&](std::size_t m) { return names(line, m); });
                          }) &&
           absl::c_all_of(movements, [&](std::size_t movement) {
             return !movements_.items[movement].named ||
                    absl::c_any_of(lines, [&](std::size_t l) { return names(l, movement); });
           });
  }

  void Take(const std::vector<std::size_t>& lines, const std::vector<std::size_t>& movements,
            MatchReason reason) {
    if (!AgreesWithNames(lines, movements)) return;
    FoundMatch match{.reason = reason};
    for (const std::size_t i : lines) {
      lines_.items[i].taken = true;
      match.bank.push_back(lines_.items[i].place);
    }
    for (const std::size_t i : movements) {
      movements_.items[i].taken = true;
      match.book.push_back(movements_.items[i].place);
    }
    found_.push_back(std::move(match));
  }

  // Pairs that choose each other.
  void TakeMutual(const std::vector<std::size_t>& of_lines,
                  const std::vector<std::size_t>& of_movements, MatchReason reason) {
    for (std::size_t i = 0; i < of_lines.size(); ++i) {
      if (of_lines[i] != kNobody && of_movements[of_lines[i]] == i) {
        Take({i}, {of_lines[i]}, reason);
      }
    }
  }

  // Sums of which no item has a place in another.
  void TakeSums(const std::vector<Sum>& of_lines, const std::vector<Sum>& of_movements) {
    std::vector<int> line_uses(lines_.items.size(), 0);
    std::vector<int> movement_uses(movements_.items.size(), 0);
    const auto count = [](const std::vector<Sum>& sums, std::vector<int>& item_uses,
                          std::vector<int>& part_uses) {
      for (const Sum& sum : sums) {
        ++item_uses[sum.item];
        for (const std::size_t part : sum.parts) ++part_uses[part];
      }
    };
    count(of_lines, line_uses, movement_uses);
    count(of_movements, movement_uses, line_uses);
    const auto is_alone = [](const Sum& sum, const std::vector<int>& item_uses,
                             const std::vector<int>& part_uses) {
      return item_uses[sum.item] == 1 &&
             std::all_of(sum.parts.begin(), sum.parts.end(),
                         [&](std::size_t part) { return part_uses[part] == 1; });
    };
    for (const Sum& sum : of_lines) {
      if (is_alone(sum, line_uses, movement_uses)) {
        Take({sum.item}, sum.parts, MatchReason::kSumOfSeveral);
      }
    }
    for (const Sum& sum : of_movements) {
      if (is_alone(sum, movement_uses, line_uses)) {
        Take(sum.parts, {sum.item}, MatchReason::kSumOfSeveral);
      }
    }
  }

  MatchingClaims claims_;
  absl::flat_hash_map<absl::string_view, int> parties_;
  Side lines_;
  Side movements_;
  std::vector<FoundMatch> found_;
};

}  // namespace

std::vector<FoundMatch> FindLikely(absl::Span<const BankItem> bank,
                                   absl::Span<const BookItem> book) {
  return LikelyMatches(bank, book).Find();
}

}  // namespace ippledge
