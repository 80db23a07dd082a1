// tools/bench/claims.h: loans that go bad, and their claims.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tools/bench/calls.h"
#include "tools/bench/ledger.h"
#include "tools/bench/report.h"

namespace ippledge::bench {

class Claims {
 public:
  // Issues a policy that covers every loan of the benchmark, and brings the fund what it needs.
  explicit Claims(Ledger& ledger);

  // Takes so many loans of its own through six calls each, one step of all after the other: cover,
  // default, filing, completeness, two reviews. The loans and their bad class are recorded before,
  // and do not count. Rows are calls.
  Measured Record(const Load& load);
  // Covers and claims are as many as were sent, in the state they were brought to.
  void CheckBalance(Report& report) const;

 private:
  // One call for each loan of the load.
  struct Stage;
  void Run(const Stage& stage, const std::vector<std::string>& contracts, int in_flight,
           Measured& sum);

  Ledger& ledger_;
  std::uint64_t calls_ = 0;
  std::int64_t claims_ = 0;
};

}  // namespace ippledge::bench
