// ledger/decide_payment.h: rules of paying claims. Each follows the order that decide.h promises.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// By two persons of the finance bureau. What is reserved is ordered in full, as far as it is due;
// claims that wait for money share what is available, in order of approval, by the shortfall mode
// of the policy of the first of them. At most kOrdersPerRunMax orders; another run does the rest.
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; NOTHING_TO_PAY.
absl::StatusOr<Decision> DecidePayment(const Books& books, const Caller& caller,
                                       const RunPayments& c);
// The same persons: the bank carried the order out. ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED;
// LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN; the same payment is there already; ORDER_UNKNOWN;
// MOVEMENT_EXISTS; CASH_EXCEEDED; DATE_IN_FUTURE, DATE_ORDER; CHECKPOINT_TOO_OLD, QUORUM_MISSING;
// TOO_MANY_ITEMS; PERIOD_CLOSED.
absl::StatusOr<Decision> DecidePayment(const Books& books, const Caller& caller,
                                       const ConfirmPayment& c);

}  // namespace ippledge
