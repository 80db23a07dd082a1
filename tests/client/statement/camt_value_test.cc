#include "client/statement/camt_value.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

TEST(CamtPath, KnowsTheLevelsOfAllVersions) {
  for (const char* path : {"Stmt/Ntry/Sts", "Stmt/Ntry/Sts/Cd", "Stmt/Bal/Dt/Dt",
                           "Stmt/Bal/Dt/DtTm", "Stmt/Ntry/NtryDtls/TxDtls/RltdPties/Dbtr/Nm",
                           "Stmt/Ntry/NtryDtls/TxDtls/RltdPties/Dbtr/Pty/Nm"}) {
    EXPECT_NE(FindCamtPath(path), nullptr) << path;
  }
  EXPECT_EQ(FindCamtPath("Stmt/Ntry"), nullptr);
  EXPECT_EQ(FindCamtPath("Stmt/TxsSummry/TtlNtries/Sum"), nullptr);
  EXPECT_EQ(FindCamtPath("Stmt/Id")->name, "Stmt/Id");
  EXPECT_EQ(FindCamtPath("Stmt/Ntry/Amt")->name, "Ntry/Amt");
}

TEST(CamtFen, IsExactOrRefused) {
  struct Case {
    const char* text;
    std::int64_t fen;
  };
  for (const Case& each : {Case{"0", 0},
                           {"0.00", 0},
                           {"1", 100},
                           {"1.5", 150},
                           {"100.00000", 10000},
                           {"+7.25", 725},
                           {".5", 50},
                           {"5.", 500},
                           {"000012.30", 1230},
                           {"100000000000000.00", 10'000'000'000'000'000}}) {
    std::int64_t fen = -1;
    bool negative_zero = true;
    EXPECT_EQ(ParseCamtFen(each.text, &fen, &negative_zero), std::nullopt) << each.text;
    EXPECT_EQ(fen, each.fen) << each.text;
    EXPECT_FALSE(negative_zero);
  }
  struct Bad {
    const char* text;
    Kind kind;
  };
  for (const Bad& each : {Bad{"", Kind::kAmountMalformed},
                          {".", Kind::kAmountMalformed},
                          {"-", Kind::kAmountMalformed},
                          {"1,000.00", Kind::kAmountMalformed},
                          {"1 000", Kind::kAmountMalformed},
                          {"1.2.3", Kind::kAmountMalformed},
                          {"1e3", Kind::kAmountMalformed},
                          {"¥1", Kind::kAmountMalformed},
                          {"１", Kind::kAmountMalformed},
                          {"--1", Kind::kAmountMalformed},
                          {"(1.00)", Kind::kAmountMalformed},
                          {"INF", Kind::kAmountMalformed},
                          {"0x10", Kind::kAmountMalformed},
                          {"-1.00", Kind::kAmountNegative},
                          {"-0.001", Kind::kAmountNegative},
                          {"100.00100", Kind::kAmountNotWhole},
                          {"0.001", Kind::kAmountNotWhole},
                          {"100000000000000.01", Kind::kAmountRange},
                          {"99999999999999999999999999999999999999999999", Kind::kAmountRange}}) {
    std::int64_t fen = 0;
    bool negative_zero = false;
    EXPECT_EQ(ParseCamtFen(each.text, &fen, &negative_zero), each.kind) << each.text;
  }
}

TEST(CamtFen, NegativeZeroIsZero) {
  for (const char* text : {"-0", "-0.00", "-0.00000"}) {
    std::int64_t fen = 1;
    bool negative_zero = false;
    EXPECT_EQ(ParseCamtFen(text, &fen, &negative_zero), std::nullopt);
    EXPECT_EQ(fen, 0);
    EXPECT_TRUE(negative_zero);
  }
}

TEST(CamtDate, IsTheDayAsWritten) {
  for (const char* text :
       {"2025-03-31", "2025-03-31Z", "2025-03-31+08:00", "2025-03-31T00:00:00",
        "2025-03-31T24:00:00", "2025-03-31T23:59:59.123456Z", "2025-03-31T16:00:00-05:00"}) {
    Date date;
    EXPECT_EQ(ParseCamtDate(text, &date), std::nullopt) << text;
    EXPECT_EQ(date.ToString(), "2025-03-31") << text;
  }
  for (const char* text : {"2025-02-30", "2025-02-29", "2025-13-01", "2025-00-10", "1899-12-31",
                           "2200-01-01", "0000-00-00"}) {
    Date date;
    EXPECT_EQ(ParseCamtDate(text, &date), Kind::kDateUnreal) << text;
  }
  for (const char* text :
       {"", "2025", "20250331", "2025/03/31", "31-03-2025", "2025-3-31", "2025-03-31 ",
        "2025-03-31T", "2025-03-31T10:00", "2025-03-31T25:00:00", "2025-03-31T10:00:00.",
        "2025-03-31T10:00:00+8", "2025-03-31 10:00:00", "2025年03月31日", "-2025-03-31"}) {
    Date date;
    EXPECT_EQ(ParseCamtDate(text, &date), Kind::kDateMalformed) << text;
  }
}

TEST(OneLine, HasNoControlsAndNoSpaceAtItsEnds) {
  EXPECT_EQ(OneLine(" \n\t a  b \r\n"), "a  b");
  EXPECT_EQ(OneLine("风险\n        补偿"), "风险 补偿");
  EXPECT_EQ(OneLine("\xE3\x80\x80\xEF\xBB\xBF款\xC2\xA0 \xE2\x80\x8B"), "款");
  EXPECT_EQ(OneLine("a\xE2\x80\xA8"
                    "b\xC2\x85"
                    "c"),
            "a b c");
  EXPECT_EQ(OneLine("\xC2\x85\xE3\x80\x80\xC2\x85"), "");
  EXPECT_EQ(OneLine(""), "");
}

TEST(JoinedText, KeepsWholePartsOnceWithinTheLimit) {
  JoinedText joined;
  joined.Add("a", "; ");
  joined.Add("", "; ");
  joined.Add("b", "; ");
  joined.Add("a", "; ");
  EXPECT_EQ(joined.text, "a; b");
  EXPECT_FALSE(joined.left_out);
  joined.Add(std::string(kStatementTextBytesMax, 'x'), "; ");
  EXPECT_EQ(joined.text, "a; b");
  EXPECT_TRUE(joined.left_out);
}

TEST(CamtValues, TakeTheBestElementOfAField) {
  StatementFaults faults;
  CamtValues values;
  values.Begin({1, 1});
  const std::string prefix = "Stmt/Acct/Svcr/FinInstnId/";
  values.Set(*FindCamtPath(prefix + "ClrSysMmbId/MmbId"), "102", "", {2, 1}, faults);
  values.Set(*FindCamtPath(prefix + "Nm"), "某银行", "", {3, 1}, faults);
  values.Set(*FindCamtPath(prefix + "BICFI"), "ICBKCNBJ", "", {4, 1}, faults);
  EXPECT_EQ(values[CamtField::kServicer].text, "某银行");
  EXPECT_TRUE(faults.empty());
  values.Set(*FindCamtPath("Stmt/Id"), " ", "", {5, 1}, faults);
  EXPECT_EQ(values[CamtField::kNumber].path, nullptr);
  values.Set(*FindCamtPath("Stmt/Id"), "1", "", {6, 1}, faults);
  values.Set(*FindCamtPath("Stmt/Id"), "2", "", {7, 9}, faults);
  values.Set(*FindCamtPath("Stmt/Acct/Nm"), std::string(kStatementTextBytesMax + 1, 'n'), "",
             {8, 1}, faults);
  ASSERT_EQ(faults.faults().size(), 2u);
  EXPECT_EQ(TextEn(faults.faults()[0]),
            "line 7, column 9, Stmt/Id: not what its format says, got \"2\", want \"1\"");
  EXPECT_EQ(faults.faults()[1].kind, Kind::kFieldTooLong);
  EXPECT_EQ(faults.faults()[1].got, std::string(80, 'n'));
  values.Begin({9, 1});
  EXPECT_EQ(values[CamtField::kServicer].path, nullptr);
}

}  // namespace
}  // namespace ippledge::client
