// A month of 100,000 lines against as many movements, whatever they hold: hostile ones take no
// longer. The limit is far above what is needed, and far below what all pairs would take.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <functional>

#include "tests/ledger/matching_items.h"

namespace ippledge {
namespace {

constexpr int kItems = 100'000;
constexpr double kSecondsMax = 20;

double SecondsOf(const std::function<void()>& what) {
  const auto begin = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

struct Hostile {
  const char* what;
  std::function<LineAt(int)> line;
  std::function<MovementAt(int)> movement;
  std::int64_t certain;  // matches
  std::int64_t likely;
};

void Check(const Hostile& hostile) {
  SCOPED_TRACE(hostile.what);
  std::vector<LineAt> lines;
  std::vector<MovementAt> movements;
  for (int i = 0; i < kItems; ++i) {
    lines.push_back(hostile.line(i));
    movements.push_back(hostile.movement(i));
  }
  const MatchingItems items(std::move(lines), std::move(movements));
  std::vector<FoundMatch> certain_matches;
  std::vector<FoundMatch> likely_matches;
  const double certain =
      SecondsOf([&] { certain_matches = FindCertain(items.bank(), items.book()); });
  const double likely = SecondsOf([&] { likely_matches = FindLikely(items.bank(), items.book()); });
  const double near = SecondsOf([&] { FindNear(items.bank()[0], items.book()); });
  std::printf("%s: certain %.2f s, likely %.2f s, near %.3f s\n", hostile.what, certain, likely,
              near);
  EXPECT_EQ(static_cast<std::int64_t>(certain_matches.size()), hostile.certain);
  EXPECT_EQ(static_cast<std::int64_t>(likely_matches.size()), hostile.likely);
  EXPECT_LT(certain, kSecondsMax);
  EXPECT_LT(likely, kSecondsMax);
  EXPECT_LT(near, kSecondsMax);
}

std::string Named(const char* kind, int i) { return absl::StrCat(kind, 20240600000 + i); }

TEST(MatchingSpeed, AMonth) {
  Check({"by reference, by number",
         [](int i) {
           return LineAt{.day = i % 30,
                         .fen = 1000 + i % 977,
                         .reference = Named("FT", i),
                         .own = i % 2 == 0 ? Named("PO", i) : "",
                         .numbers = "20240601 6217000010000001",
                         .party = absl::StrCat("bank-", i % 50)};
         },
         [](int i) {
           return MovementAt{.day = i % 30,
                             .fen = 1000 + i % 977,
                             .id = Named("PO", i),
                             .reference = i % 2 == 0 ? "" : Named("FT", i),
                             .party = absl::StrCat("bank-", i % 50)};
         },
         kItems, 0});
}

TEST(MatchingSpeed, AllEqual) {
  Check({"nothing but one amount", [](int) { return LineAt{}; }, [](int) { return MovementAt{}; },
         0, 0});
  Check({"one amount, reference, number, party, day",
         [](int) { return LineAt{.reference = "R", .own = "P", .numbers = "P R P", .party = "a"}; },
         [](int) { return MovementAt{.id = "P", .reference = "R", .party = "a"}; }, 0, 0});
  Check({"one amount and party, all days", [](int i) { return LineAt{.day = i / 2, .party = "a"}; },
         [](int i) { return MovementAt{.day = i / 2, .party = "a"}; }, 0, 0});
  Check({"one reference, all amounts",
         [](int i) { return LineAt{.fen = 1 + i, .reference = "R", .party = "a"}; },
         [](int i) { return MovementAt{.fen = -1 - i, .reference = "R", .party = "a"}; }, 0, 0});
}

TEST(MatchingSpeed, AllReversals) {
  const auto reversed = [](int i) {
    return MovementAt{.fen = i % 2 == 0 ? 5 : -5, .reversal_of = i % 2 == 0 ? i + 1 : i - 1};
  };
  Check({"one number, word and amount",
         [](int i) {
           const bool back = i >= kItems / 2;
           return LineAt{.fen = back ? -7 : 7, .own = "V", .numbers = "V W", .reversal = back};
         },
         reversed, kItems / 2, 0});
  Check({"one number and amount",
         [](int i) {
           const bool back = i >= kItems / 2;
           return LineAt{.fen = back ? -7 : 7, .own = "V", .reversal = back};
         },
         reversed, kItems, 0});
  Check({"no number",
         [](int i) { return LineAt{.fen = i % 2 == 0 ? 7 : -7, .reversal = i % 2 != 0}; }, reversed,
         // One each round: the line just before the first that is left.
         kItems / 2 + kRoundsMax, 0});
  Check({"none of a line", [](int) { return LineAt{.own = "V", .reversal = true}; }, reversed,
         kItems / 2, 0});
}

TEST(MatchingSpeed, SumsEverywhere) {
  // Twelve candidates near every item; even amounts, that sum up to no odd one.
  Check({"twelve of a party",
         [](int i) {
           return LineAt{.fen = 8'001 + 2 * (i % 12 * 17 + i / 12 % 7),
                         .party = absl::StrCat("bank-", i / 12)};
         },
         [](int i) {
           return MovementAt{.fen = 2'000 + i % 12 * 26, .party = absl::StrCat("bank-", i / 12)};
         },
         0, 0});
}

TEST(MatchingSpeed, Chains) {
  // Every line names two movements, every movement is named by two lines.
  Check({"one long chain",
         [](int i) {
           return LineAt{.fen = 1 + i,
                         .numbers = absl::StrCat(Named("PO", i), " ", Named("PO", i + 1))};
         },
         [](int i) { return MovementAt{.fen = -1 - i, .id = Named("PO", i)}; }, 0, 0});
  Check({"turns of reference and number",
         [](int i) {
           return LineAt{.reference = Named("FT", i | 1), .own = Named("PO", (i + 1) & ~1)};
         },
         [](int i) {
           return i % 2 == 0 ? MovementAt{.id = Named("PO", i)}
                             : MovementAt{.reference = Named("FT", i)};
         },
         2 * kRoundsMax - 1, 0});
}

TEST(MatchingSpeed, ManyNumbers) {
  std::string numbers;
  for (int i = 0; i < 100; ++i) absl::StrAppend(&numbers, " PO", i);
  Check({"the same hundred numbers in each line",
         [&](int i) { return i < 10'000 ? LineAt{.numbers = numbers} : LineAt{.fen = 0}; },
         [](int i) { return MovementAt{.fen = i % 3, .id = absl::StrCat("PO", i % 200)}; }, 0, 0});
}

}  // namespace
}  // namespace ippledge
