// FindCertain(), in the order of its contract. Reversals: matching_reversals_test.cc; what is
// likely: matching_likely_test.cc.
#include "ledger/matching.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/ledger/matching_items.h"

namespace ippledge {
namespace {

void Check(const std::vector<MatchingCase>& cases) { CheckMatching(FindCertain, cases); }

TEST(Matching, Reasons) {
  const std::pair<absl::string_view, bool> reasons[kMatchReasonCount] = {
      {"UNSPECIFIED", false},      {"BANK_REFERENCE", true},   {"PAYMENT_NUMBER", true},
      {"NUMBER_OF_SEVERAL", true}, {"BANK_REVERSAL", true},    {"BOOK_REVERSAL", true},
      {"AMOUNT_AND_PARTY", false}, {"AMOUNT_AND_DATE", false}, {"SUM_OF_SEVERAL", false},
      {"BY_HAND", false}};
  for (int i = 0; i < kMatchReasonCount; ++i) {
    const auto reason = static_cast<MatchReason>(i);
    EXPECT_EQ(NameOf(reason), reasons[i].first);
    EXPECT_EQ(IsCertain(reason), reasons[i].second) << reasons[i].first;
  }
}

TEST(FindCertain, NothingOfNothing) {
  Check({{"no items", {}, {}, ""},
         {"no lines", {}, {{.id = "P1"}}, ""},
         {"no movements", {{.reference = "R1"}}, {}, ""},
         {"amount alone", {{.fen = 100}}, {{.fen = 100}}, ""},
         {"amount and party", {{.party = "qingcao"}}, {{.party = "qingcao"}}, ""}});
}

TEST(FindCertain, BankReference) {
  Check({
      {"one", {{.reference = "R1"}}, {{.reference = "R1"}}, "0=0 BANK_REFERENCE"},
      {"spaces and case",
       {{.reference = " r 1\u3000a\t"}},
       {{.reference = "R1A"}},
       "0=0 BANK_REFERENCE"},
      {"leading zeros stay", {{.reference = "0012"}}, {{.reference = "12"}}, ""},
      {"another amount", {{.fen = 101, .reference = "R1"}}, {{.reference = "R1"}}, ""},
      {"another sign", {{.fen = -100, .reference = "R1"}}, {{.reference = "R1"}}, ""},
      {"years apart",
       {{.day = 3000, .reference = "R1"}},
       {{.reference = "R1"}},
       "0=0 BANK_REFERENCE"},
      {"zero",
       {{.fen = 0, .reference = "R1"}},
       {{.fen = 0, .reference = "R1"}},
       "0=0 BANK_REFERENCE"},
      {"amounts tell apart",
       {{.fen = 70, .reference = "R1"}, {.fen = 30, .reference = "R1"}},
       {{.fen = 30, .reference = "R1"}, {.fen = 70, .reference = "R1"}},
       "0=1 BANK_REFERENCE; 1=0 BANK_REFERENCE"},
      {"the rest of a reference stays",
       {{.fen = 70, .reference = "R1"}, {.fen = 31, .reference = "R1"}},
       {{.fen = 30, .reference = "R1"}, {.fen = 70, .reference = "R1"}},
       "0=1 BANK_REFERENCE"},
      {"two lines fit", {{.reference = "R1"}, {.reference = "R1"}}, {{.reference = "R1"}}, ""},
      {"two movements fit", {{.reference = "R1"}}, {{.reference = "R1"}, {.reference = "R1"}}, ""},
      {"two and two fit either way",
       {{.reference = "R1"}, {.reference = "R1"}},
       {{.reference = "R1"}, {.reference = "R1"}},
       ""},
      {"only the bank's own number counts",
       {{.own = "R1", .numbers = "R1"}},
       {{.reference = "R1"}},
       ""},
  });
}

TEST(FindCertain, WhatIsNoReference) {
  for (const char* none : {"", " ", "NONREF", "nonref", "NOT PROVIDED", "0", "0000", "-", "//"}) {
    SCOPED_TRACE(none);
    Check({{"as reference", {{.reference = none}}, {{.reference = none}}, ""},
           {"as number", {{.own = none}}, {{.id = none}}, ""}});
  }
  Check({{"Chinese", {{.reference = "财〔1〕"}}, {{.reference = "财〔1〕"}}, "0=0 BANK_REFERENCE"},
         {"digits", {{.reference = "001"}}, {{.reference = "001"}}, "0=0 BANK_REFERENCE"}});
}

TEST(FindCertain, PaymentNumber) {
  Check({
      {"own reference", {{.own = "P1"}}, {{.id = "P1"}}, "0=0 PAYMENT_NUMBER"},
      {"bank reference", {{.reference = "P1"}}, {{.id = "P1"}}, "0=0 PAYMENT_NUMBER"},
      {"in the text", {{.numbers = "2024 p1 7"}}, {{.id = "P1"}}, "0=0 PAYMENT_NUMBER"},
      {"three times in a line",
       {{.reference = "P1", .own = "P1", .numbers = "P1 P1"}},
       {{.id = "P1"}},
       "0=0 PAYMENT_NUMBER"},
      {"zero", {{.fen = 0, .own = "P1"}}, {{.fen = 0, .id = "P1"}}, "0=0 PAYMENT_NUMBER"},
      {"another amount", {{.fen = 99, .own = "P1"}}, {{.id = "P1"}}, ""},
      {"another sign", {{.fen = -100, .own = "P1"}}, {{.id = "P1"}}, ""},
      {"part of a word", {{.numbers = "P12"}}, {{.id = "P1"}}, ""},
      {"two lines name it", {{.own = "P1"}, {.numbers = "P1"}}, {{.id = "P1"}}, ""},
      {"a line names two", {{.own = "P1", .numbers = "P2"}}, {{.id = "P1"}, {.id = "P2"}}, ""},
      {"of the two named one fits",
       {{.numbers = "P1 P2"}},
       {{.id = "P1"}, {.fen = 250, .id = "P2"}},
       "0=0 PAYMENT_NUMBER"},
      {"one number of two movements", {{.own = "P1"}}, {{.id = "P1"}, {.id = "P1"}}, ""},
  });
}

TEST(FindCertain, BankReferenceBeforeNumber) {
  Check({{"the line's reference and its text disagree",
          {{.reference = "R1", .numbers = "P2"}},
          {{.id = "P1", .reference = "R1"}, {.id = "P2"}},
          "0=0 BANK_REFERENCE"},
         {"the reference leaves one line to the number",
          {{.reference = "R1", .numbers = "P1"}, {.reference = "R2", .numbers = "P1"}},
          {{.id = "P1", .reference = "R1"}},
          "0=0 BANK_REFERENCE"},
         {"the number leaves one line to the reference",
          {{.reference = "R1"}, {.reference = "R1", .own = "P2"}},
          {{.id = "P1", .reference = "R1"}, {.id = "P2"}},
          "0=0 BANK_REFERENCE; 1=1 PAYMENT_NUMBER"}});
}

TEST(FindCertain, NumberOfSeveral) {
  Check({
      {"split by the bank",
       {{.fen = 60, .own = "P1"}, {.fen = 40, .numbers = "P1"}},
       {{.id = "P1"}},
       "0+1=0 NUMBER_OF_SEVERAL"},
      {"split, by the bank's reference",
       {{.fen = 60, .reference = "R1"}, {.fen = 40, .reference = "R1"}},
       {{.reference = "R1"}},
       "0+1=0 NUMBER_OF_SEVERAL"},
      {"merged, one reference",
       {{.reference = "R1"}},
       {{.fen = 60, .reference = "R1"}, {.fen = 40, .reference = "R1"}},
       "0=0+1 NUMBER_OF_SEVERAL"},
      {"merged, one number",
       {{.own = "P1"}},
       {{.fen = 60, .id = "P1"}, {.fen = 40, .id = "P1"}},
       "0=0+1 NUMBER_OF_SEVERAL"},
      {"merged, all numbers named",
       {{.numbers = "P1 P2 P3"}},
       {{.fen = 60, .id = "P1"}, {.fen = 10, .id = "P3"}, {.fen = 30, .id = "P2"}},
       "0=0+1+2 NUMBER_OF_SEVERAL"},
      {"merged, by reference and by number",
       {{.reference = "R1", .numbers = "P2"}},
       {{.fen = 60, .id = "P1", .reference = "R1"}, {.fen = 40, .id = "P2"}},
       "0=0+1 NUMBER_OF_SEVERAL"},
      {"doubled and taken back under one number",
       {{.own = "P1"}, {.own = "P1"}, {.fen = -100, .own = "P1", .reversal = true}},
       {{.id = "P1"}},
       "0+1+2=0 NUMBER_OF_SEVERAL"},
      {"doubled, but not taken back: the third is another's",
       {{.own = "P1"}, {.own = "P1"}, {.fen = -100, .own = "P1"}},
       {{.id = "P1"}},
       ""},
      {"merged less a fee",
       {{.fen = 95, .reference = "R1"}},
       {{.fen = 100, .reference = "R1"}, {.fen = -5, .reference = "R1"}},
       "0=0+1 NUMBER_OF_SEVERAL"},
      {"sums apart", {{.fen = 60, .own = "P1"}, {.fen = 41, .own = "P1"}}, {{.id = "P1"}}, ""},
      {"a third claims it too",
       {{.fen = 60, .own = "P1"}, {.fen = 40, .own = "P1"}, {.fen = 5, .numbers = "P1"}},
       {{.id = "P1"}},
       ""},
      {"a part has another claim",
       {{.fen = 60, .own = "P1"}, {.fen = 40, .numbers = "P1 P2"}},
       {{.id = "P1"}, {.fen = 7, .id = "P2"}},
       ""},
      {"many to many is none",
       {{.fen = 70, .own = "P1"}, {.fen = 30, .own = "P1"}},
       {{.fen = 60, .id = "P1"}, {.fen = 40, .id = "P1"}},
       ""},
      {"movements alone share a reference",
       {{.fen = 60, .own = "P1"}, {.fen = 40, .own = "P1"}},
       {{.id = "P1", .reference = "R1"}, {.fen = 8, .id = "P2", .reference = "R1"}},
       "0+1=0 NUMBER_OF_SEVERAL"},
      {"one to one is left by a line that has its reference",
       {{.reference = "R1", .own = "P1"}, {.fen = 60, .own = "P1"}, {.fen = 40, .own = "P1"}},
       {{.id = "P1", .reference = "R1"}, {.id = "P1"}},
       "0=0 BANK_REFERENCE; 1+2=1 NUMBER_OF_SEVERAL"},
  });
}

TEST(FindCertain, AtMostFiftyItems) {
  for (const int parts : {kItemsPerMatchMax - 1, kItemsPerMatchMax}) {
    const std::vector<LineAt> lines(static_cast<std::size_t>(parts), {.fen = 2, .own = "P1"});
    const MatchingItems items(lines, {{.fen = 2 * parts, .id = "P1"}});
    const std::vector<FoundMatch> found = FindCertain(items.bank(), items.book());
    EXPECT_EQ(found.size(), parts < kItemsPerMatchMax ? 1u : 0u);
  }
}

TEST(FindCertain, LargestAmounts) {
  const std::int64_t max = Money::kFenMax;
  const std::vector<LineAt> lines(kItemsPerMatchMax - 1, {.fen = max, .own = "P1"});
  const MatchingItems items(lines, {{.fen = max, .id = "P1"}});
  EXPECT_EQ(TextOf(FindCertain(items.bank(), items.book())), "");
  Check({{"in and out",
          {{.fen = max, .own = "P1"},
           {.fen = max, .own = "P1"},
           {.fen = -max, .own = "P1", .reversal = true}},
          {{.fen = max, .id = "P1"}},
          "0+1+2=0 NUMBER_OF_SEVERAL"}});
}

// Each round frees what the next one takes: lines share references and numbers by turns.
TEST(FindCertain, RoundsEnd) {
  std::vector<LineAt> lines;
  std::vector<MovementAt> movements;
  for (int i = 0; i < 40; i += 2) {
    lines.push_back({.reference = absl::StrCat("R", i + 1), .own = absl::StrCat("P", i)});
    lines.push_back({.reference = absl::StrCat("R", i + 1), .own = absl::StrCat("P", i + 2)});
    movements.push_back({.id = absl::StrCat("P", i)});
    movements.push_back({.reference = absl::StrCat("R", i + 1)});
  }
  const MatchingItems items(lines, movements);
  const std::vector<FoundMatch> found = FindCertain(items.bank(), items.book());
  ASSERT_EQ(found.size(), 2u * kRoundsMax - 1);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto reason = i % 2 == 0 ? MatchReason::kPaymentNumber : MatchReason::kBankReference;
    EXPECT_EQ(found[i], (FoundMatch{{i}, {i}, reason}));
  }
}

}  // namespace
}  // namespace ippledge
