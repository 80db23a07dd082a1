// FindLikely() and the search for sums under it.
#include <gtest/gtest.h>

#include <optional>

#include "ledger/matching_subset.h"
#include "tests/ledger/matching_items.h"

namespace ippledge {
namespace {

void Check(const std::vector<MatchingCase>& cases) { CheckMatching(FindLikely, cases); }

TEST(FindLikely, NothingOfNothing) {
  Check({{"no items", {}, {}, ""},
         {"no lines", {}, {{}}, ""},
         {"no movements", {{}}, {}, ""},
         {"zero", {{.fen = 0, .party = "a"}}, {{.fen = 0, .party = "a"}}, ""},
         {"certain", {{.own = "P1", .party = "a"}}, {{.id = "P1", .party = "a"}}, ""},
         {"other signs", {{.fen = 100, .party = "a"}}, {{.fen = -100, .party = "a"}}, ""},
         {"other amounts", {{.fen = 100, .party = "a"}}, {{.fen = 99, .party = "a"}}, ""}});
}

TEST(FindLikely, DaysThatAreNear) {
  for (const char* party : {"", "a"}) {
    for (int day = -kDaysBeforeMax - 1; day <= kDaysAfterMax + 1; ++day) {
      SCOPED_TRACE(day);
      const bool near = -kDaysBeforeMax <= day && day <= kDaysAfterMax;
      const MatchingItems items({{.day = day, .party = party}}, {{.party = party}});
      const char* const text = *party == 'a' ? "0=0 AMOUNT_AND_PARTY" : "0=0 AMOUNT_AND_DATE";
      EXPECT_EQ(TextOf(FindLikely(items.bank(), items.book())), near ? text : "");
    }
  }
}

TEST(FindLikely, AmountAndParty) {
  Check({
      {"by party",
       {{.party = "a"}, {.party = "b"}},
       {{.party = "b"}, {.party = "a"}},
       "0=1 AMOUNT_AND_PARTY; 1=0 AMOUNT_AND_PARTY"},
      {"the nearer movement",
       {{.day = 4, .party = "a"}},
       {{.day = 1, .party = "a"}, {.day = 6, .party = "a"}},
       "0=1 AMOUNT_AND_PARTY"},
      {"the nearer line",
       {{.day = 4, .party = "a"}, {.day = 6, .party = "a"}},
       {{.day = 1, .party = "a"}},
       "0=0 AMOUNT_AND_PARTY"},
      {"as near before as after",
       {{.day = 4, .party = "a"}},
       {{.day = 2, .party = "a"}, {.day = 6, .party = "a"}},
       ""},
      {"two movements of a day",
       {{.day = 4, .party = "a"}},
       {{.day = 4, .party = "a"}, {.day = 4, .party = "a"}},
       ""},
      {"two movements of a day after",
       {{.party = "a"}},
       {{.day = 4, .party = "a"}, {.day = 4, .party = "a"}},
       ""},
      {"two movements of a day before",
       {{.day = 8, .party = "a"}},
       {{.day = 4, .party = "a"}, {.day = 4, .party = "a"}},
       ""},
      {"two lines of a day", {{.party = "a"}, {.party = "a"}}, {{.party = "a"}}, ""},
      {"each month its own",
       {{.day = 2, .party = "a"}, {.day = 32, .party = "a"}},
       {{.day = 0, .party = "a"}, {.day = 30, .party = "a"}},
       "0=0 AMOUNT_AND_PARTY; 1=1 AMOUNT_AND_PARTY"},
      {"who chooses is not chosen",
       {{.day = 3, .party = "a"}, {.day = 5, .party = "a"}},
       {{.day = 4, .party = "a"}, {.day = 6, .party = "a"}},
       ""},
      {"among three",
       {{.day = 3, .party = "a"}},
       {{.day = 1, .party = "a"}, {.day = 3, .party = "a"}, {.day = 5, .party = "a"}},
       "0=1 AMOUNT_AND_PARTY"},
      {"among four",
       {{.day = 3, .party = "a"}},
       {{.day = 1, .party = "a"},
        {.day = 3, .party = "a"},
        {.day = 5, .party = "a"},
        {.day = 6, .party = "a"}},
       ""},
      {"before amount and date",
       {{.day = 0}, {.day = 9, .party = "a"}},
       {{.day = 0, .party = "a"}},
       "1=0 AMOUNT_AND_PARTY"},
  });
}

TEST(FindLikely, AmountAndDate) {
  Check({
      {"party of neither", {{}}, {{}}, "0=0 AMOUNT_AND_DATE"},
      {"party of the line", {{.party = "a"}}, {{}}, "0=0 AMOUNT_AND_DATE"},
      {"party of the movement", {{}}, {{.party = "a"}}, "0=0 AMOUNT_AND_DATE"},
      {"parties differ", {{.party = "a"}}, {{.party = "b"}}, ""},
      {"two movements, one nearer", {{}}, {{.day = 0}, {.day = 5}}, ""},
      {"two lines, one nearer", {{.day = 0}, {.day = 10}}, {{}}, ""},
      {"the other is not near", {{}}, {{.day = 0}, {.day = 11}}, "0=0 AMOUNT_AND_DATE"},
      {"the other is another party's",
       {{.party = "a"}},
       {{}, {.party = "b"}},
       "0=0 AMOUNT_AND_DATE"},
      {"the other may be the party's", {{}}, {{.party = "a"}, {.party = "b"}}, ""},
      {"the movement has another line", {{.party = "a"}, {}}, {{}}, ""},
      {"what amount and party left",
       {{.party = "a"}, {}},
       {{.party = "a"}, {}},
       "0=0 AMOUNT_AND_PARTY; 1=1 AMOUNT_AND_DATE"},
      {"what is certain is out of the way",
       {{.own = "P1"}, {}},
       {{.id = "P1"}, {}},
       "1=1 AMOUNT_AND_DATE"},
  });
}

TEST(FindLikely, SumOfSeveral) {
  Check({
      {"merged",
       {{.fen = 100, .party = "a"}},
       {{.fen = 60, .party = "a"}, {.fen = 40, .party = "a"}, {.fen = 7, .party = "a"}},
       "0=0+1 SUM_OF_SEVERAL"},
      {"split",
       {{.fen = 60, .party = "a"}, {.fen = 7, .party = "a"}, {.fen = 40, .party = "a"}},
       {{.fen = 100, .party = "a"}},
       "0+2=0 SUM_OF_SEVERAL"},
      {"party unknown", {{.fen = 100}}, {{.fen = 60}, {.fen = 40}}, ""},
      {"another party",
       {{.fen = 100, .party = "a"}},
       {{.fen = 60, .party = "a"}, {.fen = 40, .party = "b"}},
       ""},
      {"one is not near",
       {{.day = 11, .fen = 100, .party = "a"}},
       {{.day = 0, .fen = 60, .party = "a"}, {.day = 1, .fen = 40, .party = "a"}},
       ""},
      {"signs differ",
       {{.fen = 100, .party = "a"}},
       {{.fen = 160, .party = "a"}, {.fen = -60, .party = "a"}},
       ""},
      {"more than one way",
       {{.fen = 100, .party = "a"}},
       {{.fen = 60, .party = "a"}, {.fen = 40, .party = "a"}, {.day = 1, .fen = 40, .party = "a"}},
       ""},
      {"one movement would do",
       {{.fen = 100, .party = "a"}, {.fen = 100, .party = "a"}},
       {{.fen = 60, .party = "a"}, {.fen = 40, .party = "a"}, {.fen = 100, .party = "a"}},
       ""},
      {"two lines want the same",
       {{.fen = 100, .party = "a"}, {.fen = 90, .party = "a"}},
       {{.fen = 60, .party = "a"}, {.fen = 40, .party = "a"}, {.fen = 50, .party = "a"}},
       ""},
  });
}

TEST(FindLikely, SumsAmongTwelveAtMost) {
  for (const int count : {kSumCandidatesMax, kSumCandidatesMax + 1}) {
    std::vector<MovementAt> movements;
    std::int64_t sum = 0;
    for (int i = 0; i < count; ++i) {
      movements.push_back({.fen = 100 + (1 << i), .party = "a"});
      sum += movements.back().fen;
    }
    const MatchingItems items({{.fen = sum, .party = "a"}}, movements);
    const std::vector<FoundMatch> found = FindLikely(items.bank(), items.book());
    ASSERT_EQ(found.size(), count == kSumCandidatesMax ? 1u : 0u);
    if (!found.empty()) {
      EXPECT_EQ(found[0].book.size(), 12u);
    }
  }
}

TEST(FindLikely, LargestAmounts) {
  const std::int64_t max = Money::kFenMax;
  const std::vector<MovementAt> movements(kSumCandidatesMax, {.fen = max, .party = "a"});
  Check({{"beyond the range", {{.fen = max - 1, .party = "a"}}, movements, ""},
         {"to the range",
          {{.fen = max, .party = "a"}},
          {{.fen = max - 1, .party = "a"}, {.fen = 1, .party = "a"}},
          "0=0+1 SUM_OF_SEVERAL"}});
}

TEST(FindLikely, WhoIsNamedIsNoOtherS) {
  Check({
      {"the line names a movement of another amount",
       {{.own = "P9", .party = "a"}},
       {{.party = "a"}, {.fen = 7, .id = "P9"}},
       ""},
      {"what it names is no longer open",
       {{.fen = 7, .own = "P9"}, {.own = "P9", .party = "a"}},
       {{.party = "a"}, {.fen = 7, .id = "P9"}},
       "1=0 AMOUNT_AND_PARTY"},
      {"another line names the movement",
       {{.party = "a"}, {.fen = 7, .own = "P1"}},
       {{.id = "P1", .party = "a"}},
       ""},
      {"by the bank's reference", {{}, {.fen = 7, .reference = "R1"}}, {{.reference = "R1"}}, ""},
      {"two lines name it, one is nearer",
       {{.day = 1, .own = "P1", .party = "a"}, {.day = 3, .own = "P1", .party = "a"}},
       {{.id = "P1", .party = "a"}},
       "0=0 AMOUNT_AND_PARTY"},
      {"merged, one of them named",
       {{.fen = 100, .own = "P1", .party = "a"}},
       {{.fen = 60, .id = "P1", .party = "a"}, {.fen = 40, .id = "P2", .party = "a"}},
       "0=0+1 SUM_OF_SEVERAL"},
      {"merged, another named",
       {{.fen = 100, .own = "P3", .party = "a"}},
       {{.fen = 60, .party = "a"}, {.fen = 40, .party = "a"}, {.fen = 7, .id = "P3"}},
       ""},
  });
}

TEST(FindLikely, ReversalsOfTheBank) {
  Check({
      {"its line is matched: money that came back",
       {{.fen = -100, .own = "P1"}, {.day = 2, .fen = 100, .own = "X", .reversal = true}},
       {{.fen = -100, .id = "P1"}, {.day = 2, .fen = 100}},
       "1=1 AMOUNT_AND_DATE"},
      {"its line may be one that is not",
       {{.fen = -100}, {.fen = -100}, {.day = 2, .fen = 100, .own = "X", .reversal = true}},
       {{.day = 2, .fen = 100}},
       ""},
      {"that line is not near",
       {{.fen = -100}, {.day = 11, .fen = 100, .own = "X", .reversal = true}},
       {{.day = 11, .fen = 100}},
       "1=0 AMOUNT_AND_DATE"},
  });
}

// Against all subsets, one by one.
TEST(FindOnlySubset, AsCountedByHand) {
  EXPECT_EQ(FindOnlySubset({}, 5), std::nullopt);
  EXPECT_EQ(FindOnlySubset({5}, 5), 1u);
  EXPECT_EQ(FindOnlySubset({5}, 4), std::nullopt);
  EXPECT_EQ(FindOnlySubset({5, 5}, 5), std::nullopt);
  EXPECT_EQ(FindOnlySubset({5, 5}, 10), 3u);
  std::uint64_t state = 7;
  const auto below = [&](std::uint64_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::int64_t>((state >> 33) % n);
  };
  int only_ones = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::int64_t> fen(static_cast<std::size_t>(below(kSumCandidatesMax + 1)));
    for (std::int64_t& f : fen) f = 1 + below(round % 2 == 0 ? 20 : 5000);
    const std::int64_t total = 1 + below(round % 2 == 0 ? 60 : 20000);
    std::optional<std::uint32_t> only;
    int ways = 0;
    for (std::uint32_t places = 0; places < 1u << fen.size(); ++places) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < fen.size(); ++i) sum += (places >> i & 1) != 0 ? fen[i] : 0;
      if (sum != total) continue;
      ++ways;
      only = places;
    }
    if (ways != 1) only.reset();
    only_ones += ways == 1 ? 1 : 0;
    ASSERT_EQ(FindOnlySubset(fen, total), only) << round;
  }
  EXPECT_GT(only_ones, 100);
}

}  // namespace
}  // namespace ippledge
