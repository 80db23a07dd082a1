// tests/testing/scenario_policy_words.h: policies as a scenario tells them.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/policy.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {

// "40%" or "3.65%" in ppm.
std::int64_t TakePpm(Words& words);

// Reads "scheme effective 2024-01-02 share fund 40% bank 60% …": tests/scenarios/README.md.
Policy TakePolicy(Words& words);

}  // namespace ippledge
