#include "client/workbook/adjustment_workbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "client/statement/xlsx.h"
#include "ledger/money.h"
#include "tests/client/workbook/sample_sheet.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<std::vector<std::string>> Rows(const v1::AdjustmentSheet& sheet,
                                           const std::string& page,
                                           const std::string& currency = "CNY") {
  const absl::StatusOr<std::string> bytes = AdjustmentWorkbook(sheet, currency);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  std::vector<std::vector<std::string>> rows;
  if (!bytes.ok()) return rows;
  StatementFaults faults;
  for (SheetRow& row : ReadXlsx(*bytes, page, faults)) rows.push_back(std::move(row.cells));
  EXPECT_TRUE(faults.faults().empty());
  return rows;
}

std::vector<std::string> Texts(const v1::AdjustmentSheet& sheet, const std::string& page,
                               const std::string& currency = "CNY") {
  std::vector<std::string> texts;
  for (const auto& row : Rows(sheet, page, currency))
    texts.insert(texts.end(), row.begin(), row.end());
  return texts;
}

TEST(AdjustmentWorkbook, TheFormSaysBothSides) {
  EXPECT_THAT(Texts(SampleSheet(), "余额调节表"),
              IsSupersetOf({"银行存款余额调节表", "2025年6月", "编制日期：2025年6月30日",
                            "账号：330501618236000004321", "单位：元",
                            "加：银行已收，账上未收（2笔）", "减：银行已付，账上未付（1笔）",
                            "加：账上已收，银行未收（1笔）", "减：账上已付，银行未付（3笔）",
                            "（大写）人民币壹仟贰佰叁拾肆万陆仟捌佰贰拾柒元壹角贰分",
                            "调节结果：对账单齐全，双方余额相符",
                            "2025年2月1日至2025年3月31日无对账单，期初余额减前期期末余额：0.00元；"
                            "前一份对账单：第1100笔分录；后一份对账单：第1150笔分录",
                            "2025年6月1日前后余额不衔接，期初余额减前期期末余额：-1,234.56元；"
                            "前一份对账单：第1150笔分录；后一份对账单：第1201笔分录",
                            "依据：台账第4321笔分录为止的记录；本月已结账（第4300笔分录）。",
                            "制表：", "复核：", "会计主管："}));
}

TEST(AdjustmentWorkbook, ItemsOfBothSidesStandInRows) {
  EXPECT_THAT(Rows(SampleSheet(), "余额调节表"),
              Contains(ElementsAre("2025-06-21", "0000000123", "银行付款", "9", "123.45", "",
                                   "2025-06-26", "_x0041_", "支付赔款，@bank", "4", "250000.1")));
}

TEST(AdjustmentWorkbook, TheListHasAllItems) {
  const auto rows = Rows(SampleSheet(), "在途明细");
  ASSERT_EQ(rows.size(), 8u);
  EXPECT_THAT(rows[0],
              ElementsAre("序号", "类别", "日期", "账龄(天)", "金额(元)", "凭证号", "银行流水号",
                          "种类", "对方", "所在分录", "分录内序号", "勾对号"));
  EXPECT_THAT(rows[2], ElementsAre("2", "银行已收，账上未收", "2025-06-30", "0", "0.01", "", "=1+1",
                                   "", "", "1201", "9"));
  EXPECT_THAT(rows[4],
              ElementsAre("4", "账上已收，银行未收", "2025-06-30", "0", "500000",
                          "913300001234567890", "", "追偿缴回", "icbc", "1311", "0", "77"));
  EXPECT_EQ(rows[7][4], "-0.35");
}

TEST(AdjustmentWorkbook, WithoutStatementAndItems) {
  const std::vector<std::string> texts = Texts(BareSheet(), "余额调节表");
  EXPECT_THAT(texts, IsSupersetOf({"无对账单", "（大写）人民币负叁角伍分", "（大写）无对账单",
                                   "调节结果：对账单不全或双方余额不符",
                                   "依据：台账第12笔分录为止的记录；本月未结账。"}));
  EXPECT_THAT(texts, Not(Contains(HasSubstr("更正"))));
  EXPECT_THAT(texts, Not(Contains(HasSubstr("缺口"))));
  EXPECT_THAT(Texts(BareSheet(), "在途明细"), Contains("无在途项目"));
}

TEST(AdjustmentWorkbook, AnotherCurrencyGoesByItsCode) {
  v1::AdjustmentSheet sheet = SampleSheet();
  std::vector<std::string> texts = Texts(sheet, "余额调节表", "USD");
  EXPECT_THAT(texts, IsSupersetOf({"单位：USD",
                                   "2025年6月1日前后余额不衔接，期初余额减前期期末余额：-1,234.56 "
                                   "USD；前一份对账单：第1150笔分录；后一份对账单：第1201笔分录",
                                   "调节结果：对账单齐全，双方余额相符"}));
  for (const char* of_yuan : {"元", "人民币", "大写"}) {
    EXPECT_THAT(texts, Not(Contains(HasSubstr(of_yuan)))) << of_yuan;
  }
  EXPECT_EQ(Rows(sheet, "在途明细", "USD")[0][4], "金额(USD)");
  sheet.set_book_balance_fen(Money::kFenMax - 1);
  EXPECT_THAT(Texts(sheet, "余额调节表", "USD"), Contains(HasSubstr("超过1,000亿 USD的金额")));
}

TEST(AdjustmentWorkbook, AmountsThatANumberCannotHoldAreTexts) {
  v1::AdjustmentSheet sheet = BareSheet();
  sheet.set_book_balance_fen(Money::kFenMax - 1);
  EXPECT_THAT(Texts(sheet, "余额调节表"),
              IsSupersetOf({"99,999,999,999,999.99",
                            "超过1,000亿元的金额以文本列示：电子表格的数字只有15位，以免失真。"}));
  sheet.set_book_balance_fen(9'999'999'999'999);
  const std::vector<std::string> texts = Texts(sheet, "余额调节表");
  EXPECT_THAT(texts, Contains("99999999999.99"));
  EXPECT_THAT(texts, Not(Contains(HasSubstr("文本列示"))));
}

TEST(AdjustmentWorkbook, EqualSheetsGiveEqualBytes) {
  std::vector<v1::AdjustmentSheet> sheets;
  std::vector<std::string> bytes;
  // The second of them is the day from which machines count.
  for (const char* day : {"2025-06-30", "1970-01-01", "1900-01-31", "2199-12-31"}) {
    sheets.push_back(SampleSheet());
    sheets.back().set_sheet_date(day);
    bytes.push_back(AdjustmentWorkbook(sheets.back(), "CNY").value());
  }
  // Archives tell the time in steps of two seconds.
  std::this_thread::sleep_for(std::chrono::milliseconds(2'100));
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    EXPECT_TRUE(AdjustmentWorkbook(sheets[i], "CNY").value() == bytes[i]) << sheets[i].sheet_date();
    sheets[i].set_position(sheets[i].position() + 1);
    EXPECT_FALSE(AdjustmentWorkbook(sheets[i], "CNY").value() == bytes[i])
        << sheets[i].sheet_date();
  }
}

TEST(AdjustmentWorkbook, RefusesWhatIsNoSheet) {
  const auto refused = [](const v1::AdjustmentSheet& sheet) {
    return absl::IsInvalidArgument(AdjustmentWorkbook(sheet, "CNY").status());
  };
  v1::AdjustmentSheet sheet = SampleSheet();
  sheet.clear_book_out();
  EXPECT_TRUE(refused(sheet));  // counts alone
  sheet = SampleSheet();
  sheet.set_sheet_date("2025-06-31");
  EXPECT_TRUE(refused(sheet));
  sheet = SampleSheet();
  sheet.set_month("2025-13");
  EXPECT_TRUE(refused(sheet));
  sheet = SampleSheet();
  sheet.mutable_corrections(0)->set_item_date("");
  EXPECT_TRUE(refused(sheet));
  sheet = SampleSheet();
  sheet.mutable_gaps(0)->set_from_date("soon");
  EXPECT_TRUE(refused(sheet));
  sheet = SampleSheet();
  sheet.set_adjusted_bank_fen(Money::kFenMax + 1);
  EXPECT_TRUE(refused(sheet));
}

}  // namespace
}  // namespace ippledge::client
