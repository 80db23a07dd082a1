#include "client/statement/mt940_field.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

TEST(Mt940Balance, AmountsHoweverBanksWriteThem) {
  const struct {
    const char* value;
    std::int64_t fen;
  } kCases[] = {
      {"C250301CNY12345678,90", 1234567890},
      {"C250301CNY1234,5", 123450},
      {"C250301CNY1234,", 123400},
      {"C250301CNY1234", 123400},
      {"C250301CNY1234.56", 123456},
      {"C250301CNY1234.5", 123450},
      {"C250301CNY0,01", 1},
      {"C250301CNY,01", 1},
      {"C250301CNY000000001234,56", 123456},
      {"C250301CNY0000000000000000000000000000,05", 5},
      {"C250301CNY100,00000", 10000},
      {"C250301CNY100.00000", 10000},
      {"C250301CNY1,230", 123},
      {"C250301CNY100000000000000,00", 10'000'000'000'000'000},
      {"D250301CNY1234,56", -123456},
      {"D250301CNY0,00", 0},
      {" C250301CNY1,00  ", 100},
      {"C2503011234,56", 123456},  // no currency
  };
  for (const auto& each : kCases) {
    Mt940Balance balance;
    const auto problem = ReadMt940Balance(each.value, &balance);
    ASSERT_FALSE(problem.has_value()) << each.value << ": " << NameOf(problem->kind);
    EXPECT_EQ(balance.amount.fen(), each.fen) << each.value;
    EXPECT_EQ(balance.date, Date::Of(2025, 3, 1)) << each.value;
  }
}

TEST(Mt940Balance, RefusedWithPlaceAndReason) {
  const struct {
    const char* value;
    Kind kind;
    std::size_t at;
    const char* got;
  } kCases[] = {
      {"", Kind::kAmountMalformed, 0, ""},
      {"250301CNY1,00", Kind::kAmountMalformed, 0, "250301CNY1,00"},
      {"RC250301CNY1,00", Kind::kAmountMalformed, 0, "RC250301CNY1,00"},
      {"c250301CNY1,00", Kind::kAmountMalformed, 0, "c250301CNY1,00"},
      {"C", Kind::kDateMalformed, 1, ""},
      {"C25031CNY1,00", Kind::kDateMalformed, 1, "25031"},
      {"C20250301CNY1,00", Kind::kDateMalformed, 1, "20250301"},
      {"C250230CNY1,00", Kind::kDateUnreal, 1, "250230"},
      {"C250229CNY1,00", Kind::kDateUnreal, 1, "250229"},
      {"C251301CNY1,00", Kind::kDateUnreal, 1, "251301"},
      {"C250300CNY1,00", Kind::kDateUnreal, 1, "250300"},
      {"C250301cny1,00", Kind::kCurrency, 7, "cny"},
      {"C250301CN1,00", Kind::kCurrency, 7, "CN"},
      {"C250301CNYY1,00", Kind::kCurrency, 7, "CNYY"},
      {"C250301JPY100,", Kind::kCurrency, 7, "JPY"},
      {"C250301CNY", Kind::kAmountMalformed, 10, ""},
      {"C250301CNY,", Kind::kAmountMalformed, 10, ","},
      {"C250301CNY1 000,00", Kind::kAmountMalformed, 10, "1 000,00"},
      {"C250301CNY1.000,00", Kind::kAmountMalformed, 10, "1.000,00"},
      {"C250301CNY1,000.00", Kind::kAmountMalformed, 10, "1,000.00"},
      {"C250301CNY1,000,000", Kind::kAmountMalformed, 10, "1,000,000"},
      {"C250301CNY1.000", Kind::kAmountMalformed, 10, "1.000"},
      {"C250301CNY1,00CNY", Kind::kAmountMalformed, 10, "1,00CNY"},
      {"C250301CNY+1,00", Kind::kAmountMalformed, 10, "+1,00"},
      {"C250301CNY１,00", Kind::kAmountMalformed, 10, "１,00"},
      {"C250301CNY1,001", Kind::kAmountNotWhole, 10, "1,001"},
      {"C250301CNY100.00100", Kind::kAmountNotWhole, 10, "100.00100"},
      {"C250301CNY100000000000000,01", Kind::kAmountRange, 10, "100000000000000,01"},
      {"C250301CNY99999999999999999999999999,00", Kind::kAmountRange, 10,
       "99999999999999999999999999,00"},
      {"C250301CNY-1,00", Kind::kAmountNegative, 10, "-1,00"},
      {"C250301CNY-0,00", Kind::kAmountNegative, 10, "-0,00"},
      {"C250301CNY1,00-", Kind::kAmountNegative, 14, "1,00-"},
  };
  for (const auto& each : kCases) {
    Mt940Balance balance;
    const auto problem = ReadMt940Balance(each.value, &balance);
    ASSERT_TRUE(problem.has_value()) << each.value;
    EXPECT_EQ(NameOf(problem->kind), NameOf(each.kind)) << each.value;
    EXPECT_EQ(problem->at, each.at) << each.value;
    EXPECT_EQ(problem->got, each.got) << each.value;
  }
}

TEST(Mt940Entry, MarksMakeTheSign) {
  const struct {
    const char* value;
    std::int64_t fen;
    bool reversal;
  } kCases[] = {
      {"250301C10,00NTRF", 1000, false},     {"250301D10,00NTRF", -1000, false},
      {"250301RC10,00NTRF", -1000, true},    {"250301RD10,00NTRF", 1000, true},
      {"250301CY10,00NTRF", 1000, false},    {"250301DY10,00NTRF", -1000, false},
      {"250301RCY10,00NTRF", -1000, true},   {"250301RDY10,00NTRF", 1000, true},
      {"250301CR10,00NTRF", 1000, false},    {"250301DR10,00NTRF", -1000, false},
      {"250301CC10,00NTRF", 1000, false},    {"250301DD10,00NTRF", -1000, false},
      {"2503010301C10,00NTRF", 1000, false}, {"250301C10NTRF", 1000, false},
      {"250301C10.5NTRF", 1050, false},      {"250301D0,00NTRF", 0, false},
  };
  for (const auto& each : kCases) {
    Mt940Entry entry;
    const auto problem = ReadMt940Entry(each.value, &entry);
    ASSERT_FALSE(problem.has_value()) << each.value << ": " << NameOf(problem->kind);
    EXPECT_EQ(entry.amount.fen(), each.fen) << each.value;
    EXPECT_EQ(entry.reversal, each.reversal) << each.value;
    EXPECT_EQ(entry.code, "NTRF") << each.value;
  }
}

TEST(Mt940Entry, YearsAreThoseNearest) {
  const struct {
    const char* dates;
    Date value;
    Date booking;
  } kCases[] = {
      {"250301", Date::Of(2025, 3, 1), Date::Of(2025, 3, 1)},
      {"2503010302", Date::Of(2025, 3, 1), Date::Of(2025, 3, 2)},
      {"2412311231", Date::Of(2024, 12, 31), Date::Of(2024, 12, 31)},
      {"2412310102", Date::Of(2024, 12, 31), Date::Of(2025, 1, 2)},
      {"2501021231", Date::Of(2025, 1, 2), Date::Of(2024, 12, 31)},
      {"2403010229", Date::Of(2024, 3, 1), Date::Of(2024, 2, 29)},
      {"7912310101", Date::Of(2079, 12, 31), Date::Of(2080, 1, 1)},
      {"8001011231", Date::Of(1980, 1, 1), Date::Of(1979, 12, 31)},
      {"000101", Date::Of(2000, 1, 1), Date::Of(2000, 1, 1)},
      {"9912310101", Date::Of(1999, 12, 31), Date::Of(2000, 1, 1)},
  };
  for (const auto& each : kCases) {
    Mt940Entry entry;
    const auto problem = ReadMt940Entry(std::string(each.dates) + "C1,NTRF", &entry);
    ASSERT_FALSE(problem.has_value()) << each.dates << ": " << NameOf(problem->kind);
    EXPECT_EQ(entry.value_date, each.value) << each.dates;
    EXPECT_EQ(entry.booking_date, each.booking) << each.dates;
  }
}

TEST(Mt940Entry, TypesAndReferences) {
  const struct {
    const char* rest;
    const char* code;
    const char* own;
    const char* bank;
    const char* name;
  } kCases[] = {
      {"NTRF", "NTRF", "", "", ""},
      {"NTRFNONREF", "NTRF", "", "", ""},
      {"NTRFNONREF//NONREF", "NTRF", "", "", ""},
      {"NTRFNONREF//20250301000017", "NTRF", "", "20250301000017", ""},
      {"NTRFDK-2025-0007//B1", "NTRF", "DK-2025-0007", "B1", ""},
      {"NTRF//B1", "NTRF", "", "B1", ""},
      {"NTRFKREF+//B1", "NTRF", "", "B1", ""},
      {"NTRFA/1//B/2//3", "NTRF", "A/1", "B/2//3", ""},
      {"S051", "S051", "", "", ""},
      {"N192NONREF", "N192", "", "", ""},
      {"NOV NONREF", "NOV", "", "", ""},
      {"S   X", "S", "X", "", ""},
      {"NTR", "NTR", "", "", ""},
      {"NTRFlonger than sixteen characters//and the bank's is, too", "NTRF",
       "longer than sixteen characters", "and the bank's is, too", ""},
      {"N0601234567890      甲科技公司", "N060", "1234567890", "", "甲科技公司"},
      {"N060NONREF          A//B", "N060", "", "", "A//B"},
  };
  for (const auto& each : kCases) {
    Mt940Entry entry;
    const std::string value = std::string("250301C1,") + each.rest;
    const auto problem = ReadMt940Entry(value, &entry);
    ASSERT_FALSE(problem.has_value()) << each.rest << ": " << NameOf(problem->kind);
    EXPECT_EQ(entry.code, each.code) << each.rest;
    EXPECT_EQ(entry.own_reference, each.own) << each.rest;
    EXPECT_EQ(entry.bank_reference, each.bank) << each.rest;
    EXPECT_EQ(entry.name, each.name) << each.rest;
  }
}

TEST(Mt940Entry, RefusedWithPlaceAndReason) {
  const struct {
    const char* value;
    Kind kind;
    std::size_t at;
  } kCases[] = {
      {"", Kind::kDateMalformed, 0},
      {"C1,NTRF", Kind::kDateMalformed, 0},
      {"25030C1,NTRF", Kind::kDateMalformed, 0},
      {"20250301C1,NTRF", Kind::kDateMalformed, 0},
      {"25-03-01C1,NTRF", Kind::kDateMalformed, 0},
      {"250230C1,NTRF", Kind::kDateUnreal, 0},
      {"2503010230C1,NTRF", Kind::kDateUnreal, 6},
      {"2503010229C1,NTRF", Kind::kDateUnreal, 6},  // 2025 has none
      {"2503011301C1,NTRF", Kind::kDateUnreal, 6},
      {"250301", Kind::kAmountMalformed, 6},
      {"250301R1,NTRF", Kind::kAmountMalformed, 6},
      {"250301X1,NTRF", Kind::kAmountMalformed, 6},
      {"250301 C1,NTRF", Kind::kAmountMalformed, 6},
      {"250301-1,NTRF", Kind::kAmountMalformed, 6},
      {"250301EC1,NTRF", Kind::kStatusNotBooked, 6},
      {"250301EDY1,NTRF", Kind::kStatusNotBooked, 6},
      {"250301CYY1,NTRF", Kind::kAmountMalformed, 8},
      {"250301C", Kind::kAmountMalformed, 7},
      {"250301C1.000NTRF", Kind::kAmountMalformed, 7},
      {"250301C1,001NTRF", Kind::kAmountNotWhole, 7},
      {"250301C-1,00NTRF", Kind::kAmountNegative, 7},
      {"250301D-0,00NTRF", Kind::kAmountNegative, 7},
      {"250301C1,00-NTRF", Kind::kAmountNegative, 11},
      {"250301C100000000000000,01NTRF", Kind::kAmountRange, 7},
      {"250301C1,00", Kind::kFieldMissing, 11},
      {"250301C1,00   ", Kind::kFieldMissing, 11},
      {"250301C1,00//B1", Kind::kMalformed, 11},
      {"250301C1,00nTRF", Kind::kMalformed, 11},
      {"250301C1,00N//B1", Kind::kMalformed, 11},
      {"250301C1,00N转账", Kind::kMalformed, 11},
  };
  for (const auto& each : kCases) {
    Mt940Entry entry;
    const auto problem = ReadMt940Entry(each.value, &entry);
    ASSERT_TRUE(problem.has_value()) << each.value;
    EXPECT_EQ(NameOf(problem->kind), NameOf(each.kind)) << each.value;
    EXPECT_EQ(problem->at, each.at) << each.value;
  }
}

TEST(Mt940Account, BankNumberAndCurrency) {
  const struct {
    const char* value;
    const char* bank;
    const char* account;
  } kCases[] = {
      {"1502010104000123456", "", "1502010104000123456"},
      {"1502010104000123456CNY", "", "1502010104000123456"},
      {"1502010104000123456 CNY", "", "1502010104000123456"},
      {"1502010104000123456-CNY", "", "1502010104000123456"},
      {"1502010104000123456/CNY", "", "1502010104000123456"},
      {"1502010104000123456USD", "", "1502010104000123456USD"},  // not the statement's: as written
      {"1502 0101 0400 0123 456", "", "1502010104000123456"},
      {"ABOCCNBJ150/1502010104000123456", "ABOCCNBJ150", "1502010104000123456"},
      {"ABOCCNBJ150/1502010104000123456/CNY", "ABOCCNBJ150", "1502010104000123456"},
      {"/1502010104000123456", "", "1502010104000123456"},
      {"A/B/C1", "A", "B/C1"},
      {"ACCNY", "", "ACCNY"},
      {"CNY", "", "CNY"},
      {"", "", ""},
      {" / ", "", ""},
  };
  for (const auto& each : kCases) {
    Mt940Account account = ReadMt940Account(each.value);
    DropMt940Currency("CNY", &account.account);
    EXPECT_EQ(account.bank, each.bank) << each.value;
    EXPECT_EQ(account.account, each.account) << each.value;
  }
}

}  // namespace
}  // namespace ippledge::client
