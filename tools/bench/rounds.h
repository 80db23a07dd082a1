// tools/bench/rounds.h: contenders that take turns, so that each round of all of them falls into
// the same seconds of the machine.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/bench/driver.h"
#include "tools/bench/results.pb.h"

namespace ippledge::bench {

// Loans and request ids that nobody had before.
class Numbers {
 public:
  // The load with `loans` loans of its own.
  Load Take(Load load, std::uint64_t loans);

 private:
  std::uint64_t next_loan_ = 0;
  std::uint64_t next_seed_ = 1;
};

struct Contender {
  std::string name;
  std::function<absl::StatusOr<Measured>(const Load&)> record;
  double share = 1;  // of a round's loans: a slow one records fewer, a rate is a rate
};

// Each round: all contenders record the same loans, each after a warm-up of a tenth, which does not
// count. Who is first changes from round to round. One that fails is out, with its reason.
results::Comparison Interleave(const std::string& name, int rounds, const Load& load,
                               const std::vector<Contender>& contenders, Numbers& numbers);

}  // namespace ippledge::bench
