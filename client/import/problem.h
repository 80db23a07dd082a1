// client/import/problem.h: what is wrong with a row, for the person who mends the file.
//
// A fault is what a reading function finds in one cell; a problem adds the row, the column and the
// texts. Reasons are frozen names; those that the ledger has too (docs/api.md) mean the same.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

enum class Fault : std::uint8_t {
  kNone,
  kRequired,         // the cell is empty
  kScientific,       // 1.23E+17
  kDateMalformed,    // no layout fits
  kDateUnreal,       // a layout fits, the day does not exist
  kAmountMalformed,  // not a number
  kAmountNotWhole,   // a fraction of a fen is left
  kAmountRange,      // beyond +-10^16 fen
  kAmountUnits,      // header and cell name different units
  kRateMalformed,
  kRateNotWhole,  // a fraction of a ppm is left
  kRateRange,
  kNumberMalformed,  // not a whole number
  kWordUnknown,      // not in a closed list
  kNotInTable,       // the mapping's table has no line for it
  kTermsDiffer,      // rows of one contract tell different terms
  kTermsRecorded,    // the ledger holds other terms
  kRightsCount,      // as many kinds or amounts as rights, or one
  kRightsAmounts,    // some rights have an amount, others none
  kNamesMeet,        // two bank names make one body id
  kCellTooLong,
  kTooManyColumns,
  kTextAfterQuote,
  kExtraCells,
  kCutOff,
};

struct Problem {
  std::int64_t row = 0;  // as a spreadsheet counts, from 1
  std::string column;    // header of the column; the field's name when it has no column
  std::string reason;    // UPPER_SNAKE
  std::string english;
  std::string chinese;

  friend bool operator==(const Problem&, const Problem&) = default;
};

// The problem of a fault, without row and column. `got` is the text found (cut to 60 characters),
// `want` what was expected; either may be empty.
Problem ProblemOf(Fault fault, absl::string_view got, absl::string_view want);

}  // namespace ippledge::client
