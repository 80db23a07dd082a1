// ledger/loan_fold.h: a loan after one more fact.
#pragma once

#include <cstdint>

#include "ledger/command.h"
#include "ledger/event.h"
#include "ledger/loan.h"

namespace ippledge {

// The loan after `command`, recorded by `entry`. `before` is null for RecordLoan, else the loan.
// Total for what Decide() accepted; crashes on a correction of a fact that the loan does not have,
// or on a command that is not about a loan: corrupt input to the fold.
Loan LoanAfter(const Loan* before, const Command& command, std::int64_t entry);

// The loan after `event` of `entry`: of events of cover too, which say more than their command. Of
// an event that concerns several loans, what concerns `before`.
Loan LoanAfter(const Loan* before, const Event& event, std::int64_t entry);

// What kind of fact an entry recorded in a loan.
enum class FactKind {
  kNone,
  kLoan,
  kDraw,
  kRepayment,
  kExtension,
  kClassChange,
  kRegistration,
  kRelease
};
FactKind FactKindOf(const Loan& loan, std::int64_t entry);
// "loan", "draw", …: the field of Correction.replacement.
absl::string_view NameOf(FactKind kind);
// Kind of fact that a replacement replaces; kNone for monostate.
FactKind FactKindOf(const Replacement& replacement);

}  // namespace ippledge
