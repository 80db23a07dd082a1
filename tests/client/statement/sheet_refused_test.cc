#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/client/statement/sheet_text.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(SheetRefusal, CellsAreToldWithLineAndColumn) {
  const std::pair<absl::string_view, absl::string_view> cases[] = {
      {"2025-02-30,1,,\n",
       "DATE_UNREAL: line 2, column 1, 日期: there is no such day, got "
       "\"2025-02-30\""},
      {"2025-13-01,1,,\n", "DATE_UNREAL"},
      {"25-01-01,1,,\n", "DATE_MALFORMED: line 2, column 1, 日期"},
      {"2025-01-0", "DATE_UNREAL: line 2, column 1"},
      {"2025-01", "DATE_MALFORMED: line 2, column 1"},
      {"某日,1,,\n", "DATE_MALFORMED: line 2, column 1"},
      {",1,,5.00\n", "FIELD_MISSING: line 2, column 1, 日期"},
      {",1,\n", "FIELD_MISSING: line 2, column 1, 日期"},
      {"2025-01-10,,,\n", "FIELD_MISSING: line 2, column 12, 收入"},
      {"2025-01-10,-,--,5.00\n", "FIELD_MISSING"},
      {"2025-01-10,1,2,\n", "AMOUNT_MALFORMED: line 2, column 14, 支出: not an amount or"},
      {"2025-01-10,1.2.3,,\n", "AMOUNT_MALFORMED: line 2, column 12, 收入"},
      {"2025-01-10,\"1,00.00\",,\n", "AMOUNT_MALFORMED"},
      {"2025-01-10,1E+5,,\n", "AMOUNT_MALFORMED"},
      {"2025-01-10,--1,,\n", "AMOUNT_MALFORMED"},
      {"2025-01-10,100.00100,,\n", "AMOUNT_NOT_WHOLE: line 2, column 12, 收入: finer than a fen"},
      {"2025-01-10,100000000000000.01,,\n", "AMOUNT_RANGE"},
      {"2025-01-10,99999999999999999999999999,,\n", "AMOUNT_RANGE"},
      {"2025-01-10,1,,余额\n", "AMOUNT_MALFORMED: line 2, column 15, 余额"},
      {"2025-01-10,1,000.00,,5\n", "MALFORMED: line 2, column 22, not what its format says, got"},
      {"2025-01-10,\"1\"x,,\n", "MALFORMED: line 2, column 12, 收入"},
      {"2025-01-10,\"1\n\n", "MALFORMED: line 2, column 12, not what its format says, got \"\"\""},
  };
  for (const auto& [rows, want] : cases) {
    const std::vector<std::string> got = LinesOf(rows);
    ASSERT_EQ(got.size(), 1u) << rows;
    EXPECT_THAT(got[0], HasSubstr(want.substr(0, want.find(" or")))) << rows;
  }
}

TEST(SheetRefusal, TextsAndCodes) {
  const std::string long_text(kStatementTextBytesMax + 1, 'x');
  const auto faults = [](absl::string_view header, absl::string_view cell) {
    return Read(absl::StrCat("日期,收入,支出,", header, "\n2025-01-10,1,,", cell, "\n")).faults;
  };
  EXPECT_THAT(faults("摘要", long_text),
              ElementsAre(HasSubstr("FIELD_TOO_LONG: line 2, column 15, 摘要: too long, got")));
  EXPECT_THAT(faults("摘要", long_text.substr(1)), IsEmpty());
  EXPECT_THAT(faults("流水号", long_text), ElementsAre(HasSubstr("FIELD_TOO_LONG")));
  EXPECT_THAT(faults("对方账号", "6.22202E+18"),
              ElementsAre(HasSubstr("MALFORMED: line 2, column 15, 对方账号")));
  EXPECT_THAT(faults("币种", "日元"), ElementsAre(HasSubstr("CURRENCY: line 2, column 15, 币种")));
  EXPECT_THAT(Read("日期,收入,支出,币种\n2025-01-10,1,,CNY\n2025-01-10,1,,USD\n").faults,
              ElementsAre(HasSubstr("CURRENCY: line 3, column 15, 币种: another currency, got "
                                    "\"USD\", want \"CNY\"")));
  EXPECT_THAT(Read("期初余额：1.234.5\n日期,收入,支出\n2025-01-10,1,\n").faults,
              ElementsAre(HasSubstr("AMOUNT_MALFORMED: line 1, column 1, 期初余额")));
}

TEST(SheetRefusal, HeadersThatDoNotFit) {
  EXPECT_THAT(Read("").faults, ElementsAre("NOT_RECOGNISED: no known form of statement"));
  EXPECT_THAT(Read("hello world\n1,2,3\n").faults, ElementsAre(HasSubstr("NOT_RECOGNISED")));
  EXPECT_THAT(Read("x\n日期,收入,余额,摘要\n").faults,
              ElementsAre("NOT_RECOGNISED: line 2, fund: no known form of statement, want "
                          "\"amount\""));
  EXPECT_THAT(Read("日期,收入,支出,余额,余额\n2025-01-10,1,,1,2\n").faults,
              ElementsAre("MALFORMED: line 1, 余额: not what its format says, want \"one column of "
                          "that name\""));
  EXPECT_THAT(
      Read("日期,收入,支出\n2025-01-10,1,\n", absl::StrCat(kProfile, "recognise: \"某某\"")).faults,
      ElementsAre(HasSubstr("fund: no known form of statement, want \"某某\"")));
  const std::string far = absl::StrCat(std::string(kSheetHeaderRows, '\n'), "日期,收入,支出\n");
  EXPECT_THAT(Read(far).faults, ElementsAre(HasSubstr("NOT_RECOGNISED")));
}

TEST(SheetRefusal, ManyFaultsEndTheReading) {
  std::string rows;
  for (int i = 0; i < 100'000; ++i) rows += "2025-02-30,1,,\n";
  EXPECT_EQ(LinesOf(rows).size(), static_cast<std::size_t>(kStatementFaultsMax));
}

}  // namespace
}  // namespace ippledge::client
