// ledger/claim_transition.h: what a step, or silence, makes of a claim: its next state, a new
// computation, money that is reserved or set free, and the next deadline.
//
// Inner header of decide_claim.h and decide_payment.h. Pure.
#pragma once

#include <optional>

#include "ledger/books.h"
#include "ledger/claim_steps.h"
#include "ledger/cover_checks.h"
#include "ledger/event.h"

namespace ippledge {

// The step of `row`, which the claim may take now.
ClaimStepTaken StepOf(const Books& books, const ClaimAt& at, const StepRow& row,
                      const TakeClaimStep& c);

// The state of a claim that was approved or cleared, once `reserved` is set aside for it.
struct Waiting {
  ClaimState state = ClaimState::kUnspecified;
  Deadline due;
};
Waiting AfterApproval(const Books& books, const Policy& policy, bool reserved);
Waiting AfterNotice(const Books& books, const Policy& policy, bool reserved);
// After a payment of `claim`, which has it already.
Waiting AfterPayment(const Books& books, const ClaimAt& at, const Claim& claim);
// From when silence makes the later instalment of `claim`, paid in part, due: years after the last
// judgment among `reports`. None where the policy wants another event, or none is known.
Deadline LaterInstalmentDue(const Policy& policy, const std::vector<ReportedRisk>& reports,
                            Date today);

// A computation anew, and the state that its outcome leads to: kComputed, kDeferred or kRefused. A
// claim of which the fund would pay nothing is refused: some cap is used up.
struct Computed {
  Judgement judgement;
  ClaimState state = ClaimState::kUnspecified;
  Deadline due;
};
Computed Compute(const Books& books, const ClaimAt& at, const Claim& claim, bool waive_brakes);
// The bureau's word ended a deferral of it: that holds for what is computed anew.
bool IsReleasedByHand(const Claim& claim);

// What the fund may still set aside for claims under a policy with `limit`, never below 0: what is
// available; under FUND_TOTAL no more than the fund's size less what was ever paid or is reserved;
// under BUDGET_YEAR than what was paid in during the year of today less what was paid out in it or
// is reserved.
Money RoomUnder(LiabilityLimit limit, const Programme& programme);
// What is reserved for an approved claim: all of it when there is so much room, else nothing.
Money ToReserve(const Books& books, const Policy& policy, Money fund_amount);

}  // namespace ippledge
