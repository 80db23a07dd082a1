// tools/claim_vectors/run_vectors.h: runs vectors and says which pass.
#pragma once

#include <ostream>

#include "absl/strings/string_view.h"

namespace ippledge::vectors {

struct Tally {
  int passed = 0;
  int failed = 0;
};

// `text` is a file of vectors. One line a vector on `out`, below a failed one what differs; with
// `verbose` also the trace of each step. A file that is no such file is one failure.
Tally RunVectors(absl::string_view text, bool verbose, std::ostream& out);

}  // namespace ippledge::vectors
