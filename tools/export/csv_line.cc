#include "tools/export/csv_line.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace ippledge::exported {

void CsvLine::Comma() {
  if (begun_) line_ += ',';
  begun_ = true;
}

CsvLine& CsvLine::Text(absl::string_view text) {
  Comma();
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) {
    absl::StrAppend(&line_, text);
  } else {
    absl::StrAppend(&line_, "\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
  }
  return *this;
}

CsvLine& CsvLine::Number(std::int64_t number) {
  Comma();
  absl::StrAppend(&line_, number);
  return *this;
}

CsvLine& CsvLine::Day(std::optional<Date> date) { return Text(date ? date->ToString() : ""); }

std::string CsvLine::Take() {
  line_ += "\r\n";
  begun_ = false;
  return std::exchange(line_, std::string());
}

}  // namespace ippledge::exported
