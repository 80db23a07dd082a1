// ledger/decide_trust.h: rules of members, keys, witnesses and audits. Each follows the order that
// decide.h promises.
//
// Members, keys and erasures are the security officers', quorums the finance bureau's; all of them
// need two persons. The result of an audit is recorded by an auditor, an operator or the ledger
// itself.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; then item by item, first those to be removed:
// MEMBER_UNKNOWN, MEMBER_EXISTS, DUTIES_EXCLUDE (has, asked); TOO_MANY_ITEMS; OFFICERS_MISSING when
// members would be left of which fewer than two are security officers: nobody could amend them.
absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller,
                                     const AmendMembers& c);
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; the same key is there already; KEY_EXISTS (the name);
// TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller, const AdmitKey& c);
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; KEY_UNKNOWN; retired already; KEY_IN_USE when the
// quorum could not be reached without it.
absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller, const RetireKey& c);
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; the same quorum counts already; KEY_UNKNOWN for a name
// that is no standing witness's; TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller, const SetQuorum& c);
// ROLE_NOT_ALLOWED; ENTRY_UNKNOWN (through_entry); the same result is there already;
// TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller,
                                     const RecordAudit& c);
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; LINE_UNKNOWN; SUBJECT_UNKNOWN (the line holds nothing
// protected); its key was erased already; TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller,
                                     const EraseSubject& c);

// What a payment of `amount`, ordered by `order_entry`, needs of witnesses. QUORUM_MISSING;
// CHECKPOINT_TOO_OLD (size, entry) when the checkpoint does not cover the order.
absl::Status CheckPaymentWitnessed(const TrustBook& trust, Money amount, std::int64_t order_entry,
                                   const std::optional<CosignedCheckpoint>& checkpoint);

// The book after one more event. DATA_LOSS when the book does not allow it: an event that no rule
// yields after those before, or that is not of trust. The book is then as it was.
absl::Status FoldTrust(const Event& event, std::int64_t entry, TrustBook& book);

}  // namespace ippledge
