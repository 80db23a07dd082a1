// tests/testing/random_commands.h: a bank's day by chance: loans and what happens to them.
//
// Most of it fits the books, some does not. The same seed and the same books give the same commands
// on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "engine/read_view.h"
#include "ledger/command.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {

class RandomCommands {
 public:
  explicit RandomCommands(std::uint64_t seed) : random_(seed) {}

  // 0 to n - 1.
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Chance(int one_in) { return Below(one_in) == 0; }

  // The next command, for the books as `view` sees them.
  Command Next(const ReadView& view);
  // A single or a batch of up to `rows_max` rows, sometimes a dry run, sometimes all or nothing;
  // request ids are numbered from `first_request` on.
  Submission NextSubmission(const ReadView& view, int rows_max, std::uint64_t first_request);

 private:
  Command AboutKnown(const Loan& loan);
  Command Correcting(const Loan& loan);
  Command OfTheFund();
  Draw AnyDraw();
  Date AnyDay() { return kFirstDay + -Below(400); }

  std::mt19937_64 random_;
  int loans_ = 0;  // numbers given so far
  std::uint64_t submissions_ = 0;
};

}  // namespace ippledge::engine
