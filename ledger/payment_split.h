// ledger/payment_split.h: what is paid now, later, or waits, once the amounts are decided.
//
// Order: a brake holds everything of the public levels back; then the fund's money limits what
// claims of one batch get together, shared by the policy's shortfall mode; then each payment is cut
// into instalments. Roundings: a shortfall is shared by largest remainder; the first instalment is
// half up. Inner header of the rules; pure.
#pragma once

#include <string>
#include <vector>

#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/portfolio_book.h"
#include "ledger/verdict.h"

namespace ippledge {

// A claim of a batch: all before its payment is decided.
struct DecidedClaim {
  const ClaimFacts* claim = nullptr;
  const ShareMode* mode = nullptr;
  StepVerdict* verdict = nullptr;
};

// Fills now, later and deferred; with a brake the outcome is DEFERRED. A refused claim is borne by
// the bank.
void SettleClaim(const std::string& deferred_by, StepVerdict& verdict);

// How much of each wish is met, in order of the wishes: by largest remainder (kProRata); in turn,
// the last one in part (kFifo, kRefuse); in turn, nobody overtaking and none in part
// (kWaitForTopup). The sum is at most `at_hand`.
std::vector<Money> ShareShortfall(ShortfallMode mode, const std::vector<Money>& wanted,
                                  Money at_hand);

// Shares the money at hand among the payable claims, in their order, and moves the book on.
void SettleBatch(const Policy& policy, const std::vector<DecidedClaim>& batch, PortfolioBook& book);

}  // namespace ippledge
