#include "client/statement/mt940_text.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

Mt940Info Read(absl::string_view lines) {
  const std::vector<absl::string_view> split = absl::StrSplit(lines, '\n');
  return ReadMt940Text(split);
}

struct Case {
  const char* lines;
  const char* text;
  const char* end_to_end;
  const char* own;
  const char* name;
  const char* account;
  const char* bank;
};

void Check(const Case& each) {
  const Mt940Info info = Read(each.lines);
  EXPECT_EQ(info.text, each.text) << each.lines;
  EXPECT_EQ(info.end_to_end, each.end_to_end) << each.lines;
  EXPECT_EQ(info.own, each.own) << each.lines;
  EXPECT_EQ(info.name, each.name) << each.lines;
  EXPECT_EQ(info.account, each.account) << each.lines;
  EXPECT_EQ(info.bank, each.bank) << each.lines;
}

TEST(Mt940Text, PlainTextsAreJoined) {
  const std::string full(65, 'a');
  const std::string padded = std::string(40, ' ') + "a" + std::string(24, ' ');
  EXPECT_EQ(Read(absl::StrCat(full, "\nb")).text, full + "b");
  EXPECT_EQ(Read(absl::StrCat(full.substr(1), "\nb")).text, full.substr(1) + " b");
  EXPECT_EQ(Read(absl::StrCat(padded, "\n", padded)).text, "a a");
  for (const Case& each : {
           Case{"", "", "", "", "", "", ""},
           Case{"   ", "", "", "", "", "", ""},
           Case{"知识产权质押贷款风险补偿\n第 12 号", "知识产权质押贷款风险补偿 第 12 号", "", "",
                "", "", ""},
           // 32 characters of two columns each, and one is left.
           Case{"知识产权质押贷款风险补偿资金专户拨付二〇二五年第一季度补偿款项及其\n利息",
                "知识产权质押贷款风险补偿资金专户拨付二〇二五年第一季度补偿款项及其利息", "", "",
                "", "", ""},
           Case{"a\t\xE3\x80\x80 b\xC2\xA0\xE2\x80\xA8", "a b", "", "", "", "", ""},
           Case{"is 1+1 = 2? yes", "is 1+1 = 2? yes", "", "", "", "", ""},
           Case{"A CRED+B is kept", "A CRED+B is kept", "", "", "", "", ""},
           Case{"12?00 is no subfield", "12?00 is no subfield", "", "", "", "", ""},
       }) {
    Check(each);
  }
}

TEST(Mt940Text, Subfields) {
  for (const Case& each : {
           Case{"166?00TRANSFER?109250?20purpose?30ABOCCNBJ?31150201?32Jia Tech?34000",
                "TRANSFER purpose", "", "", "Jia Tech", "150201", "ABOCCNBJ"},
           Case{"166?00TRANSFER?109250?20purpose?30ABOCCNBJ?31150201?38DE1?32Jia Tech",
                "TRANSFER purpose", "", "", "Jia Tech", "DE1", "ABOCCNBJ"},
           Case{" 020<00PRZELEW<20one<21two", "PRZELEW one two", "", "", "", "", ""},
           Case{"000>109876\n>20one>21two\n>22three>3115", "one two three", "", "", "", "15", ""},
           Case{"?20no code before", "no code before", "", "", "", "", ""},
           Case{"166?00收款?20知识产权质押?21补偿款?32呼和浩特市甲科技有限公司",
                "收款 知识产权质押 补偿款", "", "", "呼和浩特市甲科技有限公司", "", ""},
           Case{"166?20知识产权质押贷款风险补偿金?21付款", "知识产权质押贷款风险补偿金付款", "", "",
                "", "", ""},
           // 27 characters are full: the word goes on in the next.
           Case{"166?20abcdefghijklmnopqrstuvwxyz1?2123", "abcdefghijklmnopqrstuvwxyz123", "", "",
                "", "", ""},
           Case{"166?20abcdefghijklmnopqrstuvwxyz?21123", "abcdefghijklmnopqrstuvwxyz 123", "", "",
                "", "", ""},
           Case{"166?32abcdefghijklmnopqrstuvwxyz1?33 Co?20x", "x", "", "",
                "abcdefghijklmnopqrstuvwxyz1 Co", "", ""},
           Case{"166?32Jia?33Tech?20x", "x", "", "", "Jia Tech", "", ""},
           Case{"166?20a?60b?63c?70d", "a b c d", "", "", "", "", ""},
           // Lines are broken anywhere, even within the number of a subfield.
           Case{"166?20one?2\n1two?\n22three", "one two three", "", "", "", "", ""},
           Case{"166?20what? no ?x ?2", "what? no ?x ?2", "", "", "", "", ""},
           Case{"166?00", "", "", "", "", "", ""},
       }) {
    Check(each);
  }
}

TEST(Mt940Text, WordsWithPlus) {
  for (const Case& each : {
           Case{"166?00CREDIT?20EREF+DK-2025-0007?21KREF+K1?22MREF+M1?23SVWZ+compensation?24of May",
                "CREDIT compensation of May", "DK-2025-0007", "K1", "", "", ""},
           Case{"166?20EREF+NOTPROVIDED?21SVWZ+a", "a", "", "", "", "", ""},
           // A reference that fills its subfield goes on; what follows a short one does not.
           Case{"166?20EREF+abcdefghijklmnopqrstuv?21wx?22text", "text", "abcdefghijklmnopqrstuvwx",
                "", "", "", ""},
           Case{"166?20EREF+abc?21MTLG:text", "MTLG:text", "abc", "", "", "", ""},
           Case{"166?20EREF+abcSVWZ+text", "text", "abc", "", "", "", ""},
           Case{"166?20SVWZ+text?21IBAN+DE1?22BIC+ABOC?23NAME+Jia?32Yi", "text", "", "", "Yi",
                "DE1", "ABOC"},
           Case{"EREF+E1 KREF+K1 SVWZ+plain text NAME+Jia Tech IBAN+DE1", "plain text", "E1", "K1",
                "Jia Tech", "DE1", ""},
           Case{"transfer SVWZ+plain", "plain transfer", "", "", "", "", ""},
       }) {
    Check(each);
  }
}

TEST(Mt940Text, WordsBetweenSlashes) {
  for (const Case& each : {
           Case{"/TRTP/SEPA OVERBOEKING/IBAN/NL1/BIC/INGB/NAME/Jia Tech/REMI/May/EREF/E1",
                "SEPA OVERBOEKING May", "E1", "", "Jia Tech", "NL1", "INGB"},
           Case{"/EREF/01-01-2025 12:00/BENM//NAME/Jia/REMI//ISDT/2025-07-11",
                "/EREF/01-01-2025 12:00/BENM//NAME/Jia/REMI//ISDT/2025-07-11", "01-01-2025 12:00",
                "", "Jia", "", ""},
           Case{"/EREF/NOTPROVIDED//CNTP/NL1/INGB/Jia/Hohhot//REMI/USTD//May//", "May", "", "",
                "Jia", "NL1", "INGB"},
           Case{"/BENM/NAME/Jia/REMI/a/b", "a/b", "", "", "Jia", "", ""},
           Case{"/REMI/USTD//", "/REMI/USTD//", "", "", "", "", ""},
           Case{"/XYZZ/is no word/NAME/Jia", "/XYZZ/is no word/NAME/Jia", "", "", "", "", ""},
           Case{"//NAME/Jia", "//NAME/Jia", "", "", "", "", ""},
           Case{"/", "/", "", "", "", "", ""},
           Case{"/NAME", "/NAME", "", "", "", "", ""},
       }) {
    Check(each);
  }
}

TEST(Mt940Notes, LinesWithNumbers) {
  const std::vector<absl::string_view> lines = {"01purpose", "02goes on", "15Jia",
                                                "16Tech",    "17FEE",     "1812345",
                                                "33109",     "3415",      "no number"};
  const Mt940Info info = ReadMt940Notes(lines);
  EXPECT_EQ(info.text, "FEE purpose goes on no number");
  EXPECT_EQ(info.name, "Jia Tech");
  EXPECT_EQ(info.bank, "109");
  EXPECT_EQ(info.account, "15");
  const std::vector<absl::string_view> header = {"22Fund of the region", "23Account", "32"};
  EXPECT_EQ(Mt940AccountName(header), "Fund of the region");
  EXPECT_EQ(Mt940AccountName({}), "");
}

TEST(Mt940Details, AccountOrText) {
  Mt940Info info;
  info.text = "text";
  AddMt940Details({"NL71RABO0123456789"}, &info);
  EXPECT_EQ(info.account, "NL71RABO0123456789");
  EXPECT_EQ(info.text, "text");
  AddMt940Details({"NL71RABO0123456789"}, &info);  // it is known: the text has it
  AddMt940Details({"/OCMT/", "EUR1,"}, &info);
  AddMt940Details({}, &info);
  EXPECT_EQ(info.text, "text NL71RABO0123456789 /OCMT/ EUR1,");
}

TEST(Mt940Text, LengthCostsNoMoreThanItself) {
  for (const char* piece : {"?20", "/NAME/", "EREF+", "+", "/", "?", " ", "/REMI/USTD//", "＋"}) {
    std::string text = "166?20";
    while (text.size() < 2'000'000) text += piece;
    Read(text);
    Read(text.substr(6));
  }
}

}  // namespace
}  // namespace ippledge::client
