#include "client/statement/mt940.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kFund =
    ":20:STMT20250331\n"
    ":21:NONREF\n"
    ":25:ABOCCNBJ150/1502010104000123456\n"
    ":28C:00031/001\n"
    ":60F:C250228CNY5000000,00\n"
    ":61:2503030303CY2000000,00NTRFBF-2025-01//N2025030300017\n"
    "CZT\n"
    ":86:自治区财政厅拨付知识产权质押贷款风险补偿资金\n"
    ":61:2503100310D350000,5NTRFDK-2025-0007//N2025031000004\n"
    ":86:166?00补偿付款?20知识产权质押贷款补偿?21DK-2025-0007?30ICBKCNBJ?31150299?32甲银行\n"
    ":61:2503120312RD350000,5NTRFDK-2025-0007//N2025031200009\n"
    ":86:退汇 户名不符\n"
    ":61:250321C1234,NINTNONREF\n"
    ":62F:C250331CNY7001234,00\n"
    ":64:C250331CNY7001234,00\n"
    ":65:C250401CNY7001234,00\n"
    ":86:本户余额已核对\n"
    "-\n";

std::vector<Statement> Read(absl::string_view text) {
  StatementFaults faults;
  std::vector<Statement> statements = ReadMt940(text, faults);
  for (const StatementFault& fault : faults.faults()) ADD_FAILURE() << TextEn(fault);
  return statements;
}

std::string Balances(const Statement& statement) {
  std::string all;
  for (const Balance& balance : statement.balances) {
    absl::StrAppend(&all, all.empty() ? "" : " ", static_cast<int>(balance.kind), ":",
                    balance.date.ToString(), ":", balance.amount.fen(), ":", balance.source_line);
  }
  return all;
}

TEST(Mt940, ReadsAStatement) {
  const std::vector<Statement> statements = Read(kFund);
  ASSERT_EQ(statements.size(), 1u);
  const Statement& statement = statements[0];
  EXPECT_EQ(statement.account, "1502010104000123456");
  EXPECT_EQ(statement.bank, "ABOCCNBJ150");
  EXPECT_EQ(statement.statement_number, "00031/001");
  EXPECT_EQ(statement.currency, "CNY");
  EXPECT_EQ(statement.source_line, 1);
  EXPECT_FALSE(statement.from_date.has_value());
  EXPECT_EQ(Balances(statement),
            "1:2025-02-28:500000000:5 2:2025-03-31:700123400:14 5:2025-03-31:700123400:15 "
            "6:2025-04-01:700123400:16");
  const std::vector<StatementLine> lines = {
      {.source_line = 6,
       .booking_date = Date::Of(2025, 3, 3),
       .value_date = Date::Of(2025, 3, 3),
       .amount = Money::OfFen(200000000),
       .bank_reference = "N2025030300017",
       .own_reference = "BF-2025-01",
       .text = "自治区财政厅拨付知识产权质押贷款风险补偿资金 CZT",
       .code = "NTRF"},
      {.source_line = 9,
       .booking_date = Date::Of(2025, 3, 10),
       .value_date = Date::Of(2025, 3, 10),
       .amount = Money::OfFen(-35000050),
       .bank_reference = "N2025031000004",
       .own_reference = "DK-2025-0007",
       .text = "补偿付款 知识产权质押贷款补偿 DK-2025-0007",
       .code = "NTRF",
       .counterparty_name = "甲银行",
       .counterparty_account = "150299",
       .counterparty_bank = "ICBKCNBJ"},
      {.source_line = 11,
       .booking_date = Date::Of(2025, 3, 12),
       .value_date = Date::Of(2025, 3, 12),
       .amount = Money::OfFen(35000050),
       .bank_reference = "N2025031200009",
       .own_reference = "DK-2025-0007",
       .text = "退汇 户名不符",
       .code = "NTRF",
       .reversal = true},
      {.source_line = 13,
       .booking_date = Date::Of(2025, 3, 21),
       .value_date = Date::Of(2025, 3, 21),
       .amount = Money::OfFen(123400),
       .code = "NINT"},
  };
  ASSERT_EQ(statement.lines.size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(statement.lines[i], lines[i]) << i;
}

TEST(Mt940, LineEndsEnvelopesAndPaddingDoNotCount) {
  const std::vector<StatementLine> lines = Read(kFund)[0].lines;
  const std::string swift =
      absl::StrReplaceAll(kFund, {{"CNY7001234,00\n-\n", ""}, {"\n-\n", "\n-}"}});
  const struct {
    std::string text;
    int shift;  // of source lines
  } kCases[] = {
      {absl::StrReplaceAll(kFund, {{"\n", "\r\n"}}), 0},
      {absl::StrReplaceAll(kFund, {{"\n", "\r"}}), 0},
      {absl::StrCat("\xEF\xBB\xBF", kFund), 0},
      {absl::StrCat("\n  \n\x01\n", kFund), 3},
      {absl::StrCat("ABOCCNBJ\n940\nABOCCNBJ\n", kFund), 3},
      {absl::StrCat(":940:\n", kFund), 1},
      {absl::StrCat("{1:F01ABOCCNBJA150}{2:I940FUNDCNBJXXXXN}{3:{108:1}}{4:\n", swift), 1},
      {absl::StrCat("{1:F01ABOCCNBJA150}\n{2:O9401200250331ABOC}\n{4:\n", swift, "{5:{CHK:1}}\n"),
       3},
      {absl::StrCat("{1:F01ABOCCNBJA150}{4:", swift), 0},
      {std::string(kFund.substr(0, kFund.size() - 3)), 0},
      {absl::StrReplaceAll(kFund, {{"\n-\n", "\n-\x03"}}), 0},
      {absl::StrReplaceAll(kFund, {{"\n-\n",
                                    "\n-XX"
                                    "X\n\x1A"}}),
       0},
  };
  for (const auto& each : kCases) {
    const std::vector<Statement> statements = Read(each.text);
    ASSERT_EQ(statements.size(), 1u) << each.text;
    ASSERT_EQ(statements[0].lines.size(), lines.size()) << each.text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      StatementLine line = statements[0].lines[i];
      line.source_line -= each.shift;
      EXPECT_EQ(line, lines[i]) << each.text;
    }
  }
  // Spaces before tags and behind values, blank lines between all of them.
  const std::string padded = absl::StrReplaceAll(kFund, {{"\n", "  \n \n  "}});
  ASSERT_EQ(Read(padded).size(), 1u);
  EXPECT_EQ(Read(padded)[0].lines[1].text, lines[1].text);
}

constexpr absl::string_view kEmptyDay =
    ":20:S\n:25:1\n:28C:2/1\n:60F:C250331CNY1,00\n:62F:C250401CNY1,00\n";

TEST(Mt940, SeveralMessages) {
  for (const char* between : {"", "-\n", "-\n-\n\n", "\n", "-\nABOCCNBJ\n940\nABOCCNBJ\n",
                              "-}{5:}{1:F01A}{2:I940B}{4:\n", "-}\n{1:F01A}{2:I940B}{4:\n"}) {
    const std::vector<Statement> statements = Read(absl::StrCat(kEmptyDay, between, kEmptyDay));
    ASSERT_EQ(statements.size(), 2u) << between;
    EXPECT_EQ(statements[0].source_line, 1);
    EXPECT_GE(statements[1].source_line, 6);
    EXPECT_TRUE(statements[1].lines.empty());
  }
}

// A message of one page; `lines` besides.
std::string Page(absl::string_view number, absl::string_view opening, absl::string_view closing,
                 absl::string_view lines = "") {
  return absl::StrCat(":20:S\n:25:1502CNY\n:28C:", number, "\n:60", opening, ",00\n", lines, ":62",
                      closing, ",00\n-\n");
}

TEST(Mt940, PagesMakeOneStatement) {
  StatementFaults faults;
  std::vector<std::string> remarks;
  const std::string text =
      absl::StrCat(Page("7/1", "F:C250301CNY10", "M:C250302CNY15", ":61:250302C5,NTRF\n"),
                   Page("7/2", "M:C250302CNY15", "M:D250303CNY5", ":61:250303D20,NTRF\n"),
                   Page("7/3", "M:D250303CNY5", "F:C250304CNY0", ":61:250304C5,NTRF\n"),
                   Page("8/1", "F:C250304CNY0", "F:C250304CNY0"));
  const std::vector<Statement> statements = ReadMt940(text, faults, &remarks);
  ASSERT_TRUE(faults.empty()) << TextEn(faults.faults()[0]);
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0].statement_number, "7/1");
  EXPECT_EQ(statements[0].account, "1502");
  EXPECT_EQ(statements[0].lines.size(), 3u);
  EXPECT_EQ(Balances(statements[0]), "1:2025-03-01:1000:4 2:2025-03-04:0:20");
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_EQ(remarks[0], "并入前页的对账单续页：2 / pages joined to the page before: 2");
}

TEST(Mt940, PagesAloneAreStatementsWithARemark) {
  for (const std::string& text : {
           Page("7/2", "M:C250302CNY15", "F:C250302CNY15"),
           Page("7/1", "F:C250302CNY15", "M:C250302CNY15"),
           Page("7/1", "M:C250302CNY15", "M:C250302CNY15"),
       }) {
    StatementFaults faults;
    std::vector<std::string> remarks;
    EXPECT_EQ(ReadMt940(text, faults, &remarks).size(), 1u);
    EXPECT_TRUE(faults.empty());
    EXPECT_FALSE(remarks.empty()) << text;
  }
  // Another number, another account, or a closing balance that is the last.
  for (const auto& [first, second] : std::vector<std::pair<std::string, std::string>>{
           {Page("7/1", "F:C250302CNY1", "M:C250302CNY15"),
            Page("8/2", "M:C250302CNY15", "F:C250302CNY15")},
           {Page("7/1", "F:C250302CNY1", "F:C250302CNY15"),
            Page("7/2", "M:C250302CNY15", "F:C250302CNY15")},
           {Page("7/1", "F:C250302CNY1", "M:C250302CNY15"),
            absl::StrReplaceAll(Page("7/2", "M:C250302CNY15", "F:C250302CNY15"),
                                {{"1502", "1503"}})}}) {
    EXPECT_EQ(Read(first + second).size(), 2u) << second;
  }
}

std::string WithLine(absl::string_view lines) {
  return absl::StrCat(":20:S\n:25:1\n:28:1\n:60F:C250331CNY1,00\n", lines,
                      ":62F:C250401CNY1,00\n-\n");
}

TEST(Mt940, TextsOfALine) {
  const struct {
    const char* lines;
    const char* text;
    const char* own;
    const char* bank;
  } kCases[] = {
      {":61:250331C1,NTRFR1//B1\n", "", "R1", "B1"},
      {":61:250331C1,NTRFR1//B1\n:86:\n", "", "R1", "B1"},
      {":61:250331C1,NTRFNONREF\n//B1\n:86:text\n", "text", "", "B1"},
      {":61:250331C1,NTRFNONREF\n//NONREF\nmore\n:86:text\n", "text more", "", ""},
      {":61:250331C1,NTRFNONREF//B1\n//more\n", "//more", "", "B1"},
      {":61:250331C1,NTRFR1\n:86:one\n:86:two\n:86:three\n", "one two three", "R1", ""},
      {":61:250331C1,NTRFR1\n:13D:2503311200+0800\n:86:one\n", "one", "R1", ""},
      // The reference of :86: is the payment's; that of :61: stays findable.
      {":61:250331C1,NTRFR1\n:86:EREF+E1 SVWZ+text\n", "text R1", "E1", ""},
      {":61:250331C1,NTRFKREF+\n:86:166?20KREF+K1?21SVWZ+text\n", "text", "K1", ""},
      {":61:250331C1,NTRFR1\n:86:166?20KREF+K1?21SVWZ+text\n", "text", "R1", ""},
      {":61:250331C1,NTRF\n:NS:01one\n02two\n15Jia\n", "one two", "", ""},
      {":61:250331C1,NTRF\n:86:text\n:NS:01one\n", "text one", "", ""},
      // Free text is broken anywhere, and may begin with what else is a sign.
      {":61:250331C1,NTRF\n:86:at 16\n:26:37 o'clock\n", "at 16 :26:37 o'clock", "", ""},
      {":61:250331C1,NTRF\n:86:at 16\n:20:37 o'clock\n", "at 16 :20:37 o'clock", "", ""},
      {":61:250331C1,NTRF\n:86:at\n: 8 o'clock\n:8 and on\n", "at : 8 o'clock :8 and on", "", ""},
      {":61:250331C1,NTRF\n:86:one\n- two\n-three\n", "one - two -three", "", ""},
      {":61:250331C1,NTRF\n:86:one\n\n  \ntwo\n", "one two", "", ""},
  };
  for (const auto& each : kCases) {
    const std::vector<Statement> statements = Read(WithLine(each.lines));
    ASSERT_EQ(statements.size(), 1u) << each.lines;
    ASSERT_EQ(statements[0].lines.size(), 1u) << each.lines;
    EXPECT_EQ(statements[0].lines[0].text, each.text) << each.lines;
    EXPECT_EQ(statements[0].lines[0].own_reference, each.own) << each.lines;
    EXPECT_EQ(statements[0].lines[0].bank_reference, each.bank) << each.lines;
  }
}

TEST(Mt940, OtherFieldsAreLeftOutByName) {
  StatementFaults faults;
  std::vector<std::string> remarks;
  const std::string text =
      ":20:S\n:13D:2503311200+0800\n:25P:1502\nABOCCNBJ150\n:28C:1\n:34F:CNY0,\n:NS:"
      "22基金专户\n23x\n"
      ":60F:C250331CNY1,00\n:86:about the statement\n:26:unknown\nand its next line\n"
      ":26:again\n:90C:0CNY0,\n:62F:C25033100001,00\n:86:about the statement\n";
  const std::vector<Statement> statements = ReadMt940(text, faults, &remarks);
  ASSERT_TRUE(faults.empty()) << TextEn(faults.faults()[0]);
  ASSERT_EQ(statements.size(), 1u);
  EXPECT_EQ(statements[0].account, "1502");
  EXPECT_EQ(statements[0].account_name, "基金专户");
  EXPECT_EQ(statements[0].bank, "ABOCCNBJ150");
  EXPECT_TRUE(statements[0].lines.empty());
  EXPECT_EQ(remarks, (std::vector<std::string>{
                         "未采用的栏位 :26:：2 / fields left out, :26:: 2",
                         "未写币种、按期初余额币种读取的余额：1 / balances without currency, read "
                         "in that of the opening balance: 1"}));
}

TEST(Mt940, LongTextsAreCutBetweenCharacters) {
  StatementFaults faults;
  std::vector<std::string> remarks;
  std::string lines = ":61:250331C1,NTRF\n:86:a";
  for (int i = 0; i < kStatementTextBytesMax / 3 + 1; ++i) lines += "补";
  const std::vector<Statement> statements = ReadMt940(WithLine(lines + "\n"), faults, &remarks);
  ASSERT_EQ(statements.size(), 1u);
  // An "a" and as many characters of three bytes as fit whole.
  EXPECT_EQ(statements[0].lines[0].text.size(),
            1u + static_cast<std::size_t>((kStatementTextBytesMax - 1) / 3 * 3));
  EXPECT_EQ(remarks.size(), 1u);
}

TEST(LooksLikeMt940, ByTagsAndEnvelopes) {
  for (const char* text :
       {":20:A", "\r\n\r\n:20:A\r\n", "\xEF\xBB\xBF:20:A", "ABNANL2A\n940\nABNANL2A\n:20:A",
        "{1:F01ABOCCNBJA150}{2:I940", "{4:\n:20:A", "\x01\n:20:A", ":940:\n:20:A",
        "  :61:250331C1,NTRF", ":60F:C250331CNY1,00", "0000 01ING\n940 00\n:20:A"}) {
    EXPECT_TRUE(LooksLikeMt940(text)) << text;
  }
  std::string far = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
  EXPECT_TRUE(LooksLikeMt940(far + ":20:A"));
  EXPECT_FALSE(LooksLikeMt940(far + "11\n:20:A"));
  EXPECT_FALSE(LooksLikeMt940(std::string(kMt940SampleBytes, ' ') + "\n:20:A"));
  for (const char* text :
       {"", "\n", "交易日期,摘要,金额\n2025-03-31,收款,1.00\n", "<?xml version=\"1.0\"?>",
        "at :20:A", ":2:A", ":abc:", ":77:A", ":940:\n", "{\"a\":1}", "20:A"}) {
    EXPECT_FALSE(LooksLikeMt940(text)) << text;
  }
}

}  // namespace
}  // namespace ippledge::client
