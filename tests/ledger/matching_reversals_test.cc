// FindCertain(): what the bank, and what the book takes back.
#include <gtest/gtest.h>

#include "tests/ledger/matching_items.h"

namespace ippledge {
namespace {

void Check(const std::vector<MatchingCase>& cases) { CheckMatching(FindCertain, cases); }

TEST(FindCertain, BankReversalByName) {
  Check({
      {"by reference",
       {{.reference = "R1"}, {.day = 40, .fen = -100, .reference = "R1", .reversal = true}},
       {},
       "0+1= BANK_REVERSAL"},
      {"by a word of its text, of a line with the same number",
       {{.numbers = "77123"}, {.fen = -100, .numbers = "77123", .reversal = true}},
       {},
       "0+1= BANK_REVERSAL"},
      {"the nearest before it",
       {{.day = 1, .own = "V"},
        {.day = 3, .own = "V"},
        {.day = 2, .own = "V"},
        {.day = 4, .fen = -100, .own = "V", .reversal = true},
        {.day = 5, .own = "V"}},
       {},
       "1+3= BANK_REVERSAL"},
      {"each its own",
       {{.own = "V"},
        {.own = "V"},
        {.fen = -100, .own = "V", .reversal = true},
        {.fen = -100, .own = "V", .reversal = true}},
       {},
       "0+3= BANK_REVERSAL; 1+2= BANK_REVERSAL"},
      {"a word of texts alone, of two lines",
       {{.day = 1, .numbers = "20240601"},
        {.day = 2, .numbers = "20240601"},
        {.day = 3, .fen = -100, .numbers = "20240601", .reversal = true}},
       {},
       ""},
      {"a word of texts alone, of which one is a movement's",
       {{.day = 1, .numbers = "20240601"},
        {.day = 2, .own = "P1", .numbers = "20240601"},
        {.day = 3, .fen = -100, .numbers = "20240601", .reversal = true}},
       {{.id = "P1"}},
       "0+2= BANK_REVERSAL; 1=0 PAYMENT_NUMBER"},
      {"its words name two lines",
       {{.day = 1, .own = "V"},
        {.day = 2, .own = "W"},
        {.day = 3, .fen = -100, .own = "V", .numbers = "W", .reversal = true}},
       {},
       ""},
      {"one of its words names a line that is a movement's",
       {{.day = 1, .reference = "R1", .own = "P1"},
        {.day = 2, .own = "W"},
        {.day = 3, .fen = -100, .reference = "R1", .own = "W", .reversal = true}},
       {{.id = "P1"}},
       "0=0 PAYMENT_NUMBER"},
      {"a date that lines of other amounts bear",
       {{.day = 1, .own = "V"},
        {.day = 2, .numbers = "20240603"},
        {.day = 2, .fen = 7, .numbers = "20240603"},
        {.day = 3, .fen = -100, .own = "V", .numbers = "20240603", .reversal = true}},
       {},
       "0+3= BANK_REVERSAL"},
      {"nothing but such a date: the only one of the amount",
       {{.day = 2},
        {.day = 2, .fen = 7, .numbers = "20240603"},
        {.day = 3, .fen = -100, .numbers = "20240603", .reversal = true}},
       {},
       "0+2= BANK_REVERSAL"},
      {"nothing but such a date, two of the amount",
       {{.day = 2, .numbers = "20240603"},
        {.day = 2, .fen = 7, .numbers = "20240603"},
        {.day = 2},
        {.day = 3, .fen = -100, .numbers = "20240603", .reversal = true}},
       {},
       ""},
      {"not before it", {{.fen = -100, .own = "V", .reversal = true}, {.own = "V"}}, {}, ""},
      {"another amount", {{.own = "V"}, {.fen = -99, .own = "V", .reversal = true}}, {}, ""},
      {"not opposite", {{.own = "V"}, {.own = "V", .reversal = true}}, {}, ""},
      {"no reversal", {{.own = "V"}, {.fen = -100, .own = "V"}}, {}, ""},
      {"not a reversal's reversal",
       {{.own = "V", .reversal = true}, {.fen = -100, .own = "V", .reversal = true}},
       {},
       ""},
      {"zero", {{.fen = 0, .own = "V"}, {.fen = 0, .own = "V", .reversal = true}}, {}, ""},
      {"the doubled line, not the one that was paid",
       {{.reference = "R1", .own = "P1"},
        {.day = 1, .reference = "R2", .own = "P1"},
        {.day = 2, .fen = -100, .reference = "R3", .own = "P1", .reversal = true}},
       {{.id = "P1", .reference = "R1"}},
       "0=0 BANK_REFERENCE; 1+2= BANK_REVERSAL"},
      {"what is left once it is gone",
       {{.reference = "R1", .own = "P1"},
        {.reference = "R2", .own = "P1"},
        {.day = 2, .fen = -100, .reference = "R2", .reversal = true}},
       {{.id = "P1"}},
       "0=0 PAYMENT_NUMBER; 1+2= BANK_REVERSAL"},
  });
}

TEST(FindCertain, BankReversalByAmount) {
  const LineAt reversal = {.day = 10, .fen = -100, .reference = "R9", .reversal = true};
  LineAt with_number = reversal;
  with_number.numbers = "8812";
  LineAt with_own = reversal;
  with_own.own = "8812";
  LineAt of_qingcao = reversal;
  of_qingcao.party = "qingcao";
  Check({
      {"the only one", {{.day = 5}, {.day = 6, .fen = 90}, reversal}, {}, "0+2= BANK_REVERSAL"},
      {"at the limit", {{.day = 0}, reversal}, {}, "0+1= BANK_REVERSAL"},
      {"beyond", {{.day = -1}, reversal}, {}, ""},
      {"another beyond", {{.day = -1}, {.day = 0}, reversal}, {}, "1+2= BANK_REVERSAL"},
      {"two", {{.day = 0}, {.day = 10}, reversal}, {}, ""},
      {"the other is a movement's",
       {{.day = 4, .own = "P1"}, {.day = 5}, reversal},
       {{.id = "P1"}},
       "0=0 PAYMENT_NUMBER; 1+2= BANK_REVERSAL"},
      {"two want it", {{.day = 5}, reversal, reversal}, {}, ""},
      {"it is later", {reversal, {.day = 10}}, {}, ""},
      {"it names another", {{.day = 5}, with_number}, {}, ""},
      {"it has another own reference", {{.day = 5}, with_own}, {}, ""},
      {"it names a line that is a movement's",
       {{.day = 4, .reference = "R9", .own = "P1"}, {.day = 5}, reversal},
       {{.id = "P1"}},
       "0=0 PAYMENT_NUMBER"},
      {"same party", {{.day = 5, .party = "qingcao"}, of_qingcao}, {}, "0+1= BANK_REVERSAL"},
      {"another party", {{.day = 5, .party = "yunshan"}, of_qingcao}, {}, ""},
      {"zero", {{.fen = 0}, {.fen = 0, .reversal = true}}, {}, ""},
  });
}

TEST(FindCertain, BookReversal) {
  Check({
      {"both know",
       {},
       {{.reversal_of = 1}, {.fen = -100, .reversal_of = 0}},
       "=0+1 BOOK_REVERSAL"},
      {"the later knows", {}, {{}, {.fen = -100, .reversal_of = 0}}, "=0+1 BOOK_REVERSAL"},
      {"the earlier knows", {}, {{.reversal_of = 1}, {.fen = -100}}, "=0+1 BOOK_REVERSAL"},
      {"amounts differ", {}, {{.reversal_of = 1}, {.fen = -99, .reversal_of = 0}}, ""},
      {"zero", {}, {{.fen = 0, .reversal_of = 1}, {.fen = 0}}, "=0+1 BOOK_REVERSAL"},
      {"itself", {}, {{.fen = 0, .reversal_of = 0}}, ""},
      {"it is another's",
       {},
       {{.reversal_of = 1}, {.fen = -100, .reversal_of = 2}, {}},
       "=1+2 BOOK_REVERSAL"},
      {"the bank knows of one",
       {{.own = "P1"}},
       {{.id = "P1", .reversal_of = 1}, {.fen = -100, .reversal_of = 0}},
       "0=0 PAYMENT_NUMBER"},
      {"lines first",
       {{.own = "P1"}},
       {{.reversal_of = 1}, {.fen = -100, .reversal_of = 0}, {.id = "P1"}},
       "0=2 PAYMENT_NUMBER; =0+1 BOOK_REVERSAL"},
  });
}

}  // namespace
}  // namespace ippledge
