// ledger/date.h: civil days, without time or zone.
//
// Range: 1900-01-01 to 2199-12-31. A Date is a regular value of 4 bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge {

class Date {
 public:
  constexpr Date() = default;
  // Precondition (checked): a day of the calendar within range.
  static Date Of(int year, int month, int day);
  // Days since 1970-01-01. Precondition (checked): within range.
  static Date OfDays(std::int32_t days);
  // Exactly "YYYY-MM-DD"; DATE_MALFORMED for anything else, a day that does not exist (30 February)
  // or a year out of range.
  static absl::StatusOr<Date> Parse(absl::string_view text);
  // True when year, month and day name a day within range.
  static bool Exists(int year, int month, int day);

  constexpr std::int32_t days() const { return days_; }
  int year() const;
  int month() const;  // 1..12
  int day() const;    // 1..31
  // Months since 1970-01; negative before.
  int month_index() const;
  // "2024-06-30".
  std::string ToString() const;

  constexpr Date operator+(int n) const { return Date(days_ + n); }
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  constexpr explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

// First and last day of the month with that index (months since 1970-01).
Date FirstDayOfMonth(int month_index);
Date LastDayOfMonth(int month_index);
// The same day so many months (years) later; the last day of a shorter month. Never beyond the
// range.
Date AddMonths(Date date, int months);
Date AddYears(Date date, int years);
// "2024-06" of a month index, and back (DATE_MALFORMED).
std::string FormatMonth(int month_index);
absl::StatusOr<int> ParseMonth(absl::string_view text);

}  // namespace ippledge
