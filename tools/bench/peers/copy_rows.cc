#include "tools/bench/peers/copy_rows.h"

#include <chrono>
#include <cstdlib>
#include <utility>

namespace ippledge::bench {
namespace {

using std::chrono::sys_days;

constexpr sys_days kDayZero = std::chrono::year(2000) / 1 / 1;
constexpr std::int64_t kNoMoreRows = -1;

}  // namespace

CopyRows::CopyRows() : bytes_("PGCOPY\n\377\r\n\0", 11) {
  Number(0, 4);  // no flags
  Number(0, 4);  // no further header
}

void CopyRows::Row(int columns) { Number(columns, 2); }

void CopyRows::Text(std::string_view text) {
  Number(static_cast<std::int64_t>(text.size()), 4);
  bytes_.append(text);
}

void CopyRows::Date(const std::string& day) {
  const std::chrono::year_month_day date(
      std::chrono::year(std::atoi(day.c_str())),
      std::chrono::month(static_cast<unsigned>(std::atoi(day.c_str() + 5))),
      std::chrono::day(static_cast<unsigned>(std::atoi(day.c_str() + 8))));
  Integer((sys_days(date) - kDayZero).count());
}

std::string CopyRows::Take() {
  Number(kNoMoreRows, 2);
  return std::move(bytes_);
}

// Big-endian, two's complement.
void CopyRows::Number(std::int64_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    bytes_.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff));
  }
}

void CopyRows::Field(std::int64_t number, int bytes) {
  Number(bytes, 4);
  Number(number, bytes);
}

}  // namespace ippledge::bench
