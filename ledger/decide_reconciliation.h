// ledger/decide_reconciliation.h: rules of accounts, statements, matches and periods. Each follows
// the order that decide.h promises.
//
// All of it is the finance bureau's. Two persons: accounts, taking an imported statement back, a
// match by hand above the account's limit and undoing it, re-opening.
#pragma once

#include "ledger/decide.h"

namespace ippledge {

// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; the same account is there already; BANK_UNKNOWN,
// NOT_A_PARTNER_BANK; ACCOUNT_EXISTS (its id, or its number, or another account that holds the
// same); TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const RegisterAccount& c);

// ROLE_NOT_ALLOWED; the same header is there already; ACCOUNT_UNKNOWN; STATEMENT_EXISTS (its import
// id, or the same part of the same file for this account); PERIOD_CLOSED (from_date or to_date);
// DATE_IN_FUTURE (to_date); TOO_MANY_ITEMS (statements, open ones, lines).
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const OpenStatement& c);
// ROLE_NOT_ALLOWED; STATEMENT_UNKNOWN; the same lines are there already; STATEMENT_STATE (closed);
// STATEMENT_LINES (the next line, or more than was said); DATE_OUTSIDE, PERIOD_CLOSED of a line;
// TOTAL_OUT_OF_RANGE.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const AddStatementLines& c);
// ROLE_NOT_ALLOWED; STATEMENT_UNKNOWN; closed already; STATEMENT_LINES (fewer than was said);
// STATEMENT_SUM (opening and lines do not make closing); STATEMENT_OVERLAPS, STATEMENT_CHAIN
// against its neighbours; LINE_EXISTS (a line of a day that two statements share); PERIOD_CLOSED.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const CloseStatement& c);
// ROLE_NOT_ALLOWED; STATEMENT_UNKNOWN; SECOND_PERSON_REQUIRED of one that counts; ALREADY_MATCHED
// (a line of it), PERIOD_CLOSED.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const WithdrawStatement& c);

// ROLE_NOT_ALLOWED; ACCOUNT_UNKNOWN; NOTHING_TO_MATCH (lines, movements left); TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const RunMatching& c);
// ROLE_NOT_ALLOWED; ACCOUNT_UNKNOWN; DUPLICATE_ITEM (a line or movement named twice), LINE_UNKNOWN,
// MOVEMENT_UNKNOWN (of the account), item by item, lines first; the same match stands already;
// ALREADY_MATCHED; PERIOD_CLOSED where all of it lies in closed months; MATCH_SUM;
// SECOND_PERSON_REQUIRED above the account's limit; TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const RecordMatch& c);
// ROLE_NOT_ALLOWED; MATCH_UNKNOWN; undone already; SECOND_PERSON_REQUIRED above the account's
// limit; PERIOD_CLOSED where all of it lies in closed months.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const UndoMatch& c);

// ROLE_NOT_ALLOWED; ACCOUNT_UNKNOWN; closed already; PERIOD_ORDER (an earlier month is open, or the
// month is not over, or lies before the account's first); NOT_RECONCILED (no statement up to the
// last day, a gap, or a difference); TOO_MANY_ITEMS.
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const ClosePeriod& c);
// ROLE_NOT_ALLOWED, SECOND_PERSON_REQUIRED; ACCOUNT_UNKNOWN; PERIOD_OPEN; PERIOD_ORDER (a later
// month is closed).
absl::StatusOr<Decision> DecideReconciliation(const Books& books, const Caller& caller,
                                              const ReopenPeriod& c);

// A movement may not be dated in a closed month of an account that it touches. PERIOD_CLOSED
// (account_id, month, closed_entry).
absl::Status CheckPeriodsOpen(const Programme& programme,
                              const std::vector<FundMovement>& movements, absl::string_view field);

}  // namespace ippledge
