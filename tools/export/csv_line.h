// tools/export/csv_line.h: a line of a table as RFC 4180 has it, in UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::exported {

// Fields from left to right. Texts are quoted where they have to be, and nothing is put before
// them: a spreadsheet takes one that begins with "=" as a formula. Dates are YYYY-MM-DD.
class CsvLine {
 public:
  CsvLine& Text(absl::string_view text);
  CsvLine& Number(std::int64_t number);
  CsvLine& Fen(Money amount) { return Number(amount.fen()); }
  // Empty for no date.
  CsvLine& Day(std::optional<Date> date);

  // The line with its end, CR LF, and begins anew.
  std::string Take();

 private:
  void Comma();

  std::string line_;
  bool begun_ = false;
};

}  // namespace ippledge::exported
