// audit/judgements.h: verdicts on covers, claims and recoveries, made again from the facts
// that their entries hold.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "ledger/event.h"
#include "ledger/programme.h"

namespace ippledge::audit {

// The judgement that an event holds; null when it holds none.
const Judgement* JudgementOf(const Event& event);

// DATA_LOSS unless its policy was issued in `programme`, its facts have the shape that the rules
// take, and the policy, applied to them, gives the verdict that it states, byte for byte. Names the
// first rule whose finding differs.
absl::Status CheckJudgement(const Judgement& judgement, const Programme& programme);

// The first rule or amount in which two verdicts on the same facts differ, with both values: "rule
// total_rate_cap: result 800000 ppm, not 500000 ppm". Empty when they are equal.
std::string DifferenceOf(const StepVerdict& found, const StepVerdict& expected);

}  // namespace ippledge::audit
