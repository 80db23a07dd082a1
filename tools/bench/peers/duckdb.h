// tools/bench/peers/duckdb.h: totals over the same loans in DuckDB, in memory, all cores: the node
// package of package.json, run by node with duckdb_totals.mjs.
//
// Loan i has position i + 1 there. Errors: kUnimplemented when node or the package is missing (the
// message says what to install); kInternal when it fails or answers with other sums than sent.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ippledge::bench {

struct TotalsQuestion {
  // Of "year", "month", "bank", "unit", "kind", "size", "industry"; at most 4, empty for one total.
  std::vector<std::string> by;
  // Of "contract_fen", "disbursed_fen", "ip_part_fen", "disbursed_ip_part_fen", "loans"; at
  // least 1.
  std::vector<std::string> measures;
  std::string as_of_date;         // disbursed on or before it; empty for all
  std::uint64_t known_loans = 0;  // only the first so many; 0 for all
};

struct TotalsAnswer {
  double median_ms = 0;
  double min_ms = 0;
  double max_ms = 0;
  std::uint64_t slices = 0;  // rows of the answer
  std::int64_t sum = 0;      // of the first measure over all slices
};

struct DuckDbTotals {
  double load_seconds = 0;            // from the CSV to the table
  std::vector<TotalsAnswer> answers;  // one for each question
};

// Loans 0 to `loans` - 1 of loans.h, each question `runs` times (1 to 1,000); scratch in `folder`.
absl::StatusOr<DuckDbTotals> AskDuckDb(const std::string& folder, std::uint64_t loans,
                                       const std::vector<TotalsQuestion>& questions, int runs);

}  // namespace ippledge::bench
