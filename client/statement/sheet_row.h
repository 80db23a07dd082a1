// client/statement/sheet_row.h: a row of a table, whatever file it stood in.
//
// Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ippledge::client {

struct SheetRow {
  std::int64_t row = 0;            // from 1, as a spreadsheet counts: blank rows too
  std::vector<std::string> cells;  // UTF-8; cells that are not there before others are empty

  friend bool operator==(const SheetRow&, const SheetRow&) = default;
};

}  // namespace ippledge::client
