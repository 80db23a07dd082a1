// tools/admin/sheet.h: what was found out about one programme: named values, in order.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace ippledge::admin {

class Sheet {
 public:
  // Names are those of JSON fields: words with "_" between.
  void Add(absl::string_view name, std::int64_t value);
  void Add(absl::string_view name, absl::string_view text);
  // A value that is JSON already.
  void AddJson(absl::string_view name, absl::string_view json);

  // A line for each value, names with spaces, values below one another.
  std::string ToText() const;
  // One line.
  std::string ToJson() const;

 private:
  struct Row {
    std::string name;
    std::string value;
    bool is_text = false;
  };
  std::vector<Row> rows_;
};

// With quotes; bytes that are no UTF-8, and control characters, become "?".
std::string JsonText(absl::string_view text);
// "2025-06-30T08:00:00.123Z" of milliseconds since 1970-01-01 UTC.
std::string TimeText(std::int64_t ms);

}  // namespace ippledge::admin
