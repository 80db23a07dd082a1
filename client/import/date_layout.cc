#include "client/import/date_layout.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/import/amount.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kMonthNames[] = {"january",   "february", "march",    "april",
                                             "may",       "june",     "july",     "august",
                                             "september", "october",  "november", "december"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes `min` to `max` digits from the front of `text`.
bool TakeDigits(absl::string_view* text, std::size_t min, std::size_t max, int* number) {
  std::size_t count = 0;
  *number = 0;
  while (count < max && count < text->size() && IsDigit((*text)[count])) {
    *number = *number * 10 + ((*text)[count] - '0');
    ++count;
  }
  if (count < min) return false;
  text->remove_prefix(count);
  return true;
}

// Takes an English month: the whole name, its first three letters, or "Sept".
bool TakeMonthName(absl::string_view* text, int* month) {
  std::size_t letters = 0;
  while (letters < text->size() &&
         absl::ascii_isalpha(static_cast<unsigned char>((*text)[letters]))) {
    ++letters;
  }
  const absl::string_view word = text->substr(0, letters);
  for (int i = 0; i < 12; ++i) {
    const absl::string_view name = kMonthNames[i];
    if (absl::EqualsIgnoreCase(word, name) || absl::EqualsIgnoreCase(word, name.substr(0, 3)) ||
        (i == 8 && absl::EqualsIgnoreCase(word, "sept"))) {
      *month = i + 1;
      text->remove_prefix(letters);
      return true;
    }
  }
  return false;
}

// First day that a Date holds, and the last.
const Date& First() {
  static const Date first = Date::Of(1900, 1, 1);
  return first;
}
const Date& Last() {
  static const Date last = Date::Of(2199, 12, 31);
  return last;
}

bool SetDay(std::int64_t days, Date* date) {
  if (days < First().days() || days > Last().days()) return false;
  *date = Date::OfDays(static_cast<std::int32_t>(days));
  return true;
}

// Leaves out " 00:00:00", "T10:30" and the like.
absl::string_view WithoutTime(absl::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || colon < 2 || !IsDigit(text[colon - 1])) return text;
  std::size_t start = colon - 1;
  if (IsDigit(text[start - 1])) --start;
  if (start == 0 || (text[start - 1] != ' ' && text[start - 1] != 'T')) return text;
  for (const char c : text.substr(colon + 1)) {
    if (!IsDigit(c) && c != ':' && c != '.' && c != 'Z') return text;
  }
  return TrimCell(text.substr(0, start - 1));
}

}  // namespace

absl::StatusOr<DateLayout> DateLayout::Compile(absl::string_view pattern) {
  DateLayout layout;
  layout.pattern_ = std::string(pattern);
  const std::string name = NormalHeader(pattern);
  const std::pair<absl::string_view, Kind> serials[] = {
      {"excelserial", Kind::kExcel}, {"sasserial", Kind::kSas}, {"unixdays", Kind::kUnix}};
  for (const auto& [serial, kind] : serials) {
    if (name != serial) continue;
    layout.items_.push_back({kind, 0, false});
    return layout;
  }
  int years = 0;
  int months = 0;
  int days = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == ' ') {
      layout.items_.push_back({Kind::kSpace, 0, false});
      continue;
    }
    if (c != '%') {
      layout.items_.push_back({Kind::kLiteral, c, false});
      continue;
    }
    const char token = ++i < pattern.size() ? pattern[i] : '\0';
    // Where another number follows at once, only a fixed width tells where this one ends.
    const bool fixed = i + 2 < pattern.size() && pattern[i + 1] == '%' &&
                       absl::StrContains("Yymd", pattern[i + 2]);
    switch (token) {
      case 'Y':
        layout.items_.push_back({Kind::kYear, 0, true});
        ++years;
        break;
      case 'y':
        layout.items_.push_back({Kind::kShortYear, 0, true});
        ++years;
        break;
      case 'm':
        layout.items_.push_back({Kind::kMonth, 0, fixed});
        ++months;
        break;
      case 'd':
        layout.items_.push_back({Kind::kDay, 0, fixed});
        ++days;
        break;
      case 'b':
      case 'B':
        layout.items_.push_back({Kind::kMonthName, 0, false});
        ++months;
        break;
      case '%':
        layout.items_.push_back({Kind::kLiteral, '%', false});
        break;
      default:
        return absl::InvalidArgumentError(
            absl::StrCat("date layout \"", pattern, "\": after % stands one of Y y m d b B %"));
    }
  }
  // The last of several numbers in a row is of fixed width too: "%Y%m%d" is eight digits.
  for (std::size_t i = 1; i < layout.items_.size(); ++i) {
    const bool number =
        layout.items_[i].kind == Kind::kMonth || layout.items_[i].kind == Kind::kDay;
    if (number && layout.items_[i - 1].fixed) layout.items_[i].fixed = true;
  }
  if (years != 1 || months != 1 || days != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("date layout \"", pattern, "\": it needs one year, one month and one day"));
  }
  return layout;
}

Fault DateLayout::ParseSerial(absl::string_view text, Date* date) const {
  std::int64_t number = 0;
  if (!ParseWhole(text, &number) || text.find(',') != text.npos) return Fault::kDateMalformed;
  switch (items_.front().kind) {
    case Kind::kExcel:
      // The 1900 system has a 29 February 1900 (60), which was none.
      if (number < 1 || number == 60) return Fault::kDateMalformed;
      number -= number < 60 ? 25568 : 25569;
      break;
    case Kind::kSas:
      number -= 3653;
      break;
    default:
      break;
  }
  // A number out of range is more likely no serial at all than an impossible day.
  return SetDay(number, date) ? Fault::kNone : Fault::kDateMalformed;
}

Fault DateLayout::Parse(absl::string_view text, int pivot, Date* date) const {
  int year = 0;
  int month = 0;
  int day = 0;
  for (const Item& item : items_) {
    switch (item.kind) {
      case Kind::kLiteral:
        if (text.empty() || text.front() != item.literal) return Fault::kDateMalformed;
        text.remove_prefix(1);
        break;
      case Kind::kSpace: {
        const absl::string_view rest = absl::StripLeadingAsciiWhitespace(text);
        if (rest.size() == text.size()) return Fault::kDateMalformed;
        text = rest;
        break;
      }
      case Kind::kYear:
        if (!TakeDigits(&text, 4, 4, &year)) return Fault::kDateMalformed;
        break;
      case Kind::kShortYear:
        if (!TakeDigits(&text, 2, 2, &year)) return Fault::kDateMalformed;
        year += year < pivot ? 2000 : 1900;
        break;
      case Kind::kMonth:
        if (!TakeDigits(&text, item.fixed ? 2 : 1, 2, &month)) return Fault::kDateMalformed;
        break;
      case Kind::kDay:
        if (!TakeDigits(&text, item.fixed ? 2 : 1, 2, &day)) return Fault::kDateMalformed;
        break;
      case Kind::kMonthName:
        if (!TakeMonthName(&text, &month)) return Fault::kDateMalformed;
        break;
      default:
        return ParseSerial(text, date);
    }
  }
  if (!text.empty()) return Fault::kDateMalformed;
  if (!Date::Exists(year, month, day)) return Fault::kDateUnreal;
  *date = Date::Of(year, month, day);
  return Fault::kNone;
}

const std::vector<DateLayout>& BuiltInDateLayouts() {
  static const auto* const layouts = [] {
    auto* list = new std::vector<DateLayout>;
    for (const char* pattern :
         {"%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "excel serial"}) {
      list->push_back(*DateLayout::Compile(pattern));
    }
    return list;
  }();
  return *layouts;
}

Fault ParseDate(absl::string_view text, const std::vector<DateLayout>& layouts, int pivot,
                Date* date) {
  std::string narrowed;
  text = WithoutTime(NarrowAll(text, &narrowed));
  if (LooksScientific(text)) return Fault::kScientific;
  Fault fault = Fault::kDateMalformed;
  for (const DateLayout& layout : layouts) {
    switch (layout.Parse(text, pivot, date)) {
      case Fault::kNone:
        return Fault::kNone;
      case Fault::kDateUnreal:
        fault = Fault::kDateUnreal;
        break;
      default:
        break;
    }
  }
  return fault;
}

bool AddMonths(Date date, std::int64_t months, Date* later) {
  if (months < -3600 || months > 3600) return false;
  const std::int64_t index = date.month_index() + months;
  if (index < First().month_index() || index > Last().month_index()) return false;
  const Date last = LastDayOfMonth(static_cast<int>(index));
  *later = Date::Of(last.year(), last.month(), std::min(date.day(), last.day()));
  return true;
}

bool AddDays(Date date, std::int64_t days, Date* later) {
  if (days < -200'000 || days > 200'000) return false;
  return SetDay(date.days() + days, later);
}

}  // namespace ippledge::client
