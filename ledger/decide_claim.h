// ledger/decide_claim.h: rules of a claim from filing to approval, and of silence. Each follows the
// order that decide.h promises; the table of steps is claim_steps.h.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// By the bank's checker. ROLE_NOT_ALLOWED, NOT_YOUR_ROWS; LOAN_UNKNOWN, COVER_UNKNOWN; the same
// filing is there already; CLAIM_EXISTS; BANK_STANDING, COVER_STATE, CLAIM_OPEN, CLAIM_NOT_REFILED,
// TOO_MANY_EVENTS, TOO_MANY_ITEMS, and POLICY_REFUSES when the claim as it stands would not be
// paid: documents, window, trigger, a loss below what is claimed; DATE_IN_FUTURE of a document.
absl::StatusOr<Decision> DecideClaim(const Books& books, const Caller& caller, const FileClaim& c);

// ROLE_NOT_ALLOWED, NOT_YOUR_ROWS; LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN; STEP_NOT_ALLOWED;
// SECOND_PERSON_REQUIRED, OWN_BODY, SAME_PERSON, SAME_BODY; NOTICE_RUNNING, VALUE_OUT_OF_RANGE (a
// repair that is not above the one before, or above the policy's largest), COVER_STATE.
absl::StatusOr<Decision> DecideClaim(const Books& books, const Caller& caller,
                                     const TakeClaimStep& c);

// By the ledger itself. DEADLINE_NOT_PASSED when the step is not open, not due, or its silence does
// nothing.
absl::StatusOr<Decision> DecideDeadline(const Books& books, const Caller& caller,
                                        const PassDeadline& c);

}  // namespace ippledge
