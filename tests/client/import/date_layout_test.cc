#include "client/import/date_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ippledge::client {
namespace {

// "2024-06-30", "unreal" or "malformed".
std::string Shown(Fault fault, Date date) {
  if (fault == Fault::kNone) return date.ToString();
  return fault == Fault::kDateUnreal ? "unreal" : "malformed";
}

std::string Read(absl::string_view text, absl::string_view pattern, int pivot = 70) {
  Date date;
  const Fault fault = ParseDate(text, {*DateLayout::Compile(pattern)}, pivot, &date);
  return Shown(fault, date);
}

std::string ReadBuiltIn(absl::string_view text) {
  Date date;
  const Fault fault = ParseDate(text, BuiltInDateLayouts(), 70, &date);
  return Shown(fault, date);
}

TEST(DateLayoutTest, EachLayout) {
  EXPECT_EQ(Read("2024-06-30", "%Y-%m-%d"), "2024-06-30");
  EXPECT_EQ(Read("2024/6/3", "%Y/%m/%d"), "2024-06-03");
  EXPECT_EQ(Read("20240630", "%Y%m%d"), "2024-06-30");
  EXPECT_EQ(Read("28-Feb-97", "%d-%b-%y"), "1997-02-28");
  EXPECT_EQ(Read("4-oct-05", "%d-%b-%y"), "2005-10-04");
  EXPECT_EQ(Read("6/30/2024", "%m/%d/%Y"), "2024-06-30");
  EXPECT_EQ(Read("30 September 2024", "%d %B %Y"), "2024-09-30");
  EXPECT_EQ(Read("30  Sept  2024", "%d %B %Y"), "2024-09-30");
  EXPECT_EQ(Read("2024年6月30日", "%Y年%m月%d日"), "2024-06-30");
  EXPECT_EQ(Read("30.06.24", "%d.%m.%y"), "2024-06-30");
}

TEST(DateLayoutTest, SerialNumbers) {
  EXPECT_EQ(Read("45473", "excel serial"), "2024-06-30");
  EXPECT_EQ(Read("1", "excel_serial"), "1900-01-01");
  EXPECT_EQ(Read("59", "excel serial"), "1900-02-28");
  EXPECT_EQ(Read("60", "excel serial"), "malformed");
  EXPECT_EQ(Read("61", "excel serial"), "1900-03-01");
  EXPECT_EQ(Read("45473.0", "excel serial"), "2024-06-30");
  EXPECT_EQ(Read("45473.5", "excel serial"), "malformed");
  EXPECT_EQ(Read("15074", "sas serial"), "2001-04-09");
  EXPECT_EQ(Read("0", "sas serial"), "1960-01-01");
  EXPECT_EQ(Read("19904", "unix days"), "2024-06-30");
}

TEST(DateLayoutTest, TheDayMustExist) {
  EXPECT_EQ(Read("2024-02-30", "%Y-%m-%d"), "unreal");
  EXPECT_EQ(Read("2023-02-29", "%Y-%m-%d"), "unreal");
  EXPECT_EQ(Read("2024-02-29", "%Y-%m-%d"), "2024-02-29");
  EXPECT_EQ(Read("2024-13-01", "%Y-%m-%d"), "unreal");
  EXPECT_EQ(Read("2024-00-10", "%Y-%m-%d"), "unreal");
  EXPECT_EQ(Read("1899-12-31", "%Y-%m-%d"), "unreal");
  EXPECT_EQ(ReadBuiltIn("20240230"), "unreal");
  EXPECT_EQ(ReadBuiltIn("2024年2月30日"), "unreal");
}

TEST(DateLayoutTest, TheWholeTextMustFit) {
  EXPECT_EQ(Read("2024-06-30x", "%Y-%m-%d"), "malformed");
  EXPECT_EQ(Read("24-06-30", "%Y-%m-%d"), "malformed");
  EXPECT_EQ(Read("2024-6", "%Y-%m-%d"), "malformed");
  EXPECT_EQ(Read("2024630", "%Y%m%d"), "malformed");
  EXPECT_EQ(Read("28-Foo-97", "%d-%b-%y"), "malformed");
  EXPECT_EQ(Read("28-Feb-1997", "%d-%b-%y"), "malformed");
}

TEST(DateLayoutTest, ThePivotOfTwoDigitYears) {
  EXPECT_EQ(Read("01-Jan-69", "%d-%b-%y", 70), "2069-01-01");
  EXPECT_EQ(Read("01-Jan-70", "%d-%b-%y", 70), "1970-01-01");
  EXPECT_EQ(Read("01-Jan-69", "%d-%b-%y", 30), "1969-01-01");
  EXPECT_EQ(Read("01-Jan-00", "%d-%b-%y", 0), "1900-01-01");
}

TEST(DateLayoutTest, BuiltInLayoutsNeverGuessDayAndMonth) {
  EXPECT_EQ(ReadBuiltIn("2024-1-1"), "2024-01-01");
  EXPECT_EQ(ReadBuiltIn("2024.01.31"), "2024-01-31");
  EXPECT_EQ(ReadBuiltIn("２０２４／１／３１"), "2024-01-31");
  EXPECT_EQ(ReadBuiltIn("45473"), "2024-06-30");
  EXPECT_EQ(ReadBuiltIn("2024-01-31 00:00:00"), "2024-01-31");
  EXPECT_EQ(ReadBuiltIn("2024-01-31T10:30:00.000Z"), "2024-01-31");
  EXPECT_EQ(ReadBuiltIn("2024/1/31 9:05"), "2024-01-31");
  EXPECT_EQ(ReadBuiltIn("01/02/2024"), "malformed");
  EXPECT_EQ(ReadBuiltIn("昨天"), "malformed");
  EXPECT_EQ(ReadBuiltIn("202401"), "malformed");
}

TEST(DateLayoutTest, LayoutsAreTriedInOrder) {
  const std::vector<DateLayout> layouts = {*DateLayout::Compile("%m/%d/%Y"),
                                           *DateLayout::Compile("%d-%b-%y")};
  Date date;
  EXPECT_EQ(ParseDate("2/28/1997", layouts, 70, &date), Fault::kNone);
  EXPECT_EQ(date.ToString(), "1997-02-28");
  EXPECT_EQ(ParseDate("24-Jun-91", layouts, 70, &date), Fault::kNone);
  EXPECT_EQ(date.ToString(), "1991-06-24");
}

TEST(DateLayoutTest, PatternsAreChecked) {
  for (const char* pattern : {"%Y-%m", "%Y%Y%m%d", "%H", "%", "", "%Y-%m-%d %y"}) {
    EXPECT_FALSE(DateLayout::Compile(pattern).ok()) << pattern;
  }
}

TEST(DateLayoutTest, MonthsEndOnTheLastDayOfAShorterMonth) {
  Date later;
  ASSERT_TRUE(AddMonths(Date::Of(2024, 1, 31), 1, &later));
  EXPECT_EQ(later.ToString(), "2024-02-29");
  ASSERT_TRUE(AddMonths(Date::Of(2023, 1, 31), 1, &later));
  EXPECT_EQ(later.ToString(), "2023-02-28");
  ASSERT_TRUE(AddMonths(Date::Of(1997, 2, 28), 84, &later));
  EXPECT_EQ(later.ToString(), "2004-02-28");
  ASSERT_TRUE(AddMonths(Date::Of(2024, 3, 31), -1, &later));
  EXPECT_EQ(later.ToString(), "2024-02-29");
  EXPECT_FALSE(AddMonths(Date::Of(2199, 12, 1), 1, &later));
  EXPECT_FALSE(AddMonths(Date::Of(2024, 1, 1), INT64_MAX, &later));
  ASSERT_TRUE(AddDays(Date::Of(2024, 2, 28), 2, &later));
  EXPECT_EQ(later.ToString(), "2024-03-01");
  EXPECT_FALSE(AddDays(Date::Of(2024, 1, 1), 1'000'000, &later));
}

}  // namespace
}  // namespace ippledge::client
