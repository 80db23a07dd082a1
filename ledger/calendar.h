// ledger/calendar.h: working days: Monday to Friday, but for the holidays and with the make-up
// working days (调休) that were entered for a year.
//
// A year without a table has its weekends only. Regular value; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/refusal.h"

namespace ippledge {

inline constexpr int kCalendarDaysMax = 100;

// The State Council's table of one year. Both lists rise.
struct CalendarYear {
  int year = 0;
  std::vector<Date> holidays;
  std::vector<Date> working_days;  // Saturdays and Sundays that are worked
  std::string source;

  friend bool operator==(const CalendarYear&, const CalendarYear&) = default;
};

class Calendar {
 public:
  struct Entered {
    CalendarYear table;
    std::int64_t entry = 0;

    friend bool operator==(const Entered&, const Entered&) = default;
  };

  // Puts the table of its year in the place of an earlier one.
  void Enter(CalendarYear year, std::int64_t entry);
  bool IsWorkingDay(Date date) const;
  // The day that is so many working days after `date`; `date` itself for 0. Never beyond the last
  // day that a Date can say.
  Date AddWorkingDays(Date date, int days) const;
  // Working days in (from, to]; 0 when `to` is not after `from`.
  int WorkingDaysBetween(Date from, Date to) const;
  const std::map<int, Entered>& years() const { return years_; }

  friend bool operator==(const Calendar&, const Calendar&) = default;

 private:
  std::map<int, Entered> years_;
};

// Days of another year, twice or out of order, a make-up day that is no weekend. Reasons:
// VALUE_OUT_OF_RANGE, TOO_MANY_ITEMS, DATE_ORDER, SETTINGS_CONTRADICT.
void CheckCalendarYear(const CalendarYear& year, absl::string_view path, Violations& violations);

// The loan prime rate from a day on, a year in ppm.
struct LendingRate {
  Date date;
  std::int64_t one_year_ppm = 0;
  std::int64_t five_year_ppm = 0;
  std::string source;

  friend bool operator==(const LendingRate&, const LendingRate&) = default;
};
void CheckLendingRate(const LendingRate& rate, absl::string_view path, Violations& violations);

}  // namespace ippledge
