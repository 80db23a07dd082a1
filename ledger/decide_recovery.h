// ledger/decide_recovery.h: rules of what comes after payment: recoveries, their remittance, their
// end, and money that is called back. Each follows the order that decide.h promises.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// By the bank. ROLE_NOT_ALLOWED, NOT_YOUR_ROWS; LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN; the
// same recovery is there already; RECOVERY_EXISTS; CLAIM_STATE (nothing was paid), TOO_MANY_EVENTS;
// DATE_IN_FUTURE.
absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const RecordRecovery& c);
// By the finance bureau: money in. ROLE_NOT_ALLOWED; LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN,
// RECOVERY_UNKNOWN; the same remittance is there already; MOVEMENT_EXISTS; REMITTANCE_EXCEEDED (of
// the fund's share, or of the interest for lateness); DATE_IN_FUTURE, DATE_ORDER; TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const ConfirmRemittance& c);
// Ended: by the IP office or the finance bureau; written off: by two persons of the bureau.
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN; CLAIM_STATE
// (nothing was paid, or recovery has not ended), RECOVERY_CLOSED, CLAIM_STATE (a payment is
// ordered), EVIDENCE_MISSING; DATE_IN_FUTURE.
absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const CloseRecovery& c);
// By two persons of the finance bureau. ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; LOAN_UNKNOWN,
// COVER_UNKNOWN, CLAIM_UNKNOWN; CLAIM_STATE (nothing was paid, or it is called back already).
absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const DemandClawback& c);
// By the finance bureau: money in. ROLE_NOT_ALLOWED; LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN;
// the same payment is there already; CLAIM_STATE; MOVEMENT_EXISTS; CLAWBACK_EXCEEDED;
// DATE_IN_FUTURE; TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideRecovery(const Books& books, const Caller& caller,
                                        const ConfirmClawback& c);

}  // namespace ippledge
