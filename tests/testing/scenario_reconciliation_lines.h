// tests/testing/scenario_reconciliation_lines.h: accounts at banks, their statements, matches,
// months and sheets as a scenario writes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/testing/scenario.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {

// "show sheet …", "show items …", "show statements …", "show matches …", "show months …", "show
// accounts": its lines; nullopt when it is something else. The words are all taken, or the first
// mistake is in them.
std::optional<std::vector<std::string>> TakeReconciliationShow(const std::string& what,
                                                               Words& words, const Labels& labels,
                                                               ScenarioExecutor& executor);

// That what an executor shows of all accounts holds together: nothing is matched twice or by
// halves, statements add up, sheets are the sums of their items, and the sheets of closed months
// are what they were closed as.
absl::Status CheckReconciliations(ScenarioExecutor& executor);

}  // namespace ippledge
