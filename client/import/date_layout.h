// client/import/date_layout.h: dates as banks write them.
//
// A layout is compiled once and then fits the whole of a text or not at all; day and month are
// never guessed. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/import/problem.h"
#include "ledger/date.h"

namespace ippledge::client {

class DateLayout {
 public:
  // Either one of "excel serial" (days, 1900 system), "sas serial" (days since 1960-01-01), "unix
  // days" (since 1970-01-01), with "_" or a space; or a pattern of %Y (4 digits), %y (2), %m and %d
  // (1 or 2; exactly 2 where digits follow), %b or %B (English month, short or whole, any case), %%
  // and other characters as they stand (a space stands for any white space). INVALID_ARGUMENT says
  // what is wrong with it: a pattern needs a year, a month and a day, each once.
  static absl::StatusOr<DateLayout> Compile(absl::string_view pattern);

  // kNone and *date; kDateUnreal when the layout fits but there is no such day (30 February, a day
  // out of Date's range); kDateMalformed when it does not fit. %y below `pivot` is 20yy, else 19yy.
  Fault Parse(absl::string_view text, int pivot, Date* date) const;

  const std::string& pattern() const { return pattern_; }

 private:
  enum class Kind : std::uint8_t {
    kLiteral,
    kSpace,
    kYear,
    kShortYear,
    kMonth,
    kDay,
    kMonthName,
    kExcel,
    kSas,
    kUnix
  };
  struct Item {
    Kind kind;
    char literal;
    bool fixed;  // exactly two digits
  };

  Fault ParseSerial(absl::string_view text, Date* date) const;

  std::string pattern_;
  std::vector<Item> items_;
};

// The layouts that need no mapping: %Y-%m-%d, %Y/%m/%d, %Y.%m.%d, %Y年%m月%d日, %Y%m%d, excel
// serial.
const std::vector<DateLayout>& BuiltInDateLayouts();

// The first layout that fits; else kDateUnreal when one fitted but for the day, else
// kDateMalformed. Full-width forms are understood, and a time of day behind the date is left out.
Fault ParseDate(absl::string_view text, const std::vector<DateLayout>& layouts, int pivot,
                Date* date);

// `months` later; a day that the month does not have becomes its last. False when out of range.
bool AddMonths(Date date, std::int64_t months, Date* later);
// `days` later; false when out of range.
bool AddDays(Date date, std::int64_t days, Date* later);

}  // namespace ippledge::client
