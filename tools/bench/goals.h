// tools/bench/goals.h: what the write path has to reach, as ratios of what was measured beside each
// other.
#pragma once

#include <span>
#include <vector>

#include "tools/bench/results.pb.h"

namespace ippledge::bench {

struct GoalRow {
  const char* key;
  const char* title;
  const char* how;  // it is computed, round by round
  const char* unit;
  bool lower_is_better;
  double must;  // 0: a figure without a limit
  double aim;
  // One value a round; none when a contender is missing.
  std::vector<double> (*rounds)(const results::Results& results);
};

std::span<const GoalRow> GoalTable();

// A row for each goal of the table. The median of the rounds is held against must and aim.
std::vector<results::Goal> Judge(const results::Results& results);

// Null: not measured.
const results::Contender* Find(const results::Results& results, const char* comparison,
                               const char* contender);

}  // namespace ippledge::bench
