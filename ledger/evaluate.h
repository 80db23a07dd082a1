// ledger/evaluate.h: a policy applied to facts: the claims rules as one pure function.
//
// The same policy and facts give the same verdict, byte for byte, for ever. Nothing is rounded
// except where a rule's header says so; the parts of a claim always sum to its loss.
//
// Order for a claim, which is also the order of its trace:
//   1  gates        mode, cover, double cover, restructuring, lock-in, trigger, pledge date,
//   window,
//                   documents, lapsed rights
//   2  loss base    repayments, interest, base date, recoveries so far, IP part, insurer and
//                   guarantor first, cover's limit, amount claimed, loss band
//   3  share        tier, uplifts, total rate cap, split by share
//   4  caps         of each level, all levels, per claim; late claim, lapse, repair; enterprise,
//                   institution, mode, fund and year; joint and portfolio caps
//   5  brakes       warn, defer, stop
//   6  payment      liability limit with its shortfall mode, instalments
// Enrolments: ledger/enrolment_rules.h; recoveries and clawbacks: ledger/recovery_split.h.
//
// A sequence is worked through in its order; each step sees the portfolio as those before left it.
// Claims that follow each other with the same batch and year share a shortfall: of one batch the
// caps are applied first, in order, then the fund's money is shared.
#pragma once

#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/verdict.h"

namespace ippledge {

// Preconditions: CheckPolicy() and CheckPolicyFacts() found nothing.
Verdict Evaluate(const Policy& policy, const PolicyFacts& facts);

}  // namespace ippledge
