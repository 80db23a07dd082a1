// Rule 3: one item, and all of the other side that bear its references.
#include <numeric>
#include <utility>

#include "ledger/matching_claims.h"

namespace ippledge {
namespace {

// Items that claim each other, whoever claims whom.
struct ClaimGroup {
  std::int64_t lines = 0;
  std::int64_t movements = 0;
  std::int64_t fen_apart = 0;  // lines' sum - movements' sum; not kept up beyond kItemsPerMatchMax
  bool comes_in = false;       // a line that takes nothing back
  bool goes_out = false;
  FoundMatch match;

  bool IsSmall() const { return lines + movements <= kItemsPerMatchMax; }
  bool IsMatch() const {
    return IsSmall() && lines > 0 && movements > 0 && lines + movements > 2 &&
           (lines == 1 || movements == 1) && fen_apart == 0 && !(comes_in && goes_out);
  }
  void AddFen(std::int64_t fen) {
    if (IsSmall()) fen_apart += fen;
  }
};

// Sets of nodes: open lines, open movements, then two for each key, which may be somebody's bank
// reference or somebody's number.
class ClaimGraph {
 public:
  explicit ClaimGraph(const MatchingClaims& claims)
      : claims_(claims),
        first_movement_(claims.open_lines().size()),
        first_key_(first_movement_ + claims.open_movements().size()),
        parents_(first_key_ + 2 * claims.key_count()) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
    JoinClaims();
    GroupItems();
  }

  std::vector<FoundMatch> Matches() {
    for (std::size_t i = 0; i < claims_.open_lines().size(); ++i) {
      ClaimGroup& group = GroupOf(i);
      if (group.IsMatch()) group.match.bank.push_back(claims_.open_lines()[i]);
    }
    for (std::size_t i = 0; i < claims_.open_movements().size(); ++i) {
      ClaimGroup& group = GroupOf(first_movement_ + i);
      if (group.IsMatch()) group.match.book.push_back(claims_.open_movements()[i]);
    }
    std::vector<FoundMatch> matches;
    for (ClaimGroup& group : groups_) {
      if (!group.IsMatch()) continue;
      group.match.reason = MatchReason::kNumberOfSeveral;
      matches.push_back(std::move(group.match));
    }
    return matches;
  }

 private:
  std::size_t ReferenceNode(ReferenceKey key) const {
    return first_key_ + 2 * static_cast<std::size_t>(key);
  }
  std::size_t NumberNode(ReferenceKey key) const { return ReferenceNode(key) + 1; }

  // Calls what(item's node, key's node) for all that lines, and all that movements bear.
  template <typename What>
  void ForLines(What what) {
    for (std::size_t i = 0; i < claims_.open_lines().size(); ++i) {
      const std::size_t line = claims_.open_lines()[i];
      for (const ReferenceKey key : claims_.BankReferenceOf(line)) what(i, ReferenceNode(key));
      for (const ReferenceKey key : claims_.WordsOf(line)) what(i, NumberNode(key));
    }
  }
  template <typename What>
  void ForMovements(What what) {
    for (std::size_t i = 0; i < claims_.open_movements().size(); ++i) {
      const std::size_t movement = claims_.open_movements()[i];
      const ReferenceKey reference = claims_.BookReferenceOf(movement);
      if (reference != kNoReferenceKey) what(first_movement_ + i, ReferenceNode(reference));
      const ReferenceKey number = claims_.NumberOf(movement);
      if (number != kNoReferenceKey) what(first_movement_ + i, NumberNode(number));
    }
  }

  // A key claims only where both sides bear it.
  void JoinClaims() {
    std::vector<bool> by_line(parents_.size(), false);
    std::vector<bool> by_movement(parents_.size(), false);
    ForLines([&](std::size_t, std::size_t key) { by_line[key] = true; });
    ForMovements([&](std::size_t, std::size_t key) { by_movement[key] = true; });
    const auto join = [&](std::size_t item, std::size_t key) {
      if (by_line[key] && by_movement[key]) parents_[RootOf(item)] = RootOf(key);
    };
    ForLines(join);
    ForMovements(join);
  }

  void GroupItems() {
    places_.resize(parents_.size(), kNoGroup);
    for (std::size_t i = 0; i < claims_.open_lines().size(); ++i) {
      ClaimGroup& group = GroupOf(i);
      ++group.lines;
      const BankItem& line = claims_.line(claims_.open_lines()[i]);
      group.AddFen(line.amount.fen());
      group.comes_in = group.comes_in || (!line.reversal && line.amount.fen() > 0);
      group.goes_out = group.goes_out || (!line.reversal && line.amount.fen() < 0);
    }
    for (std::size_t i = 0; i < claims_.open_movements().size(); ++i) {
      ClaimGroup& group = GroupOf(first_movement_ + i);
      ++group.movements;
      group.AddFen(-claims_.movement(claims_.open_movements()[i]).amount.fen());
    }
  }

  std::size_t RootOf(std::size_t node) {
    while (parents_[node] != node) {
      parents_[node] = parents_[parents_[node]];
      node = parents_[node];
    }
    return node;
  }
  ClaimGroup& GroupOf(std::size_t node) {
    std::size_t& place = places_[RootOf(node)];
    if (place == kNoGroup) {
      place = groups_.size();
      groups_.emplace_back();
    }
    return groups_[place];
  }

  static constexpr auto kNoGroup = static_cast<std::size_t>(-1);

  const MatchingClaims& claims_;
  std::size_t first_movement_;
  std::size_t first_key_;
  std::vector<std::size_t> parents_;
  std::vector<std::size_t> places_;  // in groups_, by root
  std::vector<ClaimGroup> groups_;
};

}  // namespace

void MatchSeveral(MatchingClaims& claims) {
  claims.Renew();
  if (claims.open_lines().empty() || claims.open_movements().empty()) return;
  for (FoundMatch& match : ClaimGraph(claims).Matches()) claims.Take(std::move(match));
}

}  // namespace ippledge
