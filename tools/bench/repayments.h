// tools/bench/repayments.h: repayments of loans that are recorded already.
#pragma once

#include <cstdint>

#include "tools/bench/calls.h"
#include "tools/bench/report.h"

namespace ippledge::bench {

class Repayments {
 public:
  // Of loans first to first + loans - 1 of loans.h, which the server has; loans > 0.
  Repayments(const Channels& channels, std::uint64_t first, std::uint64_t loans)
      : channels_(channels), first_(first), loans_(loans) {}

  // So many, each of the next loan, round and round; batch, streams and in_flight of `load`.
  Measured Record(std::uint64_t count, const Load& load);
  // What is outstanding is what was drawn, less these.
  void CheckBalance(std::int64_t disbursed_fen, Report& report) const;

 private:
  const Channels& channels_;
  const std::uint64_t first_;
  const std::uint64_t loans_;
  std::uint64_t sent_ = 0;
  std::int64_t repaid_fen_ = 0;
};

}  // namespace ippledge::bench
