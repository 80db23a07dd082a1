#include "client/workbook/transit_words.h"

#include <gtest/gtest.h>

#include "client/texts.h"
#include "ledger/fund.h"
#include "tests/client/workbook/sample_sheet.h"

namespace ippledge::client {
namespace {

TEST(TransitWords, KindsAreCalledAsOnTheCommandLine) {
  for (int kind = v1::FundMovementKind_MIN; kind <= v1::FundMovementKind_MAX; ++kind) {
    EXPECT_EQ(WordOf(static_cast<v1::FundMovementKind>(kind)),
              LabelOf(static_cast<FundMovementKind>(kind)).zh)
        << kind;
  }
  EXPECT_EQ(WordOf(static_cast<v1::FundMovementKind>(99)), "?");
  EXPECT_EQ(WordOf(static_cast<v1::FundMovementKind>(-1)), "?");
}

TEST(TransitWords, ItemsSayWhatTheyAre) {
  const v1::AdjustmentSheet sheet = SampleSheet();
  EXPECT_EQ(NumberOf(sheet.bank_in(0)), "202506270012345678");
  EXPECT_EQ(SummaryOf(sheet.bank_in(0)), "银行来款");
  EXPECT_EQ(SummaryOf(sheet.bank_out(0)), "银行付款");
  EXPECT_EQ(NumberOf(sheet.book_in(0)), "913300001234567890");
  EXPECT_EQ(SummaryOf(sheet.book_in(0)), "追偿缴回，icbc（以后日期已勾对，第77号）");
  EXPECT_EQ(SummaryOf(sheet.book_out(2)), "手续费");
}

}  // namespace
}  // namespace ippledge::client
