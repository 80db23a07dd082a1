#include "ledger/date.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

TEST(Date, Examples) {
  const Date day = Date::Of(2024, 6, 30);
  EXPECT_EQ(day.ToString(), "2024-06-30");
  EXPECT_EQ(day.days(), 19'904);
  EXPECT_EQ(day + 1, Date::Of(2024, 7, 1));
  EXPECT_LT(Date::Of(2023, 12, 31), day);
  EXPECT_THAT(Date::Parse("2024-06-30"), IsOkAndHolds(day));
  EXPECT_EQ(FormatMonth(day.month_index()), "2024-06");
  EXPECT_EQ(LastDayOfMonth(day.month_index()), day);
}

TEST(DateOf, KnowsDayNumbers) {
  EXPECT_EQ(Date().ToString(), "1970-01-01");
  EXPECT_EQ(Date::Of(1900, 1, 1).days(), -25'567);
  EXPECT_EQ(Date::Of(1970, 1, 1).days(), 0);
  EXPECT_EQ(Date::Of(2000, 2, 29).days(), 11'016);
  EXPECT_EQ(Date::Of(2100, 3, 1).days(), 47'541);
  EXPECT_EQ(Date::Of(2199, 12, 31).days(), 84'005);
}

TEST(DateExists, FollowsTheCalendar) {
  struct Case {
    int year;
    int month;
    int day;
    bool want;
  };
  const Case cases[] = {
      {1900, 1, 1, true},   {1899, 12, 31, false}, {2199, 12, 31, true}, {2200, 1, 1, false},
      {2024, 0, 1, false},  {2024, 13, 1, false},  {2024, -1, 1, false}, {2024, 1, 0, false},
      {2024, 1, 32, false}, {2024, 2, 29, true},   {2024, 2, 30, false}, {2023, 2, 29, false},
      {1900, 2, 29, false}, {2000, 2, 29, true},   {2100, 2, 29, false}, {2024, 4, 31, false},
      {2024, 9, 31, false}, {2024, 12, 31, true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Date::Exists(c.year, c.month, c.day), c.want)
        << c.year << "-" << c.month << "-" << c.day;
  }
}

TEST(DateDeathTest, CrashesOnBrokenPromises) {
  EXPECT_DEATH(Date::Of(2023, 2, 29), "broken promise");
  EXPECT_DEATH(Date::OfDays(-25'568), "broken promise");
  EXPECT_DEATH(Date::OfDays(84'006), "broken promise");
  EXPECT_DEATH(FirstDayOfMonth((2200 - 1970) * 12), "broken promise");
  EXPECT_DEATH(LastDayOfMonth((1900 - 1970) * 12 - 1), "broken promise");
}

TEST(DateParse, RefusesAnythingButADay) {
  constexpr absl::string_view kBad[] = {
      "",           "2024",        "2024-6-30",   "2024-06-3",  "2024-06-300", "2024/06/30",
      "20240630",   "2024-06-31",  "2024-02-30",  "2023-02-29", "2024-00-10",  "2024-13-10",
      "2024-01-00", "1899-12-31",  "2200-01-01",  "0000-00-00", "+024-06-30",  "2024-06- 1",
      "2024-06-1x", " 2024-06-30", "2024-06-30 ", "-024-06-30", "2024-06-３0", "2024-0a-01",
  };
  for (const absl::string_view text : kBad) {
    EXPECT_THAT(Date::Parse(text), ReasonIs(Reason::kDateMalformed)) << text;
  }
  const std::vector<Violation> want = {{Reason::kDateMalformed, "", {{"got", "2024-02-30"}}}};
  EXPECT_EQ(ViolationsOf(Date::Parse("2024-02-30").status()), want);
}

// Walks the calendar day by day with its own rule for the length of a month.
TEST(Date, RoundTripsOverTheWholeRange) {
  int year = 1900;
  int month = 1;
  int day = 1;
  for (std::int32_t days = -25'567; days <= 84'005; ++days) {
    const Date date = Date::OfDays(days);
    ASSERT_EQ(date.year(), year) << days;
    ASSERT_EQ(date.month(), month) << days;
    ASSERT_EQ(date.day(), day) << days;
    ASSERT_EQ(Date::Of(year, month, day).days(), days);
    ASSERT_EQ(date.month_index(), (year - 1970) * 12 + month - 1);
    ASSERT_THAT(Date::Parse(date.ToString()), IsOkAndHolds(date));
    const Date first = FirstDayOfMonth(date.month_index());
    ASSERT_EQ(first.days(), days - day + 1);

    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const bool short_month = month == 4 || month == 6 || month == 9 || month == 11;
    const int length = month == 2 ? (leap ? 29 : 28) : short_month ? 30 : 31;
    ASSERT_EQ(LastDayOfMonth(date.month_index()).days(), first.days() + length - 1);
    if (++day > length) {
      day = 1;
      if (++month > 12) {
        month = 1;
        ++year;
      }
    }
  }
  EXPECT_EQ(year, 2200);
}

TEST(DateMonth, RoundTripsOverTheWholeRange) {
  for (int index = (1900 - 1970) * 12; index < (2200 - 1970) * 12; ++index) {
    ASSERT_THAT(ParseMonth(FormatMonth(index)), IsOkAndHolds(index));
    ASSERT_EQ(FirstDayOfMonth(index).month_index(), index);
    ASSERT_EQ(LastDayOfMonth(index).month_index(), index);
  }
  EXPECT_EQ(FormatMonth(0), "1970-01");
  EXPECT_EQ(FormatMonth(-1), "1969-12");
  EXPECT_EQ(FormatMonth(-12), "1969-01");
}

TEST(DateParseMonth, RefusesAnythingButAMonth) {
  constexpr absl::string_view kBad[] = {"",        "2024",       "2024-6",  "2024-00",
                                        "2024-13", "2024/06",    "202406",  "1899-12",
                                        "2200-01", "2024-06-30", "20a4-06", "2024- 6"};
  for (const absl::string_view text : kBad) {
    EXPECT_THAT(ParseMonth(text), ReasonIs(Reason::kDateMalformed)) << text;
  }
}

}  // namespace
}  // namespace ippledge
