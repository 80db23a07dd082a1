#include "ledger/date.h"

#include <algorithm>

#include "ledger/check.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"

namespace ippledge {
namespace {

constexpr int kYearMin = 1900;
constexpr int kYearMax = 2199;

// Days are counted from 1600-03-01 inside this file: with March as the first month the leap day
// ends the year, and every number in range is positive. This many days later is 1970-01-01.
constexpr int kBaseYear = 1600;
constexpr std::int32_t kDaysFromBase = 135'080;

constexpr bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

// Months from March come in fives of 153 days: (153 m + 2) / 5 days lie before month m of the year.
constexpr std::int32_t DaysOfCivil(int year, int month, int day) {
  const int years = year - kBaseYear - (month <= 2 ? 1 : 0);
  const int months = month <= 2 ? month + 9 : month - 3;
  return years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1 -
         kDaysFromBase;
}

struct Civil {
  int year;
  int month;
  int day;
};

constexpr Civil CivilOfDays(std::int32_t days) {
  const std::int32_t count = days + kDaysFromBase;
  const std::int32_t century = (4 * count + 3) / 146'097;
  const std::int32_t in_century = count - 146'097 * century / 4;
  const std::int32_t year = (4 * in_century + 3) / 1'461;
  const std::int32_t in_year = in_century - 1'461 * year / 4;
  const std::int32_t month = (5 * in_year + 2) / 153;
  const std::int32_t day = in_year - (153 * month + 2) / 5 + 1;
  const bool next_year = month >= 10;
  return {kBaseYear + 100 * century + year + (next_year ? 1 : 0), next_year ? month - 9 : month + 3,
          day};
}

constexpr std::int32_t kDaysMin = DaysOfCivil(kYearMin, 1, 1);
constexpr std::int32_t kDaysMax = DaysOfCivil(kYearMax, 12, 31);
static_assert(DaysOfCivil(1970, 1, 1) == 0);
static_assert(CivilOfDays(0).year == 1970 && CivilOfDays(0).month == 1 && CivilOfDays(0).day == 1);

// The number written by the `count` digits at `text`; -1 when one of them is no digit.
int Digits(const char* text, int count) {
  int number = 0;
  for (int i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

void PutDigits(int number, int count, char* out) {
  for (int i = count - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

absl::Status Malformed(absl::string_view text) {
  return Refuse(Reason::kDateMalformed, "", {{"got", std::string(text)}});
}

// Floor, where / cuts towards zero.
int YearOfMonthIndex(int index) { return 1970 + (index >= 0 ? index : index - 11) / 12; }
int MonthOfMonthIndex(int index) { return index - (YearOfMonthIndex(index) - 1970) * 12 + 1; }

}  // namespace

bool Date::Exists(int year, int month, int day) {
  return year >= kYearMin && year <= kYearMax && month >= 1 && month <= 12 && day >= 1 &&
         day <= DaysInMonth(year, month);
}

Date Date::Of(int year, int month, int day) {
  IPPLEDGE_CHECK(Exists(year, month, day));
  return Date(DaysOfCivil(year, month, day));
}

Date Date::OfDays(std::int32_t days) {
  IPPLEDGE_CHECK(days >= kDaysMin && days <= kDaysMax);
  return Date(days);
}

absl::StatusOr<Date> Date::Parse(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return Malformed(text);
  const int year = Digits(text.data(), 4);
  const int month = Digits(text.data() + 5, 2);
  const int day = Digits(text.data() + 8, 2);
  if (!Exists(year, month, day)) return Malformed(text);
  return Date(DaysOfCivil(year, month, day));
}

int Date::year() const { return CivilOfDays(days_).year; }

int Date::month() const { return CivilOfDays(days_).month; }

int Date::day() const { return CivilOfDays(days_).day; }

int Date::month_index() const {
  const Civil civil = CivilOfDays(days_);
  return (civil.year - 1970) * 12 + civil.month - 1;
}

std::string Date::ToString() const {
  const Civil civil = CivilOfDays(days_);
  std::string text = "0000-00-00";
  PutDigits(civil.year, 4, &text[0]);
  PutDigits(civil.month, 2, &text[5]);
  PutDigits(civil.day, 2, &text[8]);
  return text;
}

Date FirstDayOfMonth(int month_index) {
  return Date::Of(YearOfMonthIndex(month_index), MonthOfMonthIndex(month_index), 1);
}

Date LastDayOfMonth(int month_index) {
  const int year = YearOfMonthIndex(month_index);
  const int month = MonthOfMonthIndex(month_index);
  IPPLEDGE_CHECK(Date::Exists(year, month, 1));
  return Date::Of(year, month, DaysInMonth(year, month));
}

Date AddMonths(Date date, int months) {
  constexpr int kLastMonth = (2199 - 1970) * 12 + 11;
  const int index = std::min(date.month_index() + months, kLastMonth);
  return std::min(LastDayOfMonth(index), FirstDayOfMonth(index) + (date.day() - 1));
}

Date AddYears(Date date, int years) { return AddMonths(date, 12 * years); }

std::string FormatMonth(int month_index) {
  return FirstDayOfMonth(month_index).ToString().substr(0, 7);
}

absl::StatusOr<int> ParseMonth(absl::string_view text) {
  if (text.size() != 7 || text[4] != '-') return Malformed(text);
  const int year = Digits(text.data(), 4);
  const int month = Digits(text.data() + 5, 2);
  if (!Date::Exists(year, month, 1)) return Malformed(text);
  return (year - 1970) * 12 + month - 1;
}

}  // namespace ippledge
