// client/statement/sheet_header.h: which row of a table is the header of a statement's lines, under
// which profile.
//
// A profile fits a row when its date, sums and required columns are there and its texts to
// recognise stand in that row or above it. Of several that fit, the one that demands most wins,
// then the one that knows most columns, then the first. Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/statement/profile.h"

namespace ippledge::client {

// A header is looked for in that many rows.
inline constexpr int kSheetHeaderRows = 60;

// How the sums of a line are told.
enum class AmountForm : std::uint8_t { kSigned, kDirected, kTwoColumns };

// A profile bound to the columns of a table. `profile` outlives it.
struct SheetHeader {
  const StatementProfile* profile = nullptr;
  int row = 0;                           // of the rows looked at, from 0
  std::vector<std::string> names;        // as written, cleaned
  std::vector<std::string> normals;      // NormalHeader of them
  std::vector<int> powers;               // power of the unit that the name tells; -1: none
  std::array<int, kColumnIsCount> at{};  // column of each; -1: none
  std::vector<int> texts;                // columns that are joined to the text
  AmountForm form = AmountForm::kSigned;
  int demands = 0;  // texts to recognise and required columns
  int bound = 0;    // columns that the profile knows
  int twice = -1;   // a column of date, sum or balance whose name stands there twice; -1: none

  int column(ColumnIs is) const { return at[static_cast<std::size_t>(is)]; }
};

// True when `a` demands more than `b`, or as much and knows more columns.
bool IsBetterHeader(const SheetHeader& a, const SheetHeader& b);

// What came nearest where nothing fits.
struct NearestHeader {
  std::string profile;  // its id
  int row = 0;
  std::string missing;  // "amount", or a text to recognise
  int bound = 0;
};

// `rows` are the first of the table, as they stand in it. *nearest is set only where nothing fits.
std::optional<SheetHeader> FindSheetHeader(absl::Span<const std::vector<std::string>> rows,
                                           absl::Span<const StatementProfile> profiles,
                                           NearestHeader* nearest);

// True when the row is the header once more, as on the next page.
bool IsHeaderAgain(const SheetHeader& header, absl::Span<const absl::string_view> cells);

}  // namespace ippledge::client
