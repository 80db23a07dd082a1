// ledger/decide_fund.h: rules of the fund's money. Each follows the order that decide.h promises.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; then the same fact is there already; then BANK_UNKNOWN,
// BODY_UNKNOWN; MOVEMENT_EXISTS; NOT_A_PARTNER_BANK, AVAILABLE_EXCEEDED, DEPOSIT_EXCEEDED;
// DATE_IN_FUTURE, PERIOD_CLOSED, TOO_MANY_ITEMS; TOTAL_OUT_OF_RANGE.
absl::StatusOr<Decision> DecideFund(const Books& books, const Caller& caller,
                                    const RecordFundMovement& c);
// The same, with MOVEMENT_UNKNOWN of what it reverses, and MOVEMENT_IS_REVERSAL,
// MOVEMENT_IS_OF_CLAIM, MOVEMENT_ALREADY_REVERSED before the amounts. Of a movement whose month is
// closed the reversal counts today.
absl::StatusOr<Decision> DecideFund(const Books& books, const Caller& caller,
                                    const ReverseFundMovement& c);

}  // namespace ippledge
