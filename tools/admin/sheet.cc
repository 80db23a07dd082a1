#include "tools/admin/sheet.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "ledger/text.h"

namespace ippledge::admin {

void Sheet::Add(absl::string_view name, std::int64_t value) { AddJson(name, absl::StrCat(value)); }

void Sheet::Add(absl::string_view name, absl::string_view text) {
  rows_.push_back({std::string(name), std::string(text), true});
}

void Sheet::AddJson(absl::string_view name, absl::string_view json) {
  rows_.push_back({std::string(name), std::string(json), false});
}

std::string Sheet::ToText() const {
  std::size_t width = 0;
  for (const Row& row : rows_) width = std::max(width, row.name.size());
  std::string text;
  for (const Row& row : rows_) {
    const std::string pad(width - row.name.size() + 2, ' ');
    absl::StrAppend(&text, absl::StrReplaceAll(row.name, {{"_", " "}}), pad,
                    row.is_text ? Printable(row.value) : row.value, "\n");
  }
  return text;
}

std::string Sheet::ToJson() const {
  std::string json = "{";
  for (const Row& row : rows_) {
    absl::StrAppend(&json, json.size() > 1 ? "," : "", JsonText(row.name), ":",
                    row.is_text ? JsonText(row.value) : row.value);
  }
  return json + "}\n";
}

std::string JsonText(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(Printable(text), {{"\\", "\\\\"}, {"\"", "\\\""}}),
                      "\"");
}

std::string TimeText(std::int64_t ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone());
}

}  // namespace ippledge::admin
