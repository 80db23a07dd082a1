// tools/bench/peers/duckdb.h: totals over the same loans in DuckDB, in memory, all cores: the node
// package of package.json, run by node with duckdb_totals.mjs.
//
// Loan i has position i + 1 there. Errors: kUnimplemented when node or the package is missing (the
// message says what to install); kInternal when it fails.
#pragma once

#include <cstdint>
#include <map>
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
  std::int64_t sum = 0;  // of the first measure over all slices
  // The first measure by the values of `by`, joined by commas, as DuckDB's table has them: numbers,
  // months as 202312, banks and kinds and sizes by number.
  std::map<std::string, std::int64_t> slices;
};

struct DuckDbTotals {
  double load_seconds = 0;            // from the CSV to the table
  std::vector<TotalsAnswer> answers;  // one for each question
};

// What the answers over loans 0 to `loans` - 1 must come to: the sum of each question.
std::vector<std::int64_t> SumsSent(std::uint64_t loans,
                                   const std::vector<TotalsQuestion>& questions);

// Loans 0 to `loans` - 1 of loans.h in a file in `folder`, which goes with this. Each Ask() loads
// it into a new DuckDB. One thread at a time.
class DuckDbLoans {
 public:
  DuckDbLoans(const std::string& folder, std::uint64_t loans);
  ~DuckDbLoans();
  DuckDbLoans(const DuckDbLoans&) = delete;
  DuckDbLoans& operator=(const DuckDbLoans&) = delete;

  // Each question `runs` times (1 to 1,000).
  absl::StatusOr<DuckDbTotals> Ask(const std::vector<TotalsQuestion>& questions, int runs);

 private:
  const std::string folder_;
  const std::uint64_t loans_;
  std::string csv_;  // empty until it is needed
};

}  // namespace ippledge::bench
