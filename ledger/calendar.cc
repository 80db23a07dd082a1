#include "ledger/calendar.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2198;
// 1970-01-01 was a Thursday; Monday is 0.
int WeekdayOf(Date date) { return ((date.days() + 3) % 7 + 7) % 7; }
bool IsWeekend(Date date) { return WeekdayOf(date) >= 5; }

bool Holds(const std::vector<Date>& days, Date date) {
  return std::binary_search(days.begin(), days.end(), date);
}

void CheckDays(const std::vector<Date>& days, int year, const std::string& path,
               Violations& violations) {
  if (days.size() > static_cast<std::size_t>(kCalendarDaysMax)) {
    violations.Add(Reason::kTooManyItems, path,
                   {{"got", absl::StrCat(days.size())}, {"limit", absl::StrCat(kCalendarDaysMax)}});
    return;
  }
  for (std::size_t i = 0; i < days.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (days[i].year() != year) {
      violations.Add(Reason::kValueOutOfRange, at,
                     {{"got", days[i].ToString()},
                      {"min", absl::StrCat(year, "-01-01")},
                      {"max", absl::StrCat(year, "-12-31")}});
    }
    if (i > 0 && days[i] <= days[i - 1]) {
      violations.Add(Reason::kDateOrder, at,
                     {{"got", days[i].ToString()}, {"after", days[i - 1].ToString()}});
    }
  }
}

void CheckSource(const std::string& source, absl::string_view path, Violations& violations) {
  for (const Violation& v : ViolationsOf(CheckText(source, 0, kReasonCharsMax))) {
    violations.Add(v.reason, absl::StrCat(path, ".source"), v.metadata);
  }
}

}  // namespace

void Calendar::Enter(CalendarYear year, std::int64_t entry) {
  const int number = year.year;
  years_.insert_or_assign(number, Entered{std::move(year), entry});
}

bool Calendar::IsWorkingDay(Date date) const {
  const auto table = years_.find(date.year());
  if (table == years_.end()) return !IsWeekend(date);
  const CalendarYear& year = table->second.table;
  if (Holds(year.holidays, date)) return false;
  return !IsWeekend(date) || Holds(year.working_days, date);
}

Date Calendar::AddWorkingDays(Date date, int days) const {
  const Date end = Date::Of(kLastYear, 12, 31);
  while (days > 0 && date < end) {
    date = date + 1;
    if (IsWorkingDay(date)) --days;
  }
  return date;
}

int Calendar::WorkingDaysBetween(Date from, Date to) const {
  int days = 0;
  for (Date date = from; date < to;) {
    date = date + 1;
    if (IsWorkingDay(date)) ++days;
  }
  return days;
}

void CheckCalendarYear(const CalendarYear& year, absl::string_view path, Violations& violations) {
  if (year.year < kFirstYear || year.year > kLastYear) {
    violations.Add(Reason::kValueOutOfRange, absl::StrCat(path, ".year"),
                   {{"got", absl::StrCat(year.year)},
                    {"min", absl::StrCat(kFirstYear)},
                    {"max", absl::StrCat(kLastYear)}});
    return;
  }
  CheckDays(year.holidays, year.year, absl::StrCat(path, ".holidays"), violations);
  CheckDays(year.working_days, year.year, absl::StrCat(path, ".working_days"), violations);
  for (std::size_t i = 0; i < year.working_days.size(); ++i) {
    const Date day = year.working_days[i];
    const std::string at = absl::StrCat(path, ".working_days[", i, "]");
    if (!IsWeekend(day)) {
      violations.Add(Reason::kSettingsContradict, at,
                     {{"other", day.ToString()}, {"why", "it is no Saturday or Sunday"}});
    } else if (Holds(year.holidays, day)) {
      violations.Add(Reason::kSettingsContradict, at,
                     {{"other", "holidays"}, {"why", "a holiday is not worked"}});
    }
  }
  CheckSource(year.source, path, violations);
}

void CheckLendingRate(const LendingRate& rate, absl::string_view path, Violations& violations) {
  const auto check = [&](absl::string_view field, std::int64_t ppm) {
    if (ppm > 0 && ppm <= kRatePpmMax) return;
    violations.Add(Reason::kValueOutOfRange, absl::StrCat(path, ".", field),
                   {{"got", absl::StrCat(ppm)}, {"min", "1"}, {"max", absl::StrCat(kRatePpmMax)}});
  };
  check("one_year_ppm", rate.one_year_ppm);
  check("five_year_ppm", rate.five_year_ppm);
  CheckSource(rate.source, path, violations);
}

}  // namespace ippledge
