// What ReadMt940 refuses: with kind, line, column and field, and nothing of the file is given out.
#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/statement/mt940.h"
#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kGood =
    ":20:STMT1\n"
    ":25:1502010104000123456\n"
    ":28C:31/1\n"
    ":60F:C250228CNY100,00\n"
    ":61:2503030303C20,00NTRFR1//B1\n"
    ":86:补偿资金\n"
    ":62F:C250331CNY120,00\n"
    "-\n";

// The faults as "KIND line:column field", one a line.
std::string Faults(absl::string_view text) {
  StatementFaults faults;
  std::vector<std::string> remarks;
  const bool empty = ReadMt940(text, faults, &remarks).empty();
  EXPECT_EQ(empty, !faults.empty());
  EXPECT_TRUE(faults.empty() || remarks.empty());
  std::string all;
  for (const StatementFault& fault : faults.faults()) {
    absl::StrAppend(&all, all.empty() ? "" : "\n", NameOf(fault.kind), " ", fault.line, ":",
                    fault.column, " ", fault.field);
  }
  return all;
}

std::string With(absl::string_view from, absl::string_view to) {
  const std::string text = absl::StrReplaceAll(kGood, {{from, to}});
  EXPECT_NE(text, kGood) << from;
  return text;
}

TEST(Mt940Refused, NoMessage) {
  EXPECT_EQ(Faults(kGood), "");
  EXPECT_EQ(Faults(""), "NOT_RECOGNISED 0:0 ");
  EXPECT_EQ(Faults("\n \n\r\n"), "NOT_RECOGNISED 0:0 ");
  EXPECT_EQ(Faults("-\n"), "NOT_RECOGNISED 0:0 ");
  EXPECT_EQ(Faults("{1:F01A}{2:I940}{4:\n-}"), "NOT_RECOGNISED 0:0 ");
  EXPECT_EQ(Faults("\n1\n2\n"), "NOT_RECOGNISED 2:1 ");
  EXPECT_EQ(Faults("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n"), "NOT_RECOGNISED 1:1 ");
}

TEST(Mt940Refused, FieldsThatAreMissing) {
  for (const auto& [from, to, want] : std::vector<std::array<const char*, 3>>{
           {":20:STMT1\n", "", "FIELD_MISSING 1:1 :20:"},
           {":25:1502010104000123456\n", "", "FIELD_MISSING 1:1 :25:"},
           {":25:1502010104000123456\n", ":25: \n", "FIELD_MISSING 2:5 :25:"},
           {":28C:31/1\n", "", "FIELD_MISSING 1:1 :28C:"},
           {":28C:31/1\n", ":28C:\n", "FIELD_MISSING 3:6 :28C:"},
           {":60F:C250228CNY100,00\n", "", "FIELD_MISSING 4:5 :61:"},
           {":62F:C250331CNY120,00\n", "", "FIELD_MISSING 1:1 :62F:"},
           {"NTRFR1//B1", "", "FIELD_MISSING 5:21 :61:"}}) {
    EXPECT_EQ(Faults(With(from, to)), want) << from;
  }
  EXPECT_EQ(Faults(":20:ONLY\n"),
            "FIELD_MISSING 1:1 :25:\nFIELD_MISSING 1:1 :28C:\nFIELD_MISSING 1:1 :60F:\n"
            "FIELD_MISSING 1:1 :62F:");
  // A message cut off in the middle, and the next one.
  EXPECT_EQ(Faults(absl::StrCat(kGood.substr(0, kGood.find(":62F:")), kGood)),
            "FIELD_MISSING 1:1 :62F:");
  // A line behind the end of its message.
  EXPECT_EQ(Faults(absl::StrCat(kGood, ":61:2503030303C20,00NTRF\n")), "FIELD_MISSING 9:1 :20:");
  // MT942 has no balances.
  EXPECT_EQ(Faults(":20:S\n:25:1\n:28C:1\n:34F:CNY0,\n:13D:2503311200+0800\n:61:250331C1,NTRF\n"
                   ":90C:1CNY1,\n"),
            "FIELD_MISSING 6:5 :61:\nFIELD_MISSING 1:1 :62F:");
}

TEST(Mt940Refused, TagsOutOfOrder) {
  for (const auto& [from, to, want] : std::vector<std::array<const char*, 3>>{
           {":28C:31/1\n", ":28C:31/1\n:25:1\n", "MALFORMED 4:5 :25:"},
           {":28C:31/1\n", ":28C:31/1\n:28:1\n", "MALFORMED 4:5 :28:"},
           {":61:", ":25:1\n:61:", "MALFORMED 5:5 :25:"},
           {":86:补偿资金\n", ":60F:C250228CNY100,00\n", "MALFORMED 6:6 :60F:"},
           {":86:补偿资金\n", ":60F:C250228CNY100,01\n", "BALANCE_CONTRADICTS 6:6 :60F:"},
           {"-\n", ":62F:C250331CNY120,00\n", "MALFORMED 8:6 :62F:"},
           {"-\n", ":62M:C250331CNY1,00\n", "BALANCE_CONTRADICTS 8:6 :62M:"},
           {"-\n", ":62F:C250330CNY120,00\n", "BALANCE_CONTRADICTS 8:6 :62F:"},
           {"-\n", ":61:2503030303C20,00NTRF\n", "MALFORMED 8:5 :61:"},
           {":28C:31/1\n", ":64:C250331CNY1,00\n:28C:31/1\n", "MALFORMED 3:5 :64:"},
           {":60F:", ":60:", "MALFORMED 4:5 :60:\nFIELD_MISSING 5:5 :61:"},
           {":62F:", ":62:", "MALFORMED 7:5 :62:\nFIELD_MISSING 1:1 :62F:"},
           {":61:", ":61A:", "MALFORMED 5:6 :61A:"}}) {
    EXPECT_EQ(Faults(With(from, to)), want) << to;
  }
}

TEST(Mt940Refused, TextWhereNoneCanBe) {
  for (const auto& [from, to, want] : std::vector<std::array<const char*, 3>>{
           {":25:", "text\n:25:", "MALFORMED 2:1 :20:"},
           {":28C:31/1\n", ":28C:31/1\ntext\n", "MALFORMED 4:1 :28C:"},
           {":61:", "text\n:61:", "MALFORMED 5:1 :60F:"},
           {":61:", ":xx:1\n:61:", "MALFORMED 5:1 :60F:"},
           {"-\n", "text\n-\n", "MALFORMED 8:1 :62F:"},
           {"-\n", "-\n text\n", "MALFORMED 9:1 "},
           // A "-" alone ends a message even within a text.
           {":86:补偿资金\n", ":86:补偿\n-\n资金\n",
            "FIELD_MISSING 1:1 :62F:\nFIELD_MISSING 9:1 :20:"}}) {
    EXPECT_EQ(Faults(With(from, to)), want) << to;
  }
  EXPECT_EQ(Faults(absl::StrCat(kGood, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n", kGood)),
            "MALFORMED 9:1 ");
}

TEST(Mt940Refused, Envelopes) {
  EXPECT_EQ(Faults(absl::StrCat("{1:F01A}{2:I942FUND}{4:\n", kGood)), "MALFORMED 1:13 {2:");
  EXPECT_EQ(
      Faults(absl::StrCat(kGood.substr(0, kGood.size() - 2), "-}{1:F01A}{2:O103FUND}{4:\n", kGood)),
      "MALFORMED 8:15 {2:");
  EXPECT_EQ(Faults(absl::StrCat("{1:F01A}{4::25:1\n", kGood)), "MALFORMED 1:12 {4:");
}

TEST(Mt940Refused, ValuesWithTheirColumns) {
  for (const auto& [from, to, want] : std::vector<std::array<const char*, 3>>{
           {"C250228", "250228", "AMOUNT_MALFORMED 4:6 :60F:"},
           {"C250228", "C25022", "DATE_MALFORMED 4:7 :60F:"},
           {"C250228", "C250230", "DATE_UNREAL 4:7 :60F:"},
           {"CNY100,00", "cny100,00", "CURRENCY 4:13 :60F:"},
           {"CNY100,00", "100,00", "CURRENCY 4:6 :60F:"},
           {"CNY100,00", "USD100,00", "CURRENCY 7:6 :62F:"},
           {"CNY120,00", "CNY120,001", "AMOUNT_NOT_WHOLE 7:16 :62F:"},
           {"2503030303", "2502300301", "DATE_UNREAL 5:5 :61:"},
           {"2503030303", "2503030230", "DATE_UNREAL 5:11 :61:"},
           {"0303C20", "0303X20", "AMOUNT_MALFORMED 5:15 :61:"},
           {"0303C20", "0303EC20", "STATUS_NOT_BOOKED 5:15 :61:"},
           {"C20,00", "C20.000", "AMOUNT_MALFORMED 5:16 :61:"},
           {"C20,00", "C20,001", "AMOUNT_NOT_WHOLE 5:16 :61:"},
           {"C20,00", "C100000000000000,01", "AMOUNT_RANGE 5:16 :61:"},
           {"C20,00", "C-20,00", "AMOUNT_NEGATIVE 5:16 :61:"},
           {":61:2503030303C20,00", "  :61:2503030303C-20,00", "AMOUNT_NEGATIVE 5:18 :61:"},
           {"NTRFR1//B1", "转账R1", "MALFORMED 5:21 :61:"}}) {
    EXPECT_EQ(Faults(With(from, to)), want) << to;
  }
}

TEST(Mt940Refused, AllFaultsAreToldToTheLimit) {
  std::string lines;
  for (int i = 0; i < kStatementFaultsMax + 5; ++i) lines += ":61:250230C1,NTRF\n";
  StatementFaults faults;
  EXPECT_TRUE(ReadMt940(With(":86:补偿资金\n", lines), faults).empty());
  EXPECT_TRUE(faults.full());
  EXPECT_EQ(faults.faults().back().line, 6 + kStatementFaultsMax - 1);
  // Those of another reader before count, too.
  EXPECT_TRUE(ReadMt940(kGood, faults).empty());
}

TEST(Mt940Refused, PagesThatDoNotFollow) {
  const std::string first = With(":62F:", ":62M:");
  EXPECT_EQ(Faults(absl::StrCat(first, With("C250228CNY100,00", "C250331CNY120,01"))), "");
  const std::string next = absl::StrReplaceAll(
      kGood, {{":60F:C250228CNY100,00", ":60M:C250331CNY120,01"}, {"31/1", "31/2"}});
  EXPECT_EQ(Faults(absl::StrCat(first, next)), "STATEMENTS_MISMATCH 12:6 :60M:");
  const std::string debit = absl::StrReplaceAll(next, {{"C250331CNY120,01", "D250331CNY120,00"}});
  EXPECT_EQ(Faults(absl::StrCat(first, debit)), "STATEMENTS_MISMATCH 12:6 :60M:");
}

TEST(Mt940Refused, Limits) {
  const std::string long_text(kMt940LineBytesMax, 'x');
  EXPECT_EQ(Faults(With(":86:补偿资金", absl::StrCat(":86:", long_text))),
            "FIELD_TOO_LONG 6:1 :86:");
  const std::string longest = long_text.substr(0, kStatementTextBytesMax);
  const std::string too_long = longest + "x";
  EXPECT_EQ(Faults(With("R1//B1", too_long)), "FIELD_TOO_LONG 5:1 :61: / :86:");
  EXPECT_EQ(Faults(With("R1//B1", longest)), "");
  EXPECT_EQ(Faults(With("1502010104000123456", too_long)), "FIELD_TOO_LONG 2:5 :25:");
  EXPECT_EQ(Faults(With("31/1", too_long)), "FIELD_TOO_LONG 3:6 :28C:");
  std::string many = ":86:";
  for (int i = 0; i < kMt940FieldBytesMax / 64; ++i) many += std::string(64, 'x') + "\n";
  EXPECT_EQ(Faults(With(":86:补偿资金\n", many)),
            absl::StrCat("FIELD_TOO_LONG ", 6 + kMt940FieldBytesMax / 64 - 2, ":1 :86:"));
  std::string empty;
  for (int i = 0; i < kMt940FieldBytesMax + 1; ++i) empty += ":86:\n";
  EXPECT_EQ(Faults(With(":86:补偿资金\n", empty)),
            absl::StrCat("FIELD_TOO_LONG ", 6 + kMt940FieldBytesMax, ":5 :86:"));

  std::string balances;
  for (int i = 0; i < kMt940BalancesMax - 2; ++i) balances += ":65:C250401CNY120,00\n";
  EXPECT_EQ(Faults(With("-\n", balances)), "");
  balances += ":65:C250401CNY120,00\n";
  EXPECT_EQ(Faults(With("-\n", balances)),
            absl::StrCat("TOO_LARGE ", 7 + kMt940BalancesMax - 1, ":5 :65:"));

  std::string statements;
  for (int i = 0; i < kStatementsPerFileMax; ++i) absl::StrAppend(&statements, kGood);
  EXPECT_EQ(Faults(statements), "");
  EXPECT_EQ(Faults(absl::StrCat(statements, kGood)),
            absl::StrCat("TOO_LARGE ", 8 * kStatementsPerFileMax + 1, ":1 :20:"));

  std::string lines;
  for (int i = 0; i < kStatementLinesMax - 1; ++i) lines += ":61:250331C1,NTRF\n";
  EXPECT_EQ(Faults(With(":86:补偿资金\n", lines)), "");
  lines += ":61:250331C1,NTRF\n";
  EXPECT_EQ(Faults(With(":86:补偿资金\n", lines)),
            absl::StrCat("TOO_LARGE ", 5 + kStatementLinesMax + 1, ":1 :61:"));
}

}  // namespace
}  // namespace ippledge::client
