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

// A computation anew, and the state that its outcome leads to: kComputed, kDeferred or kRefused.
struct Computed {
  Judgement judgement;
  ClaimState state = ClaimState::kUnspecified;
  Deadline due;
};
Computed Compute(const Books& books, const ClaimAt& at, const Claim& claim);

// What is reserved for an approved claim: all of it when the fund has so much, else nothing.
Money ToReserve(const Books& books, Money fund_amount);

}  // namespace ippledge
