// ledger/reconciliation_checks.h: checks that several rules of reconciliation share. Inner header
// of decide_reconciliation.h.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/caller.h"
#include "ledger/decide.h"

namespace ippledge {

// ROLE_NOT_ALLOWED.
absl::Status MayReconcile(const Caller& caller);
// ACCOUNT_UNKNOWN.
absl::StatusOr<const BankAccount*> AccountOf(const Programme& programme,
                                             absl::string_view account_id, absl::string_view field);
// STATEMENT_UNKNOWN.
absl::StatusOr<StatementRef> StatementOf(const Programme& programme, absl::string_view import_id);
// PERIOD_CLOSED (account_id, month, closed_entry) when the month of `date` is closed.
absl::Status CheckMonthOpen(const Programme& programme, absl::string_view account_id, Date date,
                            absl::string_view field);

// A line of a statement of the account that counts; nullptr when there is none.
const BankLine* FindLine(const Programme& programme, const BankAccount& account,
                         const LineName& name);
// A movement that touches the account, with its effect; nullopt when there is none.
struct TouchingMovement {
  const RecordedMovement* recorded = nullptr;
  Money effect;
};
std::optional<TouchingMovement> FindTouching(const Programme& programme, const BankAccount& account,
                                             const MovementName& name);

}  // namespace ippledge
