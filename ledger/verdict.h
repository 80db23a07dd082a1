// ledger/verdict.h: what a policy says of some facts, and why: every rule looked at, in order.
//
// Money in fen. For each claim the amounts of its parties sum to the loss, and of each party
// amount = now + later + deferred + queued. A trace line states the rule, what it looked at, its
// limit, what it found, whether it decided or changed anything (binds) and what the public levels
// would pay after it. Regular values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/money.h"
#include "ledger/policy_terms.h"

namespace ippledge {

// Numbers are frozen: they equal those of ippledge.v1.
enum class Outcome : std::uint8_t {
  kUnspecified = 0,
  kPayable = 1,
  kPartPayable = 2,  // the fund is short: some now, the rest queued
  kQueued = 3,       // the fund is short: nothing now
  kDeferred = 4,     // a brake, a suspended right, a lock-in
  kRefused = 5,
  kCommittee = 6,  // late: a committee decides
  kReturned = 7,   // documents are missing
  kEnrolled = 8,
  kEnrolledInPart = 9,
  kUncovered = 10,  // recorded, without cover
  kAllocated = 11,  // a recovery or a clawback
};
inline constexpr int kOutcomeCount = 12;
absl::string_view NameOf(Outcome outcome);

struct TraceLine {
  std::string rule;  // "total_rate_cap"
  std::vector<std::pair<std::string, std::string>> inputs;
  std::string limit;   // what the policy allows; empty: no limit
  std::string result;  // what was found
  bool binds = false;
  Money amount_after;  // what the public levels would pay in all
};

struct PartAmount {
  std::string party;
  PartyRole role = PartyRole::kUnspecified;
  Money share;     // by share alone, before caps
  Money amount;    // decided; over all parties the loss
  Money now;       // of it: due at once, or borne
  Money later;     // of it: later instalments
  Money deferred;  // of it: held back by a brake
  Money queued;    // of it: waits for money
};

struct StepVerdict {
  std::string id;
  Outcome outcome = Outcome::kUnspecified;
  std::string rule;                   // that decided the outcome; empty when none stood in the way
  std::vector<std::string> warnings;  // brakes that warn, premiums
  std::int64_t rate_ppm = 0;          // of the tiered party, after tiers, uplifts and cap; floor
  Money loss;                         // shared loss: what the amounts sum to
  Money in_band;                      // of it: within the loss band
  Money other_part;                   // left of what is outside the loss base
  Money covered;                      // enrolment: the amount accepted
  std::vector<PartAmount> parts;
  // Recovery: what is shared, what went on costs and beyond the loss; interest for lateness.
  Money net;
  Money costs;
  Money surplus;
  Money late_interest;
  std::vector<TraceLine> trace;
};

struct Verdict {
  std::vector<StepVerdict> steps;
};

// The rule that determined the amount: the last that binds; "share" when no other did.
std::string BindingRule(const StepVerdict& verdict);
// The sum of a field over the public levels.
Money FundSum(const StepVerdict& verdict, Money PartAmount::*field);
// The part of `party`; nullptr when it has none.
const PartAmount* FindPart(const StepVerdict& verdict, absl::string_view party);

}  // namespace ippledge
