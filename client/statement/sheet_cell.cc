#include "client/statement/sheet_cell.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "client/import/amount.h"
#include "client/import/cell.h"
#include "client/import/date_layout.h"

namespace ippledge::client {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(absl::string_view text) { return std::all_of(text.begin(), text.end(), IsDigit); }

StatementFaultKind KindOf(Fault fault) {
  switch (fault) {
    case Fault::kAmountNotWhole:
      return StatementFaultKind::kAmountNotWhole;
    case Fault::kAmountRange:
      return StatementFaultKind::kAmountRange;
    default:
      return StatementFaultKind::kAmountMalformed;
  }
}

// Where the time of day begins behind a day without a space between; npos when there is none.
std::size_t CompactTime(absl::string_view text) {
  if (text.size() >= 12 && text.size() <= 17 && AllDigits(text)) return 8;  // 20250822175717
  if (text.size() > 9 && AllDigits(text.substr(0, 8)) && (text[8] == ' ' || text[8] == '-') &&
      AllDigits(text.substr(9))) {
    return 8;  // 20250822 175717
  }
  if (text.size() > 11 && text[10] == '-' && text[4] == '-' && IsDigit(text[11])) {
    const absl::string_view rest = text.substr(11);
    if (rest.find_first_not_of("0123456789.:") == rest.npos) return 10;
  }
  return text.npos;
}

// Two digits at `at`, below `limit`; -1 when they are none.
int TwoDigits(absl::string_view text, std::size_t at, int limit) {
  if (at + 2 > text.size() || !IsDigit(text[at]) || !IsDigit(text[at + 1])) return -1;
  const int number = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return number < limit ? number : -1;
}

}  // namespace

std::string ShortText(absl::string_view text) {
  std::size_t bytes = 0;
  int characters = 0;
  while (bytes < text.size()) {
    std::size_t next = bytes + 1;
    while (next < text.size() && (text[next] & 0xC0) == 0x80) ++next;
    if (++characters > kFaultGotCharsMax) break;
    bytes = next;
  }
  std::string out(text.substr(0, bytes));
  MakeOneLine(&out);
  return out;
}

bool IsBlankMark(absl::string_view text) {
  if (text.empty()) return true;
  if (text.size() <= 5 && (text == "无" || absl::EqualsIgnoreCase(text, "null"))) return true;
  if (text.front() != '-' && text.front() != '/' && text.front() != '\xE2' &&
      text.front() != '\xEF') {
    return false;
  }
  std::string narrowed;
  absl::string_view rest = NarrowAll(text, &narrowed);
  while (!rest.empty()) {
    if (rest.front() == '-' || rest.front() == '/') {
      rest.remove_prefix(1);
    } else if (absl::StartsWith(rest, "—")) {
      rest.remove_prefix(absl::string_view("—").size());
    } else {
      return false;
    }
  }
  return true;
}

bool IsMasked(absl::string_view text) {
  bool marked = false;
  for (const char c : text) {
    if (absl::StrContains("xyzXYZ*#", c)) {
      marked = true;
    } else if (c != ',' && c != '.' && c != '-') {
      return false;
    }
  }
  return marked;
}

CellReading ReadAmountCell(absl::string_view text, const StatementProfile& profile, int power,
                           std::int64_t* fen, StatementFaultKind* fault) {
  std::string scratch;
  const absl::string_view cell = CleanCell(text, &scratch);
  if (IsBlankMark(cell)) return CellReading::kBlank;
  if (IsMasked(cell)) return CellReading::kMasked;
  AmountReading reading;
  if (power < 0) power = profile.amount_power;
  if (power >= 0) {
    reading.power = power;
    reading.unit_named = true;
  }
  reading.decimal_comma = profile.decimal_comma;
  const Fault found = ParseAmount(cell, reading, fen);
  if (found == Fault::kNone) return CellReading::kRead;
  *fault = KindOf(found);
  return CellReading::kFault;
}

CellReading ReadDateCell(absl::string_view text, const StatementProfile& profile, Date* date,
                         StatementFaultKind* fault) {
  std::string scratch;
  absl::string_view cell = CleanCell(text, &scratch);
  if (IsBlankMark(cell)) return CellReading::kBlank;
  Fault found = ParseDate(cell, profile.dates, profile.pivot, date);
  if (found == Fault::kDateMalformed) {
    std::string narrowed;
    cell = NarrowAll(cell, &narrowed);
    const std::size_t time = CompactTime(cell);
    if (time != cell.npos) {
      found = ParseDate(cell.substr(0, time), profile.dates, profile.pivot, date);
    }
  }
  if (found == Fault::kNone) return CellReading::kRead;
  *fault = found == Fault::kDateUnreal ? StatementFaultKind::kDateUnreal
                                       : StatementFaultKind::kDateMalformed;
  return CellReading::kFault;
}

int ReadTimeCell(absl::string_view text) {
  std::string scratch;
  std::string narrowed;
  absl::string_view cell = NarrowAll(CleanCell(text, &scratch), &narrowed);
  int hour = -1;
  int minute = -1;
  int second = 0;
  const std::size_t colon = cell.find(':');
  if (colon != cell.npos && colon >= 2) {
    hour = TwoDigits(cell, colon - 2, 24);
    minute = TwoDigits(cell, colon + 1, 60);
    if (colon + 3 < cell.size()) second = TwoDigits(cell, colon + 4, 60);
  } else {
    const std::size_t compact = CompactTime(cell);
    if (compact != cell.npos) cell.remove_prefix(compact);
    if (!cell.empty() && !IsDigit(cell.front())) cell.remove_prefix(1);
    if (cell.size() < 6 || !AllDigits(cell.substr(0, 6))) return -1;
    hour = TwoDigits(cell, 0, 24);
    minute = TwoDigits(cell, 2, 60);
    second = TwoDigits(cell, 4, 60);
  }
  if (hour < 0 || minute < 0 || second < 0) return -1;
  return (hour * 60 + minute) * 60 + second;
}

std::string ReadTextCell(absl::string_view text) {
  std::string scratch;
  const absl::string_view cell = CleanCell(text, &scratch);
  if (IsBlankMark(cell)) return "";
  std::string out(cell);
  MakeOneLine(&out);
  // Separators of lines and paragraphs, and U+0085, end lines too.
  if (absl::StrContains(out, "\xE2\x80") || absl::StrContains(out, "\xC2")) {
    out =
        absl::StrReplaceAll(out, {{"\xE2\x80\xA8", " "}, {"\xE2\x80\xA9", " "}, {"\xC2\x85", " "}});
    out = std::string(TrimCell(out));
  }
  return out;
}

std::string ReadAccountCell(absl::string_view text) {
  std::string narrowed;
  std::string out = ReadTextCell(text);
  out = std::string(NarrowAll(out, &narrowed));
  out.erase(std::remove(out.begin(), out.end(), ' '), out.end());
  return out;
}

}  // namespace ippledge::client
