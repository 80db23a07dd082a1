// Working days: weekends, holidays, worked weekends, years without a table.
#include "ledger/calendar.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/limits.h"
#include "tests/testing/builders.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

// Of 2024: New Year, Spring Festival with two worked weekend days, the National Day with two.
CalendarYear Of2024() {
  CalendarYear year{.year = 2024, .source = "国办发明电〔2023〕7号"};
  for (const char* day :
       {"2024-01-01", "2024-02-12", "2024-02-13", "2024-02-14", "2024-02-15", "2024-02-16",
        "2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04", "2024-10-07"}) {
    year.holidays.push_back(Day(day));
  }
  for (const char* day : {"2024-02-04", "2024-02-18", "2024-09-29", "2024-10-12"}) {
    year.working_days.push_back(Day(day));
  }
  return year;
}

std::string Check(const CalendarYear& year) {
  Violations violations;
  CheckCalendarYear(year, "year", violations);
  return RefusalText(violations);
}

TEST(Calendar, WithoutATableOnlyWeekendsAreFree) {
  const Calendar calendar;
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2024-06-03")));   // Monday
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2024-06-07")));   // Friday
  EXPECT_FALSE(calendar.IsWorkingDay(Day("2024-06-08")));  // Saturday
  EXPECT_FALSE(calendar.IsWorkingDay(Day("2024-06-09")));
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2024-10-01")));
  EXPECT_FALSE(calendar.IsWorkingDay(Day("1969-12-28")));  // Sunday
  EXPECT_TRUE(calendar.IsWorkingDay(Day("1969-12-29")));
}

TEST(Calendar, HolidaysAreFreeAndWorkedWeekendsAreNot) {
  Calendar calendar;
  calendar.Enter(Of2024(), 7);
  EXPECT_FALSE(calendar.IsWorkingDay(Day("2024-10-01")));
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2024-10-12")));   // a Saturday
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2024-02-04")));   // a Sunday
  EXPECT_FALSE(calendar.IsWorkingDay(Day("2024-10-13")));  // another
  // Other years have no table.
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2025-10-01")));
  EXPECT_EQ(calendar.years().at(2024).entry, 7);
}

TEST(Calendar, CountsWorkingDays) {
  Calendar calendar;
  calendar.Enter(Of2024(), 7);
  const auto add = [&](const char* from, int days) {
    return calendar.AddWorkingDays(Day(from), days).ToString();
  };
  EXPECT_EQ(add("2024-06-03", 0), "2024-06-03");
  // Nothing is added, also from a day that is no working day.
  EXPECT_EQ(add("2024-06-08", 0), "2024-06-08");
  EXPECT_EQ(add("2024-06-07", 1), "2024-06-10");
  EXPECT_EQ(add("2024-06-08", 1), "2024-06-10");
  EXPECT_EQ(add("2024-06-03", 5), "2024-06-10");
  // Over the National Day: 29 September is worked, the week is not, 12 October is.
  EXPECT_EQ(add("2024-09-28", 1), "2024-09-29");
  EXPECT_EQ(add("2024-09-30", 1), "2024-10-08");
  EXPECT_EQ(add("2024-09-30", 5), "2024-10-12");
  // Over the end of the year, into one without a table.
  EXPECT_EQ(add("2024-12-31", 1), "2025-01-01");
  const auto between = [&](const char* from, const char* to) {
    return calendar.WorkingDaysBetween(Day(from), Day(to));
  };
  EXPECT_EQ(between("2024-06-03", "2024-06-10"), 5);
  EXPECT_EQ(between("2024-06-07", "2024-06-09"), 0);
  EXPECT_EQ(between("2024-09-30", "2024-10-12"), 5);
  EXPECT_EQ(between("2024-06-10", "2024-06-03"), 0);
  EXPECT_EQ(between("2024-06-03", "2024-06-03"), 0);
}

TEST(Calendar, ALaterTableStandsInThePlaceOfTheEarlier) {
  Calendar calendar;
  calendar.Enter(Of2024(), 7);
  CalendarYear other = Of2024();
  other.holidays.erase(other.holidays.begin());
  calendar.Enter(other, 9);
  EXPECT_TRUE(calendar.IsWorkingDay(Day("2024-01-01")));
  EXPECT_EQ(calendar.years().size(), 1U);
  EXPECT_EQ(calendar.years().at(2024).entry, 9);
}

TEST(Calendar, AddingAndCountingAgree) {
  Calendar calendar;
  calendar.Enter(Of2024(), 7);
  std::mt19937_64 random(1);
  for (int i = 0; i < 500; ++i) {
    const Date from = Day("2023-11-01") + static_cast<int>(random() % 500);
    const int days = 1 + static_cast<int>(random() % 60);
    const Date to = calendar.AddWorkingDays(from, days);
    ASSERT_TRUE(calendar.IsWorkingDay(to)) << to.ToString();
    ASSERT_EQ(calendar.WorkingDaysBetween(from, to), days) << from.ToString();
  }
}

TEST(Calendar, NeverCountsBeyondTheLastDay) {
  const Date end = Calendar().AddWorkingDays(Day("2198-12-01"), 1'000'000);
  EXPECT_LE(end, Day("2199-12-31"));
  EXPECT_GE(end, Day("2198-12-31"));
}

TEST(CheckCalendarYear, NamesEachMistake) {
  EXPECT_EQ(Check(Of2024()), "ok");
  EXPECT_EQ(Check({.year = 2024}), "ok");
  CalendarYear year{.year = 1989};
  EXPECT_EQ(Check(year), "VALUE_OUT_OF_RANGE year.year got=1989 min=1990 max=2198");
  year = {.year = 2024, .holidays = {Day("2023-12-31"), Day("2024-05-01"), Day("2024-05-01")}};
  EXPECT_EQ(Check(year),
            "VALUE_OUT_OF_RANGE year.holidays[0] got=2023-12-31 min=2024-01-01 max=2024-12-31; "
            "DATE_ORDER year.holidays[2] got=2024-05-01 after=2024-05-01");
  year = {.year = 2024, .working_days = {Day("2024-06-03")}};
  EXPECT_EQ(Check(year),
            "SETTINGS_CONTRADICT year.working_days[0] other=2024-06-03 "
            "why=it is no Saturday or Sunday");
  year = {.year = 2024, .holidays = {Day("2024-06-08")}, .working_days = {Day("2024-06-08")}};
  EXPECT_EQ(Check(year),
            "SETTINGS_CONTRADICT year.working_days[0] other=holidays why=a holiday is not worked");
  year = {.year = 2024};
  for (int i = 0; i <= kCalendarDaysMax; ++i) year.holidays.push_back(Day("2024-01-01") + i);
  EXPECT_EQ(Check(year), "TOO_MANY_ITEMS year.holidays got=101 limit=100");
  year = {.year = 2024, .source = std::string(kReasonCharsMax + 1, 'x')};
  EXPECT_TRUE(Check(year).starts_with("FIELD_TOO_LONG year.source")) << Check(year);
}

TEST(CheckLendingRate, RatesAreAboveNothingAndBelowAll) {
  const auto check = [](std::int64_t one_year, std::int64_t five_years) {
    Violations violations;
    CheckLendingRate({Day("2024-10-21"), one_year, five_years, "PBC"}, "rate", violations);
    return RefusalText(violations);
  };
  EXPECT_EQ(check(31'000, 36'000), "ok");
  EXPECT_EQ(check(1, kRatePpmMax), "ok");
  EXPECT_EQ(check(0, kRatePpmMax + 1),
            "VALUE_OUT_OF_RANGE rate.one_year_ppm got=0 min=1 max=1000000; "
            "VALUE_OUT_OF_RANGE rate.five_year_ppm got=1000001 min=1 max=1000000");
}

}  // namespace
}  // namespace ippledge
