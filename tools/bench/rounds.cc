#include "tools/bench/rounds.h"

#include <algorithm>

#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

constexpr std::uint64_t kWarmLoansMax = 20'000;

std::uint64_t WholeBatches(double loans, int batch) {
  const auto batches = static_cast<std::uint64_t>(loans / batch);
  return std::max<std::uint64_t>(batches, 1) * static_cast<std::uint64_t>(batch);
}

// The first part of a load.
Load Part(Load load, double share) {
  load.loans = WholeBatches(static_cast<double>(load.loans) * share, load.batch);
  return load;
}

}  // namespace

Load Numbers::Take(Load load, std::uint64_t loans) {
  load.first_loan = next_loan_;
  load.loans = loans;
  load.seed = next_seed_++;
  next_loan_ += loans;
  return load;
}

results::Comparison Interleave(const std::string& name, int rounds, const Load& load,
                               const std::vector<Contender>& contenders, Numbers& numbers) {
  results::Comparison comparison;
  comparison.set_name(name);
  std::vector<results::Contender> measured(contenders.size());
  std::vector<std::string> why(contenders.size());
  const double tenth = static_cast<double>(load.loans) / 10;
  const std::uint64_t warm_loans = WholeBatches(std::min(tenth, double{kWarmLoansMax}), load.batch);
  for (int round = 0; round < rounds; ++round) {
    const Load warm = numbers.Take(load, warm_loans);
    const Load counted = numbers.Take(load, load.loans);
    for (std::size_t turn = 0; turn < contenders.size(); ++turn) {
      const std::size_t i = (turn + static_cast<std::size_t>(round)) % contenders.size();
      if (!why[i].empty()) continue;
      absl::StatusOr<Measured> run = contenders[i].record(Part(warm, contenders[i].share));
      if (run.ok()) run = contenders[i].record(Part(counted, contenders[i].share));
      if (run.ok()) {
        *measured[i].add_rounds() = RoundOf(*run);
      } else {
        why[i] = std::string(run.status().message());
      }
    }
  }
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    if (why[i].empty()) {
      measured[i].set_name(contenders[i].name);
      *comparison.add_contenders() = measured[i];
    } else {
      results::Absent& absent = *comparison.add_absent();
      absent.set_name(contenders[i].name);
      absent.set_why(why[i]);
    }
  }
  return comparison;
}

}  // namespace ippledge::bench
