// FindNear(): what a line without partner was near to, best first.
#include <gtest/gtest.h>

#include "tests/ledger/matching_items.h"

namespace ippledge {
namespace {

std::string NearOf(const LineAt& line, const std::vector<MovementAt>& movements) {
  const MatchingItems items({line}, movements);
  return absl::StrJoin(FindNear(items.bank()[0], items.book()), "; ",
                       [](std::string* out, const NearCandidate& candidate) {
                         absl::StrAppend(out, candidate.book,
                                         candidate.reference_equal ? " reference" : "",
                                         candidate.amount_equal ? " amount" : "",
                                         candidate.party_equal ? " party" : "", " ",
                                         candidate.days_apart, "d ", candidate.amount_apart.fen());
                       });
}

TEST(FindNear, BestFirst) {
  EXPECT_EQ(NearOf({}, {}), "");
  EXPECT_EQ(NearOf({.day = 3, .fen = 100, .reference = "R1", .own = "P9", .party = "a"},
                   {{.day = 3, .fen = 103, .party = "b"},
                    {.day = 3, .fen = 90, .party = "a"},
                    {.day = 0, .fen = 100, .party = "b"},
                    {.day = 90, .fen = 7, .id = "P9", .party = "b"}}),
            "3 reference -87d 93; 2 amount 3d 0; 1 party 0d 10; 0 0d -3");
}

TEST(FindNear, EachOrderBreaksTheTieBefore) {
  // Reference, then amount, then party, then days, then amount apart, then place.
  EXPECT_EQ(NearOf({.reference = "R1", .party = "a"},
                   {{.fen = 99, .reference = "R1"}, {.day = 9, .reference = "R1"}}),
            "1 reference amount -9d 0; 0 reference 0d 1");
  EXPECT_EQ(NearOf({.party = "a"}, {{.party = ""}, {.day = 9, .party = "a"}}),
            "1 amount party -9d 0; 0 amount 0d 0");
  EXPECT_EQ(NearOf({.day = 5}, {{.day = 8, .fen = 99}, {.day = 3, .fen = 1}}), "1 2d 99; 0 -3d 1");
  EXPECT_EQ(
      NearOf({.day = 5}, {{.day = 8, .fen = 98}, {.day = 2, .fen = 101}, {.day = 2, .fen = 99}}),
      "1 3d -1; 2 3d 1; 0 -3d 2");
}

TEST(FindNear, FiveAtMost) {
  std::vector<MovementAt> movements;
  for (int i = 9; i >= 0; --i) movements.push_back({.day = i});
  EXPECT_EQ(NearOf({}, movements),
            "9 amount 0d 0; 8 amount -1d 0; 7 amount -2d 0; 6 amount -3d 0; 5 amount -4d 0");
}

TEST(FindNear, WhatASharedReferenceIs) {
  const auto shares = [](const LineAt& line, const MovementAt& movement) {
    return NearOf(line, {movement}).find("reference") != std::string::npos;
  };
  EXPECT_TRUE(shares({.reference = "r 1"}, {.reference = "R1"}));
  EXPECT_TRUE(shares({.reference = "P1"}, {.id = "P1"}));
  EXPECT_TRUE(shares({.own = "P1"}, {.id = "P1"}));
  EXPECT_TRUE(shares({.numbers = "7 P1"}, {.id = "P1"}));
  EXPECT_FALSE(shares({.numbers = "R1"}, {.reference = "R1"}));
  EXPECT_FALSE(shares({.reference = "NONREF"}, {.reference = "NONREF"}));
  EXPECT_FALSE(shares({}, {}));
  EXPECT_FALSE(shares({.own = "0"}, {.id = "0"}));
}

TEST(FindNear, PartyIsEqualOnlyWhenKnown) { EXPECT_EQ(NearOf({}, {{}}), "0 amount 0d 0"); }

TEST(FindNear, AmountsFarApartStayMoney) {
  const std::int64_t max = Money::kFenMax;
  EXPECT_EQ(NearOf({.fen = max}, {{.fen = -max}}), "0 0d 10000000000000000");
  EXPECT_EQ(NearOf({.fen = -max}, {{.fen = max}}), "0 0d -10000000000000000");
}

}  // namespace
}  // namespace ippledge
