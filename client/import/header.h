// client/import/header.h: names of columns: which one is meant, and the unit it tells.
//
// A header matches a name when they are equal, or when their normal forms (cell.h) are, the
// header's without a number behind ("知识产权号2") and a unit ("合同金额（万元）",
// "principal_fen"). Pure.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/import/csv.h"
#include "client/import/target.h"

namespace ippledge::client {

// The header of a file.
struct Header {
  struct Column {
    std::string text;    // cleaned
    std::string normal;  // NormalHeader
  };
  std::vector<Column> columns;
};

Header HeaderOf(absl::Span<const CsvCell> cells);

struct ColumnMatch {
  int column = -1;
  int number = 0;         // behind the name; 0 for none
  int amount_power = -1;  // unit told; -1 for none
  int rate_power = -1;
};

// The columns that `name` means for a field of that type, equal ones only when there are any.
// `numbered`: numbers behind the name are allowed.
std::vector<ColumnMatch> FindColumns(const Header& header, absl::string_view name, FieldType type,
                                     bool numbered);

// Power of the unit in a line such as "单位：万元" above the header; -1 when it tells none.
int AmountPowerOfTitle(absl::string_view text);

// Columns without those behind the last that an earlier run added ("问题", "problem").
int OwnColumns(const Header& header);

// Names of the columns added to refused rows.
inline constexpr absl::string_view kProblemColumnZh = "问题";
inline constexpr absl::string_view kProblemColumnEn = "problem";

}  // namespace ippledge::client
