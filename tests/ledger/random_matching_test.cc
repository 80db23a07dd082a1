// Random histories whose true matching is known: how much of it FindCertain() and FindLikely()
// find, and that what is certain is true.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "tests/ledger/bank_history.h"
#include "tests/ledger/matching_items.h"

namespace ippledge {
namespace {

MatchingItems ItemsOf(const BankHistory& history) {
  std::vector<LineAt> lines;
  for (const TrueLine& line : history.lines()) lines.push_back(line.line);
  std::vector<MovementAt> movements;
  for (const TrueMovement& movement : history.movements()) movements.push_back(movement.movement);
  return MatchingItems(std::move(lines), std::move(movements));
}

// Matches of a search, and how many hold what does not belong together.
struct Count {
  std::int64_t matches = 0;
  std::int64_t wrong = 0;
  std::int64_t items = 0;  // in those that are right

  double precision() const {
    return matches == 0 ? 1 : 1 - static_cast<double>(wrong) / static_cast<double>(matches);
  }
};

class Score {
 public:
  void Add(const BankHistory& history) {
    const MatchingItems items = ItemsOf(history);
    std::map<int, std::pair<std::int64_t, std::int64_t>> groups;  // items, fen
    for (const TrueLine& line : history.lines()) {
      auto& [count, fen] = groups[line.group];
      ++count;
      fen += line.line.fen;
    }
    for (const TrueMovement& movement : history.movements()) {
      auto& [count, fen] = groups[movement.group];
      ++count;
      fen -= movement.movement.fen;
    }
    for (const auto& [group, of_group] : groups) {
      if (of_group.first > 1 && of_group.second == 0) matchable_ += of_group.first;
    }
    const std::vector<FoundMatch> certain_matches = FindCertain(items.bank(), items.book());
    const std::vector<FoundMatch> likely_matches = FindLikely(items.bank(), items.book());
    std::vector<int> line_uses(items.bank().size(), 0);
    std::vector<int> movement_uses(items.book().size(), 0);
    for (const std::vector<FoundMatch>* found : {&certain_matches, &likely_matches}) {
      for (const FoundMatch& match : *found) {
        AddMatch(history, match, found == &certain_matches);
        for (const std::size_t i : match.bank) ASSERT_EQ(++line_uses[i], 1);
        for (const std::size_t i : match.book) ASSERT_EQ(++movement_uses[i], 1);
      }
    }
  }

  const Count& certain() const { return certain_; }
  const Count& likely() const { return likely_; }
  double RecallOf(std::int64_t items) const {
    return static_cast<double>(items) / static_cast<double>(matchable_);
  }

  void Print(const char* what) const {
    std::printf("%s: %lld items that belong to others\n", what, static_cast<long long>(matchable_));
    const auto print = [&](const char* kind, const Count& count) {
      std::printf("  %s: %lld matches, %lld wrong, precision %.4f, recall %.4f\n", kind,
                  static_cast<long long>(count.matches), static_cast<long long>(count.wrong),
                  count.precision(), RecallOf(count.items));
    };
    print("certain", certain_);
    print("likely", likely_);
    for (const auto& [reason, count] : by_reason_) {
      std::printf("  %s: %lld, %lld wrong\n", std::string(NameOf(reason)).c_str(),
                  static_cast<long long>(count.matches), static_cast<long long>(count.wrong));
    }
  }

 private:
  void AddMatch(const BankHistory& history, const FoundMatch& match, bool certain) {
    std::vector<int> groups;
    std::int64_t fen = 0;
    for (const std::size_t i : match.bank) {
      groups.push_back(history.lines()[i].group);
      fen += history.lines()[i].line.fen;
    }
    for (const std::size_t i : match.book) {
      groups.push_back(history.movements()[i].group);
      fen -= history.movements()[i].movement.fen;
    }
    ASSERT_EQ(fen, 0);
    ASSERT_EQ(IsCertain(match.reason), certain);
    const bool wrong =
        std::any_of(groups.begin(), groups.end(), [&](int group) { return group != groups[0]; });
    for (Count* count : {certain ? &certain_ : &likely_, &by_reason_[match.reason]}) {
      ++count->matches;
      count->wrong += wrong ? 1 : 0;
      count->items += wrong ? 0 : static_cast<std::int64_t>(groups.size());
    }
  }

  std::int64_t matchable_ = 0;
  Count certain_;
  Count likely_;
  std::map<MatchReason, Count> by_reason_;
};

// Over `funds` seeds. At least `recall_min` of what belongs together is found, certain or likely.
void CheckFunds(const char* what, std::uint64_t funds, const FundHabits& habits,
                double recall_min) {
  Score score;
  for (std::uint64_t seed = 1; seed <= funds; ++seed) {
    SCOPED_TRACE(seed);
    score.Add(BankHistory(seed, habits));
  }
  score.Print(what);
  EXPECT_EQ(score.certain().wrong, 0);
  EXPECT_GE(score.likely().precision(), 0.95);
  EXPECT_GE(score.RecallOf(score.certain().items + score.likely().items), recall_min);
}

// The floors are what was measured, less two hundredths.
TEST(RandomMatching, YearOfASmallFund) {
  CheckFunds("300 payments a year", 100, {.payments = 300, .days = 365}, 0.92);
}
TEST(RandomMatching, MonthOfABusyFund) {
  CheckFunds("200 payments a month", 100, {.payments = 200, .days = 30}, 0.915);
}
// Much fits that does not belong together.
TEST(RandomMatching, MonthOfRoundAmounts) {
  const FundHabits habits = {
      .payments = 100, .days = 30, .parties = 4, .round_amounts = 100, .round_amounts_differ = 10};
  CheckFunds("100 payments a month, of ten amounts and four parties", 200, habits, 0.89);
}
TEST(RandomMatching, MonthOfManyLines) {
  const FundHabits habits = {.payments = 20'000, .days = 30, .parties = 200};
  CheckFunds("20,000 payments a month", 2, habits, 0.89);
}

}  // namespace
}  // namespace ippledge
