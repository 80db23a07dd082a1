// Workbooks as a spreadsheet library writes them, read back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/statement/xlsx.h"
#include "tests/client/statement/workbook.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string BytesOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// What `fill` puts into the first two sheets. `constant`: rows are written as they come, with texts
// inside of cells.
template <typename Fill>
std::string Written(bool constant, Fill fill) {
  const std::string path = absl::StrCat(testing::TempDir(), "xlsx_writer_test.xlsx");
  lxw_workbook_options options = {};
  options.constant_memory = constant ? LXW_TRUE : LXW_FALSE;
  lxw_workbook* const book = workbook_new_opt(path.c_str(), &options);
  lxw_worksheet* const cover = workbook_add_worksheet(book, "封面");
  lxw_worksheet* const lines = workbook_add_worksheet(book, "交易明细");
  fill(book, cover, lines);
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  return BytesOf(path);
}

TEST(XlsxWriter, AStatementComesBackAsItIsShown) {
  for (const bool constant : {false, true}) {
    const std::string bytes =
        Written(constant, [](lxw_workbook* book, lxw_worksheet* cover, lxw_worksheet* lines) {
          worksheet_hide(cover);
          worksheet_activate(lines);
          lxw_format* const date = workbook_add_format(book);
          format_set_num_format(date, "yyyy-mm-dd");
          lxw_format* const moment = workbook_add_format(book);
          format_set_num_format(moment, "yyyy\"年\"m\"月\"d\"日\" hh:mm:ss");
          lxw_format* const amount = workbook_add_format(book);
          format_set_num_format(amount, "#,##0.00;[Red]-#,##0.00");
          lxw_format* const bold = workbook_add_format(book);
          format_set_bold(bold);
          worksheet_write_string(lines, 0, 0, "风险补偿资金专户 <交易明细> & \"备注\"", bold);
          std::string first = "借方";
          std::string second_run = "发生额";
          lxw_rich_string_tuple plain = {nullptr, first.data()};
          lxw_rich_string_tuple strong = {bold, second_run.data()};
          lxw_rich_string_tuple* runs[] = {&plain, &strong, nullptr};
          worksheet_write_rich_string(lines, 2, 0, runs, nullptr);
          worksheet_write_string(lines, 2, 3, "余额\n(元)", nullptr);
          lxw_datetime day = {2025, 6, 30, 0, 0, 0};
          worksheet_write_datetime(lines, 3, 0, &day, date);
          lxw_datetime second = {2025, 6, 30, 14, 5, 9};
          worksheet_write_datetime(lines, 3, 1, &second, moment);
          worksheet_write_number(lines, 3, 2, -1271.66, amount);
          worksheet_write_number(lines, 3, 3, 98765432.1 + 0.02, amount);
          worksheet_write_blank(lines, 3, 4, amount);
          worksheet_write_formula_num(lines, 4, 3, "=D4+C4", amount, 0.1 + 0.2);
          worksheet_write_formula_str(lines, 4, 4, "=\"收\"&\"入\"", nullptr, "收入");
          worksheet_write_boolean(lines, 4, 5, 1, nullptr);
          worksheet_write_number(lines, 5, 0, 6222021234567890123.0, nullptr);
          worksheet_write_string(lines, 5, 1, "6222021234567890123", nullptr);
          worksheet_write_number(lines, 5, 2, 100, nullptr);
        });
    ASSERT_TRUE(LooksLikeXlsx(bytes));
    StatementFaults faults;
    EXPECT_THAT(
        ReadXlsx(bytes, "", faults),
        ElementsAre(SheetRow{1, {"风险补偿资金专户 <交易明细> & \"备注\""}},
                    SheetRow{3, {"借方发生额", "", "", "余额\n(元)"}},
                    SheetRow{4, {"2025-06-30", "2025-06-30 14:05:09", "-1271.66", "98765432.12"}},
                    SheetRow{5, {"", "", "", "0.3", "收入", "TRUE"}},
                    SheetRow{6, {"6.22202123456789E+18", "6222021234567890123", "100"}}));
    EXPECT_THAT(faults.faults(), IsEmpty());
  }
}

// Every fen of a range, as a double.
TEST(XlsxWriter, AmountsComeBackToTheFen) {
  constexpr int kAmounts = 20'000;
  const auto fen_of = [](int i) { return std::int64_t{i} * i * 14'999'981 + i * 37; };
  const std::string bytes =
      Written(true, [&fen_of](lxw_workbook*, lxw_worksheet*, lxw_worksheet* lines) {
        for (int i = 0; i < kAmounts; ++i) {
          worksheet_write_number(lines, static_cast<lxw_row_t>(i), 0,
                                 static_cast<double>(fen_of(i)) / 100, nullptr);
        }
      });
  StatementFaults faults;
  const std::vector<SheetRow> rows = ReadXlsx(bytes, "交易明细", faults);
  EXPECT_THAT(faults.faults(), IsEmpty());
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(kAmounts));
  for (int i = 0; i < kAmounts; ++i) {
    const std::int64_t fen = fen_of(i);
    std::string want = absl::StrCat(fen / 100);
    if (fen % 100 != 0) absl::StrAppend(&want, fen % 100 < 10 ? ".0" : ".", fen % 100);
    if (want.find('.') != std::string::npos && want.back() == '0') want.pop_back();
    ASSERT_THAT(rows[static_cast<std::size_t>(i)].cells, ElementsAre(want)) << i;
  }
}

}  // namespace
}  // namespace ippledge::client
