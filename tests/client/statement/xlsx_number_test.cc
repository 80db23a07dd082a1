#include "client/statement/xlsx_number.h"

#include <gtest/gtest.h>

#include <string>

namespace ippledge::client {
namespace {

struct Case {
  std::string written;
  std::string text;  // "-": refused
};

TEST(XlsxNumber, IsWhatTheSpreadsheetShows) {
  const Case cases[] = {
      {"1271.6600000000001", "1271.66"},
      {"-1271.6600000000001", "-1271.66"},
      {"0.30000000000000004", "0.3"},
      {"2.9999999999999996", "3"},
      {"999999999999.99994", "1000000000000"},
      {"1E+2", "100"},
      {"1.5e3", "1500"},
      {"12E-4", "0.0012"},
      {"+5", "5"},
      {".5", "0.5"},
      {"5.", "5"},
      {"007.50", "7.5"},
      {"0", "0"},
      {"-0", "0"},
      {"-0.00", "0"},
      {"0E+300", "0"},
      {"100.00000", "100"},
      {"100.001", "100.001"},
      {"1271.005", "1271.005"},
      {"1271.0049999999999", "1271.005"},
      // The last of 15 digits: half goes away from zero.
      {"1.000000000000005", "1.00000000000001"},
      {"1.0000000000000049", "1"},
      {"-1.000000000000005", "-1.00000000000001"},
      // Whole numbers up to 15 digits are exact.
      {"123456789012345", "123456789012345"},
      {"1.23456789012345E+14", "123456789012345"},
      {"9999999999999.99", "9999999999999.99"},
      {"9999999999999.9902", "9999999999999.99"},
      // Rounding would take a fen: as written.
      {"12345678901234.56", "12345678901234.56"},
      {"12345678901234.561", "12345678901234.561"},
      // Numbers of accounts that a spreadsheet has cut, or would: as written.
      {"6222021234567890123", "6222021234567890123"},
      {"6.2220212345678902E+18", "6.2220212345678902E+18"},
      {"1234567890123456", "1234567890123456"},
      {"1E+20", "1E+20"},
      {"1.1368683772161603E-13", "0.000000000000113686837721616"},
      {"1E-300", "1E-300"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(XlsxNumberText(c.written).value_or("-"), c.text) << c.written;
}

TEST(XlsxNumber, RefusesWhatIsNoDecimalNumber) {
  for (const char* written :
       {"", "-", ".", "abc", "1,000", "1.2.3", "1E", "1E+", "E5", "--1", "1 2", "0x10", "NaN",
        "INF", "1E99999", "１",
        "1.0000000000000000000000000000000000000000000000000000000000000001"}) {
    EXPECT_EQ(XlsxNumberText(written), std::nullopt) << written;
    EXPECT_EQ(XlsxDateText(written, XlsxFormat::kDate, false), std::nullopt) << written;
  }
}

TEST(XlsxNumber, DatesOfTheSystemOf1900) {
  const Case cases[] = {
      {"45838", "2025-06-30"},
      {"45838.0", "2025-06-30"},
      {"4.5838E+4", "2025-06-30"},
      {"45838.586909722222", "2025-06-30 14:05:09"},
      {"45838.58690972222", "2025-06-30 14:05:09"},
      {"45838.5", "2025-06-30 12:00:00"},
      {"45838.999999", "2025-07-01"},  // not a second before midnight
      {"45838.000001", "2025-06-30"},
      {"45838.00000578703703703703703703703703703", "2025-06-30"},  // just below half a second
      {"45838.00000578704", "2025-06-30 00:00:01"},
      {"45716", "2025-02-28"},
      {"45351", "2024-02-29"},
      {"1", "1900-01-01"},
      {"59", "1900-02-28"},
      {"60", "1900-02-29"},  // the day that never was
      {"61", "1900-03-01"},
      {"0", "1900-01-00"},
      {"0.5", "12:00:00"},
      {"0.58690972222222", "14:05:09"},
      {"109574", "2199-12-31"},
      {"109575", "109575"},  // beyond what a ledger knows
      {"20250630", "20250630"},
      {"-1", "-1"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(XlsxDateText(c.written, XlsxFormat::kDate, false).value_or("-"), c.text) << c.written;
  }
  EXPECT_EQ(XlsxDateText("0", XlsxFormat::kTime, false), "00:00:00");
  EXPECT_EQ(XlsxDateText("45838.25", XlsxFormat::kTime, false), "2025-06-30 06:00:00");
}

TEST(XlsxNumber, DatesOfTheSystemOf1904) {
  EXPECT_EQ(XlsxDateText("44376", XlsxFormat::kDate, true), "2025-06-30");
  EXPECT_EQ(XlsxDateText("44376.75", XlsxFormat::kDate, true), "2025-06-30 18:00:00");
  EXPECT_EQ(XlsxDateText("0", XlsxFormat::kDate, true), "1904-01-01");
  EXPECT_EQ(XlsxDateText("59", XlsxFormat::kDate, true), "1904-02-29");
  EXPECT_EQ(XlsxDateText("60", XlsxFormat::kDate, true), "1904-03-01");
  EXPECT_EQ(XlsxDateText("0.25", XlsxFormat::kTime, true), "06:00:00");
}

}  // namespace
}  // namespace ippledge::client
