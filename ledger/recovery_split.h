// ledger/recovery_split.h: who gets how much of money that comes back, and what a false claim
// costs.
//
// Roundings: shares by largest remainder; late interest simple, rate x days / day basis, half up.
// Inner header of the rules; pure.
#pragma once

#include <vector>

#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/verdict.h"

namespace ippledge {

// Costs first (up to their cap; what is above it stays with the bank), then the loss still open in
// the policy's order, then the surplus (interest, penalties) to the bank. Nobody gets back more
// than was borne. `borne` has what each party bore of the loss. The trace and the parts (share =
// borne and open, amount = now = received) are filled in; parts and costs and surplus make gross.
void SplitRecovery(const Policy& policy, const RecoveryFacts& recovery,
                   const std::vector<BorneByParty>& borne, std::optional<std::int64_t> lpr_ppm,
                   StepVerdict& verdict);

// What the bank gives back: everything that was paid, or the repaired part (half up), less what the
// fund has back already; with simple interest over the days since payment, actual/365, half up.
void ComputeClawback(const Policy& policy, const ClawbackFacts& clawback,
                     std::optional<std::int64_t> lpr_ppm, StepVerdict& verdict);

// A year's rate in ppm of interest terms; 0 for kNone and where the LPR is needed but not known.
std::int64_t RateOf(const InterestTerms& terms, std::optional<std::int64_t> lpr_ppm);

}  // namespace ippledge
