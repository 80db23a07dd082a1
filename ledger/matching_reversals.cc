// Rule 4: the bank takes its own line back.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "ledger/matching_claims.h"

namespace ippledge {
namespace {

constexpr auto kNoLine = static_cast<std::size_t>(-1);

// All lines, matched ones too, in the order in which they happened.
std::vector<std::size_t> LinesByDate(const MatchingClaims& claims) {
  std::vector<std::size_t> lines(claims.line_count());
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i] = i;
  std::stable_sort(lines.begin(), lines.end(), [&](std::size_t a, std::size_t b) {
    return claims.line(a).date < claims.line(b).date;
  });
  return lines;
}

bool IsOpenReversal(const MatchingClaims& claims, std::size_t i) {
  return claims.line(i).reversal && claims.line(i).amount != Money() && !claims.IsLineMatched(i);
}

FoundMatch Reversal(std::size_t line, std::size_t reversal) {
  return {{std::min(line, reversal), std::max(line, reversal)}, {}, MatchReason::kBankReversal};
}

// Of each key, whether unmatched lines of more than one absolute amount bear it: a date, an
// account, rather than one payment.
std::vector<bool> KeysOfManyAmounts(const MatchingClaims& claims) {
  std::vector<std::int64_t> amounts(claims.key_count(), -1);
  std::vector<bool> of_many(claims.key_count(), false);
  for (const std::size_t i : claims.open_lines()) {
    const std::int64_t fen = std::abs(claims.line(i).amount.fen());
    for (const ReferenceKey word : claims.WordsOf(i)) {
      const auto key = static_cast<std::size_t>(word);
      if (amounts[key] >= 0 && amounts[key] != fen) of_many[key] = true;
      amounts[key] = fen;
    }
  }
  return of_many;
}

// Unmatched lines of a key and amount, by date. Without any, only matched ones bore it.
class Bearers {
 public:
  void Add(std::size_t line) { lines_.push_back(line); }
  // The last that is unmatched yet, or kNoLine; so too when it must be the only one and is not.
  std::size_t Nearest(const MatchingClaims& claims, bool only) {
    DropMatched(claims);
    if (lines_.empty()) return kNoLine;
    const std::size_t nearest = lines_.back();
    lines_.pop_back();
    DropMatched(claims);
    const bool has_second = !lines_.empty();
    lines_.push_back(nearest);
    return only && has_second ? kNoLine : nearest;
  }

 private:
  void DropMatched(const MatchingClaims& claims) {
    while (!lines_.empty() && claims.IsLineMatched(lines_.back())) lines_.pop_back();
  }
  std::vector<std::size_t> lines_;
};

// By what they share. Returns the reversals that name nobody, by date.
std::vector<std::size_t> MatchNamed(MatchingClaims& claims,
                                    const std::vector<std::size_t>& by_date) {
  absl::flat_hash_map<std::pair<ReferenceKey, std::int64_t>, Bearers> bearers;
  const std::vector<bool> of_many_amounts = KeysOfManyAmounts(claims);
  std::vector<std::size_t> nameless;
  for (const std::size_t i : by_date) {
    const std::int64_t fen = claims.line(i).amount.fen();
    if (!claims.line(i).reversal) {
      for (const ReferenceKey word : claims.WordsOf(i)) {
        Bearers& of_word = bearers[{word, fen}];
        if (!claims.IsLineMatched(i)) of_word.Add(i);
      }
      continue;
    }
    if (!IsOpenReversal(claims, i)) continue;
    bool names = false;
    std::vector<std::size_t> named;
    for (const ReferenceKey word : claims.WordsOf(i)) {
      if (of_many_amounts[static_cast<std::size_t>(word)]) continue;
      const auto found = bearers.find({word, -fen});
      if (found == bearers.end()) {
        // What else its text names is not there; a bank reference may be its own.
        names = names || !absl::c_linear_search(claims.BankReferenceOf(i), word);
        continue;
      }
      names = true;
      named.push_back(found->second.Nearest(claims, !claims.IsReference(word)));
    }
    const bool agree = !named.empty() && named[0] != kNoLine &&
                       absl::c_all_of(named, [&](std::size_t line) { return line == named[0]; });
    if (agree) claims.Take(Reversal(named[0], i));
    if (!names) nameless.push_back(i);
  }
  return nameless;
}

bool PartiesDiffer(const BankItem& a, const BankItem& b) {
  return !a.party.empty() && !b.party.empty() && a.party != b.party;
}

// By amount alone.
void MatchNameless(MatchingClaims& claims, const std::vector<std::size_t>& by_date,
                   const std::vector<std::size_t>& nameless) {
  absl::flat_hash_map<std::int64_t, std::vector<std::size_t>> by_amount;
  std::vector<std::pair<std::size_t, std::size_t>> wanted;  // line, reversal
  std::vector<int> wants(claims.line_count(), 0);
  auto next = nameless.begin();
  for (const std::size_t i : by_date) {
    const BankItem& line = claims.line(i);
    if (!line.reversal && !claims.IsLineMatched(i)) by_amount[line.amount.fen()].push_back(i);
    if (next == nameless.end() || *next != i) continue;
    ++next;
    const auto found = by_amount.find(-line.amount.fen());
    if (found == by_amount.end()) continue;
    const std::vector<std::size_t>& before = found->second;
    const auto is_near = [&](std::size_t other) {
      return line.date.days() - claims.line(other).date.days() <= kDaysAfterMax;
    };
    const bool is_only =
        is_near(before.back()) && (before.size() == 1 || !is_near(before[before.size() - 2]));
    if (!is_only || PartiesDiffer(line, claims.line(before.back()))) continue;
    wanted.emplace_back(before.back(), i);
    ++wants[before.back()];
  }
  for (const auto& [line, reversal] : wanted) {
    if (wants[line] == 1) claims.Take(Reversal(line, reversal));
  }
}

}  // namespace

void MatchBankReversals(MatchingClaims& claims) {
  claims.Renew();
  const bool has_any = std::any_of(claims.open_lines().begin(), claims.open_lines().end(),
                                   [&](std::size_t i) { return IsOpenReversal(claims, i); });
  if (!has_any) return;
  const std::vector<std::size_t> by_date = LinesByDate(claims);
  const std::vector<std::size_t> nameless = MatchNamed(claims, by_date);
  MatchNameless(claims, by_date, nameless);
}

}  // namespace ippledge
