// ledger/decide_cover.h: rules of a loan's cover: application, confirmation, reports of trouble.
// Each follows the order that decide.h promises.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// Asks for cover, or answers a returned application. The first application's day fixes the policy
// version for life. By the bank, or for it by IP office, bureau or manager (migrations).
// ROLE_NOT_ALLOWED, NOT_YOUR_ROWS; LOAN_UNKNOWN; then the same application is there already;
// COVER_EXISTS; LOAN_VOIDED, COVER_STATE (the loan is repaid), BANK_STANDING, POLICY_UNKNOWN,
// TOO_MANY_ITEMS, POLICY_REFUSES.
absl::StatusOr<Decision> DecideCoverOf(const Books& books, const Caller& caller,
                                       const ApplyForCover& c);
// By the manager or the IP office; ending cover that stands by the IP office alone.
// ROLE_NOT_ALLOWED; LOAN_UNKNOWN, COVER_UNKNOWN; OWN_BODY, COVER_STATE.
absl::StatusOr<Decision> DecideCoverOf(const Books& books, const Caller& caller,
                                       const DecideCover& c);
// By the bank. ROLE_NOT_ALLOWED, NOT_YOUR_ROWS; LOAN_UNKNOWN, COVER_UNKNOWN; then the same report
// is there already; COVER_STATE, TOO_MANY_EVENTS, and of a default POLICY_REFUSES when the trigger
// is not met, of a cure CLAIM_OPEN once a payment is ordered; DATE_IN_FUTURE.
absl::StatusOr<Decision> DecideCoverOf(const Books& books, const Caller& caller,
                                       const ReportRisk& c);

}  // namespace ippledge
