// client/import/header_search.h: which row of a file is its header, and what parts its cells.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/import/header.h"
#include "client/import/mapping.h"

namespace ippledge::client {

inline constexpr int kHeaderSearchRows = 20;
// How much of a file is looked at for its header.
inline constexpr int kHeaderSearchBytes = 256 * 1024;

// The row that is most like a header of the mapping.
struct FoundHeader {
  char delimiter = ',';
  int row = 0;  // from 1; 0: the file is empty
  Header header;
  std::string raw;                        // the row as it stands in the file
  std::string titles;                     // the rows above it, with their line ends
  std::vector<std::uint32_t> raw_begins;  // where its cells begin in it
  int title_power = -1;                   // power of a unit told in a row above; -1 for none
  int score = -1;                         // fields whose column it names, where rows are searched
};

// Tries each delimiter that the mapping allows on the first rows of `sample`. The first best wins.
// With a given header row only the delimiter is searched for; without any header the first row
// stands for the width.
FoundHeader SearchHeader(const CompiledMapping& mapping, absl::string_view sample,
                         bool sample_is_whole);

}  // namespace ippledge::client
